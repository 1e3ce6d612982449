"""What a message says about a session or a wish for the programme."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from backwise.exercise.plan import FOLDER, PlanError, load_plan
from backwise.exercise.progress import Effort
from backwise.knowledge.schema import Condition
from backwise.language.patterns import PatternError, compile_pattern

WORDS = FOLDER / "words.yml"
CUES = (
    "done", "not_done", "missed_long", "too_easy", "too_hard", "right", "hurts", "settled",
    "not_settled", "new_sign", "less_time", "swap", "today", "week", "print", "calendar", "why",
)  # fmt: skip

_FROM_TO = re.compile(r"\bfrom (?:a |an )?(10|\d) (?:up |down )?to (?:a |an )?(10|\d)\b")
_PAIN = re.compile(
    r"(?:\bpain[^.!?\n]{0,25}?|\b(?:was|hit|to|about|around|reached|up to|at|it's) (?:a |an )?)"
    r"\b(10|\d)\b(?! ?(?:min|times|reps|sets|days?|weeks?|secs?|seconds))"
    r"|\b(10|\d) ?(?:/|out of) ?10\b"
)
_BARE = re.compile(r"^\W*(?:about|around|maybe|probably|a|an|like|it's|it is)?\s*(10|\d)\b\W*$")
_MINUTES = re.compile(
    r"\b(\d{1,3}|five|ten|fifteen|twenty|thirty|a few|a couple of|half an hour)"
    r"(?: ?(?:min|mins|minutes)\b|(?<=hour))"
)
_BARE_MINUTES = re.compile(r"\b(\d{1,3}|five|ten|fifteen|twenty|thirty)\b")
_NUMBERS = {
    "five": 5, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "a few": 5,
    "a couple of": 3, "half an hour": 30,
}  # fmt: skip


@dataclass(frozen=True)
class Feedback:
    """Cues by name, and the numbers told: pain from 0 to 10, minutes a day."""

    cues: frozenset[str]
    before: float | None = None
    pain: float | None = None
    minutes: int | None = None

    @property
    def effort(self) -> Effort | None:
        """How hard it was; the harder where both are told."""
        efforts: tuple[Effort, ...] = ("too_hard", "too_easy", "right")
        return next((effort for effort in efforts if effort in self.cues), None)

    @property
    def settled(self) -> bool | None:
        """Whether it was no worse the next morning."""
        if "not_settled" in self.cues:
            return False
        return True if "settled" in self.cues else None


def read(text: str, *, asked_for_pain: bool = False, asked_for_minutes: bool = False) -> Feedback:
    """The cues and numbers of a message.

    Args:
        text: what the person wrote.
        asked_for_pain: whether the pain of the session was just asked for.
        asked_for_minutes: whether the minutes for a day were just asked for.

    Raises:
        PlanError: the word list is broken.
    """
    lowered = text.lower().replace("’", "'")
    cues = frozenset(
        name for name, expression in _expressions(WORDS).items() if expression.search(lowered)
    )
    before, pain = None, None
    if match := _FROM_TO.search(lowered):
        before, pain = float(match.group(1)), float(match.group(2))
    elif match := (asked_for_pain and _BARE.search(lowered)) or _PAIN.search(lowered):
        pain = float(next(group for group in match.groups() if group is not None))
    return Feedback(cues, before, pain, _minutes(lowered, asked=asked_for_minutes))


def conditions(text: str) -> frozenset[Condition]:
    """Conditions of the plan that a message names; what is denied does not count."""
    lowered = text.lower().replace("’", "'")
    return frozenset(
        name
        for name, condition in load_plan().conditions.items()
        if (expression := condition.expression) is not None
        and any(not _is_denied(lowered, m.start()) for m in expression.finditer(lowered))
    )


_DENIAL = re.compile(r"\b(?:no|not|never|without|don't have|haven't got|nor)\b[^.,;!?]{0,20}$")


def _is_denied(text: str, start: int) -> bool:
    return _DENIAL.search(text[:start]) is not None


def _minutes(text: str, *, asked: bool) -> int | None:
    match = _MINUTES.search(text) or (asked and _BARE_MINUTES.search(text)) or None
    if match is None:
        return None
    word = match.group(1)
    return _NUMBERS.get(word) or int(word)


@lru_cache(maxsize=2)
def _expressions(path: Path) -> dict[str, re.Pattern[str]]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return {
            name: re.compile("|".join(f"(?:{compile_pattern(p, {})})" for p in data[name]))
            for name in CUES
        }
    except (OSError, yaml.YAMLError, PatternError, KeyError, TypeError) as error:
        raise PlanError(f"{path}: expected the lists {', '.join(CUES)}: {error}") from error
