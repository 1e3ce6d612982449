"""The tables behind a programme: `knowledge/exercise/programme/plan.yml` and `progress.yml`."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, Extra, Field, ValidationError, validator

from backwise.knowledge.base import DEFAULT_FOLDER
from backwise.knowledge.schema import Condition, Movement, Position
from backwise.language.patterns import PatternError, compile_pattern

FOLDER = DEFAULT_FOLDER / "exercise" / "programme"
Phase = Literal["acute", "subacute", "chronic"]
# ACP 2017: acute is under 4 weeks, subacute 4 to 12 weeks, chronic more than 12 weeks.
_ACUTE_DAYS = 28
_SUBACUTE_DAYS = 84
ExerciseKind = Literal["mobility", "stretch", "strength", "aerobic", "relaxation", "nerve"]
Light = Literal["green", "amber", "red"]
Reason = Literal[
    "picture", "stiff", "tires_early", "phase", "harder", "easier", "instead", "variety"
]


class PlanError(ValueError):
    """A table is broken; the message names the file and the entry."""


class _Strict(BaseModel):
    class Config:
        extra = Extra.forbid
        allow_mutation = False


class PhasePlan(_Strict):
    """What a day holds in a phase, in this order, and the intensity to begin with."""

    highest: int = Field(ge=1, le=5)
    kinds: tuple[ExerciseKind, ...]


class Limit(_Strict):
    """From this pain (0 to 10) or age upwards, no higher intensity than this to begin with."""

    from_: float = Field(alias="from", ge=0, le=120)
    highest: int = Field(ge=1, le=5)


class Minutes(_Strict):
    """How long a day may be, in minutes, and how long one repeat takes, in seconds."""

    least: int
    usual: int
    most: int
    seconds_a_repeat: float
    most_exercises: int


class WalkingPlan(_Strict):
    """Minutes of walking a day, growing from week to week."""

    start: int
    start_gently: int
    gently_from_pain: float
    gently_from_age: float
    growth: float = Field(gt=1, le=1.2)
    target: int
    daily_below: int
    days: tuple[int, ...]
    in_bouts_for: tuple[str, ...]
    not_for: tuple[str, ...]
    source: str


class ConditionPlan(_Strict):
    """What a condition rules out, and how people say that they have it."""

    title: str
    positions: tuple[Position, ...] = ()
    movements: tuple[Movement, ...] = ()
    longest_hold: int | None = None
    patterns: tuple[str, ...] = ()
    ask: bool = False
    source: str

    @property
    def expression(self) -> re.Pattern[str] | None:
        """The patterns as one expression; None where there are none."""
        return _expression(self.patterns)


class Direction(_Strict):
    """Movements to leave out when the pain is worse or better like this."""

    worse_with: str
    better_with: str | None = None
    movements: tuple[Movement, ...]


class Plan(_Strict):
    """Shape of `plan.yml`."""

    phases: dict[Phase, PhasePlan]
    phases_source: str
    pain: tuple[Limit, ...]
    age: tuple[Limit, ...]
    days: dict[ExerciseKind, tuple[int, ...]]
    days_source: str
    minutes: Minutes
    walking: WalkingPlan
    conditions: dict[Condition, ConditionPlan]
    directions: tuple[Direction, ...]
    directions_source: str
    reasons: dict[Reason, str]

    @validator("conditions")
    def _patterns_are_sound(
        cls, conditions: dict[Condition, ConditionPlan]
    ) -> dict[Condition, ConditionPlan]:
        for name, condition in conditions.items():
            try:
                condition.expression  # noqa: B018
            except PatternError as error:
                raise ValueError(f"{name}: {error}") from error
        return conditions


class LightRule(_Strict):
    """What makes a session red or amber; everything named must hold."""

    light: Light
    pain: float | None = None
    rise: float | None = None
    new_sign: bool | None = None
    settled: bool | None = None


class Step(_Strict):
    """How a dose changes: repeats by a factor, sets by a number."""

    reps: float = Field(1.0, gt=0, le=2)
    sets: int = Field(0, ge=-3, le=3)


class Habit(_Strict):
    """So many sessions in the first so many days make a habit."""

    sessions: int
    days: int


class Progress(_Strict):
    """Shape of `progress.yml`."""

    lights: tuple[LightRule, ...]
    lights_source: str
    steps: dict[int, Step]
    greens_to_go_up: int = Field(ge=1)
    reds_to_screen: int = Field(ge=1)
    habit: Habit
    habit_source: str

    @validator("steps")
    def _no_gap(cls, steps: dict[int, Step]) -> dict[int, Step]:
        if sorted(steps) != list(range(min(steps), max(steps) + 1)) or 0 not in steps:
            raise ValueError("expected steps without a gap, 0 among them")
        return steps


@lru_cache(maxsize=256)
def _expression(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    if not patterns:
        return None
    return re.compile("|".join(f"(?:{compile_pattern(pattern, {})})" for pattern in patterns))


def _read(path: Path, shape: type[_Strict]) -> _Strict:
    try:
        return shape.parse_obj(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    except (OSError, yaml.YAMLError, UnicodeDecodeError, ValidationError) as error:
        raise PlanError(f"{path}: {error}") from error


@lru_cache(maxsize=2)
def load_plan(folder: Path = FOLDER) -> Plan:
    """The table of programmes.

    Raises:
        PlanError: the file is missing, no YAML, or not of the right shape.
    """
    plan = _read(folder / "plan.yml", Plan)
    assert isinstance(plan, Plan)
    return plan


@lru_cache(maxsize=2)
def load_progress(folder: Path = FOLDER) -> Progress:
    """The table of progress.

    Raises:
        PlanError: as in `load_plan`.
    """
    progress = _read(folder / "progress.yml", Progress)
    assert isinstance(progress, Progress)
    return progress


def phase(duration_days: float | None) -> Phase:
    """The phase of an episode; acute where the duration is unknown.

    Source: acp_2017.
    """
    if duration_days is None or duration_days < _ACUTE_DAYS:
        return "acute"
    return "subacute" if duration_days <= _SUBACUTE_DAYS else "chronic"
