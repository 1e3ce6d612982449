"""A few first exercises that suit the pain, for everybody."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backwise.exercise import Needs, choose, phase
from backwise.exercise.programme import allowed
from backwise.knowledge import load
from backwise.knowledge.schema import Region

KB = load()
REGIONS = get_args(Region)
DAYS = {"acute": 3.0, "subacute": 40.0, "chronic": 400.0}
CONDITIONS = sorted({name for e in KB.exercise.values() for name in e.not_for} - set(KB.picture))
pains = st.fixed_dictionaries(
    {},
    optional={
        "region": st.none() | st.sampled_from(REGIONS),
        "duration_days": st.none() | st.floats(0.1, 10_000),
        "intensity": st.none() | st.floats(0, 10),
    },
)
some_pictures = st.lists(st.sampled_from(sorted(KB.picture)), max_size=2, unique=True)
some_conditions = st.lists(st.sampled_from(CONDITIONS), max_size=2, unique=True)


@pytest.mark.parametrize("region", [None, *(r for r in REGIONS if r != "tailbone")])
@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS)
@pytest.mark.parametrize("intensity", [None, 0, 2, 4, 5.5, 7, 9, 10])
def test_everybody_gets_three_to_five(
    region: str | None, days: float, intensity: float | None
) -> None:
    chosen = choose(KB, {"region": region, "duration_days": days, "intensity": intensity})
    assert 3 <= len(chosen) <= 5
    assert len({exercise.id for exercise in chosen}) == len(chosen)


@given(pains, some_pictures, some_conditions)
@settings(max_examples=60)
def test_nothing_is_chosen_that_is_not_for_the_person(
    pain: dict[str, object], pictures: list[str], conditions: list[str]
) -> None:
    chosen = choose(KB, pain, pictures, conditions)
    assert len(chosen) <= 5
    for exercise in chosen:
        assert {*pictures, *conditions}.isdisjoint(exercise.not_for), exercise.id


@given(pains, some_pictures, some_conditions)
@settings(max_examples=60)
def test_what_is_chosen_suits_the_place_and_the_phase(
    pain: dict[str, object], pictures: list[str], conditions: list[str]
) -> None:
    region = pain.get("region") or "lower_back"
    days = pain.get("duration_days")
    assert days is None or isinstance(days, float)
    for exercise in choose(KB, pain, pictures, conditions):
        assert region == "whole_back" or region in exercise.regions
        assert phase(days) in exercise.phases


@given(pains, some_pictures, some_conditions)
@settings(max_examples=30)
def test_the_same_pain_gets_the_same_exercises(
    pain: dict[str, object], pictures: list[str], conditions: list[str]
) -> None:
    first = choose(KB, pain, pictures, conditions)
    assert choose(KB, dict(pain), list(pictures), list(reversed(conditions))) == first


@given(pains, st.integers(0, 5))
@settings(max_examples=30)
def test_no_more_are_chosen_than_asked_for(pain: dict[str, object], most: int) -> None:
    assert choose(KB, pain, most=most) == choose(KB, pain)[:most]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_takes_out_what_would_else_be_chosen(condition: str) -> None:
    for region in REGIONS:
        for days in DAYS.values():
            pain = {"region": region, "duration_days": days, "intensity": 1}
            needs = Needs(pain, conditions=frozenset({condition}))
            everything = choose(KB, pain, most=len(KB.exercise))
            chosen = choose(KB, pain, conditions=[condition], most=len(KB.exercise))
            assert {e.id for e in chosen} == {e.id for e in everything if allowed(e, needs)}
            assert not any(condition in e.not_for for e in chosen)


@pytest.mark.parametrize("region", ["lower_back", "neck"])
def test_strong_pain_starts_no_harder_than_weak_pain(region: str) -> None:
    for days in DAYS.values():
        strong, weak = (
            choose(KB, {"region": region, "duration_days": days, "intensity": intensity})
            for intensity in (9, 1)
        )
        assert max(e.intensity for e in strong) <= max(3, *(e.intensity for e in weak))


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS)
def test_the_choice_is_varied_where_it_can_be(region: str, days: float) -> None:
    chosen = choose(KB, {"region": region, "duration_days": days, "intensity": 3})
    kinds = [exercise.kind for exercise in chosen]
    different = len(set(kinds))
    assert len(set(kinds[:different])) == different


@pytest.mark.parametrize("picture", sorted({p for e in KB.exercise.values() for p in e.suits}))
def test_what_suits_the_picture_comes_first(picture: str) -> None:
    suited = 0
    for region in REGIONS:
        for days in DAYS.values():
            chosen = choose(KB, {"region": region, "duration_days": days}, [picture])
            if any(picture in exercise.suits for exercise in chosen):
                assert picture in chosen[0].suits
                suited += 1
    assert suited


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (None, "acute"),
        (0.5, "acute"),
        (27, "acute"),
        (28, "subacute"),
        (84, "subacute"),
        (85, "chronic"),
        (4000, "chronic"),
    ],
    ids=lambda value: str(value),
)
def test_the_phase_of_an_episode(days: float | None, expected: str) -> None:
    assert phase(days) == expected
