"""Self-tests: who may do which, what a result means, and what follows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backwise.exercise import Needs, load_plan
from backwise.imbalance import (
    Result,
    muscles_of,
    read_answer,
    reading_of,
    sides_differ,
    suitable_tests,
    wants_tests,
)
from backwise.knowledge import load
from backwise.knowledge.schema import REGIONS, SelfTest

KB = load()
PLAN = load_plan()
CALM = Needs(pain={"region": "lower_back", "intensity": 3})
NUMBERS = [test for test in KB.self_test.values() if test.answer != "choice"]
CHOICES = [
    pytest.param(test.id, reading.answer, id=f"{test.id}-{reading.answer}")
    for test in KB.self_test.values()
    for reading in test.readings
    if reading.answer
]


@pytest.mark.parametrize("region", REGIONS)
def test_every_region_has_tests(region: str) -> None:
    assert suitable_tests(KB, replace(CALM, pain={"region": region}), 9)


@pytest.mark.parametrize("level", ["ambulance", "emergency", "urgent"])
def test_no_test_while_help_comes_first(level: str) -> None:
    assert suitable_tests(KB, replace(CALM, level=level), 9) == []


def test_no_test_with_much_pain() -> None:
    assert suitable_tests(KB, replace(CALM, pain={"intensity": 6}), 9) == []


@given(
    st.frozensets(st.sampled_from(sorted(PLAN.conditions)), max_size=4),
    st.lists(st.sampled_from(sorted(KB.picture)), max_size=2).map(tuple),
    st.sampled_from(REGIONS),
)
def test_nothing_excluded_is_tested(
    conditions: frozenset[str], pictures: tuple[str, ...], region: str
) -> None:
    needs = Needs(pain={"region": region}, conditions=conditions, pictures=pictures)
    for test in suitable_tests(KB, needs, 99):
        assert not {*conditions, *pictures} & set(test.not_for)
        for name in conditions:
            assert test.position not in PLAN.conditions[name].positions  # type: ignore[index]
            assert not set(test.movements) & set(PLAN.conditions[name].movements)  # type: ignore[index]


@pytest.mark.parametrize("test", NUMBERS, ids=lambda test: test.id)
def test_every_number_has_one_reading(test: SelfTest) -> None:
    for number in (0, 1, 7, 10, 15, 20, 44, 45, 60, 90, 119, 600):
        fitting = [
            reading
            for reading in test.readings
            if (reading.at_least is None or number >= reading.at_least)
            and (reading.below is None or number < reading.below)
        ]
        assert len(fitting) == 1
        assert reading_of(test, Result(test.id, "both", number)) == fitting[0]


@pytest.mark.parametrize(("test", "answer"), CHOICES)
def test_the_button_of_a_choice_is_understood(test: str, answer: str) -> None:
    found = KB.self_test[test]
    # The button sends the answer's own words.
    assert read_answer(found, answer.replace("_", " ")) == (None, answer)


@pytest.mark.parametrize(
    ("test", "text", "wanted"),
    [
        ("side_bridge_test", "about 25 seconds", 25),
        ("side_bridge_test", "a minute", 60),
        ("side_bridge_test", "1 min 20", 80),
        ("side_bridge_test", "twenty", 20),
        ("sit_to_stand_test", "12 times", 12),
        ("sit_to_stand_test", "I managed ten", 10),
        ("side_bridge_test", "no idea", None),
        ("side_bridge_test", "5000", None),
    ],
)
def test_numbers_people_tell(test: str, text: str, wanted: float | None) -> None:
    assert read_answer(KB.self_test[test], text) == (wanted, None)


@pytest.mark.parametrize(
    ("test", "text", "wanted"),
    [
        ("hip_flexor_test", "it stays up a bit", "it_stays_up"),
        ("hip_flexor_test", "it doesn't quite touch the bed", "it_stays_up"),
        ("hip_flexor_test", "yes it rests", "it_rests"),
        ("hip_flexor_test", "ouch, had to stop, it hurt", "it_hurts"),
        ("hamstring_test", "it tingles down my calf", "pain_below_the_knee"),
        ("hamstring_test", "nearly straight up", "straight_up"),
        ("hamstring_test", "about half way", "halfway_or_less"),
        ("figure_four_test", "very tight", "very_tight"),
        ("figure_four_test", "a bit tight", "a_bit_tight"),
        ("wall_angel_test", "no", "no"),
        ("wall_angel_test", "only one wrist reaches", "no"),
        ("wall_angel_test", "they both touch", "yes"),
        ("neck_turn_test", "it stops well before", "stops_before"),
        ("neck_turn_test", "nearly to the shoulder", "near_the_shoulder"),
        ("neck_turn_test", "I feel dizzy", "it_hurts"),
    ],
)
def test_choices_in_peoples_words(test: str, text: str, wanted: str) -> None:
    assert read_answer(KB.self_test[test], text) == (None, wanted)


def test_results_name_muscles_for_stretching_and_for_training() -> None:
    results = [
        Result("hip_flexor_test", "left", answer="it_stays_up"),
        Result("hip_flexor_test", "right", answer="it_rests"),
        Result("side_bridge_test", "left", 12),
        Result("unknown_test", "left", 1),
    ]
    assert muscles_of(KB, results) == {"stiff": ("hip_flexors",), "tires_early": ("side_trunk",)}


def test_a_muscle_can_be_stretched_or_trained() -> None:
    for muscle in KB.muscle.values():
        assert muscle.stretch if muscle.tends_to == "be_stiff" else muscle.strengthen
        assert all(KB.exercise[e].kind in ("stretch", "mobility") for e in muscle.stretch)
        assert all(KB.exercise[e].kind == "strength" for e in muscle.strengthen)


@pytest.mark.parametrize(
    ("left", "right", "wanted"), [(20, 40, True), (38, 40, False), (0, 0, False), (0, 10, True)]
)
def test_sides_differ_by_more_than_chance(left: float, right: float, wanted: bool) -> None:
    assert sides_differ(KB.self_test["side_bridge_test"], left, right) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("can you test my core", True),
        ("are my hamstrings too tight?", True),
        ("what is a muscle imbalance", False),
    ],
)
def test_who_wants_to_be_tested(text: str, wanted: bool) -> None:
    assert wants_tests(text) is wanted
