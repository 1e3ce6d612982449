"""The page for the doctor as a page to print."""

from __future__ import annotations

from html import escape

from backwise.report import Section, kept_page
from backwise.store import default_store
from rasa_ext.channels.person_files import to_print

_LINES = 3


def report(person: str) -> bytes | None:
    """The page that was made last; None if there is none."""
    page = kept_page(default_store(), person)
    if page is None:
        return None
    lines = '<p class="line"></p>' * _LINES
    body = (
        f"<p>{escape(page.intro)} {escape(page.caution)}</p>"
        + "".join(map(_section, page.sections))
        + f"<section><h2>{escape(page.own_questions)}</h2>{lines}</section>"
    )
    return to_print(page.title, body)


def _section(section: Section) -> str:
    rows = "".join(_row(label, words) for label, words in section.rows)
    return f"<section><h2>{escape(section.title)}</h2>{rows}</section>"


def _row(label: str, words: str) -> str:
    head = f"<b>{escape(label)}:</b> " if label else ""
    return f"<p>{head}{escape(words)}</p>"
