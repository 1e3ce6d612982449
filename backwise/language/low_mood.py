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
    """A sign at a stretch of normalised text; `lasts` for two weeks or more, as said there."""

    sign: str
    start: int
    end: int
    lasts: bool


def places(text: str, lexicon: MoodLexicon) -> Iterator[Place]:
    """The signs in a message, less those that mean something else or only a moment.

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
            sentence = _sentence(text, match.start(), match.end())
            if _asks_in_general(sentence, lexicon):
                continue
            lasts = lexicon.lasts.search(sentence) is not None
            often = lasts or lexicon.often.search(sentence) is not None
            if not often and (
                lexicon.brief.search(sentence) or (beside and beside.search(sentence))
            ):
                continue
            yield Place(sign, match.start(), match.end(), lasts)


def _sentence(text: str, start: int, end: int) -> str:
    before = [m.end() for m in _SENTENCE_END.finditer(text, 0, start)]
    after = _SENTENCE_END.search(text, end)
    return text[before[-1] if before else 0 : after.start() if after else len(text)]


def _asks_in_general(sentence: str, lexicon: MoodLexicon) -> bool:
    begins = lexicon.asks.match(sentence.lstrip(" ,'\""))
    return begins is not None and lexicon.of_myself.search(sentence) is None
