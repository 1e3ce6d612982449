"""Every row of the triage table: it fires on what it names and is quiet without any part of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from backwise.language import lexicon
from backwise.triage import (
    LEVELS,
    Person,
    Question,
    Rule,
    RuleError,
    decide,
    load_questions,
    load_rules,
    next_question,
)
from backwise.triage.rules import ANSWER_SIGNS, PERSON_SIGNS, RULES, load_table

ALL = load_rules()
SOURCES = lexicon.KNOWLEDGE / "sources.yml"
QUESTIONS = list(load_questions().values())
BOUNDS = ("min_age", "max_age", "min_intensity", "min_days", "max_days", "regions")


def fitting_person(rule: Rule) -> Person:
    """Somebody who just meets the bounds of a rule."""
    return Person(
        age=rule.min_age if rule.min_age is not None else rule.max_age,
        duration_days=rule.min_days if rule.min_days is not None else rule.max_days,
        intensity=rule.min_intensity,
        region=rule.regions[0] if rule.regions else None,
    )


def fitting_signs(rule: Rule) -> set[str]:
    some = rule.at_least.of[: rule.at_least.count] if rule.at_least else ()
    return {*rule.all, *rule.any[:1], *some}


def ids(rules: list[Rule]) -> list[str]:
    return [rule.id for rule in rules]


def rows(having: str) -> list[object]:
    return [pytest.param(rule, id=rule.id) for rule in ALL if getattr(rule, having)]


EACH = pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in ALL])
WITH_ANY = pytest.mark.parametrize(
    ("rule", "sign"),
    [pytest.param(rule, sign, id=f"{rule.id}: {sign}") for rule in ALL for sign in rule.any],
)
WITH_ALL = pytest.mark.parametrize(
    ("rule", "sign"),
    [pytest.param(rule, sign, id=f"{rule.id}: {sign}") for rule in ALL for sign in rule.all],
)


@EACH
def test_a_rule_fires_on_its_signs_and_its_person(rule: Rule) -> None:
    decision = decide(fitting_signs(rule), fitting_person(rule))
    assert rule in decision.rules
    assert rule.flag in decision.flags
    assert LEVELS.index(decision.level) <= LEVELS.index(rule.level)


@EACH
def test_a_rule_alone_gives_its_level_flag_and_reason(rule: Rule) -> None:
    decision = decide(fitting_signs(rule), fitting_person(rule), rules=[rule])
    assert decision.level == rule.level
    assert decision.flags == [rule.flag]
    assert decision.reasons == [rule.reason]


@WITH_ANY
def test_any_one_of_its_signs_is_enough(rule: Rule, sign: str) -> None:
    assert rule in decide({*rule.all, sign}, fitting_person(rule)).rules


@WITH_ALL
def test_a_rule_is_quiet_without_one_of_the_signs_it_needs(rule: Rule, sign: str) -> None:
    assert rule not in decide(rule.signs - {sign}, fitting_person(rule)).rules


@pytest.mark.parametrize("rule", rows("any"))
def test_a_rule_is_quiet_without_any_of_its_signs(rule: Rule) -> None:
    signs = set(lexicon.load().findings) | ANSWER_SIGNS
    assert rule not in decide(signs - set(rule.any), fitting_person(rule)).rules


@EACH
def test_a_rule_about_signs_is_quiet_without_signs(rule: Rule) -> None:
    fits = rule in decide([], fitting_person(rule)).rules
    assert fits == (not rule.signs)


@pytest.mark.parametrize("rule", [p for name in BOUNDS for p in rows(name)])
def test_what_is_unknown_of_the_person_fits_only_where_the_rule_says_so(rule: Rule) -> None:
    fits = rule.unknown_fits and not rule.regions
    assert (rule in decide(fitting_signs(rule), Person()).rules) == fits
    assert (rule in decide(fitting_signs(rule)).rules) == fits


@pytest.mark.parametrize("rule", rows("at_least"))
def test_one_sign_fewer_than_asked_for_is_not_enough(rule: Rule) -> None:
    assert rule.at_least is not None
    person = replace(fitting_person(rule), age=44)
    some = set(rule.at_least.of) - PERSON_SIGNS
    assert len(some) >= rule.at_least.count
    assert rule in decide(sorted(some)[: rule.at_least.count], person).rules
    assert rule not in decide(sorted(some)[: rule.at_least.count - 1], person).rules


@pytest.mark.parametrize("rule", rows("max_days"))
def test_a_longer_pain_does_not_fit(rule: Rule) -> None:
    assert rule.max_days is not None
    longer = replace(fitting_person(rule), duration_days=rule.max_days + 1)
    assert rule not in decide(fitting_signs(rule), longer).rules


@pytest.mark.parametrize("rule", rows("min_age"))
def test_a_younger_person_does_not_fit(rule: Rule) -> None:
    assert rule.min_age is not None
    person = fitting_person(rule)
    assert rule not in decide(fitting_signs(rule), replace(person, age=rule.min_age - 1)).rules
    assert rule in decide(fitting_signs(rule), replace(person, age=rule.min_age + 20)).rules


@pytest.mark.parametrize("rule", rows("max_age"))
def test_an_older_person_does_not_fit(rule: Rule) -> None:
    assert rule.max_age is not None
    person = fitting_person(rule)
    assert rule not in decide(fitting_signs(rule), replace(person, age=rule.max_age + 1)).rules
    assert rule in decide(fitting_signs(rule), replace(person, age=rule.max_age - 1)).rules


@pytest.mark.parametrize("rule", rows("min_intensity"))
def test_a_milder_pain_does_not_fit(rule: Rule) -> None:
    assert rule.min_intensity is not None
    milder = replace(fitting_person(rule), intensity=rule.min_intensity - 0.5)
    assert rule not in decide(fitting_signs(rule), milder).rules


@pytest.mark.parametrize("rule", rows("min_days"))
def test_a_shorter_pain_does_not_fit(rule: Rule) -> None:
    assert rule.min_days is not None
    shorter = replace(fitting_person(rule), duration_days=rule.min_days - 1)
    assert rule not in decide(fitting_signs(rule), shorter).rules


@pytest.mark.parametrize("rule", rows("regions"))
def test_another_place_does_not_fit(rule: Rule) -> None:
    elsewhere = replace(fitting_person(rule), region="tailbone")
    assert "tailbone" not in rule.regions
    assert rule not in decide(fitting_signs(rule), elsewhere).rules


@pytest.mark.parametrize("question", [pytest.param(q, id=q.id) for q in QUESTIONS])
def test_a_question_is_put_where_yes_would_raise_the_level(question: Question) -> None:
    for sign in question.unsure_of:
        others = [q.id for q in QUESTIONS if q is not question]
        assert next_question([], [sign], asked=others) is question
        assert next_question([], [sign], asked=[q.id for q in QUESTIONS]) is None
        assert next_question(question.if_yes, [sign], asked=others) is None, "nothing to gain"
    for sign in question.after:
        others = [q.id for q in QUESTIONS if q is not question]
        person = Person(duration_days=4000) if question.id == "cancer_change" else None
        assert next_question([sign], [], person, asked=others) is question


@pytest.mark.parametrize("question", [pytest.param(q, id=q.id) for q in QUESTIONS if q.with_pain])
def test_some_questions_need_a_pain(question: Question) -> None:
    others = [q.id for q in QUESTIONS if q is not question]
    for sign in question.unsure_of:
        assert next_question([], [sign], asked=others, about_pain=False) is None


def test_an_unsure_answer_about_the_cauda_equina_counts_as_maybe() -> None:
    questions = [q for q in QUESTIONS if q.flag == "cauda_equina"]
    assert questions
    for question in questions:
        assert decide(question.if_unsure).level == "urgent"
        assert decide(question.if_unsure).flags == ["cauda_equina"]


def test_every_source_is_one_of_ours() -> None:
    known = {source["id"] for source in yaml.safe_load(SOURCES.read_text(encoding="utf-8"))}
    assert {row.source for row in [*ALL, *QUESTIONS]} <= known


def test_every_sign_but_mood_and_weak_ones_can_lead_somewhere() -> None:
    used = frozenset().union(*(rule.signs for rule in ALL))
    for concept, words in lexicon.load().findings.items():
        assert words.flag == "crisis" or concept in used, concept


def test_every_answer_that_is_not_a_plain_no_leads_somewhere() -> None:
    used = frozenset().union(*(rule.signs for rule in ALL))
    # A bare "yes" to the question about general health is asked about further.
    assert used >= ANSWER_SIGNS - {"serious_illness"}


def test_the_table_goes_from_the_most_pressing_down() -> None:
    levels = [LEVELS.index(rule.level) for rule in ALL]
    assert levels == sorted(levels)


def test_the_table_is_read_once() -> None:
    assert load_rules() is load_rules()


@pytest.fixture
def _forget() -> Iterator[None]:
    yield
    load_table.cache_clear()


ROW = (
    "flags: {f: a flag}\nquestions: []\n"
    "rules:\n  - {id: a, level: urgent, flag: f, any: [fever], reason: It is a test., source: s}\n"
)


@pytest.mark.usefixtures("_forget")
def test_a_small_table_loads(tmp_path: Path) -> None:
    path = tmp_path / "rules.yml"
    path.write_text(ROW, encoding="utf-8")
    (rule,) = load_rules(path)
    assert decide(["fever"], rules=[rule]).level == "urgent"


@pytest.mark.usefixtures("_forget")
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("rules:", "rules: [", "", id="no YAML"),
        pytest.param("rules:", "rows:", "rules", id="missing key"),
        pytest.param("id: a", "id: a, colour: red", "colour", id="unknown key"),
        pytest.param("urgent", "soon", "level", id="unknown level"),
        pytest.param("[fever]", "[fevers]", "rule a: unknown sign 'fevers'", id="unknown sign"),
        pytest.param("any: [fever], ", "", "rule a has no condition", id="no condition"),
        pytest.param("It is a test.", "Short", "reason", id="no proper reason"),
        pytest.param(", source: s", "", "source", id="no source"),
        pytest.param("flag: f", "flag: g", "rule a: the flag 'g'", id="flag without a name"),
        pytest.param("any: [fever]", "any: [fever], min_age: old", "min_age", id="age no number"),
    ],
)
def test_a_broken_table_is_refused_by_name(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in ROW
    path = tmp_path / "rules.yml"
    path.write_text(ROW.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuleError, match=message) as caught:
        load_rules(path)
    assert "rules.yml" in str(caught.value)


@pytest.mark.usefixtures("_forget")
def test_two_rules_with_one_id_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "rules.yml"
    path.write_text(ROW + ROW[ROW.index("  - {") :], encoding="utf-8")
    with pytest.raises(RuleError, match=r"rules\.yml: two rows with the id 'a'"):
        load_rules(path)


@pytest.mark.usefixtures("_forget")
@pytest.mark.parametrize("content", [b"", b"[]", b"rules: \xff"], ids=["empty", "list", "bytes"])
def test_a_file_of_another_shape_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / RULES.name
    path.write_bytes(content)
    with pytest.raises(RuleError, match=r"rules\.yml"):
        load_rules(path)


def test_a_rule_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        ALL[0].level = "self_care"
