"""Picks a few first exercises that suit the pain. The same pain always gets the same ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal

from backwise.knowledge import KnowledgeBase
from backwise.knowledge.schema import Exercise

Phase = Literal["acute", "subacute", "chronic"]
# ACP 2017: acute is under 4 weeks, subacute 4 to 12 weeks, chronic more than 12 weeks.
_ACUTE_DAYS = 28
_SUBACUTE_DAYS = 84
# The more it hurts, the gentler the start (0 to 10 → highest intensity, 1 to 5).
_GENTLE = ((7.0, 1), (4.0, 2), (0.0, 3))
FEWEST, MOST = 3, 5


def phase(duration_days: float | None) -> Phase:
    """The phase of an episode; acute where the duration is unknown.

    Source: acp_2017.
    """
    if duration_days is None or duration_days < _ACUTE_DAYS:
        return "acute"
    return "subacute" if duration_days <= _SUBACUTE_DAYS else "chronic"


def choose(
    kb: KnowledgeBase,
    pain: Mapping[str, Any],
    pictures: Collection[str] = (),
    conditions: Collection[str] = (),
    most: int = MOST,
) -> list[Exercise]:
    """Three to five exercises, the most fitting first.

    Args:
        kb: the content.
        pain: slot values by name.
        pictures: ids of the pictures that fit, the best first.
        conditions: ids of conditions the person has (osteoporosis …).
        most: how many at the most.
    """
    region = pain.get("region") or "lower_back"
    intensity = pain.get("intensity")
    highest = next(
        top for least, top in _GENTLE if (5.0 if intensity is None else intensity) >= least
    )
    avoid = {*pictures, *conditions}
    when = phase(pain.get("duration_days"))

    def fits(exercise: Exercise, top: int) -> bool:
        return (
            (region in exercise.regions or region == "whole_back")
            and when in exercise.phases
            and exercise.intensity <= top
            and not avoid & set(exercise.not_for)
        )

    def rank(exercise: Exercise) -> tuple[int, int, str]:
        best = list(pictures).index if pictures else None
        suits = [best(p) for p in exercise.suits if p in pictures] if best else []
        return (min(suits, default=99), exercise.intensity, exercise.id)

    fitting: list[Exercise] = []
    for top in (highest, 3, 5):
        fitting = sorted((e for e in kb.exercise.values() if fits(e, top)), key=rank)
        if len(fitting) >= FEWEST:
            break
    chosen: list[Exercise] = []
    # One of each kind first, so that the set is varied.
    for exercise in fitting:
        if exercise.kind not in {c.kind for c in chosen}:
            chosen.append(exercise)
    chosen += [exercise for exercise in fitting if exercise not in chosen]
    return chosen[:most]
