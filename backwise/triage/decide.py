"""Which level of care the signs call for.

A lone weak sign does not raise the level: 80 % of ordinary patients have at
least one textbook flag (Henschke 2009), so the table works on combinations.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from backwise.triage.rules import LEVELS, Level, Rule, load_rules


@dataclass(frozen=True)
class Person:
    """What is known of the person and the pain; None where nothing is.

    `age` in years, `duration_days` in days, `intensity` from 0 to 10.
    """

    age: int | None = None
    duration_days: float | None = None
    intensity: float | None = None
    region: str | None = None


@dataclass(frozen=True)
class Decision:
    """The level, the rules that led to it, and all flags from the most pressing on."""

    level: Level
    rules: tuple[Rule, ...] = ()

    @property
    def flags(self) -> list[str]:
        """Flags without repeats, the most pressing first."""
        return list(dict.fromkeys(rule.flag for rule in self.rules))

    @property
    def reasons(self) -> list[str]:
        """The plain reasons of the rules at the decided level."""
        return list(dict.fromkeys(r.reason for r in self.rules if r.level == self.level))

    @property
    def stands(self) -> bool:
        """Whether help is needed before anything else is talked about."""
        return self.level in ("ambulance", "emergency")


def _holds(rule: Rule, signs: Collection[str], possible: Collection[str], person: Person) -> bool:
    seen = set(signs) | (set(possible) if rule.possible else set())
    if not set(rule.all) <= seen:
        return False
    if rule.any and not seen & set(rule.any):
        return False
    bounds: Sequence[tuple[float | None, float | None, float | None]] = (
        (person.age, rule.min_age, rule.max_age),
        (person.intensity, rule.min_intensity, None),
        (person.duration_days, rule.min_days, None),
    )
    for value, low, high in bounds:
        if low is None and high is None:
            continue
        if (
            value is None
            or (low is not None and value < low)
            or (high is not None and value > high)
        ):
            return False
    return not rule.regions or person.region in rule.regions


def decide(
    signs: Collection[str],
    person: Person | None = None,
    *,
    possible: Collection[str] = (),
    rules: Sequence[Rule] | None = None,
) -> Decision:
    """The level for a set of signs.

    Args:
        signs: signs the person has, by concept, and answers as signs.
        person: age and pain; unknown values never make a rule fit.
        possible: signs the person may have.
        rules: the table; the project's own if not given.
    """
    person = person or Person()
    fitting = [
        rule
        for rule in (rules if rules is not None else load_rules())
        if _holds(rule, signs, possible, person)
    ]
    fitting.sort(key=lambda rule: LEVELS.index(rule.level))
    level: Level = fitting[0].level if fitting else "self_care"
    return Decision(level, tuple(fitting))
