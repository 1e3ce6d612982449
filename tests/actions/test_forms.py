"""What the two forms take, refuse and ask."""

from __future__ import annotations

import math
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.intake import ActionNoted, ActionUnderstood, ValidateIntakeForm
from actions.triage import ValidateTriageForm
from tests.actions.turn import Outcome, Turn, domain, ran, slot

USER = {"event": "user"}
PAIN = {
    "region": "lower_back",
    "duration_days": 3.0,
    "intensity": 5.0,
    "radiation": "none",
    "trigger": "lifting",
}


def validated(form: Any, name: str, value: Any) -> Any:
    validate = getattr(form, f"validate_{name}")
    return validate(value, CollectingDispatcher(), Turn().tracker, domain())[name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("region", "moon"),
        ("region", ["lower_back"]),
        ("region", None),
        ("region", 7),
        ("radiation", "ear"),
        ("radiation", ["leg", "arm"]),
        ("intensity", 55),
        ("intensity", -1),
        ("intensity", math.nan),
        ("intensity", math.inf),
        ("intensity", "5"),
        ("intensity", [5]),
        ("duration_days", 0),
        ("duration_days", -3),
        ("duration_days", math.nan),
        ("duration_days", 40_000),
        ("duration_days", "two weeks"),
        ("duration_days", [1, 2]),
    ],
)
def test_intake_refuses_nonsense(name: str, value: Any) -> None:
    assert validated(ValidateIntakeForm(), name, value) is None


@pytest.mark.parametrize("name", ["cauda_equina", "serious_illness", "heart_vessel"])
@pytest.mark.parametrize("value", ["maybe", "", True, None, ["yes"], "Yes"])
def test_triage_refuses_nonsense(name: str, value: Any) -> None:
    assert validated(ValidateTriageForm(), name, value) is None


@pytest.mark.parametrize(
    ("form", "name", "value", "kept"),
    [
        (ValidateIntakeForm(), "region", "tailbone", "tailbone"),
        (ValidateIntakeForm(), "radiation", "none", "none"),
        (ValidateIntakeForm(), "intensity", 0, 0.0),
        (ValidateIntakeForm(), "intensity", 10, 10.0),
        (ValidateIntakeForm(), "duration_days", 0.5, 0.5),
        (ValidateTriageForm(), "cauda_equina", "yes", "yes"),
        (ValidateTriageForm(), "heart_vessel", "no", "no"),
        (ValidateTriageForm(), "serious_illness", "unsure", "unsure"),
    ],
)
def test_sensible_values_are_kept(form: Any, name: str, value: Any, kept: Any) -> None:
    assert validated(form, name, value) == kept


def after_message(*told: dict[str, Any], **turn: Any) -> Turn:
    """A turn in which slots were just filled, as Rasa hands it to a form."""
    form = turn.setdefault("form", "intake_form")
    slots = {**turn.pop("slots", {}), **{t["name"]: t["value"] for t in told}}
    before = turn.pop("before", [])
    return Turn(slots=slots, events=[*before, USER, ran(form), *told], **turn)


def test_an_answer_is_taken() -> None:
    out = after_message(slot("region", "neck"), slots={"requested_slot": "region"}).run(
        ValidateIntakeForm()
    )
    assert out.slots == {"region": "neck"}
    assert not out.did("action_execution_rejected")


def test_a_refused_value_is_emptied_so_that_it_is_asked_again() -> None:
    out = after_message(slot("region", "moon"), slots={"requested_slot": "region"}).run(
        ValidateIntakeForm()
    )
    assert out.slots == {"region": None}


def test_skipped_questions_are_not_asked() -> None:
    turn = after_message(slots={"skipped": ["region", "duration_days"]})
    assert turn.run(ValidateIntakeForm()).slots["requested_slot"] == "intensity"


def test_skipping_the_last_question_ends_the_intake() -> None:
    turn = after_message(slots={**PAIN, "trigger": None, "skipped": ["trigger"]})
    assert turn.run(ValidateIntakeForm()).slots == {"requested_slot": None}


def test_the_side_is_asked_when_pain_runs_down_a_leg() -> None:
    turn = after_message(slots={**PAIN, "radiation": "leg"})
    assert turn.run(ValidateIntakeForm()).slots["requested_slot"] == "side"


def test_which_of_them_is_asked_only_after_a_yes_that_named_nothing() -> None:
    answers = {"cauda_equina": "no", "serious_illness": "yes"}
    unnamed = after_message(slots=answers, form="triage_form").run(ValidateTriageForm())
    assert unnamed.slots["requested_slot"] == "serious_illness_detail"
    named = after_message(slots={**answers, "findings": ["fever"]}, form="triage_form")
    assert "requested_slot" not in named.run(ValidateTriageForm()).slots


def test_a_sign_answers_which_of_them() -> None:
    turn = after_message(
        slots={"requested_slot": "serious_illness_detail", "serious_illness": "yes"},
        entities={"findings": "fever"},
        form="triage_form",
    )
    assert turn.run(ValidateTriageForm()).slots["serious_illness_detail"] == "told"


def change(**turn: Any) -> Outcome:
    return after_message(
        slot("side", "right"),
        slots={**PAIN, "requested_slot": "intensity"},
        before=[USER, slot("side", "left")],
        **turn,
    ).run(ValidateIntakeForm())


def test_a_change_is_named() -> None:
    out = change()
    assert out.said == ["utter_changed"]
    assert "on the right" in out.messages[0]["summary"]


def test_a_correction_is_left_to_its_own_action() -> None:
    out = change(intent="correct")
    assert out.said == []
    assert out.did("action_execution_rejected")
    assert "requested_slot" not in out.slots


def test_a_question_is_left_to_its_own_action_and_fills_nothing_it_only_names() -> None:
    out = after_message(
        slot("trigger", "sleep"),
        slot("region", "neck"),
        slots={"requested_slot": "trigger"},
        intent="ask_daily_life",
    ).run(ValidateIntakeForm())
    assert out.did("action_execution_rejected")
    assert out.slots == {"trigger": None, "region": "neck"}


def test_a_correction_that_begins_with_no_is_no_answer_to_a_red_flag_question() -> None:
    out = after_message(
        slot("cauda_equina", "no"),
        slot("region", "upper_back"),
        slots={"requested_slot": "cauda_equina"},
        before=[USER, slot("region", "lower_back")],
        intent="correct",
        form="triage_form",
    ).run(ValidateTriageForm())
    assert out.slots["cauda_equina"] is None
    assert out.did("action_execution_rejected")


def test_understood_says_it_back() -> None:
    out = Turn(slots=PAIN).run(ActionUnderstood())
    assert out.said == ["utter_understood"]
    assert out.messages[0]["summary"].startswith("lower back pain for 3 days")
    assert Turn().run(ActionUnderstood()).said == ["utter_understood_little"]


@pytest.mark.parametrize(
    ("entities", "said"),
    [
        ({"side": "left"}, "utter_noted"),
        ({"findings": "fever"}, "utter_noted"),
        ({}, "utter_unclear"),
    ],
)
def test_noted(entities: dict[str, str], said: str) -> None:
    out = Turn(entities=entities, form="intake_form").run(ActionNoted())
    assert (out.said, out.followup) == ([said], "intake_form")
