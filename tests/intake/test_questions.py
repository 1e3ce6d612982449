"""Which questions are asked: only what is unknown, and never more than eight."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backwise.intake import intake_questions, triage_questions
from backwise.intake.questions import MOST_QUESTIONS

PAIN = ("region", "duration_days", "intensity", "radiation", "trigger")
RED_FLAGS = ("cauda_equina", "serious_illness", "heart_vessel")
VALUES: dict[str, list[Any]] = {
    "region": ["neck", "lower_back", "whole_back"],
    "side": ["left", "both", "middle"],
    "duration_days": [0.5, 21.0, 4000.0],
    "intensity": [0.0, 6.0, 10.0],
    "radiation": ["none", "buttock", "leg", "foot", "arm", "hand"],
    "trigger": ["lifting", "unknown"],
}
some_pain = st.fixed_dictionaries(
    {}, optional={slot: st.none() | st.sampled_from(values) for slot, values in VALUES.items()}
)
# What the person says to each question in turn: an answer, beside which other slots may be
# told, or nothing (the question is passed over).
replies = st.lists(st.none() | some_pain, min_size=20, max_size=20)


def talk(pain: dict[str, Any], said: list[dict[str, Any] | None]) -> list[str]:
    """The questions that the form puts, one after the other, as long as a slot is open."""
    pain, asked, skipped = dict(pain), [], set()
    for reply in said:
        wanted = [q for q in intake_questions(pain, asked) if q not in skipped]
        question = next((q for q in wanted if pain.get(q) is None), None)
        if question is None:
            break
        assert question not in asked
        asked.append(question)
        if reply is None:
            skipped.add(question)
            continue
        told = {slot: value for slot, value in reply.items() if value is not None}
        pain = {**pain, question: VALUES[question][0], **told}
    else:
        raise AssertionError("the questions have no end")
    return asked


@given(some_pain, replies)
def test_at_most_eight_questions_are_asked_whatever_is_known(
    pain: dict[str, Any], said: list[dict[str, Any] | None]
) -> None:
    assert len(talk(pain, said)) + len(RED_FLAGS) <= MOST_QUESTIONS == 8


@given(some_pain, replies)
def test_nothing_that_is_known_is_asked(
    pain: dict[str, Any], said: list[dict[str, Any] | None]
) -> None:
    known = {slot for slot, value in pain.items() if value is not None}
    assert known.isdisjoint(talk(pain, said))


@given(some_pain)
def test_all_that_is_unknown_is_asked(pain: dict[str, Any]) -> None:
    unknown = {slot for slot in PAIN if pain.get(slot) is None}
    assert unknown <= set(talk(pain, [{}] * 20))


@given(some_pain, st.sets(st.sampled_from([*PAIN, "side"])))
def test_the_order_is_always_the_same(pain: dict[str, Any], asked: set[str]) -> None:
    questions = intake_questions(pain, sorted(asked))
    assert questions in ([*PAIN], [*PAIN, "side"])


@pytest.mark.parametrize(
    ("pain", "asked"),
    [
        pytest.param({}, list(PAIN), id="nothing is known"),
        pytest.param({"region": "neck"}, list(PAIN[1:]), id="the place is known"),
        pytest.param({"intensity": 0.0}, [q for q in PAIN if q != "intensity"], id="a zero"),
        pytest.param(
            {"radiation": "none"}, [q for q in PAIN if q != "radiation"], id="it stays put"
        ),
        pytest.param(
            {"radiation": "leg"},
            ["region", "duration_days", "intensity", "trigger", "side"],
            id="it goes to the leg",
        ),
        pytest.param(
            {"radiation": "leg", "side": "left"},
            ["region", "duration_days", "intensity", "trigger"],
            id="it goes to the left leg",
        ),
        pytest.param(
            {"radiation": "buttock"},
            ["region", "duration_days", "intensity", "trigger"],
            id="it goes to the buttock",
        ),
        pytest.param(
            {"region": "neck", "duration_days": 3.0, "intensity": 4.0, "radiation": "hand",
             "trigger": "sleep"},
            ["side"],
            id="only the side is open",
        ),
        pytest.param(
            {"region": "neck", "side": "left", "duration_days": 3.0, "intensity": 4.0,
             "radiation": "hand", "trigger": "sleep"},
            [],
            id="all is known",
        ),
    ],
)  # fmt: skip
def test_what_is_asked_of_somebody(pain: dict[str, Any], asked: list[str]) -> None:
    assert talk(pain, [{}] * 20) == asked


def test_the_side_is_not_asked_when_all_else_was() -> None:
    said: list[dict[str, Any] | None] = [{"radiation": "leg"}, *[{}] * 19]
    assert "side" not in talk({}, [{}, {}, {}, {"radiation": "leg"}, *[{}] * 16])
    assert "side" in talk({}, said)


def test_a_side_that_was_asked_stays_a_question() -> None:
    pain = {"radiation": "leg"}
    assert "side" in intake_questions(pain, [*PAIN, "side"])


@pytest.mark.parametrize(
    ("answers", "findings", "expected"),
    [
        pytest.param({}, [], RED_FLAGS, id="nothing is answered"),
        pytest.param({"serious_illness": "no"}, [], RED_FLAGS, id="a no"),
        pytest.param({"serious_illness": "unsure"}, [], RED_FLAGS, id="unsure"),
        pytest.param(
            {"serious_illness": "yes"},
            [],
            ("cauda_equina", "serious_illness", "serious_illness_detail", "heart_vessel"),
            id="a bare yes is asked about",
        ),
        pytest.param({"serious_illness": "yes"}, ["fever"], RED_FLAGS, id="a yes that names it"),
        pytest.param(
            {"serious_illness": "yes"},
            ["none"],
            ("cauda_equina", "serious_illness", "serious_illness_detail", "heart_vessel"),
            id="none is no sign",
        ),
        pytest.param({"cauda_equina": "yes"}, [], RED_FLAGS, id="a yes to another question"),
    ],
)
def test_the_red_flag_questions(
    answers: dict[str, str], findings: list[str], expected: tuple[str, ...]
) -> None:
    assert triage_questions(answers, findings) == list(expected)
