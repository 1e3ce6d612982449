"""What is said about a document: in short, or one side of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from backwise.knowledge.base import Document, KnowledgeBase
from backwise.knowledge.schema import (
    SIDES,
    BodyRegion,
    Claim,
    DailyLife,
    Diagnosis,
    PainSource,
    Phase,
    Picture,
    Stance,
    Strength,
    Treatment,
)

_SURE: dict[Strength, str] = {
    "high": "The research on this is good.",
    "moderate": "The research on this is fairly good.",
    "low": "The research on this is thin, so nobody can be sure.",
    "very_low": "There is very little good research on this, so nobody can be sure.",
    "none": "There is no good research on this.",
}
_POSITIONS = {
    "for": "for it",
    "conditional": "may be tried",
    "against": "against it",
    "none": "no advice either way",
}
_PHASES: dict[Phase, str] = {
    "acute": "new pain",
    "subacute": "pain of one to three months",
    "chronic": "long-lasting pain",
    "leg_pain": "leg pain from the back",
    "neck": "neck pain",
}
# How much each guideline's word weighs when treatments are put in order.
_WEIGHT = {"for": 2, "conditional": 1, "none": 0, "against": -3}
_STRENGTH: dict[Strength, int] = {"high": 4, "moderate": 3, "low": 2, "very_low": 1, "none": 0}
_SHORT = 2
# What the questions about a treatment mean where they are put about a diagnosis.
_LIKE = {"best": "treatment", "how": "treatment", "feels": "signs", "onset": "outlook"}

# Sides that tell of people as a whole, and the one that says when to get help.
_OF_ALL = ("family", "common", "prevention", "doctor")

_ORDINALS = (
    re.compile(r"\b(?:1st|first|number (?:one|1))\b"),
    re.compile(r"\b(?:2nd|second|number (?:two|2))\b"),
    re.compile(r"\b(?:3rd|third|number (?:three|3))\b"),
    re.compile(r"\b(?:4th|fourth|number (?:four|4))\b"),
    re.compile(r"\b(?:5th|fifth|number (?:five|5))\b"),
)
_ONE = re.compile(r"\b(?:one|option|that|thing|treatment)\b|^\W*(?:and |what about )?the \w+\W*$")
_LAST = re.compile(r"\b(?:last|latter)\b")


@dataclass(frozen=True)
class Answer:
    """A text in parts, with the claims and stances it rests on."""

    summary: str
    details: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    stances: tuple[Stance, ...] = ()


def answer(document: Document, aspect: str | None = None) -> Answer | None:
    """What is said about a document.

    Args:
        document: a treatment, a piece of daily life, a diagnosis, a pain source, a picture or
            a region.
        aspect: the id of an aspect; the short answer if None.

    Returns:
        The answer; None if the document has nothing on that side of it.
    """
    if isinstance(document, Treatment):
        return _treatment(document, aspect)
    if isinstance(document, DailyLife):
        return _daily_life(document, aspect)
    if isinstance(document, Diagnosis):
        return _diagnosis(document, aspect)
    if aspect not in (None, "what", "more"):
        return None
    if isinstance(document, PainSource):
        return _of(document.what, [document.feels])
    if isinstance(document, Picture):
        return _of(document.explanation[0], [*document.explanation[1:], *document.course])
    if isinstance(document, BodyRegion):
        return _of(document.parts[0], [*document.parts[1:], *document.at_risk])
    return None


def sides(kb: KnowledgeBase, text: str) -> list[str]:
    """The sides of a diagnosis that a question asks for, the one that it says most plainly first.

    Args:
        kb: the content; the order of its aspects decides.
        text: the question in lower case.
    """
    return [
        aspect.id
        for aspect in kb.aspect.values()
        if any(re.search(words, text) for words in aspect.words)
    ]


def stance_words(stance: Stance) -> str:
    """One guideline's word on a treatment, in a line."""
    applies = " and ".join(_PHASES[phase] for phase in stance.applies)
    return f"{stance.guideline}, {stance.year}, for {applies}: {stance.says}"


def stance_fields(stance: Stance) -> dict[str, Any]:
    """A stance as it travels in an `article` payload."""
    return {
        "guideline": stance.guideline,
        "position": stance.position,
        "applies": list(stance.applies),
        "year": stance.year,
        "says": stance.says,
        "source": stance.source,
    }


def compare(first: Treatment, second: Treatment) -> list[str]:
    """What speaks for each of two treatments, in a few lines."""
    lines = [f"{one.title}: {one.summary.text} {_count(one)}" for one in (first, second)]
    gap = _points(first.stances) - _points(second.stances)
    if abs(gap) <= 1:
        lines.append("Guidelines don't put one clearly before the other. Take what suits you.")
    else:
        ahead = first if gap > 0 else second
        lines.append(f"On the whole, guidelines say more for {_low(ahead.title)}.")
    return lines


def tell_apart(first: Diagnosis, second: Diagnosis) -> list[str]:
    """What each of two diagnoses is and how it shows, in a line each."""
    return [f"{one.title}: {one.what.text} {one.signs[0].text}" for one in (first, second)]


def best_for(
    kb: KnowledgeBase, phase: Phase, count: int = 5, without: Collection[str] = ()
) -> list[Treatment]:
    """The treatments that guidelines advise most for a kind of pain, the best first.

    Nothing that a guideline advises against for it is among them.

    Args:
        kb: the content.
        phase: the kind of pain.
        count: how many at most.
        without: ids to leave out.
    """
    rated: list[tuple[int, int, Treatment]] = []
    for treatment in kb.treatment.values():
        stances = [s for s in treatment.stances if phase in s.applies]
        if treatment.id in without or phase not in treatment.applies or not stances:
            continue
        if any(s.position == "against" for s in stances) or _points(stances) <= 0:
            continue
        rated.append((_points(stances), _STRENGTH[treatment.strength], treatment))
    rated.sort(key=lambda one: (-one[0], -one[1]))
    return [treatment for _, _, treatment in rated[:count]]


def ordinal(text: str, count: int) -> int | None:
    """Which of a list "the second one" means, from 0; None if the text means none.

    Args:
        text: the message in lower case.
        count: how long the list is.
    """
    if not _ONE.search(text):
        return None
    if count and _LAST.search(text):
        return count - 1
    found = next((i for i, words in enumerate(_ORDINALS) if words.search(text)), None)
    return found if found is not None and found < count else None


def _treatment(treatment: Treatment, aspect: str | None) -> Answer | None:
    if aspect is None:
        careful = [
            claim.copy(update={"text": f"Careful: {claim.text}"})
            for claim in treatment.not_when[:_SHORT]
        ]
        disagreement = [treatment.disagreement] if treatment.disagreement else []
        short = _of(treatment.summary, [*treatment.how[:_SHORT], *disagreement, *careful])
        return Answer(short.summary, short.details, short.claims, treatment.stances)
    if aspect == "more":
        rest = [*treatment.how[_SHORT:], *treatment.not_when[_SHORT:]]
        rest += [claim for claim in (treatment.feels, treatment.onset) if claim]
        return _of(treatment.what, rest)
    if aspect == "evidence":
        return Answer(
            f"{treatment.summary.text} {_SURE[treatment.strength]}",
            tuple(map(stance_words, treatment.stances)),
            (treatment.summary,),
            treatment.stances,
        )
    if aspect == "guidelines":
        disagreement = [treatment.disagreement] if treatment.disagreement else []
        return Answer(
            treatment.disagreement.text if treatment.disagreement else treatment.summary.text,
            tuple(map(stance_words, treatment.stances)),
            tuple(disagreement or [treatment.summary]),
            treatment.stances,
        )
    claims: dict[str, Sequence[Claim | None]] = {
        "how": treatment.how,
        "not_when": treatment.not_when,
        "feels": [treatment.feels],
        "onset": [treatment.onset],
        "what": [treatment.what],
    }
    told = [claim for claim in claims.get(aspect, ()) if claim is not None]
    return _of(told[0], told[1:]) if told else None


def _daily_life(document: DailyLife, aspect: str | None) -> Answer | None:
    if aspect in ("not_when",):
        return _of(document.careful[0], document.careful[1:]) if document.careful else None
    if aspect == "evidence":
        return Answer(
            f"{document.summary.text} {_SURE[document.strength]}", (), (document.summary,)
        )
    return _of(document.summary, [*document.details, *document.careful])


def _diagnosis(diagnosis: Diagnosis, aspect: str | None) -> Answer | None:
    """One side of it; in short, or for more of it, a word on several."""
    if aspect is None or aspect == "what":
        short = [diagnosis.signs, diagnosis.treatment, diagnosis.outlook]
        return _of(diagnosis.what, [*(claims[0] for claims in short), diagnosis.doctor[0]])
    if aspect == "more":
        short = [diagnosis.reasons, diagnosis.tests, diagnosis.living, diagnosis.risks]
        return _of(diagnosis.what, [*(claims[0] for claims in short if claims)])
    told: Sequence[Claim] = getattr(diagnosis, _LIKE.get(aspect, aspect), ())
    if aspect not in (*SIDES, *_LIKE) or not told:
        return None
    # With what somebody may have, when to get help is told too.
    careful = [] if aspect in _OF_ALL else [diagnosis.doctor[0]]
    return _of(told[0], [*told[1:], *careful])


def _of(first: Claim, rest: Sequence[Claim]) -> Answer:
    return Answer(first.text, tuple(claim.text for claim in rest), (first, *rest))


def _points(stances: Sequence[Stance]) -> int:
    return sum(_WEIGHT[stance.position] for stance in stances)


def _count(treatment: Treatment) -> str:
    told = [f"{s.guideline} ({s.year}): {_POSITIONS[s.position]}" for s in treatment.stances]
    return "; ".join(told) + "." if told else ""


def _low(title: str) -> str:
    return title if title[:2].isupper() else title[0].lower() + title[1:]
