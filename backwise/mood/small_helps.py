"""Short helps for a hard moment, part by part; from `knowledge/mood/small_helps.yml`."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from backwise.knowledge.schema import Claim
from backwise.mood.words import FOLDER, MoodError, Strict, compiled, parse

SMALL_HELPS = FOLDER / "small_helps.yml"


class SmallHelp(Strict):
    """One help. `beside` names the answers of the knowledge base that it goes with."""

    id: str
    title: str
    asked: list[str] = Field(min_items=1)
    beside: tuple[str, ...] = ()
    parts: list[Claim] = Field(min_items=1)


class _File(Strict):
    reviewed: date
    helps: list[SmallHelp] = Field(min_items=1)


@lru_cache(maxsize=2)
def load(path: Path = SMALL_HELPS) -> dict[str, SmallHelp]:
    """All helps by id, in the order of the file.

    Raises:
        MoodError: the file is broken, or an id stands twice.
    """
    helps = parse(path, _File).helps
    by_id = {one.id: one for one in helps}
    if len(by_id) != len(helps):
        raise MoodError(f"{path}: an id stands twice")
    return by_id


def wanted(text: str) -> SmallHelp | None:
    """The help that a message asks for; None where it names none.

    A title counts before all, then the longest words that ask for one.

    Args:
        text: normalised text.

    Raises:
        MoodError: the file is broken.
    """
    titled = next((one for one in load().values() if one.title.lower() in text), None)
    if titled is not None:
        return titled
    found = [
        (match.start() - match.end(), place, one)
        for place, one in enumerate(load().values())
        if (match := compiled(one.asked, one.id).search(text))
    ]
    return min(found, key=lambda item: item[:2])[2] if found else None


def beside(document: str) -> SmallHelp | None:
    """The help that goes with a document of the knowledge base, such as `daily_life:pacing`.

    Raises:
        MoodError: the file is broken.
    """
    return next((one for one in load().values() if document in one.beside), None)
