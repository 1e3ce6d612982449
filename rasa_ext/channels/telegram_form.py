"""The bot's messages in Telegram's form: calls of the Bot API, within its limits."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from html import escape, unescape
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
)
from rasa_ext.channels.core import Message

MAX_TEXT = 4096  # UTF-16 units, after the markup is taken away
MAX_CAPTION = 1024
MAX_ROW = 28  # letters that a phone shows in one row of buttons
MAX_BUTTONS_IN_ROW = 6
_LINK_OFF = {"is_disabled": True}

Call = dict[str, Any]

_TAG = re.compile(r"</?\w[^<>]*>")


def calls(message: Message, chat: int) -> list[Call]:
    """Return the calls that say a message in a chat.

    A call is `{"method", "params", "file"?, "choices"?}`: `file` is a picture or document to
    fetch and send along, `choices` what the tokens of its buttons stand for.
    """
    made: list[Call] = []
    texts: list[Part] = []
    for part in parts(message):
        if isinstance(part, (Picture, Document)):
            made += _texts(texts, chat)
            made.append(_file(part, chat))
            texts = []
        else:
            texts.append(part)
    made += _texts(texts, chat)
    buttons = choices(message)
    if made and buttons:
        keyboard, meanings = _keyboard(buttons)
        made[-1]["params"]["reply_markup"] = {"inline_keyboard": keyboard}
        made[-1]["choices"] = meanings
    return made


def chosen(keyboard: list[list[dict[str, Any]]], token: str) -> dict[str, Any]:
    """Return the keyboard after a choice: only the chosen button is left, and does nothing."""
    title = next(
        (b["text"] for row in keyboard for b in row if b.get("callback_data") == token), ""
    )
    return {"inline_keyboard": [[{"text": f"✓ {title}".strip(), "callback_data": "done"}]]}


def without_markup(params: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a message as plain text: the words count more than their form."""
    plain = {name: value for name, value in params.items() if name != "parse_mode"}
    return {**plain, "text": unescape(_TAG.sub("", params["text"]))}


def split(text: str, limit: int = MAX_TEXT) -> list[str]:
    """Cut a text into pieces of at most `limit` UTF-16 units, best between paragraphs."""
    pieces = []
    text = text.strip()
    while length(text) > limit:
        head = _head(text, limit)
        cuts = (head.rfind(mark) for mark in ("\n\n", "\n", ". ", " "))
        cut = next((cut for cut in cuts if cut > len(head) // 2), len(head) - 1)
        pieces.append(text[: cut + 1].strip())
        text = text[cut + 1 :].strip()
    return [piece for piece in (*pieces, text) if piece]


def length(text: str) -> int:
    """Return the length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def _head(text: str, limit: int) -> str:
    return text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", errors="ignore")


def _texts(texts: list[Part], chat: int) -> Iterator[Call]:
    """Texts as few messages as the limit allows."""
    html, size = "", 0
    for markup, plain_size in (piece for part in texts for piece in _html(part)):
        if html and size + plain_size + 2 > MAX_TEXT:
            yield _send(html, chat)
            html, size = "", 0
        html = f"{html}\n\n{markup}" if html else markup
        size += plain_size + 2
    if html:
        yield _send(html, chat)


def _send(html: str, chat: int) -> Call:
    params = {
        "chat_id": chat,
        "text": html,
        "parse_mode": "HTML",
        "link_preview_options": _LINK_OFF,
    }
    return {"method": "sendMessage", "params": params}


def _html(part: Part) -> Iterator[tuple[str, int]]:
    """A part as HTML, in pieces that fit, each with its length as Telegram counts it."""
    if isinstance(part, Heading):
        words = f"{MARKS[part.tone]} {part.text}".strip()
        for piece in split(words):
            yield f"<b>{_safe(piece)}</b>", length(piece)
    elif isinstance(part, Body):
        for piece in split(part.text):
            yield _safe(piece), length(piece)
    elif isinstance(part, (Card, Note)):
        text = part.text if isinstance(part, Card) else "\n".join(part.lines)
        tag = "blockquote" if isinstance(part, Card) else "blockquote expandable"
        for piece in split(text, MAX_TEXT - length(part.title) - 1):
            markup = f"<{tag}><b>{_safe(part.title)}</b>\n{_safe(piece)}</blockquote>"
            yield markup, length(part.title) + 1 + length(piece)


def _file(part: Picture | Document, chat: int) -> Call:
    params: dict[str, Any] = {"chat_id": chat}
    if isinstance(part, Document):
        file = {"field": "document", "url": part.url, "name": part.filename}
        return {"method": "sendDocument", "params": params, "file": file}
    if part.alt:
        params["caption"] = _head(part.alt, MAX_CAPTION)
    file = {"field": "photo", "url": part.url, "name": "picture.png"}
    return {"method": "sendPhoto", "params": params, "file": file}


def _keyboard(buttons: list[Choice]) -> tuple[list[list[dict[str, str]]], dict[str, str]]:
    """Rows of buttons that a phone can show, and what each token stands for."""
    rows: list[list[dict[str, str]]] = []
    meanings: dict[str, str] = {}
    width = 0
    mark = secrets.token_hex(4)  # so that an old button never means a new one
    for number, button in enumerate(buttons):
        token = f"c:{button.control}" if button.control else f"b:{mark}:{number}"
        if not button.control:
            meanings[token] = button.payload
        size = len(button.title) + 2
        if not rows or width + size > MAX_ROW or len(rows[-1]) == MAX_BUTTONS_IN_ROW:
            rows.append([])
            width = 0
        rows[-1].append({"text": button.title, "callback_data": token})
        width += size
    return rows, meanings


def _safe(text: str) -> str:
    return escape(text, quote=False)
