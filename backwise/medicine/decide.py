"""The table of medicines: which checks speak against one for this person.

The rows are in `knowledge/medicine/table/checks.yml`, each with its source.
What is not known is not held against a medicine; what the person was asked and
does not know, is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import get_args

from backwise.knowledge import KnowledgeBase
from backwise.knowledge.schema import MedicineCheck, MedicineQuestion, Verdict

_ORDER: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True)
class Taker:
    """Who wants to take the medicine.

    `age` is in years and `weeks` of pregnancy; None while not known. `facts`
    holds what was said: true, false, or None for "I do not know". `unknown` are
    ids of questions about a number that the person could not answer.
    """

    age: float | None = None
    weeks: float | None = None
    facts: Mapping[str, bool | None] = field(default_factory=dict)
    unknown: Collection[str] = ()


@dataclass(frozen=True)
class Decision:
    """The verdict, why, and the ids of the checks that led to it."""

    verdict: Verdict
    reasons: tuple[str, ...]
    sources: tuple[str, ...]
    checks: tuple[str, ...] = ()


def decide(kb: KnowledgeBase, medicine: str, taker: Taker) -> Decision:
    """What the table says about a medicine for a person.

    Args:
        kb: the content.
        medicine: the id of the medicine.
        taker: what is known of the person.

    Raises:
        KeyError: there is no such medicine.
    """
    group = kb.medicine_group[kb.medicine[medicine].group]
    held = [check for check in _checks(kb, group.id) if _holds(check, taker) is True]
    doubts = list(_doubts(kb, group.id, taker))
    verdicts: list[Verdict] = [group.verdict, *(check.verdict for check in held)]
    if doubts:
        verdicts.append("ask_first")
    verdict = max(verdicts, key=_ORDER.index)
    claims = [c.reason for c in sorted(held, key=lambda c: -_ORDER.index(c.verdict))]
    if group.verdict != "ok_by_label":
        claims.append(group.why)
    texts = [*(claim.text for claim in claims), *(text for text, _ in doubts)]
    sources = [s for claim in claims for s in claim.sources]
    return Decision(
        verdict,
        tuple(dict.fromkeys(texts)),
        tuple(dict.fromkeys([*sources, *group.why.sources])),
        tuple(check.id for check in held),
    )


def next_question(
    kb: KnowledgeBase, medicine: str, taker: Taker, asked: Collection[str] = ()
) -> MedicineQuestion | None:
    """The next question of the short form: the first that can still change the verdict.

    Args:
        kb: the content.
        medicine: the id of the medicine.
        taker: what is known of the person.
        asked: ids of questions already put.

    Raises:
        KeyError: there is no such medicine.
    """
    now = _ORDER.index(decide(kb, medicine, taker).verdict)
    group = kb.medicine[medicine].group
    open_checks = [
        check
        for check in _checks(kb, group)
        if _ORDER.index(check.verdict) > now and _holds(check, taker) is None
    ]
    for question in kb.medicine_question.values():
        if question.id in asked or not _is_open(question, taker):
            continue
        if any(_settles(question, check, taker) for check in open_checks):
            return question
    return None


def _checks(kb: KnowledgeBase, group: str) -> Iterator[MedicineCheck]:
    return (check for check in kb.medicine_check.values() if group in check.groups)


def _holds(check: MedicineCheck, taker: Taker) -> bool | None:
    """Whether a check speaks against the medicine; None while that is not known."""
    parts = [taker.facts.get(fact) for fact in check.facts]
    parts += [
        _within(value, low, high)
        for value, low, high in (
            (taker.age, check.min_age, check.max_age),
            (taker.weeks, check.min_weeks, check.max_weeks),
        )
        if low is not None or high is not None
    ]
    if False in parts:
        return False
    return None if None in parts else True


def _within(value: float | None, low: int | None, high: int | None) -> bool | None:
    if value is None:
        return None
    return (low is None or value >= low) and (high is None or value < high + 1)


def _doubts(kb: KnowledgeBase, group: str, taker: Taker) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the person was asked, does not know, and what would matter."""
    for check in _checks(kb, group):
        if _holds(check, taker) is not None:
            continue
        unsure = [f for f in check.facts if f in taker.facts and taker.facts[f] is None]
        untold = [f for f in check.facts if f not in taker.facts]
        if unsure and not untold:
            yield kb.medicine_fact[unsure[0]].unsure, ()
    for question in kb.medicine_question.values():
        if question.id in taker.unknown and question.unsure is not None:
            yield question.unsure.text, question.unsure.sources


def _is_open(question: MedicineQuestion, taker: Taker) -> bool:
    if taker.age is not None and not _within(taker.age, question.min_age, question.max_age):
        return False
    if question.answer == "age":
        return taker.age is None
    if question.answer == "weeks":
        return taker.weeks is None and all(taker.facts.get(fact) for fact in question.facts)
    return any(fact not in taker.facts for fact in question.facts)


def _settles(question: MedicineQuestion, check: MedicineCheck, taker: Taker) -> bool:
    if question.answer == "age":
        return check.min_age is not None or check.max_age is not None
    if question.answer == "weeks":
        return check.min_weeks is not None or check.max_weeks is not None
    return any(fact in check.facts and fact not in taker.facts for fact in question.facts)
