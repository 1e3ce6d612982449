"""Reads a reply in the light of the question just asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from backwise.language import lexicon, quantities
from backwise.language.normalise import Normalised
from backwise.language.patterns import compile_pattern
from backwise.language.reading import Answer, Reading

ANSWERS = lexicon.KNOWLEDGE / "intake" / "answers.yml"
# Which signs belong to which red-flag question.
QUESTION_FLAGS = {
    "cauda_equina": frozenset({"cauda_equina"}),
    "serious_illness": frozenset({"infection", "cancer", "fracture"}),
    "heart_vessel": frozenset({"cardiac", "vascular"}),
}
# How sure the intent classifier must be for a reply without a plain yes or no.
_SURE = 0.6
# What began within the last two weeks is new (GIRFT 2023).
_LATELY_DAYS = 14
_SHORT = 3
_INTENT_ANSWERS: Mapping[str, Answer] = {
    "affirm": "yes", "deny": "no", "unsure": "unsure", "skip": "skip"
}  # fmt: skip
_ORDER: tuple[Answer, ...] = ("skip", "unsure", "no", "yes")


@dataclass(frozen=True)
class AnswerWords:
    """The compiled word lists of `knowledge/intake/answers.yml`."""

    yes_no: Mapping[Answer, re.Pattern[str]]
    hints: Mapping[str, Mapping[str, re.Pattern[str]]]
    questions: Mapping[str, Mapping[str, re.Pattern[str]]]


@lru_cache(maxsize=1)
def load(path: Path = ANSWERS) -> AnswerWords:
    """Read and compile the short answers.

    Raises:
        LexiconError: the file is broken or has an unknown key.
    """

    def compiled(patterns: list[str]) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{compile_pattern(p, {})})" for p in patterns))

    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        if set(data) != {"yes_no", "hints", "questions"} or set(data["yes_no"]) != set(_ORDER):
            raise lexicon.LexiconError(
                f"{path}: expected yes_no (skip, unsure, no, yes), hints, questions"
            )
        hints, questions = (
            {
                question: {value: compiled(patterns) for value, patterns in values.items()}
                for question, values in data[kind].items()
            }
            for kind in ("hints", "questions")
        )
        return AnswerWords(
            {answer: compiled(data["yes_no"][answer]) for answer in _ORDER}, hints, questions
        )
    except (yaml.YAMLError, ValueError, AttributeError, TypeError) as error:
        raise lexicon.LexiconError(f"{path}: {error}") from error


def yes_or_no(
    normalised: Normalised,
    reading: Reading,
    intent: str = "",
    confidence: float = 0.0,
    *,
    a_time_is_yes: bool = False,
) -> Answer | None:
    """What a reply to a yes-or-no question says; None if it is something else.

    The first plain word wins ("no, but my foot tingles" is a no). Without one, a
    time may: "3 days ago" is a yes, and one of long ago is not sure. Then a
    sure intent does.
    """
    plain = plain_yes_or_no(normalised)
    if plain is not None:
        return plain
    if a_time_is_yes and len(normalised.text.split()) <= _SHORT:
        days = quantities.duration_days(normalised.text, asked=True)
        if days is not None:
            return "yes" if days <= _LATELY_DAYS else "unsure"
    if confidence >= _SURE and intent in _INTENT_ANSWERS:
        return _INTENT_ANSWERS[intent]
    return None


def plain_yes_or_no(normalised: Normalised) -> Answer | None:
    """The first plain word for yes, no, not sure or skip near the beginning of a reply."""
    found = [
        (match.start(), _ORDER.index(answer), answer)
        for answer, expression in load().yes_no.items()
        if (match := expression.search(normalised.text))
    ]
    return min(found)[2] if found and min(found)[0] <= 12 else None


def hints(question: str, normalised: Normalised) -> frozenset[str]:
    """Signs that a reply to a red-flag question hints at without being a yes or a no.

    "Only the left" after a question about both legs: is that leg weak?
    """
    found = load().hints.get(question, {})
    return frozenset(sign for sign, words in found.items() if words.search(normalised.text))


def to_red_flags(
    question: str,
    normalised: Normalised,
    reading: Reading,
    intent: str = "",
    confidence: float = 0.0,
) -> Answer | None:
    """A reply to a red-flag question. A sign that is named outweighs a "no" before it."""
    flags = QUESTION_FLAGS[question]
    present = [f for f in reading.present if f.flag in flags]
    if any(f.assertion == "present" for f in present):
        return "yes"
    answer = yes_or_no(normalised, reading, intent, confidence, a_time_is_yes=True)
    if present and answer != "no":
        return "unsure"
    if answer is None and hints(question, normalised):
        # What it hints at is asked about by itself.
        return "no"
    if answer is None and any(f.flag in flags for f in reading.findings if f.assertion == "absent"):
        return "no"
    return answer


def to_question(question: str, normalised: Normalised, reading: Reading) -> dict[str, object]:
    """Slot values that a reply gives because `question` was asked.

    Only what the words mean by way of the question; what they say on their own
    is in `reading.pain`.
    """
    text = normalised.text
    if question == "intensity":
        return _given("intensity", quantities.intensity(text, asked=True))
    if question == "duration_days":
        return _given(
            "duration_days",
            quantities.duration_days(text, asked=True, years_old=reading.pain.age),
        )
    if question == "age":
        return _given("age", quantities.age(text, asked=True))
    values = load().questions.get(question)
    if not values or getattr(reading.pain, question) is not None:
        return {}
    found = [
        (match.start(), value)
        for value, expression in values.items()
        if (match := expression.search(text))
    ]
    if not found:
        return {}
    if question == "radiation":
        # "My bum and down to the foot": the furthest place counts; "no" only by itself.
        places = [value for _, value in found if value != "none"]
        value = max(places, key=_FAR.index) if places else "none"
        return {"radiation": value}
    return {question: min(found)[1]}


_FAR = ("buttock", "arm", "hand", "leg", "foot")


def _given(slot: str, value: float | int | None) -> dict[str, object]:
    return {} if value is None else {slot: value}
