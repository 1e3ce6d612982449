"""From signs to a level, and what always holds of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backwise.language import lexicon
from backwise.triage import LEVELS, Decision, Person, Rule, decide, load_rules
from backwise.triage.rules import ANSWER_SIGNS

SIGNS = sorted(set(lexicon.load().findings) | ANSWER_SIGNS)
signs = st.sets(st.sampled_from(SIGNS), max_size=12)
persons = st.builds(
    Person,
    age=st.none() | st.integers(1, 110),
    duration_days=st.none() | st.floats(0.1, 20_000),
    intensity=st.none() | st.floats(0, 10),
    region=st.none() | st.sampled_from(["neck", "upper_back", "mid_back", "lower_back"]),
)


def rank(decision: Decision) -> int:
    return LEVELS.index(decision.level)


@given(signs, persons, signs)
def test_another_sign_never_lowers_the_level(
    told: set[str], person: Person, more: set[str]
) -> None:
    assert rank(decide(told | more, person)) <= rank(decide(told, person))


@given(signs, persons)
def test_knowing_less_of_the_person_never_raises_the_level(told: set[str], person: Person) -> None:
    careful = [rule for rule in load_rules() if not rule.unknown_fits]
    assert rank(decide(told, rules=careful)) >= rank(decide(told, person, rules=careful))


@given(signs, persons)
def test_the_rules_come_from_the_most_pressing_down(told: set[str], person: Person) -> None:
    decision = decide(told, person)
    levels = [LEVELS.index(rule.level) for rule in decision.rules]
    assert levels == sorted(levels)
    assert len(set(decision.flags)) == len(decision.flags)
    assert bool(decision.reasons) == (decision.level != "self_care")


@given(st.permutations(SIGNS[:10]), persons)
@settings(max_examples=30)
def test_the_order_of_the_signs_does_not_matter(told: list[str], person: Person) -> None:
    assert decide(told, person) == decide(sorted(told), person)


@pytest.mark.parametrize(
    ("told", "person", "level", "flag"),
    [
        pytest.param([], Person(), "self_care", None, id="nothing known"),
        pytest.param(["saddle_numbness"], Person(), "emergency", "cauda_equina", id="numb saddle"),
        pytest.param(["bladder_retention"], Person(), "emergency", "cauda_equina", id="no pee"),
        pytest.param(["chest_pain"], Person(), "ambulance", "cardiac", id="chest pain"),
        pytest.param(["fever"], Person(), "urgent", "infection", id="fever alone"),
        pytest.param(
            ["fever", "injects_drugs"], Person(), "emergency", "infection", id="fever and risk"
        ),
        pytest.param(["cancer_history"], Person(), "urgent", "cancer", id="cancer"),
        pytest.param(
            ["cancer_history", "leg_weakness"],
            Person(),
            "emergency",
            "cord_compression",
            id="cancer and weakness",
        ),
        pytest.param(["minor_trauma"], Person(age=30), "self_care", None, id="a young fall"),
        pytest.param(["minor_trauma"], Person(age=75), "urgent", "fracture", id="an old fall"),
        pytest.param(
            ["minor_trauma"],
            Person(age=75, intensity=8),
            "emergency",
            "fracture",
            id="an old bad fall",
        ),
        pytest.param(["minor_trauma"], Person(), "self_care", None, id="a fall at unknown age"),
        pytest.param(["belly_pain"], Person(age=70), "ambulance", "vascular", id="old belly"),
        pytest.param(["belly_pain"], Person(age=30), "emergency", "vascular", id="young belly"),
        pytest.param([], Person(duration_days=90), "appointment", "persistent", id="long pain"),
        pytest.param([], Person(duration_days=42), "self_care", None, id="six weeks of pain"),
        pytest.param([], Person(age=14), "appointment", "other", id="a child"),
        pytest.param(["psoriasis"], Person(), "self_care", None, id="a weak sign alone"),
        pytest.param(["night_pain"], Person(), "appointment", "cancer", id="nothing eases it"),
        pytest.param(
            ["cancer_history"],
            Person(duration_days=3000),
            "appointment",
            "cancer",
            id="cancer and an old pain",
        ),
        pytest.param(["meningism"], Person(), "ambulance", "infection", id="stiff neck and fever"),
        pytest.param(["stroke_signs"], Person(), "ambulance", "vascular", id="a drooping face"),
        pytest.param(["pregnant", "labour_signs"], Person(), "emergency", "pregnancy", id="labour"),
        pytest.param(["flank_pain", "fever"], Person(), "urgent", "kidney", id="kidney"),
        pytest.param(["flank_pain"], Person(age=40), "appointment", "kidney", id="flank alone"),
        pytest.param(["flank_pain"], Person(age=70), "urgent", "vascular", id="flank, older"),
        pytest.param(
            ["flank_pain"],
            Person(duration_days=0.2, intensity=9),
            "urgent",
            "kidney",
            id="flank, sudden and strong",
        ),
        pytest.param(["fever"], Person(age=12), "urgent", "infection", id="a child with fever"),
        pytest.param(
            ["night_second_half", "psoriasis"],
            Person(age=30, duration_days=120, better_with=("movement",)),
            "appointment",
            "inflammatory",
            id="inflammatory",
        ),
        pytest.param(["getting_worse"], Person(), "self_care", None, id="only getting worse"),
        pytest.param(
            ["cauda_equina_unsure"], Person(), "urgent", "cauda_equina", id="unsure answer"
        ),
        pytest.param(["no_such_sign"], Person(), "self_care", None, id="unknown sign"),
    ],
)
def test_the_level_for_typical_people(
    told: list[str], person: Person, level: str, flag: str | None
) -> None:
    decision = decide(told, person)
    assert decision.level == level
    assert (decision.flags[0] if decision.flags else None) == flag


def test_help_stands_first_only_when_it_is_needed_today() -> None:
    stands = {level: Decision(level).stands for level in LEVELS}
    assert stands == {
        "ambulance": True,
        "emergency": True,
        "urgent": False,
        "appointment": False,
        "self_care": False,
    }


def test_only_the_reasons_of_the_decided_level_are_given() -> None:
    decision = decide(["chest_pain", "fever"])
    assert decision.level == "ambulance"
    assert len(decision.reasons) == 1
    assert decision.flags == ["cardiac", "infection"]


def test_a_reason_that_two_rules_share_is_given_once() -> None:
    def rule(name: str) -> Rule:
        return Rule(
            id=name, level="urgent", flag="f", any=["fever"], reason="The same words.", source="s"
        )

    assert decide(["fever"], rules=[rule("a"), rule("b")]).reasons == ["The same words."]
    assert decide(["fever"], rules=[]).level == "self_care"
