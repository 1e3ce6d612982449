"""What the actions of several topics share."""

from __future__ import annotations

from typing import Any

import pytest

from actions.common import (
    asked_questions,
    changed_slots,
    decision_of,
    help_comes_first,
    is_aside,
    is_first_look,
    questionnaires_allowed,
    resume,
)
from tests.actions.turn import Turn, ran, slot

USER = {"event": "user"}


def test_asked_questions_come_once_and_in_order() -> None:
    asked = [slot("requested_slot", q) for q in ("region", "duration_days", "region", None)]
    assert asked_questions(Turn(events=asked).tracker) == ["region", "duration_days"]


@pytest.mark.parametrize("mark", ["session_started", "restart"])
def test_questions_of_an_earlier_session_are_not_counted(mark: str) -> None:
    events = [slot("requested_slot", "region"), {"event": mark}, slot("requested_slot", "side")]
    assert asked_questions(Turn(events=events).tracker) == ["side"]


@pytest.mark.parametrize(
    ("before", "now", "changed"),
    [
        ([slot("side", "left")], [slot("side", "right")], {"side"}),
        ([slot("side", "left")], [slot("side", "left")], set()),
        ([], [slot("side", "left")], set()),
        ([slot("worse_with", ["sit"])], [slot("worse_with", ["sit", "walk"])], set()),
        ([slot("guided", True)], [slot("guided", False)], set()),
        ([slot("side", "left"), slot("side", None)], [slot("side", "right")], set()),
    ],
    ids=["new", "same", "first", "a list grows", "not the pain", "emptied before"],
)
def test_changed_slots(before: list[Any], now: list[Any], changed: set[str]) -> None:
    assert changed_slots(Turn(events=[USER, *before, USER, *now]).tracker) == changed


def test_changes_of_an_earlier_message_are_not_told_again() -> None:
    events = [USER, slot("side", "left"), USER, slot("side", "right"), USER]
    assert changed_slots(Turn(events=events).tracker) == set()


def test_a_form_that_runs_again_after_an_aside_has_looked_before() -> None:
    first = [ran("action_why"), USER, ran("intake_form")]
    assert is_first_look(Turn(events=first).tracker)
    assert not is_first_look(Turn(events=[*first, ran("action_why"), ran("intake_form")]).tracker)


@pytest.mark.parametrize(
    ("intent", "confidence", "told", "expected"),
    [
        ("ask_cause", 0.95, [slot("region", "neck")], True),
        ("ask_cause", 0.40, [slot("region", "neck")], True),
        ("ask_daily_life", 0.95, [slot("trigger", "sleep")], True),
        ("ask_daily_life", 0.40, [slot("trigger", "sleep")], False),
        ("describe_pain", 0.95, [slot("region", "neck")], False),
        ("correct", 0.95, [slot("trigger", "sleep")], False),
        ("correct", 0.50, [slot("region", "neck"), slot("trigger", "sleep")], True),
    ],
)
def test_is_aside(intent: str, confidence: float, told: list[Any], expected: bool) -> None:
    turn = Turn(
        slots={"requested_slot": "trigger"},
        events=[USER, slot("region", "lower_back"), USER, *told, ran("intake_form")],
        intent=intent,
        confidence=confidence,
        form="intake_form",
    )
    assert is_aside(turn.tracker) is expected


@pytest.mark.parametrize(
    ("slots", "level"),
    [
        ({}, "self_care"),
        ({"findings": ["none"]}, "self_care"),
        ({"cauda_equina": "no", "serious_illness": "no", "heart_vessel": "no"}, "self_care"),
        ({"cauda_equina": "yes"}, "emergency"),
        ({"cauda_equina": "unsure"}, "urgent"),
        ({"skipped": ["cauda_equina"]}, "urgent"),
        ({"skipped": ["region"]}, "self_care"),
        ({"heart_vessel": "yes"}, "ambulance"),
        ({"heart_vessel": "unsure"}, "urgent"),
        ({"serious_illness": "unsure"}, "appointment"),
        ({"serious_illness": "yes"}, "appointment"),
        ({"serious_illness": "yes", "findings": ["fever"]}, "urgent"),
        ({"findings": ["fever", "immune_weak"]}, "emergency"),
        ({"duration_days": 60.0}, "appointment"),
        ({"findings": ["minor_trauma"], "age": 75.0, "intensity": 8.0}, "emergency"),
    ],
)
def test_decision_of(slots: dict[str, Any], level: str) -> None:
    assert decision_of(Turn(slots=slots).tracker).level == level


@pytest.mark.parametrize(
    ("level", "first"),
    [("ambulance", True), ("emergency", True), ("urgent", True), ("appointment", False)],
)
def test_help_comes_first(level: str, first: bool) -> None:
    assert help_comes_first(Turn(slots={"triage_level": level}).tracker) is first


def test_resume_takes_up_an_open_form_only() -> None:
    assert [event["name"] for event in resume(Turn(form="triage_form").tracker)] == ["triage_form"]
    assert resume(Turn().tracker) == []


@pytest.mark.parametrize(
    ("metadata", "allowed"),
    [
        (None, True),
        ({}, True),
        ({"language": "de"}, True),
        ({"third_party": True}, False),
        ({"third_party": True, "questionnaires": False}, False),
        ({"third_party": True, "questionnaires": "maybe"}, False),
        ({"third_party": True, "questionnaires": True}, True),
    ],
    ids=str,
)
def test_questionnaires_need_a_yes_on_other_companies_platforms(
    metadata: dict[str, Any] | None, allowed: bool
) -> None:
    tracker = Turn().tracker
    tracker.latest_message["metadata"] = metadata
    assert questionnaires_allowed(tracker) is allowed
