"""A message of the bot as parts, from which each channel makes its own best form.

The text of a message says everything that must be said; a payload adds how it is said, and what
stands beside it. docs/architecture.md lists the payloads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Message = Mapping[str, Any]

TONES = {
    "ambulance": "red",
    "emergency": "red",
    "urgent": "amber",
    "appointment": "calm",
    "self_care": "calm",
    "ok_by_label": "calm",
    "ask_first": "amber",
    "avoid": "amber",
}
MARKS = {"red": "🚨", "amber": "⚠️", "calm": ""}


@cache
def _texts() -> dict[str, str]:
    content = Path(__file__).with_name("texts.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(content))


@dataclass(frozen=True)
class Heading:
    """What a message comes to, in a few words."""

    text: str
    tone: str = "calm"


@dataclass(frozen=True)
class Body:
    """Plain text: paragraphs and simple lists."""

    text: str


@dataclass(frozen=True)
class Card:
    """A text to show to somebody else."""

    title: str
    text: str


@dataclass(frozen=True)
class Note:
    """Small print, which most readers pass over."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """A picture, with words for those who do not see it."""

    url: str
    alt: str


@dataclass(frozen=True)
class Document:
    """A file to keep."""

    url: str
    filename: str


Part = Heading | Body | Card | Note | Picture | Document


@dataclass(frozen=True)
class Choice:
    """An answer to choose. `control` names what the channel itself does with it."""

    title: str
    payload: str
    control: str | None = None


def choices(message: Message) -> list[Choice]:
    """Return the buttons of a message; a question for a number from 0 to 10 has one for each."""
    if message.get("asks") == "intensity" and not message.get("buttons"):
        return [Choice(str(number), str(number)) for number in range(11)]
    return [
        Choice(b["title"], b.get("payload") or b["title"], b.get("control"))
        for b in message.get("buttons", ())
        if b.get("title")
    ]


def parts(message: Message) -> list[Part]:
    """Return what a message consists of, in reading order."""
    text = str(message.get("text") or "").strip()
    custom = message.get("custom")
    found: list[Part] = []
    if isinstance(custom, Mapping):
        render = _KINDS.get(str(custom.get("kind")), _only_text)
        found += render(custom, text)
    elif text:
        found.append(Body(text))
    if message.get("image"):
        found.append(Picture(str(message["image"]), ""))
    return found


def plain(message: Message) -> str:
    """Return a message as plain text."""
    return "\n\n".join(filter(None, (_plain(part) for part in parts(message))))


def words_of(text: str) -> str:
    """Return a text's words alone, to compare what two texts say."""
    return " ".join(re.findall(r"\w+", text.lower()))


def _plain(part: Part) -> str:
    if isinstance(part, Heading):
        return (
            f"{MARKS[part.tone]} {part.text.upper() if part.tone == 'red' else part.text}".strip()
        )
    if isinstance(part, Body):
        return part.text
    if isinstance(part, Card):
        return "\n".join([f"{part.title}:", *(f"  | {line}" for line in part.text.splitlines())])
    if isinstance(part, Note):
        return "\n".join([f"{part.title}:", *(f"  {line}" for line in part.lines)])
    if isinstance(part, Picture):
        return f"[{_texts()['picture']}: {part.alt or part.url}]"
    return f"[{_texts()['document']}: {part.filename}, {part.url}]"


def _only_text(_: Mapping[str, Any], text: str) -> Iterator[Part]:
    if text:
        yield Body(text)


def _triage(custom: Mapping[str, Any], text: str) -> Iterator[Part]:
    level = str(custom.get("level"))
    if level in TONES:
        yield Heading(_texts()[f"level_{level}"], TONES[level])
    yield from _only_text(custom, text)
    phone = str(custom.get("phone") or "")
    if phone and TONES.get(level) == "red" and phone not in text:
        yield Body(_texts()["call"].format(phone=phone))
    if TONES.get(level) != "calm":
        yield from _reasons(custom.get("reasons"), text)
    if custom.get("card"):
        yield Card(_texts()["staff_card"], str(custom["card"]))


def _triage_question(custom: Mapping[str, Any], text: str) -> Iterator[Part]:
    yield Heading(_texts()["important_question"], "amber")
    question = str(custom.get("question") or "")
    yield from _only_text(custom, text)
    if question and words_of(question) not in words_of(text):
        yield Body(question)


def _crisis(custom: Mapping[str, Any], text: str) -> Iterator[Part]:
    yield from _only_text(custom, text)
    said = words_of(text)
    people = [
        lines
        for contact in custom.get("contacts") or ()
        if isinstance(contact, Mapping)
        for lines in [_contact(contact)]
        if not all(words_of(str(contact[k])) in said for k in ("name", "phone") if contact.get(k))
    ]
    if people:
        yield Heading(_texts()["contacts"])
        yield Body("\n\n".join(people))


def _contact(contact: Mapping[str, Any]) -> str:
    country = f" ({contact['country']})" if contact.get("country") else ""
    ways = [
        _texts()[way].format(**{way: contact[field]})
        for way, field in (("call_contact", "phone"), ("text_contact", "text"))
        if contact.get(field)
    ]
    lines = [f"{contact.get('name', '')}{country}", *ways, contact.get("hours"), contact.get("url")]
    return "\n".join(str(line) for line in lines if line)


def _article(custom: Mapping[str, Any], text: str) -> Iterator[Part]:
    yield from _only_text(custom, text)
    if custom.get("image"):
        yield Picture(str(custom["image"]), str(custom.get("title") or ""))
    stances = tuple(filter(None, map(_stance, _entries(custom.get("stance")))))
    if stances:
        yield Note(_texts()["stances"], stances)
    sources = tuple(filter(None, map(_source, _entries(custom.get("sources")))))
    if sources:
        yield Note(_texts()["sources"], sources)


def _stance(entry: Any) -> str:
    if not isinstance(entry, Mapping):
        return str(entry)
    name = " ".join(str(entry[k]) for k in ("guideline", "year") if entry.get(k))
    position = _texts().get(f"position_{entry.get('position')}", "")
    return ". ".join(filter(None, (f"{name}: {position}".strip(": "), entry.get("says"))))


def _source(entry: Any) -> str:
    if not isinstance(entry, Mapping):
        return str(entry)
    where = ", ".join(str(entry[k]) for k in ("publisher", "year") if entry.get(k))
    title = str(entry.get("title") or "")
    return " ".join(filter(None, (title, f"({where})" if where else "", entry.get("url"))))


def _medicine(custom: Mapping[str, Any], text: str) -> Iterator[Part]:
    verdict = str(custom.get("verdict"))
    if verdict in TONES:
        yield Heading(_texts()[f"verdict_{verdict}"], TONES[verdict])
    yield from _only_text(custom, text)
    yield from _reasons(custom.get("reasons"), text)


def _exercise(custom: Mapping[str, Any], text: str) -> Iterator[Part]:
    title = str(custom.get("title") or "")
    # The text begins with the title, which stands out better by itself.
    first, _, rest = text.partition("\n")
    if title and words_of(first) == words_of(title):
        text = rest.strip()
    if title:
        yield Heading(title)
    if custom.get("image"):
        yield Picture(str(custom["image"]), title)
    yield from _only_text(custom, text)
    evidence = custom.get("evidence")
    if isinstance(evidence, Mapping):
        evidence = evidence.get("text")
    if evidence and words_of(str(evidence)) not in words_of(text):
        yield Note(_texts()["evidence"], (str(evidence),))


def _chart(custom: Mapping[str, Any], text: str) -> Iterator[Part]:
    yield from _only_text(custom, text)
    if custom.get("url"):
        yield Picture(str(custom["url"]), str(custom.get("alt") or ""))


def _document(custom: Mapping[str, Any], text: str) -> Iterator[Part]:
    yield from _only_text(custom, text)
    if custom.get("url"):
        yield Document(str(custom["url"]), str(custom.get("filename") or "document"))


def _programme(custom: Mapping[str, Any], text: str) -> Iterator[Part]:
    yield from _only_text(custom, text)
    if custom.get("calendar"):
        yield Document(str(custom["calendar"]), "backwise-week.ics")


def _reasons(reasons: Any, text: str) -> Iterator[Part]:
    said = words_of(text)
    if isinstance(reasons, (list, tuple)):
        lines = [f"• {r}" for r in reasons if isinstance(r, str) and words_of(r) not in said]
        if lines:
            yield Body("\n".join([_texts()["why"], *lines]))


def _entries(value: Any) -> Iterable[Any]:
    """The entries of a list that may also come as one object, keyed by name."""
    if isinstance(value, Mapping):
        return [f"{name}: {words}" for name, words in value.items()]
    return [entry for entry in value if entry] if isinstance(value, (list, tuple)) else []


_KINDS = {
    "triage": _triage,
    "triage_question": _triage_question,
    "crisis": _crisis,
    "article": _article,
    "medicine": _medicine,
    "exercise": _exercise,
    "programme": _programme,
    "chart": _chart,
    "document": _document,
}
