"""Who to turn to, and the emergency number, by country; from `knowledge/mood/help.yml`."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, Extra, ValidationError, root_validator

HELP = Path(__file__).resolve().parents[2] / "knowledge" / "mood" / "help.yml"
WORLD = "world"
# Numbers change; a list that nobody looked at for a year is not to be trusted.
MAX_AGE_DAYS = 366
# A country counts where somebody says to be in it: "Ireland", "I'm in Ireland", "from the UK",
# and after a town, "Cork, Ireland".
_PLACE = r"(?:^|\b(?:in|from|am|it is|near|outside)\s+|,\s*)(?:the\s+)?(?:{names})\s*(?=$|[.,!?\n])"
# What follows a town may be a country ("London, Ontario"), so nothing may.
_TOWN = r"(?:^|\b(?:in|from|near|outside)\s+)(?:{names})\s*(?=$|[.!?\n])"
_REGION = re.compile(r"^[a-z]{2,3}[-_](?:[A-Za-z]{4}[-_])?([A-Za-z]{2})$")
# Help by profession, in the order in which it is named.
WAYS = ("doctor", "therapy", "physio", "pain")


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
    checked: date | None = None

    class Config:  # noqa: D106
        extra = Extra.forbid

    @root_validator(skip_on_failure=True)
    def _seen_at_its_source(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values["verified"] and values["checked"] is None:
            raise ValueError("what is verified needs the day on which it was checked")
        return values


class Way(BaseModel):
    """A way to help by profession."""

    to: Literal["doctor", "therapy", "physio", "pain"]
    text: str
    url: str | None = None
    source: str
    verified: bool = True

    class Config:  # noqa: D106
        extra = Extra.forbid


class Saying(BaseModel):
    """A sentence for the appointment; `only` says with whom, where not with everybody."""

    text: str
    only: list[str] = []

    class Config:  # noqa: D106
        extra = Extra.forbid


class Country(BaseModel):
    """Where somebody is: `emergency` is the number for an ambulance, None if not known."""

    title: str | None = None
    names: list[str] = []
    cities: list[str] = []
    emergency: str | None
    contacts: list[Contact]
    ways: list[Way] = []

    class Config:  # noqa: D106
        extra = Extra.forbid


class _File(BaseModel):
    last_checked: date
    # How the first contact is named in a sentence; `{line}` stands for it.
    known: str
    unknown: str
    locale_says_nothing: list[str] = []
    say: list[Saying] = []
    note: list[str] = []
    countries: dict[str, Country]

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


def _code(country: str | None, path: Path) -> str:
    code = (country or "").lower()
    return code if code in _load(path).countries else WORLD


def contacts(country: str | None = None, path: Path = HELP) -> list[dict[str, Any]]:
    """Who to turn to in a country, by its ISO code; the worldwide entry if unknown.

    Raises:
        HelpError: the file is broken.
    """
    where = _code(country, path)
    return [
        {
            **contact.dict(include={"name", "phone", "text", "url", "hours"}),
            "country": where.upper() if where != WORLD else None,
        }
        for contact in _load(path).countries[where].contacts
    ]


def contact_lines(country: str | None = None, path: Path = HELP) -> list[str]:
    """The contacts of a country as lines of text.

    Raises:
        HelpError: the file is broken.
    """
    return [_line(contact) for contact in contacts(country, path)]


def first_contact(country: str | None = None, path: Path = HELP) -> str:
    """The first contact of a country in one sentence; asks for the country if it is not known.

    Raises:
        HelpError: the file is broken.
    """
    file = _load(path)
    where = _code(country, path)
    first = contacts(country, path)[0]
    sentence = file.known if where != WORLD else file.unknown
    return sentence.format(line=_line(first).removeprefix("• "))


def _line(contact: dict[str, Any]) -> str:
    ways = [
        contact["phone"] and f"call {contact['phone']}",
        contact["text"] and f"text {contact['text']}",
        contact["url"],
    ]
    return f"• {contact['name']}: {', '.join(filter(None, ways))} ({contact['hours']})"


def emergency_number(country: str | None = None, path: Path = HELP) -> str | None:
    """The number for an ambulance in a country, by its ISO code; None if not known.

    Raises:
        HelpError: the file is broken.
    """
    return _load(path).countries[_code(country, path)].emergency


def country_title(country: str | None, path: Path = HELP) -> str | None:
    """What a country is called in a sentence, by its ISO code; None if not known.

    Raises:
        HelpError: the file is broken.
    """
    return _load(path).countries[_code(country, path)].title


def ways(country: str | None = None, wanted: Collection[str] = (), path: Path = HELP) -> list[str]:
    """How to find help by profession in a country, a line each.

    Args:
        country: its ISO code; the worldwide entry if it is not known.
        wanted: some of `WAYS`; all if empty.
        path: the file; the project's own if not given.

    Raises:
        HelpError: the file is broken.
    """
    found = _load(path).countries[_code(country, path)].ways
    return [
        f"{way.text} {way.url}" if way.url else way.text
        for way in sorted(found, key=lambda way: WAYS.index(way.to))
        if not wanted or way.to in wanted
    ]


def for_the_appointment(
    wanted: Collection[str] = (), path: Path = HELP
) -> tuple[list[str], list[str]]:
    """What to say at an appointment, and what to note down before it.

    Args:
        wanted: with whom, some of `WAYS`; with anybody if empty.
        path: the file; the project's own if not given.

    Raises:
        HelpError: the file is broken.
    """
    file = _load(path)
    said = [s.text for s in file.say if not (wanted and s.only) or set(wanted) & set(s.only)]
    return said, file.note


def country_of_locale(locale: str | None, path: Path = HELP) -> str | None:
    """The country that a channel's language setting points to; None if it says little.

    Good enough to tell where to find a physiotherapist, never for an emergency number.

    Args:
        locale: a language tag such as "en-IE".
        path: the file; the project's own if not given.

    Raises:
        HelpError: the file is broken.
    """
    match = _REGION.match(locale or "")
    if match is None:
        return None
    file, code = _load(path), match.group(1).lower()
    known = code in file.countries and code not in (WORLD, *file.locale_says_nothing)
    return code if known else None


def country_named(text: str, path: Path = HELP) -> str | None:
    """The ISO code of the country somebody says to be in; None if none is named, or several.

    Args:
        text: a message in lower case.
        path: the file with the names; the project's own if not given.

    Raises:
        HelpError: the file is broken.
    """
    for kind, place in (("names", _PLACE), ("cities", _TOWN)):
        named = {
            code
            for code, country in _load(path).countries.items()
            if (names := "|".join(map(re.escape, getattr(country, kind))))
            and re.search(place.format(names=names), text.strip())
        }
        if named:
            # Two countries in one message: asking is better than a number of the wrong one.
            return named.pop() if len(named) == 1 else None
    return None


def problems(path: Path = HELP, today: date | None = None) -> list[str]:
    """What is missing among the contacts, a line each.

    Args:
        path: the file; the project's own if not given.
        today: the day to count ages from.

    Raises:
        HelpError: the file is broken.
    """
    loaded = _load(path)
    found = []
    if ((today or date.today()) - loaded.last_checked).days > MAX_AGE_DAYS:
        found.append(f"{path.name}: last_checked: expected a date within the last year")
    for code, country in loaded.countries.items():
        if not country.contacts:
            found.append(f"{path.name}: {code}: expected at least one contact, got none")
        if code != WORLD and not (country.emergency and country.names):
            found.append(f"{path.name}: {code}: expected an emergency number and names")
        missing = [way for way in WAYS if way not in {one.to for one in country.ways}]
        if missing:
            found.append(f"{path.name}: {code}: ways: expected one to {', '.join(missing)}")
    return found
