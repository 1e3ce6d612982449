"""Every row of the table of medicines, the pairs that harm, and what must hold of any table."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backwise.knowledge import load
from backwise.knowledge.schema import MedicineCheck, Verdict
from backwise.medicine import Taker, decide, next_question

KB = load()
ORDER = get_args(Verdict)
ROWS = [
    pytest.param(check, group, id=f"{check.id}-{group}")
    for check in KB.medicine_check.values()
    for group in check.groups
]
MEDICINES = sorted(KB.medicine)


def medicine_of(group: str) -> str:
    return next(m.id for m in KB.medicine.values() if m.group == group)


def fitting(check: MedicineCheck) -> Taker:
    """Somebody of whom exactly this row holds."""
    age = check.min_age if check.min_age is not None else check.max_age
    weeks = check.min_weeks if check.min_weeks is not None else check.max_weeks
    return Taker(age, weeks, dict.fromkeys(check.facts, True))


@pytest.mark.parametrize(("check", "group"), ROWS)
def test_a_row_speaks_against_its_medicines(check: MedicineCheck, group: str) -> None:
    decision = decide(KB, medicine_of(group), fitting(check))
    assert check.id in decision.checks
    assert check.reason.text in decision.reasons
    assert ORDER.index(decision.verdict) >= ORDER.index(check.verdict)
    assert set(check.reason.sources) <= set(decision.sources)


@pytest.mark.parametrize(("check", "group"), [row for row in ROWS if row.values[0].facts])
def test_a_row_is_silent_when_its_facts_are_denied(check: MedicineCheck, group: str) -> None:
    taker = fitting(check)
    denied = Taker(taker.age, taker.weeks, dict.fromkeys(check.facts, False))
    assert check.id not in decide(KB, medicine_of(group), denied).checks


@pytest.mark.parametrize(
    "check",
    [c for c in KB.medicine_check.values() if c.min_age is not None or c.max_age is not None],
    ids=lambda c: c.id,
)
def test_ages_outside_the_bounds_do_not_count(check: MedicineCheck) -> None:
    outside = check.min_age - 1 if check.min_age is not None else (check.max_age or 0) + 1
    taker = Taker(outside, facts=dict.fromkeys(check.facts, True))
    assert check.id not in decide(KB, medicine_of(check.groups[0]), taker).checks


@pytest.mark.parametrize(
    ("medicine", "facts", "age", "weeks", "verdict"),
    [
        ("ibuprofen", ["ace_inhibitor_arb", "diuretic"], 45, None, "avoid"),
        ("naproxen", ["anticoagulant"], 45, None, "avoid"),
        ("diclofenac", ["antiplatelet"], 45, None, "avoid"),
        ("ibuprofen", ["other_nsaid"], 30, None, "avoid"),
        ("ibuprofen", ["nsaid_allergy"], 30, None, "avoid"),
        ("ibuprofen", ["stomach_ulcer"], 30, None, "avoid"),
        ("naproxen", ["pregnant"], 30, 20, "avoid"),
        ("ibuprofen", ["pregnant"], 30, 30, "avoid"),
        ("ibuprofen", ["severe_kidney_disease"], 50, None, "avoid"),
        ("aspirin", [], 15, None, "avoid"),
    ],
)
def test_what_harms_is_avoided(
    medicine: str, facts: list[str], age: float, weeks: float | None, verdict: Verdict
) -> None:
    taker = Taker(age, weeks, dict.fromkeys(facts, True))
    assert decide(KB, medicine, taker).verdict == verdict


@pytest.mark.parametrize(
    ("medicine", "facts", "age", "weeks"),
    [
        ("ibuprofen", ["lithium"], 40, None),
        ("naproxen", ["methotrexate"], 40, None),
        ("ibuprofen", ["ssri_snri"], 40, None),
        ("ibuprofen", ["low_dose_aspirin"], 50, None),
        ("ibuprofen", ["ace_inhibitor_arb"], 50, None),
        ("ibuprofen", ["diuretic"], 50, None),
        ("ibuprofen", ["high_blood_pressure"], 50, None),
        ("ibuprofen", ["asthma"], 30, None),
        ("ibuprofen", ["pregnant"], 30, 10),
        ("ibuprofen", ["pregnant"], 30, None),
        ("ibuprofen", [], 60, None),
        ("naproxen", [], 15, None),
        ("diclofenac_gel", ["anticoagulant"], 40, None),
        ("diclofenac_gel", ["pregnant"], 30, 32),
        ("paracetamol", ["liver_disease"], 40, None),
        ("paracetamol", ["alcohol"], 40, None),
        ("paracetamol", ["underweight"], 40, None),
        ("paracetamol", ["contains_paracetamol"], 40, None),
        ("tramadol", [], 40, None),
        ("gabapentin", [], 40, None),
    ],
)
def test_what_needs_a_word_with_somebody_is_never_simply_all_right(
    medicine: str, facts: list[str], age: float, weeks: float | None
) -> None:
    taker = Taker(age, weeks, dict.fromkeys(facts, True))
    assert decide(KB, medicine, taker).verdict != "ok_by_label"


@pytest.mark.parametrize("medicine", ["ibuprofen", "paracetamol", "diclofenac_gel"])
def test_somebody_of_whom_nothing_speaks_against_it(medicine: str) -> None:
    facts = dict.fromkeys(KB.medicine_fact, False)
    decision = decide(KB, medicine, Taker(30, None, facts))
    assert (decision.verdict, decision.checks) == ("ok_by_label", ())


def test_not_knowing_is_held_against_it() -> None:
    decision = decide(KB, "ibuprofen", Taker(30, facts={"anticoagulant": None}))
    assert decision.verdict == "ask_first"
    assert KB.medicine_fact["anticoagulant"].unsure in decision.reasons


def test_an_unknown_number_is_held_against_it() -> None:
    question = next(q for q in KB.medicine_question.values() if q.answer == "age")
    decision = decide(KB, "ibuprofen", Taker(unknown=[question.id]))
    assert decision.verdict == "ask_first"


FACTS = st.dictionaries(st.sampled_from(sorted(KB.medicine_fact)), st.booleans(), max_size=8)
TAKERS = st.builds(
    Taker,
    age=st.none() | st.integers(10, 95),
    weeks=st.none() | st.integers(1, 42),
    facts=FACTS,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(MEDICINES), TAKERS, st.sampled_from(sorted(KB.medicine_fact)))
def test_one_more_fact_never_makes_it_safer(medicine: str, taker: Taker, fact: str) -> None:
    before = decide(KB, medicine, Taker(taker.age, taker.weeks, {**taker.facts, fact: False}))
    after = decide(KB, medicine, Taker(taker.age, taker.weeks, {**taker.facts, fact: True}))
    assert ORDER.index(after.verdict) >= ORDER.index(before.verdict)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(MEDICINES), TAKERS)
def test_a_question_is_only_put_while_it_can_change_the_verdict(
    medicine: str, taker: Taker
) -> None:
    question = next_question(KB, medicine, taker)
    if question is None:
        return
    assert decide(KB, medicine, taker).verdict != "avoid"
    worst = dict.fromkeys(KB.medicine_fact, True)
    # In the worst case of everything that is not known yet, the verdict is another one.
    known = {**worst, **taker.facts}
    ages = [taker.age] if taker.age is not None else [5, 15, 90]
    weeks = [taker.weeks] if taker.weeks is not None else [2, 25, 40]
    verdicts = {decide(KB, medicine, Taker(a, w, known)).verdict for a in ages for w in weeks}
    assert verdicts != {decide(KB, medicine, taker).verdict}


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(MEDICINES), TAKERS)
def test_the_questions_come_to_an_end(medicine: str, taker: Taker) -> None:
    asked: list[str] = []
    facts = dict(taker.facts)
    while question := next_question(KB, medicine, Taker(taker.age, taker.weeks, facts), asked):
        asked.append(question.id)
        facts.update(dict.fromkeys(question.facts, False))
    assert len(asked) == len(set(asked)) <= len(KB.medicine_question)


def test_every_group_and_fact_is_used() -> None:
    assert {m.group for m in KB.medicine.values()} == set(KB.medicine_group)
    checked = {fact for check in KB.medicine_check.values() for fact in check.facts}
    assert checked == set(KB.medicine_fact)
    asked = {fact for question in KB.medicine_question.values() for fact in question.facts}
    assert checked <= asked
