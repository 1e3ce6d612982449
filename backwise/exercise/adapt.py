"""Changes a person's needs after a session or a wish."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Literal

from backwise.exercise.plan import load_plan, load_progress
from backwise.exercise.programme import Needs, Programme, allowed
from backwise.knowledge import KnowledgeBase

WALKING = "walking"


def step(needs: Needs, exercises: Iterable[str], by: Literal[1, -1]) -> Needs:
    """One step up or down for these exercises, by the id they first came under."""
    progress = load_progress()
    # Two ladders' length is enough to reach the harder or easier exercise.
    most = 2 * max(progress.steps) + 1
    steps = dict(needs.steps)
    for exercise in exercises:
        steps[exercise] = min(max(steps.get(exercise, 0) + by, -most), most)
    return replace(needs, steps=steps)


def swap(kb: KnowledgeBase, needs: Needs, programme: Programme, exercise: str) -> Needs:
    """Another of the same kind in the place of an exercise; it does not come back.

    Args:
        kb: the content.
        needs: the person.
        programme: the one in which the exercise stands.
        exercise: the id of the exercise that did not agree with the person.
    """
    old = kb.exercise[exercise]
    taken = {item.exercise for item in programme.items}
    without = replace(needs, disliked=needs.disliked | {exercise})
    candidates = [
        other
        for other in kb.exercise.values()
        if other.kind == old.kind
        and other.id not in taken
        and other.intensity <= old.intensity
        and set(other.regions) & set(old.regions)
        and allowed(other, without)
    ]
    first = next((item.first for item in programme.items if item.exercise == exercise), exercise)
    if not candidates:
        return without
    best = min(candidates, key=lambda e: (e.id != old.easier, -e.intensity, e.id))
    return replace(
        without,
        disliked=without.disliked - {first},
        instead={**needs.instead, first: best.id},
        steps={id: n for id, n in needs.steps.items() if id != first},
    )


def with_minutes(needs: Needs, minutes: int) -> Needs:
    """The same for a day of so many minutes, within what a programme can be."""
    plan = load_plan().minutes
    return replace(needs, minutes=min(max(minutes, plan.least), plan.most))


def with_conditions(needs: Needs, conditions: Collection[str]) -> Needs:
    """The same with more conditions."""
    return replace(needs, conditions=needs.conditions | frozenset(conditions))
