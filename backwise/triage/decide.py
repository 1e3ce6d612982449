"""Which level of care the signs call for, and which question would settle it.

A lone weak sign does not raise the level: 80 % of ordinary patients have at
least one textbook flag (Henschke 2009), so the table works on combinations.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backwise.triage.rules import (
    LEVELS,
    Level,
    Question,
    Rule,
    load_questions,
    load_rules,
)


@dataclass(frozen=True)
class Person:
    """What is known of the person and the pain; None or empty where nothing is.

    `age` in years, `duration_days` in days, `intensity` from 0 to 10.
    """

    age: float | None = None
    duration_days: float | None = None
    intensity: float | None = None
    region: str | None = None
    radiation: str | None = None
    better_with: tuple[str, ...] = ()

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Person:
        """From slot values by name; what is missing is unknown."""
        return cls(
            age=told.get("age"),
            duration_days=told.get("duration_days"),
            intensity=told.get("intensity"),
            region=told.get("region"),
            radiation=told.get("radiation"),
            better_with=tuple(told.get("better_with") or ()),
        )

    @property
    def signs(self) -> frozenset[str]:
        """Signs of inflammatory back pain that the pain itself shows (NICE NG65)."""
        held = {
            "under_35": self.age is not None and self.age < 35,
            "better_with_movement": bool({"movement", "walking"} & set(self.better_with)),
            "buttock_pain": "buttock" in (self.region, self.radiation),
        }
        return frozenset(sign for sign, holds in held.items() if holds)


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

    def is_more_pressing_than(self, level: str) -> bool:
        """Whether help is needed sooner than at another level."""
        return LEVELS.index(self.level) < [*LEVELS].index(level)  # type: ignore[arg-type]


def _within(rule: Rule, person: Person) -> bool:
    bounds: Sequence[tuple[float | None, float | None, float | None]] = (
        (person.age, rule.min_age, rule.max_age),
        (person.intensity, rule.min_intensity, None),
        (person.duration_days, rule.min_days, rule.max_days),
    )
    for value, low, high in bounds:
        if low is None and high is None:
            continue
        if value is None:
            if not rule.unknown_fits:
                return False
        elif (low is not None and value < low) or (high is not None and value > high):
            return False
    return not rule.regions or person.region in rule.regions


def _holds(rule: Rule, signs: Collection[str], person: Person) -> bool:
    seen = set(signs)
    if not set(rule.all) <= seen:
        return False
    if rule.any and not seen & set(rule.any):
        return False
    if rule.at_least and len(seen & set(rule.at_least.of)) < rule.at_least.count:
        return False
    return _within(rule, person)


def decide(
    signs: Collection[str],
    person: Person | None = None,
    *,
    rules: Sequence[Rule] | None = None,
) -> Decision:
    """The level for a set of signs.

    Args:
        signs: signs the person has, by concept, and answers as signs.
        person: age and pain; unknown values make a rule fit only where it says so.
        rules: the table; the project's own if not given.
    """
    person = person or Person()
    seen = {*signs, *person.signs}
    fitting = [
        rule
        for rule in (rules if rules is not None else load_rules())
        if _holds(rule, seen, person)
    ]
    fitting.sort(key=lambda rule: LEVELS.index(rule.level))
    level: Level = fitting[0].level if fitting else "self_care"
    return Decision(level, tuple(fitting))


def next_question(
    signs: Collection[str],
    unclear: Collection[str],
    person: Person | None = None,
    *,
    asked: Collection[str] = (),
    about_pain: bool = True,
    questions: Sequence[Question] | None = None,
) -> Question | None:
    """The question that an unclear or weak sign calls for; None if there is none.

    Args:
        signs: signs the person has.
        unclear: signs that are only possible, or have been there for long.
        person: age and pain.
        asked: ids of questions already put.
        about_pain: whether the message tells of pain; some risks matter only then.
        questions: the project's own if not given.
    """
    now = decide(signs, person)
    for question in questions if questions is not None else load_questions().values():
        if question.id in asked or (question.with_pain and not about_pain):
            continue
        if not (set(question.unsure_of) & set(unclear) or set(question.after) & set(signs)):
            continue
        if decide({*signs, *question.if_yes}, person).is_more_pressing_than(now.level):
            return question
    return None
