"""Exercises for a person: the first few, a weekly programme, and how it goes on."""

from backwise.exercise.choose import choose, phase
from backwise.exercise.feedback import Feedback, conditions, read
from backwise.exercise.plan import Plan, PlanError, load_plan, load_progress
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

__all__ = [
    "Feedback",
    "Item",
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
    "explain",
    "light",
    "load_plan",
    "load_progress",
    "phase",
    "read",
]
