"""Whether a message is about the back or neck at all."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

from backwise.language.lexicon import KNOWLEDGE, LexiconError
from backwise.language.patterns import PatternError, compile_pattern

SCOPE = KNOWLEDGE / "intake" / "scope.yml"


@lru_cache(maxsize=2)
def _spine(path: Path) -> re.Pattern[str]:
    try:
        patterns = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["spine"]
        return re.compile("|".join(f"(?:{compile_pattern(p, {})})" for p in patterns))
    except (yaml.YAMLError, PatternError, KeyError, TypeError) as error:
        raise LexiconError(f"{path}: expected `spine` with a list of patterns: {error}") from error


def names_the_spine(text: str, path: Path = SCOPE) -> bool:
    """Whether a text, in any case, names the back, the neck or what belongs to them.

    Raises:
        LexiconError: the word list is broken.
    """
    return _spine(path).search(text.lower()) is not None
