"""Crisis contacts by country, from `knowledge/mood/help.yml`."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, Extra, ValidationError

HELP = Path(__file__).resolve().parents[2] / "knowledge" / "mood" / "help.yml"
WORLD = "world"


class HelpError(ValueError):
    """The contacts are broken; the message names the file and the entry."""


class Contact(BaseModel):
    """One place to turn to. `phone` and `text` are numbers as dialled, or None."""

    name: str
    phone: str | None = None
    text: str | None = None
    url: str | None = None
    hours: str
    source: str
    verified: bool = True

    class Config:  # noqa: D106
        extra = Extra.forbid


class _File(BaseModel):
    last_checked: date
    countries: dict[str, list[Contact]]

    class Config:
        extra = Extra.forbid


@lru_cache(maxsize=2)
def _load(path: Path) -> _File:
    try:
        loaded = _File.parse_obj(
            yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        )
    except (yaml.YAMLError, UnicodeDecodeError, ValidationError) as error:
        raise HelpError(f"{path}: {error}") from error
    if WORLD not in loaded.countries:
        raise HelpError(f"{path}: countries: {WORLD!r} is missing")
    return loaded


def contacts(country: str | None = None, path: Path = HELP) -> list[dict[str, Any]]:
    """Who to turn to in a country, by its ISO code; the worldwide entry if unknown.

    Raises:
        HelpError: the file is broken.
    """
    countries = _load(path).countries
    code = (country or "").lower()
    where = code if code in countries else WORLD
    return [
        {
            **contact.dict(include={"name", "phone", "text", "url", "hours"}),
            "country": where.upper() if where != WORLD else None,
        }
        for contact in countries[where]
    ]
