"""The bot's messages in Slack's form: blocks within their limits, and words read from Slack."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from html import unescape
from typing import Any

from backwise.rendering import (
    MARKS,
    Body,
    Card,
    Choice,
    Document,
    Heading,
    Note,
    Part,
    Picture,
    choices,
    parts,
    plain,
)
from rasa_ext.channels.core import Message

MAX_HEADER = 150
MAX_SECTION = 3000
MAX_BUTTON = 75
MAX_BLOCKS = 50
MAX_FALLBACK = 4000
BUTTONS_IN_ROW = 5

Block = dict[str, Any]
Call = dict[str, Any]

_LINK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
# A mark that would begin or end bold, italic, struck or code.
_MARK = re.compile(r"([*_~`])")
_NOTHING = "\u200b"  # a space of no width, which keeps a mark from being one


def calls(message: Message, channel: str, thread: str | None) -> list[Call]:
    """Return the calls that say a message.

    A call is `{"method", "params", "file"?, "choices"?}`, as on the other platforms.
    """
    where = {"channel": channel, **({"thread_ts": thread} if thread else {})}
    made: list[Call] = []
    blocks: list[Block] = []
    for part in parts(message):
        if isinstance(part, (Picture, Document)):
            made.append(_file(part, where))
        else:
            blocks += _blocks(part)
    buttons = choices(message)
    meanings: dict[str, str] = {}
    if buttons:
        rows, meanings = _buttons(buttons)
        blocks += rows
    fallback = escape(plain(message))[:MAX_FALLBACK] or "…"
    posts = [
        {
            "method": "chat.postMessage",
            "params": {
                **where,
                "text": fallback,
                "blocks": blocks[start : start + MAX_BLOCKS],
                "unfurl_links": False,
                "unfurl_media": False,
            },
        }
        for start in range(0, len(blocks), MAX_BLOCKS)
    ]
    if posts and buttons:
        posts[-1]["choices"] = meanings
    return [*made, *posts]


def after_choice(blocks: list[Block], title: str) -> list[Block]:
    """Return the blocks of a message once a button is chosen: no buttons, but what was said."""
    kept = [block for block in blocks if block.get("type") != "actions"]
    if not title:
        return kept
    text = {"type": "mrkdwn", "text": f"✓ *{escape(title)}*"}
    return [*kept, {"type": "context", "elements": [text]}]


def read_text(text: str) -> str:
    """Return what somebody wrote, without Slack's markup for links and names."""

    def words(match: re.Match[str]) -> str:
        target, label = match[1], match[2]
        if target[:1] in "@#!":
            return label or ""
        return label or target.removeprefix("mailto:").removeprefix("tel:")

    return unescape(_LINK.sub(words, text)).strip()


def escape(text: str) -> str:
    """Return a text that Slack shows as it is."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARK.sub(rf"\1{_NOTHING}", text)


def _blocks(part: Part) -> Iterator[Block]:
    if isinstance(part, Heading):
        words = f"{MARKS[part.tone]} {part.text}".strip()
        if len(words) <= MAX_HEADER:
            text = {"type": "plain_text", "text": words, "emoji": True}
            yield {"type": "header", "text": text}
        else:
            yield from _sections(part.text)
    elif isinstance(part, Body):
        yield from _sections(part.text)
    elif isinstance(part, Card):
        yield from _sections("\n".join((part.title, part.text)), "> ")
    elif isinstance(part, Note):
        for piece in _split(escape("\n".join((f"{part.title}:", *part.lines)))):
            yield {"type": "context", "elements": [{"type": "mrkdwn", "text": piece}]}


def _sections(text: str, before: str = "") -> Iterator[Block]:
    lines = (f"{before}{escape(line)}" for line in text.splitlines())
    for piece in _split("\n".join(lines)):
        yield {"type": "section", "text": {"type": "mrkdwn", "text": piece}}


def _split(text: str) -> list[str]:
    """Pieces of an escaped text that fit into a block, cut between lines or words."""
    pieces = []
    while len(text) > MAX_SECTION:
        head = text[:MAX_SECTION]
        cuts = (head.rfind(mark) for mark in ("\n\n", "\n", " "))
        # Never inside an entity such as `&amp;`.
        middle = head.rfind("&") if ";" not in head[-6:] and "&" in head[-6:] else len(head)
        cut = next((cut for cut in cuts if cut > MAX_SECTION // 2), middle)
        pieces.append(text[:cut].strip())
        text = text[cut:].strip()
    return [piece for piece in (*pieces, text) if piece.strip()]


def _buttons(buttons: list[Choice]) -> tuple[list[Block], dict[str, str]]:
    """Rows of buttons, and what each value stands for."""
    meanings: dict[str, str] = {}
    elements = []
    mark = secrets.token_hex(4)
    for number, button in enumerate(buttons):
        token = f"c:{button.control}" if button.control else f"b:{mark}:{number}"
        if not button.control:
            meanings[token] = button.payload
        title = button.title if len(button.title) <= MAX_BUTTON else f"{button.title[:74]}…"
        elements.append(
            {
                "type": "button",
                "action_id": f"choice_{number}",
                "text": {"type": "plain_text", "text": title, "emoji": True},
                "value": token,
            }
        )
    rows = [
        {"type": "actions", "elements": elements[start : start + BUTTONS_IN_ROW]}
        for start in range(0, len(elements), BUTTONS_IN_ROW)
    ]
    return rows, meanings


def _file(part: Picture | Document, where: dict[str, str]) -> Call:
    if isinstance(part, Picture):
        file = {"url": part.url, "name": "picture.png", "title": part.alt, "photo": True}
    else:
        file = {"url": part.url, "name": part.filename, "title": part.filename, "photo": False}
    return {"method": "files", "params": where, "file": file}
