"""The week as a sheet and as a calendar file: for the person whose week it is, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import requests
from chat_server import ScriptedAgent
from icalendar import Calendar

from backwise.exercise import Kept, Needs, build, keep
from backwise.knowledge import load
from backwise.store import default_store
from rasa_ext.channels.person_files import CALENDAR, SHEET
from rasa_ext.channels.session import KEY_SECONDS, SessionSigner

NEEDS = Needs(
    pain={"region": "lower_back", "intensity": 3.0, "duration_days": 100.0},
    pictures=("non_specific_low_back_pain",),
    minutes=15,
)


class Visitor:
    """A browser that opened the chat."""

    def __init__(self, server: Any) -> None:
        self.url = server.url
        self.http = requests.Session()
        assert self.http.post(f"{self.url}/chat/session", timeout=30).status_code == 200

    @property
    def person(self) -> str:
        return self.http.cookies["backwise_session"].split(".")[0]

    def links(self) -> dict[str, str]:
        """Say something; return the payload of the answer."""
        body = {"text": "my week", "id": "m1"}
        answer = self.http.post(f"{self.url}/chat/messages", json=body, timeout=30).json()
        return answer["messages"][0]["custom"]

    def get(self, path: str) -> requests.Response:
        """Follow a link as somebody without the cookie does."""
        return requests.get(self.url + path, timeout=30)


@pytest.fixture
def visitor(serve: Callable[..., Any]) -> Visitor:
    custom = {"kind": "programme", "sheet": SHEET, "calendar": CALENDAR}
    return Visitor(serve(ScriptedAgent(lambda _: [{"text": "Your week.", "custom": custom}])))


def test_the_sheet_has_every_exercise_with_its_days(visitor: Visitor) -> None:
    keep(default_store(), visitor.person, Kept(NEEDS, date.today()))
    answer = visitor.get(visitor.links()["sheet"])
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    page = unescape(answer.text)
    programme = build(load(), NEEDS)
    assert programme.items
    for item in programme.items:
        exercise = load().exercise[item.exercise]
        assert f"<h2>{exercise.title}</h2>" in page
        assert exercise.stop_if in page
    assert programme.walk is not None
    days = [item.days for item in programme.items] + [programme.walk.days]
    assert page.count("☐") == sum(map(len, days))


def test_the_calendar_has_an_entry_for_every_day(visitor: Visitor) -> None:
    keep(default_store(), visitor.person, Kept(NEEDS, date.today()))
    answer = visitor.get(visitor.links()["calendar"])
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert len(events) == 7
    assert min(event.decoded("dtstart") for event in events).strftime("%Y-%m-%d") == (
        date.today().isoformat()
    )


def test_the_links_of_the_talk_so_far_work_too(visitor: Visitor) -> None:
    keep(default_store(), visitor.person, Kept(NEEDS, date.today()))
    visitor.links()
    talk = visitor.http.post(f"{visitor.url}/chat/session", timeout=30).json()["messages"]
    assert visitor.get(talk[-1]["custom"]["sheet"]).status_code == 200


@pytest.mark.parametrize("path", [SHEET, CALENDAR])
def test_without_its_key_nobody_gets_a_week(visitor: Visitor, path: str) -> None:
    keep(default_store(), visitor.person, Kept(NEEDS, date.today()))
    assert visitor.http.get(visitor.url + path, timeout=30).status_code == 401
    key = visitor.links()["sheet"].partition("?key=")[2]
    person, until, signature = key.split(".")
    stranger = f"{'0' * 32}.{until}.{signature}"
    longer = f"{person}.{int(until) + 1}.{signature}"
    for forged in ("", "x", f"{person}.{until}", f"{person}.{until}.é", stranger, longer):
        assert visitor.get(f"{path}?key={forged}").status_code == 401


def test_a_key_runs_out_and_opens_no_talk(tmp_path: Path) -> None:
    signer = SessionSigner(tmp_path / "secret")
    person = signer.new_id()
    key = signer.key(person, now=1_000)
    assert signer.person_of(key, now=1_000 + KEY_SECONDS) == person
    assert signer.person_of(key, now=1_001 + KEY_SECONDS) is None
    assert signer.verify(key) is None
    assert signer.person_of(signer.sign(person)) is None


def test_a_week_that_was_never_made_is_not_found(visitor: Visitor) -> None:
    assert visitor.get(visitor.links()["sheet"]).status_code == 404
