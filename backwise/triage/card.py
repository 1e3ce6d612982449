"""The card to show to staff: what was said, when it began, which flag."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from backwise.intake import describe, duration_words
from backwise.triage.rules import RULES, RuleError, load_table

CARD = RULES.with_name("card.yml")


@lru_cache(maxsize=2)
def _lines(path: Path) -> tuple[tuple[str, frozenset[str]], ...]:
    try:
        lines = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["lines"]
        return tuple(
            (line, frozenset(name for _, name, _, _ in Formatter().parse(line) if name))
            for line in lines
        )
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise RuleError(f"{path}: {error!r}") from error


def own_words(reasons: Iterable[str]) -> list[str]:
    """What the person said, without the reasons that stem from the table of rules."""
    ours = {rule.reason for rule in load_table().rules}
    return [reason for reason in reasons if reason not in ours]


def staff_card(
    flags: Collection[str],
    words: Collection[str],
    told: Mapping[str, Any],
    now: datetime,
    path: Path = CARD,
) -> str:
    """The card as plain text, one fact a line.

    Args:
        flags: what to check for, the most pressing first.
        words: what the person said, in their own words; the table's reasons are left out.
        told: slot values of the pain and the person.
        now: date and time on the card.
        path: the wording; the project's own if not given.

    Raises:
        RuleError: the wording is broken.
    """
    names = load_table().flags
    days, age = told.get("duration_days"), told.get("age")
    parts = {
        "date": f"{now.day} {now:%B %Y, %H:%M}",
        "flags": "; ".join(names[flag] for flag in flags if flag in names),
        "words": ", ".join(f"“{word}”" for word in own_words(words)),
        "pain": describe(told),
        "began": duration_words(days) if days is not None else "",
        "age": f"{age:g}" if age is not None else "",
    }
    return "\n".join(
        line.format(**parts)
        for line, needed in _lines(path)
        if all(parts.get(name) for name in needed)
    )
