"""A talk in the terminal: cards as text, answers by number, and no word of the machinery."""

from __future__ import annotations

import json
import secrets
import shutil
import sys
import textwrap
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from http.client import HTTPException
from typing import Any

from backwise.rendering import Choice, choices, plain

INTRODUCTION = (
    "Write what is going on with your back, and press Enter. Choose an answer by its number. "
    "'/stop' or Ctrl-D ends the talk."
)
LOST = (
    "The server does not answer. What you wrote is not lost: press the up arrow to send it again. "
    "In an emergency call your local emergency number."
)
_PROMPT = "You: "
_WIDEST = 88
_ENDS = ("/stop", "/quit", "/exit")

Message = dict[str, Any]


def talk(url: str, read: Callable[[str], str] = input) -> None:
    """Talk with the server at `url` until the person ends it."""
    sender = f"terminal-{secrets.token_hex(16)}"
    offered: list[Choice] = []
    _print(INTRODUCTION)
    while True:
        try:
            words = read(_PROMPT).strip()
        except (EOFError, KeyboardInterrupt):
            print()
            return
        if words.lower() in _ENDS:
            return
        if not words:
            continue
        messages = join(_send(url, sender, chosen(words, offered)))
        offered = _show(messages)


def chosen(words: str, offered: list[Choice]) -> str:
    """Return what is said: the words of the answer whose number was typed, or the words."""
    number = int(words) if words.isascii() and words.isdigit() else 0
    return offered[number - 1].payload if 1 <= number <= len(offered) else words


def join(messages: Iterable[Message]) -> list[Message]:
    """Return whole messages out of the pieces that the REST channel makes of them."""
    whole: list[Message] = []
    for message in messages:
        piece = {name: value for name, value in message.items() if name != "recipient_id"}
        belongs = whole and "text" not in piece and not piece.keys() & whole[-1].keys()
        if belongs:
            whole[-1].update(piece)
        else:
            whole.append(piece)
    return whole


def lay_out(text: str, width: int) -> Iterator[str]:
    """Yield the lines of a text, none wider than `width`; lists stay lists."""
    for line in text.splitlines():
        inside = line.lstrip(" •|0123456789.")
        hang = " " * min(len(line) - len(inside), 6)
        yield from textwrap.wrap(line, width, subsequent_indent=hang) or [""]


def _show(messages: list[Message]) -> list[Choice]:
    offered: list[Choice] = []
    for message in messages:
        _print(plain(message))
        offered = choices(message)
        for number, choice in enumerate(offered, 1):
            print(f"  {number}  {choice.title}")
        if offered:
            print()
    return offered


def _print(text: str) -> None:
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    print()
    for line in lay_out(text, width):
        print(line)
    print(flush=True)


def _send(url: str, sender: str, words: str) -> list[Message]:
    body = json.dumps({"sender": sender, "message": words}).encode()
    request = urllib.request.Request(
        f"{url}/webhooks/rest/webhook", body, {"Content-Type": "application/json"}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=120) as answer:
            found = json.loads(answer.read())
    except (OSError, HTTPException, ValueError):
        return [{"text": LOST}]
    return found if isinstance(found, list) else [{"text": LOST}]


def use_history() -> None:
    """Let the arrow keys work where Python can."""
    if sys.stdin.isatty():
        with suppress(ImportError):
            import readline  # noqa: F401
