"""The page for the doctor, asked for in a talk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from actions.report import ActionReport
from backwise.report import kept_page
from backwise.store import default_store
from tests.actions.turn import Turn

PAIN = {"region": "lower_back", "duration_days": 21.0, "intensity": 6.0}


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A store of its own for each test."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("BACKWISE_HOME", str(tmp_path))
    default_store.cache_clear()


def asked(**slots: Any) -> Turn:
    return Turn(slots=slots, intent="ask_report", text="page for my doctor")


def test_with_nothing_told_it_asks_for_the_pain_first() -> None:
    outcome = asked().run(ActionReport())
    assert outcome.said == ["utter_report_empty"]
    assert kept_page(default_store(), "someone") is None


def test_it_is_told_kept_and_linked() -> None:
    outcome = asked(**PAIN, cauda_equina="no", findings=["fever"]).run(ActionReport())
    [message] = outcome.messages
    assert "Lower back pain for 3 weeks" in message["page"]
    assert "fever or shivering" in message["page"]
    assert outcome.payloads("document")[0]["url"] == "/chat/report"
    kept = kept_page(default_store(), "someone")
    assert kept is not None
    assert kept.sections[0].rows == (("", "Lower back pain for 3 weeks, 6 out of 10"),)


def test_a_new_page_takes_the_place_of_the_old_one() -> None:
    asked(**PAIN).run(ActionReport())
    asked(**{**PAIN, "region": "neck"}).run(ActionReport())
    assert len(default_store().kept("someone", "report")) == 1
    kept = kept_page(default_store(), "someone")
    assert kept is not None
    assert kept.sections[0].rows[0][1].startswith("Neck pain")


def test_it_goes_with_the_rest_of_what_is_forgotten() -> None:
    asked(**PAIN).run(ActionReport())
    default_store().forget("someone")
    assert kept_page(default_store(), "someone") is None


def test_a_pending_question_is_put_again() -> None:
    turn = Turn(slots=PAIN, intent="ask_report", text="page for my doctor", form="intake_form")
    assert turn.run(ActionReport()).followup == "intake_form"


def test_a_database_that_is_away_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "backwise.db").write_text("this is no database but a text, long enough to be read")
    outcome = asked(**PAIN).run(ActionReport())
    assert outcome.said == ["utter_report_down"]
