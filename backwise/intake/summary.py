"""Says back in one sentence what was understood of the pain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import yaml

from backwise.language.lexicon import KNOWLEDGE, LexiconError

PHRASES = KNOWLEDGE / "intake" / "summary.yml"
_LATERAL = ("leg", "foot", "arm", "hand")
_PARTS = {
    "region", "side", "duration", "trigger", "intensity", "radiation", "quality", "feels", "worse",
    "better", "change",
}  # fmt: skip
_UNITS = ((365.0, "year"), (30.0, "month"), (7.0, "week"), (1.0, "day"))


@lru_cache(maxsize=1)
def _phrases() -> dict[str, Any]:
    try:
        data: dict[str, Any] = yaml.load(PHRASES.read_text(encoding="utf-8"), yaml.CSafeLoader)
        missing = _PARTS - data.keys()
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError) as error:
        raise LexiconError(f"{PHRASES}: {error}") from error
    if missing:
        raise LexiconError(f"{PHRASES}: expected {', '.join(sorted(missing))}")
    return data


def duration_words(days: float) -> str:
    """A stretch of time in everyday words: 21 days are "3 weeks"."""
    if days < 1:
        return "less than a day"
    if 14 <= days < 56:
        unit, size = "week", 7.0
    elif 395 <= days < 700:
        # "18 months" is neither one year nor two.
        unit, size = "month", 30.0
    else:
        size, unit = next((s, u) for s, u in _UNITS if days >= s)
    count = round(days / size)
    return f"{count} {unit}" + ("s" if count != 1 else "")


def _listed(words: Iterable[str]) -> str:
    *head, last = words
    return f"{', '.join(head)} and {last}" if head else last


def describe(pain: Mapping[str, Any]) -> str:
    """One phrase for the pain, without a full stop; empty if nothing is known.

    Args:
        pain: slot values by name; values that are missing, None, empty or not
            known to the phrases are left out.
    """
    phrases = _phrases()

    def phrase(kind: str, value: object) -> str:
        found = phrases[kind].get(value) if isinstance(value, str) else None
        return found or ""

    def add(slot: str, kind: str, template: str) -> None:
        words = [w for w in (phrase(kind, value) for value in pain.get(slot) or ()) if w]
        if words:
            parts.append(phrases[template].format(list=_listed(words)))

    region = phrase("region", pain.get("region"))
    side = pain.get("side")
    radiation = pain.get("radiation")
    travels = radiation in _LATERAL
    parts = [region or phrases["region"]["unknown"]]
    if not travels or side in ("middle", "both"):
        parts[0] = " ".join(filter(None, [parts[0], phrase("side", side)]))
    if pain.get("duration_days") is not None:
        parts[0] += " " + phrases["duration"].format(time=duration_words(pain["duration_days"]))
    if trigger := phrase("trigger", pain.get("trigger")):
        parts[0] += " " + trigger
    if pain.get("intensity") is not None:
        parts.append(phrases["intensity"].format(value=f"{pain['intensity']:g}"))
    add("quality", "quality", "feels")
    if spread := phrase("radiation", radiation):
        which = f"{side} " if side in ("left", "right") else ""
        parts.append(spread.format(side=which))
    add("worse_with", "change", "worse")
    add("better_with", "change", "better")
    if len(parts) == 1 and parts[0] == phrases["region"]["unknown"]:
        return ""
    return ", ".join(parts)
