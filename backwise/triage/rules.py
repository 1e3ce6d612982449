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
# What follows from the person and the pain; see `Person.signs`.
PERSON_SIGNS = frozenset({"under_35", "better_with_movement", "buttock_pain"})


class RuleError(ValueError):
    """The triage table is broken; the message names the file and the rule."""


class AtLeast(BaseModel):
    """So many of these signs."""

    count: int = Field(gt=0)
    of: list[str]

    class Config:  # noqa: D106
        extra = Extra.forbid
        allow_mutation = False


class Rule(BaseModel):
    """One row: which signs, in whom, mean which level, and why.

    `min_days` and `max_days` are in days, ages in years, `min_intensity` from 0 to 10.
    """

    id: str
    level: Level
    flag: str
    all: list[str] = []
    any: list[str] = []
    at_least: AtLeast | None = None
    min_age: int | None = None
    max_age: int | None = None
    min_intensity: float | None = None
    min_days: float | None = None
    max_days: float | None = None
    unknown_fits: bool = False
    regions: list[str] = []
    reason: str = Field(min_length=10)
    source: str

    class Config:  # noqa: D106
        extra = Extra.forbid
        allow_mutation = False

    @root_validator(skip_on_failure=True)
    def _needs_something(cls, values: dict[str, Any]) -> dict[str, Any]:
        conditions = ("all", "any", "at_least", "min_age", "max_age", "min_days", "regions")
        if not any(values[name] for name in conditions):
            raise ValueError(f"rule {values['id']} has no condition")
        return values

    @property
    def signs(self) -> frozenset[str]:
        """Every sign the rule looks at."""
        return frozenset([*self.all, *self.any, *(self.at_least.of if self.at_least else ())])


class Question(BaseModel):
    """The one question that tells whether a weak or unclear sign matters.

    It is put after a sign of `after`, or when one of `unsure_of` is unclear:
    only maybe there, or there for long; and only where "yes" would raise the
    level. `if_yes` and `if_unsure` are the signs that the answer stands for.
    """

    id: str
    flag: str
    unsure_of: list[str] = []
    after: list[str] = []
    with_pain: bool = False
    question: str = Field(min_length=10)
    why: str = Field(min_length=10)
    if_yes: list[str] = Field(min_items=1)
    if_unsure: list[str] = []
    source: str

    class Config:  # noqa: D106
        extra = Extra.forbid
        allow_mutation = False

    @property
    def signs(self) -> frozenset[str]:
        """Every sign the question looks at or stands for."""
        return frozenset([*self.unsure_of, *self.after, *self.if_yes, *self.if_unsure])


class Table(BaseModel):
    """Shape of the whole file."""

    flags: dict[str, str]
    rules: tuple[Rule, ...]
    questions: tuple[Question, ...]

    class Config:  # noqa: D106
        extra = Extra.forbid


@lru_cache(maxsize=4)
def load_table(path: Path = RULES) -> Table:
    """Read and check the table.

    Raises:
        RuleError: not YAML, an unknown key or level, a sign that no word list
            and no question knows, a flag without a name, or one id twice.
    """
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        table = Table.parse_obj(data)
    except (OSError, yaml.YAMLError, UnicodeDecodeError, ValidationError) as error:
        raise RuleError(f"{path}: {error}") from error
    known = set(lexicon.load().findings) | ANSWER_SIGNS | PERSON_SIGNS
    seen: set[str] = set()
    rows: list[Rule | Question] = [*table.rules, *table.questions]
    for row in rows:
        kind = "rule" if isinstance(row, Rule) else "question"
        if unknown := row.signs - known:
            raise RuleError(f"{path}: {kind} {row.id}: unknown sign {sorted(unknown)[0]!r}")
        if row.flag not in table.flags:
            raise RuleError(f"{path}: {kind} {row.id}: the flag {row.flag!r} is not under flags")
        if row.id in seen:
            raise RuleError(f"{path}: two rows with the id {row.id!r}")
        seen.add(row.id)
    return table


def load_rules(path: Path = RULES) -> tuple[Rule, ...]:
    """The rows that lead to a level.

    Raises:
        RuleError: see `load_table`.
    """
    return load_table(path).rules


def load_questions(path: Path = RULES) -> dict[str, Question]:
    """The questions by id, in the order in which they are put.

    Raises:
        RuleError: see `load_table`.
    """
    return {question.id: question for question in load_table(path).questions}
