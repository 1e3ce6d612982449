"""Exercises for a person: the first few, a weekly programme, and how it goes on."""

from backwise.exercise.adapt import step, swap, with_conditions, with_minutes
from backwise.exercise.choose import choose
from backwise.exercise.feedback import Feedback, conditions, read
from backwise.exercise.keep import (
    Done,
    Kept,
    keep,
    keep_session,
    load_kept,
    sessions,
    unreported,
)
from backwise.exercise.plan import Plan, PlanError, load_plan, load_progress, phase
from backwise.exercise.programme import (
    Item,
    Needs,
    NotNow,
    Programme,
    Walk,
    allowed,
    build,
    explain,
)
from backwise.exercise.progress import Session, change, light
from backwise.exercise.words import dose_words

__all__ = [
    "Done",
    "Feedback",
    "Item",
    "Kept",
    "Needs",
    "NotNow",
    "Plan",
    "PlanError",
    "Programme",
    "Session",
    "Walk",
    "allowed",
    "build",
    "change",
    "choose",
    "conditions",
    "dose_words",
    "explain",
    "keep",
    "keep_session",
    "light",
    "load_kept",
    "load_plan",
    "load_progress",
    "phase",
    "read",
    "sessions",
    "step",
    "swap",
    "unreported",
    "with_conditions",
    "with_minutes",
]
