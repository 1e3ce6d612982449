"""What rules exercises out."""

from __future__ import annotations

import pytest

from actions.common import conditions_of
from actions.exercise import ActionExercise
from backwise.knowledge import load
from tests.actions.turn import Turn


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([], []),
        (["none"], []),
        (["fever"], []),
        (["osteoporosis"], ["osteoporosis"]),
        (["thin_bones_or_older"], ["osteoporosis"]),
        (["steroids", "pregnant"], ["osteoporosis", "late_pregnancy"]),
    ],
)
def test_conditions_come_from_signs(findings: list[str], expected: list[str]) -> None:
    assert conditions_of(Turn(slots={"findings": findings}).tracker) == expected


@pytest.mark.parametrize("sign", ["osteoporosis", "thin_bones_or_older", "pregnant"])
def test_no_exercise_is_shown_that_a_sign_rules_out(sign: str) -> None:
    slots = {"findings": [sign], "guided": True, "region": "lower_back", "intensity": 2.0}
    condition = {"pregnant": "late_pregnancy"}.get(sign, "osteoporosis")
    ruled_out = {e.id for e in load().exercise.values() if condition in e.not_for}
    shown = {p["id"] for p in Turn(slots=slots).run(ActionExercise()).payloads("exercise")}
    assert shown
    assert not shown & ruled_out
