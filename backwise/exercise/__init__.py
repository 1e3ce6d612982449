"""Choosing exercises for a person."""

from backwise.exercise.choose import choose, phase

__all__ = ["choose", "phase"]
