"""A linear reader of danger: how likely each flag is, by letters and sentence vector.

It sees what the tuned model of detector.py does not, misspelt and rare words
above all, and the two together are surer than each alone
(docs/decisions/0006-danger.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

_LETTERS = (2, 5)
_SIZE = 2**16
# The vector's numbers are small beside the letters'; so much they are enlarged.
_VECTOR = 4.0
_C = 10.0
_STEPS = 60
_PREFIX = "linear."

Array = npt.NDArray[Any]


@lru_cache(maxsize=1)
def _hasher() -> HashingVectorizer:
    return HashingVectorizer(
        analyzer="char_wb", ngram_range=_LETTERS, n_features=_SIZE, alternate_sign=False, norm=None
    )


def _counts(texts: Sequence[str]) -> csr_matrix:
    counts = _hasher().transform(texts)
    counts.data = 1 + np.log(counts.data)
    return counts


def _features(counts: csr_matrix, vectors: Array, rarity: Array) -> csr_matrix:
    letters = normalize(counts.multiply(rarity).tocsr())
    return hstack([csr_matrix(_VECTOR * vectors), letters]).tocsr()


def fit(texts: Sequence[str], vectors: Array, flags: Sequence[str]) -> dict[str, Array]:
    """The weights, by name.

    Args:
        texts: the messages to learn from.
        vectors: their sentence vectors, one a row.
        flags: what each one shows.
    """
    counts = _counts(texts)
    there = np.asarray((counts > 0).sum(axis=0)).ravel()
    rarity = np.log((1 + len(texts)) / (1 + there)) + 1
    model = LogisticRegression(C=_C, max_iter=_STEPS)
    model.fit(_features(counts, vectors, rarity), flags)
    return {
        f"{_PREFIX}names": np.array(model.classes_),
        f"{_PREFIX}rarity": rarity,
        f"{_PREFIX}weight": model.coef_,
        f"{_PREFIX}bias": model.intercept_,
    }


class LinearReader:
    """Reads with fitted weights."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        """Take the weights by the names that `fit` gave them."""
        self._names = [str(name) for name in weights[f"{_PREFIX}names"]]
        self._rarity = weights[f"{_PREFIX}rarity"].astype(np.float32)
        self._weight = np.ascontiguousarray(weights[f"{_PREFIX}weight"].astype(np.float32).T)
        self._bias = weights[f"{_PREFIX}bias"].astype(np.float32)

    def read(self, text: str, vector: Array) -> dict[str, float]:
        """How likely each flag is, from 0 to 1; together they make 1."""
        features = _features(_counts([text]), vector[None, :], self._rarity)
        scores = np.asarray(features @ self._weight).ravel() + self._bias
        shares = np.exp(scores - scores.max())
        return dict(zip(self._names, map(float, shares / shares.sum()), strict=True))
