"""Picks a few first exercises that suit the pain. The same pain always gets the same ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from backwise.exercise.plan import load_plan, phase
from backwise.exercise.programme import Needs, allowed, fit, highest_intensity, same_ladder
from backwise.knowledge import KnowledgeBase
from backwise.knowledge.schema import Exercise

FEWEST, MOST = 3, 5


def choose(
    kb: KnowledgeBase,
    pain: Mapping[str, Any],
    pictures: Sequence[str] = (),
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
    needs = Needs(pain, tuple(pictures), frozenset(conditions), age=pain.get("age"))
    region = pain.get("region") or "lower_back"
    when = phase(pain.get("duration_days"))
    suitable = [
        exercise
        for exercise in kb.exercise.values()
        if (region in exercise.regions or region == "whole_back")
        and when in exercise.phases
        and allowed(exercise, needs)
    ]
    fitting: list[Exercise] = []
    for top in (highest_intensity(needs, load_plan(), when), 3, 5):
        fitting = sorted(
            (exercise for exercise in suitable if exercise.intensity <= top),
            key=lambda e: (fit(e, needs.pictures)[0], e.intensity, fit(e, needs.pictures)[1], e.id),
        )
        if len(fitting) >= FEWEST:
            break
    # One of each kind first, so that the set is varied; then others of other ladders.
    chosen: dict[str, Exercise] = {}
    for exercise in fitting:
        if exercise.kind not in {c.kind for c in chosen.values()}:
            chosen[exercise.id] = exercise
    for exercise in fitting:
        if not any(same_ladder(exercise, c) for c in chosen.values()):
            chosen[exercise.id] = exercise
    for exercise in fitting:
        chosen.setdefault(exercise.id, exercise)
    return list(chosen.values())[:most]
