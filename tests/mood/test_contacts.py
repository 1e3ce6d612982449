"""Who to turn to in a crisis."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from backwise.mood import (
    HelpError,
    contacts,
    country_named,
    country_of_locale,
    country_title,
    crisis,
    emergency_number,
    ways,
)
from backwise.mood import help as module
from backwise.mood.help import problems
from rasa_ext.nlg import ContentNLG

REPOSITORY = Path(__file__).parents[2]
FIELDS = {"name", "phone", "text", "url", "hours", "country"}
SHIPPED = yaml.safe_load(module.HELP.read_text(encoding="utf-8"))
SOUND = """\
last_checked: 2026-11-22
known: "{line}"
unknown: "{line} Which country?"
countries:
  world:
    emergency: null
    contacts:
      - {name: A list of lines, url: "https://a.org", hours: always, source: a, checked: 2026-11-22}
  xx:
    emergency: "1"
    contacts:
      - {name: A line, phone: "123", hours: always, source: a, checked: 2026-11-22}
      - {name: Another, text: "456", hours: at night, source: a, verified: false}
"""


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """A sound file to break in one place; afterwards the project's own is read again."""
    path = tmp_path / "help.yml"
    path.write_text(SOUND, encoding="utf-8")
    yield path
    module._load.cache_clear()


@pytest.mark.parametrize("country", sorted(set(SHIPPED["countries"]) - {"world"}))
def test_a_known_country_has_its_own_contacts(country: str) -> None:
    found = contacts(country)
    assert [contact["name"] for contact in found] == [
        entry["name"] for entry in SHIPPED["countries"][country]["contacts"]
    ]
    assert {contact["country"] for contact in found} == {country.upper()}
    assert contacts(country.upper()) == found
    assert any(contact["phone"] for contact in found)


@pytest.mark.parametrize("country", [None, "", "zz", "world", "WORLD", "England", "../etc", "🇬🇧"])
def test_an_unknown_country_gets_the_worldwide_contacts(country: str | None) -> None:
    found = contacts(country)
    assert [contact["name"] for contact in found] == [
        entry["name"] for entry in SHIPPED["countries"]["world"]["contacts"]
    ]
    assert {contact["country"] for contact in found} == {None}


@pytest.mark.parametrize("country", sorted(SHIPPED["countries"]))
def test_a_contact_has_what_a_card_shows(country: str) -> None:
    for contact in contacts(country):
        assert set(contact) == FIELDS
        assert contact["name"]
        assert contact["hours"]
        assert re.fullmatch(r"[\d -]+", contact["phone"] or "0")
        assert re.fullmatch(r"[\d ]+", contact["text"] or "0")
        assert (contact["url"] or "https://").startswith("https://")


@pytest.mark.parametrize(
    ("country", "phone"), [("us", "988"), ("us", "911"), ("gb", "116 123"), ("gb", "999")]
)
def test_the_best_known_lines_are_there(country: str, phone: str) -> None:
    assert phone in {contact["phone"] for contact in contacts(country)}


@pytest.mark.parametrize(
    ("country", "number"),
    [("us", "911"), ("GB", "999"), ("ie", "112"), ("au", "000"), ("nz", "111"), ("in", "112"),
     ("ca", "911"), ("eu", "112"), (None, None), ("zz", None), ("world", None)],
)  # fmt: skip
def test_the_emergency_number_of_a_country(country: str | None, number: str | None) -> None:
    assert emergency_number(country) == number
    assert (country_title(country) is None) == (number is None)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("ireland", "ie"),
        ("i am in the uk", "gb"),
        ("i live in canada", "ca"),
        ("the us", "us"),
        ("in india .", "in"),
        ("germany", "de"),
        ("italy", "eu"),
        ("i am in cork", "ie"),
        ("in london , ontario", "ca"),
        ("cork , ireland", "ie"),
        ("in ireland , not in the uk", None),
        ("that is nice", None),
        ("the bath is hot , reading helps", None),
        ("new zealand", "nz"),
        ("help us", None),
        ("it hurts in my back", None),
        ("my irish friend has it", None),
        ("", None),
    ],
)
def test_a_country_counts_where_somebody_says_to_be_there(text: str, country: str | None) -> None:
    assert country_named(text) == country


@pytest.mark.parametrize("country", sorted(set(SHIPPED["countries"]) - {"world"}))
def test_every_name_of_a_country_is_heard(country: str) -> None:
    entry = SHIPPED["countries"][country]
    for name in [*entry["names"], *entry["cities"]]:
        assert country_named(name) == country
        assert country_named(f"i am in {name}") == country


def test_a_town_is_in_one_country_only() -> None:
    towns = [town for entry in SHIPPED["countries"].values() for town in entry.get("cities", [])]
    assert len(towns) == len(set(towns))


@pytest.mark.parametrize("country", sorted(SHIPPED["countries"]))
def test_every_country_has_every_way_to_help(country: str) -> None:
    assert len(ways(country)) == len(module.WAYS)
    assert [one for name in module.WAYS for one in ways(country, [name])] == ways(country)


@pytest.mark.parametrize(
    ("locale", "country"),
    [("en-IE", "ie"), ("de_DE", "de"), ("en-ZA", "za"), ("en-US", None), ("en-GB", None),
     ("de", None), ("zh-Hant-TW", None), ("xx-EU", "eu"), ("", None), (None, None), ("x", None)],
)  # fmt: skip
def test_a_locale_points_to_a_country_unless_everybody_has_it(
    locale: str | None, country: str | None
) -> None:
    assert country_of_locale(locale) == country


def test_nothing_is_missing_among_the_contacts() -> None:
    assert problems(today=date(2026, 11, 23)) == []


def _numbers(text: str) -> set[str]:
    return {re.sub(r"\D", "", number) for number in re.findall(r"\d[\d -]*\d|\d{3}", text)}


def _own_numbers(country: str) -> set[str]:
    entry = SHIPPED["countries"][country]
    shown = [contact.get(kind) for contact in entry["contacts"] for kind in ("phone", "text")]
    named = " ".join(contact["name"] for contact in entry["contacts"])
    told = " ".join(f"{way['text']} {way.get('url', '')}" for way in entry["ways"])
    urls = " ".join(contact.get("url") or "" for contact in entry["contacts"])
    return _numbers(" ; ".join(filter(None, [*shown, entry["emergency"], named, told, urls])))


def _foreign_numbers(country: str) -> set[str]:
    others = {n for code in SHIPPED["countries"] if code != country for n in _own_numbers(code)}
    return others - _own_numbers(country)


@pytest.mark.parametrize("country", sorted(set(SHIPPED["countries"]) - {"world"}))
def test_no_reply_names_a_number_of_another_country(country: str) -> None:
    domain = Domain.load(str(REPOSITORY / "domain.yml"))
    nlg = ContentNLG(None, domain)
    show = {**crisis.Talk(severity="active", show=True).data(), "then": []}
    slots = {**{slot.name: slot for slot in domain.slots}}
    names_help = [
        name
        for name, variants in domain.responses.items()
        if name.startswith(("utter_crisis", "utter_triage", "utter_result", "utter_find_help"))
        or any("{emergency_number}" in (v.get("text") or "") for v in variants)
    ]
    assert len(names_help) > 40
    for name in names_help:
        tracker = DialogueStateTracker("one", slots.values())
        tracker.update(SlotSet("country", country))
        tracker.update(SlotSet("crisis", show))
        filled = {"ways": "\n".join(ways(country)), "say": "", "note": "", "country": country}
        said = asyncio.run(nlg.generate(name, tracker, "rest", **filled))
        assert said is not None
        found = _numbers(f"{said.get('text')} ; {said.get('custom')}")
        assert not found & _foreign_numbers(country), name


def test_an_unknown_country_gets_no_number_to_call() -> None:
    assert emergency_number(None) is None
    assert not any(contact["phone"] or contact["text"] for contact in contacts(None))
    assert _numbers(" ".join(ways(None))) == set()


def test_a_file_of_ones_own_is_read(file: Path) -> None:
    assert contacts("xx", file) == [
        {
            "name": "A line", "phone": "123", "text": None, "url": None, "hours": "always",
            "country": "XX",
        },
        {
            "name": "Another", "phone": None, "text": "456", "url": None, "hours": "at night",
            "country": "XX",
        },
    ]  # fmt: skip
    assert contacts("yy", file)[0]["country"] is None


def test_nobody_can_change_the_contacts_for_the_next() -> None:
    contacts("us")[0]["phone"] = "0"
    contacts("us").clear()
    assert contacts("us")[0]["phone"] == "988"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("countries:", "countries: [", "", id="no YAML"),
        pytest.param("countries:", "lands:", "countries", id="missing key"),
        pytest.param("  world:", "  earth:", "'world' is missing", id="no worldwide entry"),
        pytest.param("hours: always, ", "", "hours", id="no hours"),
        pytest.param("hours: always, ", "hours: always, fax: 1, ", "fax", id="unknown key"),
        pytest.param("2026-11-22", "soon", "last_checked", id="no date"),
        pytest.param("name: A line, ", "", "xx", id="no name"),
        pytest.param(", source: a,", ",", "source", id="no source"),
        pytest.param(
            ", checked: 2026-11-22}", "}", "day on which", id="verified but never checked"
        ),
    ],
)
def test_a_broken_file_is_refused_by_name(file: Path, old: str, new: str, message: str) -> None:
    assert old in SOUND
    file.write_text(SOUND.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(HelpError, match=message) as caught:
        contacts("xx", file)
    assert "help.yml" in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"- a", b"\xff\xfe\xfa"], ids=["empty", "list", "bytes"])
def test_a_file_of_another_shape_is_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(HelpError, match=r"help\.yml"):
        contacts(None, file)
