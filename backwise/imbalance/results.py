"""Reads results of self-tests: against the published bounds and the person's own baseline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from backwise.knowledge import KnowledgeBase
from backwise.knowledge.schema import SelfTest, TestReading
from backwise.language.patterns import compile_pattern

Side = Literal["left", "right", "both"]
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_MINUTE = re.compile(r"\b(\d+|a|one|two|half a) ?min(?:ute)?s?\b")
_MINUTES = {"a": 1.0, "one": 1.0, "two": 2.0, "half a": 0.5}
_WORDS = {
    "none": 0, "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
}  # fmt: skip
_MOST = 600


@dataclass(frozen=True)
class Result:
    """What a test yielded on a side: a number (seconds or a count), or the chosen answer."""

    test: str
    side: Side
    number: float | None = None
    answer: str | None = None


def read_answer(test: SelfTest, text: str) -> tuple[float | None, str | None]:
    """What a reply says: a number, or the id of a choice; both None if it says neither.

    Seconds may be told as minutes; numbers above ten minutes are not believed.
    """
    lowered = text.lower().replace("’", "'")
    if test.answer == "choice":
        for reading in test.readings:
            expression = _expression(reading.patterns)
            if expression is not None and expression.search(lowered):
                return None, reading.answer
        return None, None
    number = _number(lowered, seconds=test.answer == "seconds")
    return (number, None) if number is not None and 0 <= number <= _MOST else (None, None)


def reading_of(test: SelfTest, result: Result) -> TestReading | None:
    """What a result means; None if no reading covers it."""
    for reading in test.readings:
        if result.answer is not None and reading.answer == result.answer:
            return reading
        if (
            result.number is not None
            and reading.answer is None
            and (reading.at_least is None or result.number >= reading.at_least)
            and (reading.below is None or result.number < reading.below)
        ):
            return reading
    return None


def sides_differ(test: SelfTest, left: float, right: float) -> bool:
    """Whether two sides differ by more than the test can be wrong by."""
    more = max(left, right)
    return more > 0 and abs(left - right) / more * 100 >= test.difference


def muscles_of(kb: KnowledgeBase, results: Iterable[Result]) -> Mapping[str, tuple[str, ...]]:
    """Ids of muscles that came out `stiff` and those that came out `tires_early`."""
    found: dict[str, list[str]] = {"stiff": [], "tires_early": []}
    for result in results:
        test = kb.self_test.get(result.test)
        reading = reading_of(test, result) if test is not None else None
        if test is None or reading is None or reading.means not in found:
            continue
        found[reading.means] += [m for m in test.muscles if m not in found[reading.means]]
    return {means: tuple(muscles) for means, muscles in found.items()}


def _number(text: str, *, seconds: bool) -> float | None:
    if seconds and (match := _MINUTE.search(text)):
        word = match.group(1)
        minutes = _MINUTES[word] if word in _MINUTES else float(word)
        rest = _NUMBER.search(text[match.end() :])
        return minutes * 60 + (float(rest.group().replace(",", ".")) if rest else 0)
    if match := _NUMBER.search(text):
        return float(match.group().replace(",", "."))
    return next((float(n) for word, n in _WORDS.items() if re.search(rf"\b{word}\b", text)), None)


@lru_cache(maxsize=256)
def _expression(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    if not patterns:
        return None
    return re.compile("|".join(f"(?:{compile_pattern(pattern, {})})" for pattern in patterns))
