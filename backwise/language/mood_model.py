"""Hears signs of low mood that no word list names, by the meaning of a sentence.

A linear model (linear.py) on sentence vectors and letters, fitted to
`knowledge/mood/examples.yml`, with ordinary talk and talk of danger as what is
none. It is fitted when it is first needed and stored; that takes some seconds.
"""

from __future__ import annotations

import hashlib
import os
import warnings
from functools import lru_cache
from pathlib import Path

import numpy as np
import yaml
from sklearn.exceptions import ConvergenceWarning

from backwise.language import linear
from backwise.language.detector import EXAMPLES as DANGER
from backwise.language.detector import TALK, examples, talk
from backwise.language.encoder import default_encoder
from backwise.language.lexicon import KNOWLEDGE, LexiconError
from backwise.language.linear import LinearReader

EXAMPLES = KNOWLEDGE / "mood" / "examples.yml"
STORE = Path(__file__).resolve().parents[2] / "models" / "low_mood.npz"
NONE = "none"
# One of so many messages about other things is enough to know them by.
_EVERY = 8


def sign_examples(path: Path = EXAMPLES) -> dict[str, list[str]]:
    """The messages to learn from, by sign.

    Raises:
        LexiconError: the file is not YAML, or holds something else than lists of texts.
    """
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return {str(sign): [str(text) for text in texts] for sign, texts in data.items()}
    except (OSError, yaml.YAMLError, UnicodeDecodeError, AttributeError, TypeError) as error:
        raise LexiconError(f"{path}: {error!r}") from error


def fingerprint() -> str:
    """Changes with the messages and the code."""
    digest = hashlib.sha256()
    for path in (
        EXAMPLES, Path(__file__), Path(linear.__file__), *TALK, *sorted(DANGER.glob("*.yml"))
    ):  # fmt: skip
        digest.update(path.read_bytes())
    return digest.hexdigest()


def prepare(store: Path = STORE) -> None:
    """Fit and store the model, unless the one stored fits the messages.

    Raises:
        LexiconError: the messages are broken.
    """
    if store.is_file():
        with np.load(store) as kept:
            if str(kept["fingerprint"]) == fingerprint():
                return
    told = [(text, sign) for sign, texts in sign_examples().items() for text in texts]
    others = [*talk(), *(one for one in examples() if one.flag != "crisis")]
    told += [(one.text, NONE) for one in others[::_EVERY]]
    encoder = default_encoder()
    texts = [text for text, _ in told]
    with warnings.catch_warnings():
        # The steps are few on purpose: more of them fit the messages, not the meaning.
        warnings.simplefilter("ignore", ConvergenceWarning)
        weights = linear.fit(texts, encoder.encode_all(texts), [sign for _, sign in told])
    store.parent.mkdir(parents=True, exist_ok=True)
    # Two processes may fit it at the same time; each puts a whole file in place.
    new = store.with_name(f"{store.stem}.{os.getpid()}.npz")
    np.savez(new, **weights, fingerprint=np.array(fingerprint()))
    new.replace(store)


class MoodModel:
    """How likely each sign is in a sentence."""

    def __init__(self, store: Path = STORE) -> None:
        """Load what `prepare` stored."""
        with np.load(store) as kept:
            self._linear = LinearReader({name: kept[name] for name in kept.files})

    def read(self, sentence: str) -> dict[str, float]:
        """How likely each sign is, and that there is none, from 0 to 1; together 1."""
        return self._linear.read(sentence, default_encoder().encode(sentence))


@lru_cache(maxsize=1)
def default_mood_model() -> MoodModel:
    """The model of this process, fitted if need be.

    Raises:
        LexiconError: the messages are broken.
    """
    prepare()
    return MoodModel()
