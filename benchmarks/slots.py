"""How well slots are read: precision, recall and F1 over (slot, value) pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

_LISTS = ("quality", "worse_with", "better_with")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TOLERANCE = 0.1


@dataclass
class Score:
    """Counts of right, wrong and missed values."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def f1(self, slots: Iterable[str] | None = None) -> float:
        """F1 over some slots, or over all."""
        chosen = set(slots or {*self.right, *self.wrong, *self.missed})
        right = sum(self.right[s] for s in chosen)
        errors = sum(self.wrong[s] + self.missed[s] for s in chosen)
        return 2 * right / (2 * right + errors) if right + errors else 1.0

    def slots(self) -> list[str]:
        """Every slot that was seen."""
        return sorted({*self.right, *self.wrong, *self.missed})


def gold_values(slots: Mapping[str, Any], today: datetime) -> dict[str, Any]:
    """Labels with "since Tuesday" turned into days before `today`."""
    gold = dict(slots)
    weekday = gold.pop("weekday", None)
    if weekday:
        days = (today.weekday() - _WEEKDAYS.index(weekday)) % 7 or 7
        gold["duration_days"] = float(days)
    return gold


def _same(slot: str, said: Any, gold: Any) -> bool:
    if isinstance(gold, list):
        return any(_same(slot, said, one) for one in gold)
    if slot == "duration_days":
        both_today = said <= 1 and gold <= 1
        return both_today or abs(said - gold) <= _TOLERANCE * max(gold, 1)
    if isinstance(gold, int | float):
        return abs(float(said) - float(gold)) < 0.01
    return bool(said == gold)


def add(
    score: Score, said: Mapping[str, Any], gold: Mapping[str, Any]
) -> list[tuple[str, Any, Any]]:
    """Counts one message; returns the mistakes as (slot, said, gold)."""
    mistakes: list[tuple[str, Any, Any]] = []
    for slot in {*said, *gold}:
        if slot in _LISTS:
            got, want = set(said.get(slot) or ()), set(gold.get(slot) or ())
            score.right[slot] += len(got & want)
            score.wrong[slot] += len(got - want)
            score.missed[slot] += len(want - got)
            if got != want:
                mistakes.append((slot, sorted(got), sorted(want)))
            continue
        if slot in said and slot in gold and _same(slot, said[slot], gold[slot]):
            score.right[slot] += 1
            continue
        mistakes.append((slot, said.get(slot), gold.get(slot)))
        score.wrong[slot] += slot in said
        score.missed[slot] += slot in gold
    return mistakes
