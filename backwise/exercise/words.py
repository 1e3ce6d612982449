"""A dose in words."""

from __future__ import annotations

from backwise.knowledge.schema import Dose


def dose_words(dose: Dose) -> str:
    """How much, in one line."""
    often = dose.frequency[0].lower() + dose.frequency[1:]
    if dose.minutes:
        return f"{dose.minutes} minutes, {often}"
    repeats = f"{dose.reps} times" if dose.reps > 1 else "once"
    sets = f", {dose.sets} rounds" if dose.sets > 1 else ""
    hold = f", holding {dose.hold_seconds} seconds" if dose.hold_seconds else ""
    side = " on each side" if dose.per_side else ""
    return f"{repeats}{side}{hold}{sets}, {often}"
