"""The triage table of `knowledge/triage/rules.yml`, checked."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, Extra, Field, ValidationError, root_validator

from backwise.language import lexicon

Level = Literal["ambulance", "emergency", "urgent", "appointment", "self_care"]
# From the most to the least pressing.
LEVELS: tuple[Level, ...] = ("ambulance", "emergency", "urgent", "appointment", "self_care")
RULES = lexicon.KNOWLEDGE / "triage" / "rules.yml"
QUESTIONS = ("cauda_equina", "serious_illness", "heart_vessel")
# What an answer to a red-flag question stands for, beside the signs in people's own words.
ANSWER_SIGNS = frozenset(
    f"{question}{suffix}" for question in QUESTIONS for suffix in ("", "_unsure")
)


class RuleError(ValueError):
    """The triage table is broken; the message names the file and the rule."""


class Rule(BaseModel):
    """One row: which signs, in whom, mean which level, and why.

    `min_days` is in days, ages in years, `min_intensity` from 0 to 10.
    """

    id: str
    level: Level
    flag: str
    all: list[str] = []
    any: list[str] = []
    possible: bool = False
    min_age: int | None = None
    max_age: int | None = None
    min_intensity: float | None = None
    min_days: float | None = None
    regions: list[str] = []
    reason: str = Field(min_length=10)
    source: str

    class Config:  # noqa: D106
        extra = Extra.forbid
        allow_mutation = False

    @root_validator(skip_on_failure=True)
    def _needs_something(cls, values: dict[str, Any]) -> dict[str, Any]:
        conditions = ("all", "any", "min_age", "max_age", "min_days", "regions")
        if not any(values[name] for name in conditions):
            raise ValueError(f"rule {values['id']} has no condition")
        return values

    @property
    def signs(self) -> frozenset[str]:
        """Every sign the rule looks at."""
        return frozenset([*self.all, *self.any])


class Table(BaseModel):
    """Shape of the whole file."""

    rules: list[Rule]

    class Config:  # noqa: D106
        extra = Extra.forbid


@lru_cache(maxsize=4)
def load_rules(path: Path = RULES) -> tuple[Rule, ...]:
    """Read and check the table.

    Raises:
        RuleError: not YAML, an unknown key or level, a sign that no word list
            and no question knows, or two rules with one id.
    """
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        table = Table.parse_obj(data)
    except (yaml.YAMLError, UnicodeDecodeError, ValidationError) as error:
        raise RuleError(f"{path}: {error}") from error
    known = set(lexicon.load().findings) | ANSWER_SIGNS
    seen: set[str] = set()
    for rule in table.rules:
        if unknown := rule.signs - known:
            raise RuleError(f"{path}: rule {rule.id}: unknown sign {sorted(unknown)[0]!r}")
        if rule.id in seen:
            raise RuleError(f"{path}: two rules with the id {rule.id!r}")
        seen.add(rule.id)
    return tuple(table.rules)
