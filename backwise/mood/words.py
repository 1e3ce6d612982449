"""Reads the YAML files of `knowledge/mood/`, and compiles the word lists in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, Extra, ValidationError

from backwise.language.lexicon import KNOWLEDGE
from backwise.language.patterns import PatternError, compile_pattern

FOLDER = KNOWLEDGE / "mood"


class MoodError(ValueError):
    """A file of `knowledge/mood/` is broken; the message names it and the entry."""


class Strict(BaseModel):
    """Base of the shapes: unknown keys are refused, and nothing can be changed."""

    class Config:  # noqa: D106
        extra = Extra.forbid
        allow_mutation = False


S = TypeVar("S", bound=BaseModel)


def parse(path: Path, shape: type[S]) -> S:
    """Read a file of a known shape.

    Raises:
        MoodError: the file cannot be read, is not YAML, or has another shape.
    """
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return shape.parse_obj(data)
    except (OSError, yaml.YAMLError, UnicodeDecodeError, ValidationError) as error:
        raise MoodError(f"{path}: {error}") from error


def compiled(patterns: Sequence[str], where: str) -> re.Pattern[str]:
    """One regular expression for several patterns, to be searched in normalised text.

    Raises:
        MoodError: a pattern is not well formed, or there is none.
    """
    try:
        found = sorted((compile_pattern(p, {}) for p in patterns), key=len, reverse=True)
    except PatternError as error:
        raise MoodError(f"{where}: {error}") from error
    if not found:
        raise MoodError(f"{where}: no pattern")
    return re.compile("|".join(f"(?:{expression})" for expression in found))
