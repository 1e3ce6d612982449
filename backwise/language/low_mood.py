"""Finds signs of low mood in a message, in the words of `knowledge/mood/signs.yml`.

Places only: what denies a sign, or gives it to another, is judged by the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from backwise.language.lexicon import MoodLexicon

_SENTENCE_END = re.compile(r"[.!?;\n…]")


@dataclass(frozen=True)
class Place:
    """A sign at a stretch of normalised text; `lasts` and `often` as its sentence says."""

    sign: str
    start: int
    end: int
    lasts: bool
    often: bool


def places(text: str, lexicon: MoodLexicon) -> Iterator[Place]:
    """The signs that words name in a message, less those that mean something else.

    Args:
        text: normalised text.
        lexicon: the words to look for.
    """
    for sign, expression in lexicon.signs.items():
        not_in = lexicon.not_in.get(sign)
        harmless = [m.span() for m in not_in.finditer(text)] if not_in else []
        beside = lexicon.beside.get(sign)
        for match in expression.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in harmless):
                continue
            start, end = sentence_at(text, match.start(), match.end())
            how = frame(text[start:end], lexicon)
            elsewhere = beside and not how.often and beside.search(text[start:end])
            if how.may_count and not elsewhere:
                yield Place(sign, match.start(), match.end(), how.lasts, how.often)


@dataclass(frozen=True)
class Frame:
    """What a sentence says around its signs."""

    lasts: bool
    often: bool
    may_count: bool


def frame(sentence: str, lexicon: MoodLexicon) -> Frame:
    """Whether a sentence speaks of more than a moment, and not of people in general.

    Args:
        sentence: a sentence of normalised text.
        lexicon: the words to look for.
    """
    lasts = lexicon.lasts.search(sentence) is not None
    often = lasts or lexicon.often.search(sentence) is not None
    moment = not often and lexicon.brief.search(sentence) is not None
    asks = lexicon.asks.match(sentence.lstrip(" ,'\"")) is not None
    in_general = asks and lexicon.of_myself.search(sentence) is None
    return Frame(lasts, often, not moment and not in_general)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of normalised text are."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def sentence_at(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around a place begins and ends."""
    before = [m.end() for m in _SENTENCE_END.finditer(text, 0, start)]
    after = _SENTENCE_END.search(text, end)
    return before[-1] if before else 0, after.start() if after else len(text)
