"""How well documents match a question. The finder, which ranks them, needs much more memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# How much more a document counts that the question calls by name.
_NAMED = 0.2


@dataclass(frozen=True)
class Match:
    """A document and how near its questions come to the one asked, from 0 to 1."""

    kind: str
    id: str
    score: float

    @classmethod
    def of(cls, key: str, score: float) -> Match:
        """From kind and id in one word."""
        kind, _, id = key.partition(":")
        return cls(kind, id, score)

    @property
    def key(self) -> str:
        """Kind and id in one word."""
        return f"{self.kind}:{self.id}"


def boosted(
    matches: Iterable[Match], kinds: Mapping[str, float], named: Iterable[str]
) -> list[Match]:
    """The matches in a new order: favoured kinds and what the question names come first.

    Args:
        matches: as ranked.
        kinds: what is added to the score of a kind.
        named: keys of documents that the question calls by name.
    """
    by_name = set(named)
    moved = [
        Match(
            m.kind, m.id, m.score + kinds.get(m.kind, 0.0) + (_NAMED if m.key in by_name else 0.0)
        )
        for m in matches
    ]
    return sorted(moved, key=lambda match: -match.score)
