"""What the files made for one person share: their addresses, their keys, how they look."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path

from rasa_ext.channels.core import Message
from rasa_ext.channels.page import SAFETY_HEADERS

SHEET, CALENDAR, REPORT = "/chat/programme", "/chat/programme.ics", "/chat/report"
_STYLE = Path(__file__).parents[2] / "web" / "sheet.css"
# A page that is saved, or sent on by a platform, has to bring its looks along.
HEADERS = {
    **SAFETY_HEADERS,
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
}


def with_keys(messages: Iterable[Message], key: str) -> list[Message]:
    """Return messages whose links to these files carry a key: no cookie comes along from afar."""
    return [_with_key(message, key) for message in messages]


def to_print(title: str, body: str) -> bytes:
    """Return a page that needs no other file. `body` is HTML, with all words escaped."""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>
{_style()}</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
{body}
</main>
</body>
</html>
""".encode()


@cache
def _style() -> str:
    return _STYLE.read_text(encoding="utf-8")


def _with_key(message: Message, key: str) -> Message:
    custom = message.get("custom")
    if not isinstance(custom, dict):
        return message
    links = {n: f"{v}?key={key}" for n, v in custom.items() if v in (SHEET, CALENDAR, REPORT)}
    return {**message, "custom": {**custom, **links}} if links else message
