"""Whether a message says that it got better, worse or stayed the same."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

from backwise.language.lexicon import KNOWLEDGE, LexiconError
from backwise.language.patterns import PatternError, compile_pattern

Direction = Literal["worse", "same", "better"]
WORDS = KNOWLEDGE / "diary" / "words.yml"
# A turn for the worse is never missed for a good word beside it.
_ORDER: tuple[Direction, ...] = ("worse", "same", "better")


@lru_cache(maxsize=2)
def _expressions(path: Path) -> dict[Direction, re.Pattern[str]]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return {
            name: re.compile("|".join(f"(?:{compile_pattern(p, {})})" for p in data[name]))
            for name in _ORDER
        }
    except (yaml.YAMLError, PatternError, KeyError, TypeError) as error:
        raise LexiconError(f"{path}: expected worse, same and better: {error}") from error


def direction(text: str, path: Path = WORDS) -> Direction:
    """How it is going, in what a person wrote; the same if nothing says otherwise.

    Raises:
        LexiconError: the word list is broken.
    """
    lowered = text.lower().replace("’", "'")
    expressions = _expressions(path)
    return next((name for name in _ORDER if expressions[name].search(lowered)), "same")
