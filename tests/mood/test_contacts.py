"""Who to turn to in a crisis."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from backwise.mood import HelpError, contacts, country_named, country_title, emergency_number
from backwise.mood import help as module

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
      - {name: A list of lines, url: "https://a.org", hours: always, source: a}
  xx:
    emergency: "1"
    contacts:
      - {name: A line, phone: "123", hours: always, source: a}
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
        ("germany", "eu"),
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
    for name in SHIPPED["countries"][country]["names"]:
        assert country_named(name) == country
        assert country_named(f"i am in {name}") == country


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
        pytest.param(", source: a}", "}", "source", id="no source"),
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
