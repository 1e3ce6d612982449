"""Builds a week's programme for one person. The same needs always give the same programme."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from backwise.exercise.plan import (
    ConditionPlan,
    Phase,
    Plan,
    Reason,
    load_plan,
    load_progress,
    phase,
)
from backwise.knowledge import KnowledgeBase
from backwise.knowledge.schema import Dose, Exercise

# Everybody has these at home; the rest counts only when somebody says they have it.
HOUSEHOLD = frozenset({
    "mat", "mat or bed", "pillow", "cushion", "chair", "wall", "doorway", "strap or towel", "towel",
    "table", "step", "bed", "ball or rolled towel", "bottle of water", "timer",
})  # fmt: skip
ALLOWED_LEVELS = ("self_care", "appointment")
_HIGHEST_AT_APPOINTMENT = 2
# Steps up may make a day so much longer than was wished.
_LONGER = 1.3
# After all that a muscle's list can hold.
_NO_TARGET = 99
# The place of an exercise that was made for none of the person's pictures.
UNFIT = 99


class NotNow(ValueError):
    """The triage level allows no programme: somebody should have a look first."""


@dataclass(frozen=True)
class Needs:
    """Whom a programme is for.

    `pain` holds slot values by name, `pictures` ids with the best first,
    `conditions` ids of `plan.yml`. `minutes` is the time for a day, walking
    apart. `stiff` and `tires_early` are ids of muscles, from the self-tests.
    `steps` holds steps up or down by exercise, `instead` which exercise takes
    the place of another, `disliked` what is never to come. `week` counts from 1.
    """

    pain: Mapping[str, Any] = field(default_factory=dict)
    pictures: tuple[str, ...] = ()
    conditions: frozenset[str] = frozenset()
    level: str = "self_care"
    age: float | None = None
    minutes: int | None = None
    equipment: frozenset[str] = frozenset()
    stiff: tuple[str, ...] = ()
    tires_early: tuple[str, ...] = ()
    steps: Mapping[str, int] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)
    disliked: frozenset[str] = frozenset()
    week: int = 1


@dataclass(frozen=True)
class Item:
    """One exercise of a programme: how much, on which days (1 to 7), and why."""

    exercise: str
    dose: Dose
    days: tuple[int, ...]
    reason: Reason
    about: str = ""
    first: str = ""

    @property
    def seconds(self) -> int:
        """How long it takes, rests included."""
        return seconds(self.dose)


@dataclass(frozen=True)
class Walk:
    """Walking: minutes a day on these days, in so many parts."""

    minutes: int
    days: tuple[int, ...]
    bouts: int = 1


@dataclass(frozen=True)
class Programme:
    """A week: exercises, walking and the lessons of the days."""

    week: int
    phase: Phase
    items: tuple[Item, ...]
    walk: Walk | None
    lessons: tuple[str, ...] = ()

    def on(self, day: int) -> list[Item]:
        """The exercises of a day, 1 to 7."""
        return [item for item in self.items if day in item.days]


def build(kb: KnowledgeBase, needs: Needs, plan: Plan | None = None) -> Programme:
    """The programme of a week.

    Args:
        kb: the content.
        needs: whom it is for.
        plan: the table; that of the content by default.

    Raises:
        NotNow: the triage level allows no exercises.
    """
    if needs.level not in ALLOWED_LEVELS:
        raise NotNow(needs.level)
    plan = plan or load_plan()
    when = phase(needs.pain.get("duration_days"))
    items = _fill(kb, needs, plan, when)
    return Programme(
        needs.week, when, tuple(items), _walk(kb, needs, plan), tuple(_lessons(kb, needs, when))
    )


def allowed(exercise: Exercise, needs: Needs, plan: Plan | None = None) -> bool:
    """Whether nothing known of the person rules an exercise out."""
    plan = plan or load_plan()
    if {*needs.pictures, *needs.conditions} & set(exercise.not_for):
        return False
    if exercise.id in needs.disliked:
        return False
    if set(exercise.equipment) - HOUSEHOLD - needs.equipment:
        return False
    refused = _conditions(needs, plan)
    if any(exercise.position in condition.positions for condition in refused):
        return False
    moves = {m for condition in refused for m in condition.movements} | _painful(needs, plan)
    return not moves & set(exercise.movements)


def seconds(dose: Dose) -> int:
    """How long a dose takes, in seconds, rests included."""
    if dose.minutes:
        return dose.minutes * 60
    sides = 2 if dose.per_side else 1
    work = dose.sets * dose.reps * (dose.hold_seconds + load_plan().minutes.seconds_a_repeat)
    return round(work * sides + dose.rest_seconds * (dose.sets * sides - 1))


def explain(kb: KnowledgeBase, item: Item, plan: Plan | None = None) -> str:
    """Why an exercise is in the programme, in one or two sentences."""
    plan = plan or load_plan()
    purpose = kb.exercise[item.exercise].purpose.text
    other = kb.exercise[item.about].title.lower() if item.about in kb.exercise else ""
    muscle = kb.muscle[item.about].title.lower() if item.about in kb.muscle else ""
    reason = plan.reasons[item.reason].format(other=other, muscle=muscle)
    return f"{purpose} {reason}"


def _conditions(needs: Needs, plan: Plan) -> list[ConditionPlan]:
    return [plan.conditions[c] for c in sorted(needs.conditions) if c in plan.conditions]  # type: ignore[index]


def _painful(needs: Needs, plan: Plan) -> set[str]:
    """Movements that the person's own pain speaks against."""
    worse = needs.pain.get("worse_with") or ()
    better = needs.pain.get("better_with") or ()
    return {
        movement
        for direction in plan.directions
        if direction.worse_with in worse
        and (direction.better_with is None or direction.better_with in better)
        for movement in direction.movements
    }


def _fill(kb: KnowledgeBase, needs: Needs, plan: Plan, when: Phase) -> list[Item]:
    """Exercises in the order of the phase, as long as there is time.

    They are chosen by their first dose, so that a step up leaves the others in place.
    """
    minutes = min(max(needs.minutes or plan.minutes.usual, plan.minutes.least), plan.minutes.most)
    first = replace(needs, steps={})
    left = minutes * 60
    # No exercise takes more than half of the day.
    share = left / 2
    chosen: list[Item] = []
    for kind in plan.phases[when].kinds:
        if len(chosen) >= plan.minutes.most_exercises:
            break
        for exercise, reason, about in _ranked(kb, needs, plan, when, kind):
            if any(same_ladder(exercise, kb.exercise[other.first]) for other in chosen):
                continue
            taken = frozenset(other.exercise for other in chosen)
            fresh = _item(kb, first, plan, exercise, reason, about, taken)
            item = _item(kb, needs, plan, exercise, reason, about, taken)
            if fresh is None or item is None or item.exercise in taken:
                continue
            needed = seconds(_within(fresh.dose, share))
            # However little time there is, one exercise fits: its dose is cut below.
            if needed > left and chosen:
                continue
            chosen.append(replace(item, dose=_within(item.dose, share * _LONGER)))
            left -= needed
            break
    return _shortened(chosen, round(minutes * 60 * _LONGER))


def fit(exercise: Exercise, pictures: Sequence[str]) -> tuple[int, int]:
    """How well an exercise suits: which picture it suits, and how much it was made for it.

    Both count from 0, the best; `UNFIT` where it suits none.
    """
    suits = [pictures.index(picture) for picture in exercise.suits if picture in pictures]
    made_for = [place for place, picture in enumerate(exercise.suits) if picture in pictures]
    return min(suits, default=UNFIT), min(made_for, default=UNFIT)


def same_ladder(exercise: Exercise, other: Exercise) -> bool:
    """Whether one is the other, or the next rung of its ladder: a day wants variety."""
    return exercise.id in (other.id, other.easier, other.harder) or other.id in (
        exercise.easier,
        exercise.harder,
    )


def _shortened(items: list[Item], most: int) -> list[Item]:
    """The same exercises within a time, in seconds: the longest gives way first."""
    items = list(items)
    while items and sum(item.seconds for item in items) > most:
        longest = max(range(len(items)), key=lambda i: items[i].seconds)
        shorter = _less(items[longest].dose)
        if shorter is None:
            break
        items[longest] = replace(items[longest], dose=shorter)
    return items


def _ranked(
    kb: KnowledgeBase, needs: Needs, plan: Plan, when: Phase, kind: str
) -> list[tuple[Exercise, Reason, str]]:
    """Exercises of a kind that may come, the most fitting first."""
    region = needs.pain.get("region") or "lower_back"
    top = highest_intensity(needs, plan, when)
    targets = _targets(kb, needs)
    found: list[tuple[tuple[int, int, int, int, str], Exercise, Reason, str]] = []
    for exercise in kb.exercise.values():
        fits = region in exercise.regions or region == "whole_back" or exercise.id in targets
        if exercise.kind != kind or not fits or when not in exercise.phases:
            continue
        if exercise.intensity > top or not allowed(exercise, needs, plan):
            continue
        suits, made_for = fit(exercise, needs.pictures)
        target = targets.get(exercise.id)
        if kind == "nerve" and suits == UNFIT:
            continue
        reason: Reason = (
            "picture" if suits < UNFIT else "phase" if region in exercise.regions else "variety"
        )
        about, place = "", _NO_TARGET
        if target:
            reason, about, place = target
        # To get stronger takes some effort; to loosen up, as little as possible.
        effort = -exercise.intensity if kind == "strength" else exercise.intensity
        rank = (place, suits, effort, made_for, exercise.id)
        found.append((rank, exercise, reason, about))
    return [(exercise, reason, about) for _, exercise, reason, about in sorted(found, key=_first)]


def _first(entry: tuple[tuple[int, int, int, int, str], Exercise, Reason, str]) -> Any:
    return entry[0]


def _targets(kb: KnowledgeBase, needs: Needs) -> dict[str, tuple[Reason, str, int]]:
    """Exercises that the self-tests speak for, with the muscle and the place in its list."""
    found: dict[str, tuple[Reason, str, int]] = {}
    for muscle in needs.stiff:
        for place, exercise in enumerate(kb.muscle[muscle].stretch if muscle in kb.muscle else ()):
            found.setdefault(exercise, ("stiff", muscle, place))
    for muscle in needs.tires_early:
        trained = kb.muscle[muscle].strengthen if muscle in kb.muscle else ()
        for place, exercise in enumerate(trained):
            found.setdefault(exercise, ("tires_early", muscle, place))
    return found


def highest_intensity(needs: Needs, plan: Plan, when: Phase) -> int:
    """How hard an exercise may be to begin with, from 1 to 5."""
    intensity = needs.pain.get("intensity")
    pain = 5.0 if intensity is None else float(intensity)
    limit = next(
        row.highest for row in sorted(plan.pain, key=lambda r: -r.from_) if pain >= row.from_
    )
    limits = [plan.phases[when].highest, limit]
    limits += [row.highest for row in plan.age if (needs.age or 0) >= row.from_]
    if needs.level == "appointment":
        limits.append(_HIGHEST_AT_APPOINTMENT)
    return min(limits)


def _item(
    kb: KnowledgeBase,
    needs: Needs,
    plan: Plan,
    exercise: Exercise,
    reason: Reason,
    about: str,
    taken: frozenset[str],
) -> Item | None:
    """The exercise, or what has taken its place, with its dose; None if that may not come."""
    first = exercise.id
    if exercise.id in needs.instead:
        other = kb.exercise.get(needs.instead[exercise.id])
        if other is None or not allowed(other, needs, plan):
            return None
        reason, about, exercise = "instead", exercise.id, other
    progress = load_progress()
    step = needs.steps.get(first, 0)
    last, least = max(progress.steps), min(progress.steps)
    while step > last and (harder := _next(kb, needs, plan, exercise, exercise.harder, taken)):
        reason, about, exercise, step = "harder", exercise.id, harder, step - last - 1
    while step < least and (easier := _next(kb, needs, plan, exercise, exercise.easier, taken)):
        reason, about, exercise, step = "easier", exercise.id, easier, step - least + 1
    change = progress.steps[min(max(step, least), last)]
    dose = exercise.dose
    if dose.minutes is None:
        dose = dose.copy(
            update={
                "reps": max(1, round(dose.reps * change.reps)),
                "sets": max(1, dose.sets + change.sets),
            }
        )
    holds = [c.longest_hold for c in _conditions(needs, plan) if c.longest_hold]
    if holds and dose.hold_seconds > min(holds):
        dose = dose.copy(update={"hold_seconds": min(holds)})
    return Item(exercise.id, dose, plan.days[exercise.kind], reason, about, first)


def _next(
    kb: KnowledgeBase,
    needs: Needs,
    plan: Plan,
    exercise: Exercise,
    id: str | None,
    taken: frozenset[str],
) -> Exercise | None:
    """The next rung of the ladder, if it is of the same kind and may come."""
    other = kb.exercise.get(id or "")
    if other is None or other.kind != exercise.kind or other.id in taken | set(needs.instead):
        return None
    return other if allowed(other, needs, plan) else None


def _within(dose: Dose, most: float) -> Dose:
    """A dose cut to so many seconds, as far as it can be."""
    while seconds(dose) > most and (shorter := _less(dose)):
        dose = shorter
    return dose


def _less(dose: Dose) -> Dose | None:
    """A little less: a set, then a repeat, or a minute; None where there is nothing to take."""
    if dose.minutes:
        return dose.copy(update={"minutes": dose.minutes - 1}) if dose.minutes > 1 else None
    if dose.sets > 1:
        return dose.copy(update={"sets": dose.sets - 1})
    return dose.copy(update={"reps": dose.reps - 1}) if dose.reps > 1 else None


def _walk(kb: KnowledgeBase, needs: Needs, plan: Plan) -> Walk | None:
    walking = plan.walking
    if {*needs.pictures, *needs.conditions} & set(walking.not_for) or "walking" in needs.disliked:
        return None
    intensity = needs.pain.get("intensity")
    gently = (intensity or 0) >= walking.gently_from_pain or (
        needs.age is not None and needs.age >= walking.gently_from_age
    )
    start = walking.start_gently if gently else walking.start
    # A step down takes two weeks back.
    weeks = max(0, needs.week - 1 + 2 * needs.steps.get("walking", 0))
    minutes = min(walking.target, round(start * walking.growth**weeks))
    days = plan.days["aerobic"] if minutes < walking.daily_below else walking.days
    in_bouts = bool({*needs.pictures} & set(walking.in_bouts_for)) and minutes >= 2
    return Walk(minutes, days, 2 if in_bouts else 1)


def _lessons(kb: KnowledgeBase, needs: Needs, when: Phase) -> Iterable[str]:
    """The seven lessons of the week, one a day; they begin anew when all have been read."""
    fitting: Collection[str] = [
        lesson.id
        for lesson in kb.lesson.values()
        if when in lesson.phases and (not lesson.pictures or {*lesson.pictures} & {*needs.pictures})
    ]
    ids = list(fitting)
    if not ids:
        return []
    begin = (needs.week - 1) * 7
    return [ids[(begin + day) % len(ids)] for day in range(min(7, len(ids)))]
