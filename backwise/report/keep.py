"""The page for the doctor as it is kept, so that the server can show it."""

from __future__ import annotations

from dataclasses import asdict

from backwise.report.page import Page, Section
from backwise.store import Store

REPORT = "report"


def keep_page(store: Store, person: str, page: Page) -> None:
    """Keeps the page in the place of an older one.

    Raises:
        StoreError: the database failed.
    """
    last = store.last(person, REPORT)
    if last is None:
        store.keep(person, REPORT, asdict(page))
    else:
        store.change(person, last.id, asdict(page))


def kept_page(store: Store, person: str) -> Page | None:
    """The page that was made last; None if there is none.

    Raises:
        StoreError: the database failed.
    """
    record = store.last(person, REPORT)
    if record is None:
        return None
    sections = tuple(
        Section(s["title"], tuple((label, words) for label, words in s["rows"]))
        for s in record.data["sections"]
    )
    return Page(**{**record.data, "sections": sections})
