"""Finds the documents that answer a question, by its meaning.

Every document says in `asked` which questions it answers, in people's own
words; the nearest of them to the question decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from backwise.knowledge.base import Kind, KnowledgeBase
from backwise.knowledge.match import Match
from backwise.knowledge.schema import Diagnosis

KINDS: tuple[Kind, ...] = (
    "treatment", "daily_life", "pain_source", "picture", "region", "diagnosis", "aspect",
)  # fmt: skip
# How much the letters count beside the meaning; they know rare and misspelt names.
_LETTERS_SHARE = 0.3
_LETTERS = HashingVectorizer(
    analyzer="char_wb", ngram_range=(2, 4), n_features=2**14, alternate_sign=False, norm=None
)

# Of so many names of a diagnosis the usual questions are made.
_NAMES = 2

Array = npt.NDArray[Any]
Encode = Callable[[Sequence[str]], Array]


class Finder:
    """Ranks documents for questions."""

    def __init__(self, keys: Sequence[str], phrases: Sequence[str], vectors: Array) -> None:
        """Take the phrases with their sentence vectors, one a row, and whose each is."""
        self._keys = np.array(keys)
        self._phrases = np.array(phrases)
        self._vectors = vectors.astype(np.float32)
        counts = _LETTERS.transform(phrases)
        there = np.asarray((counts > 0).sum(axis=0)).ravel()
        self._rarity = np.log((1 + len(phrases)) / (1 + there)) + 1
        self._letters = self._weighed(phrases)

    @classmethod
    def of(cls, kb: KnowledgeBase, encode: Encode) -> Finder:
        """Of all content.

        Args:
            kb: the content.
            encode: gives the sentence vectors of texts, one a row.
        """
        pairs = [
            (f"{kind}:{document.id}", phrase)
            for kind in KINDS
            for document in kb.get_objects(kind)
            for phrase in [*_phrases(document, kind), *_questions(kb, document)]
        ]
        phrases = [phrase for _, phrase in pairs]
        return cls([key for key, _ in pairs], phrases, encode(phrases))

    @classmethod
    def load(cls, path: Path) -> Finder:
        """From a file that `save` wrote."""
        with np.load(path) as stored:
            return cls(
                [str(key) for key in stored["keys"]],
                [str(phrase) for phrase in stored["phrases"]],
                stored["vectors"],
            )

    def save(self, path: Path) -> None:
        """To a file."""
        np.savez(
            path,
            keys=self._keys,
            phrases=self._phrases,
            vectors=self._vectors.astype(np.float16),
        )

    def rank(self, text: str, vector: Array, count: int = 5) -> list[Match]:
        """The nearest documents, the best first.

        Args:
            text: the question.
            vector: its sentence vector.
            count: how many at most.
        """
        letters = np.asarray((self._letters @ self._weighed([text]).T).todense()).ravel()
        scores = (1 - _LETTERS_SHARE) * (self._vectors @ vector) + _LETTERS_SHARE * letters
        found: dict[str, float] = {}
        for row in np.argsort(-scores):
            found.setdefault(str(self._keys[row]), float(scores[row]))
            if len(found) == count:
                break
        return [Match.of(key, score) for key, score in found.items()]

    def _weighed(self, texts: Iterable[str]) -> Any:
        counts = _LETTERS.transform([text.lower() for text in texts])
        counts.data = 1 + np.log(counts.data)
        return normalize(counts.multiply(self._rarity).tocsr())


def _questions(kb: KnowledgeBase, document: Any) -> list[str]:
    """How the sides of a diagnosis are asked for: "what causes scoliosis"."""
    if not isinstance(document, Diagnosis):
        return []
    return [
        aspect.question.format(name=name.lower())
        for aspect in kb.aspect.values()
        if aspect.question is not None
        for name in (document.title, *document.aliases)[:_NAMES]
    ]


def _phrases(document: Any, kind: str) -> list[str]:
    names = [] if kind == "aspect" else [document.title, *getattr(document, "aliases", ())]
    return list(dict.fromkeys([*names, *document.asked]))
