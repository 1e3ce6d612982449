"""The word lists of `knowledge/`, checked and compiled for the reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, Extra, ValidationError, parse_obj_as, root_validator

from backwise.language.patterns import PatternError, compile_pattern, words

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
INTAKE_WORDS = KNOWLEDGE / "intake" / "words.yml"
TRIAGE_FINDINGS = KNOWLEDGE / "triage" / "findings.yml"
TRIAGE_CONTEXT = KNOWLEDGE / "triage" / "context.yml"
MEDICINE_FACTS = KNOWLEDGE / "medicine" / "table" / "facts.yml"

Patterns = dict[str, list[str]]
Groups = Mapping[str, list[str]]


class LexiconError(ValueError):
    """A word list is broken; the message names the file and the entry."""


class _Strict(BaseModel):
    class Config:
        extra = Extra.forbid


class IntakeWords(_Strict):
    """Shape of `knowledge/intake/words.yml`."""

    groups: Patterns
    region: Patterns
    side: Patterns
    not_side: list[str]
    radiation: Patterns
    radiation_words: Patterns
    spread: list[str]
    no_spread: list[str]
    quality: Patterns
    trigger: Patterns
    trigger_never_with_worse: list[str]
    activity: Patterns
    not_activity: list[str]
    relief: Patterns
    worse: list[str]
    worse_after: list[str]
    better: list[str]
    neutral: list[str]
    when: list[str]
    clause_break: list[str]


class FindingWords(_Strict):
    """One sign: how people say it, and which flag it belongs to.

    `lasting` signs count however long ago they began (cancer, thin bones).
    `whose: anyone` signs count in the family too (NICE NG65 asks for relatives).
    `not_in` are phrases in which the same words mean something else.
    """

    flag: str | None = None
    severity: Literal["unclear", "passive", "active", "imminent"] | None = None
    lasting: bool = False
    whose: Literal["self", "anyone"] = "self"
    patterns: list[str]
    not_in: list[str] = []


class TriageFindings(_Strict):
    """Shape of `knowledge/triage/findings.yml`."""

    groups: Patterns
    findings: dict[str, FindingWords]


class FactWords(BaseModel):
    """How people say something that matters for medicines; the rest is not for the reader."""

    id: str
    patterns: list[str] = []


class _Reach(_Strict):
    scope: int = 8
    words: list[str]


class _Modifier(_Strict):
    forward: _Reach | None = None
    backward: _Reach | None = None
    both: _Reach | None = None

    def reaches(self) -> list[tuple[str, _Reach]]:
        """The phrases by the direction they look in, as medspaCy names it."""
        named = (
            ("FORWARD", self.forward), ("BACKWARD", self.backward), ("BIDIRECTIONAL", self.both)
        )  # fmt: skip
        return [(direction, reach) for direction, reach in named if reach]


class _Words(_Strict):
    words: list[str]


class ContextWords(_Strict):
    """Shape of `knowledge/triage/context.yml`."""

    negated: _Modifier
    possible: _Modifier
    hypothetical: _Modifier
    past: _Modifier
    resolved: _Modifier
    ongoing: _Modifier
    new: _Modifier
    family: _Modifier
    other: _Modifier
    stop: _Words
    pseudo: _Words

    @root_validator(skip_on_failure=True)
    def _each_phrase_once(cls, values: dict[str, Any]) -> dict[str, Any]:
        seen: set[str] = set()
        for entry in values.values():
            reaches = entry.reaches() if isinstance(entry, _Modifier) else [("", entry)]
            for phrase in (phrase for _, reach in reaches for phrase in reach.words):
                # medspaCy keeps one rule for a phrase; a second would silently replace it.
                if phrase in seen:
                    raise ValueError(f"the phrase {phrase!r} stands twice")
                seen.add(phrase)
        return values


def _load(path: Path) -> object:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: {error}") from error


def _parse(path: Path, shape: type[_Strict]) -> _Strict:
    try:
        return shape.parse_obj(_load(path))
    except ValidationError as error:
        raise LexiconError(f"{path}: {error}") from error


def _facts(path: Path) -> list[FactWords]:
    try:
        return parse_obj_as(list[FactWords], _load(path))
    except ValidationError as error:
        raise LexiconError(f"{path}: {error}") from error


@dataclass(frozen=True)
class Lexicon:
    """All word lists, compiled: (kind, value) → regular expression."""

    expressions: Mapping[tuple[str, str], re.Pattern[str]]
    findings: Mapping[str, FindingWords]
    context: ContextWords
    vocabulary: frozenset[str]
    trigger_never_with_worse: frozenset[str]


def _union(patterns: Iterable[str], groups: Groups, where: str) -> re.Pattern[str]:
    try:
        compiled = [compile_pattern(pattern, groups) for pattern in patterns]
    except PatternError as error:
        raise LexiconError(f"{where}: {error}") from error
    if not compiled:
        # An empty expression would be found everywhere.
        raise LexiconError(f"{where}: no pattern")
    # The longest first: "turn over in bed" before "turn over".
    compiled.sort(key=len, reverse=True)
    return re.compile("|".join(f"(?:{expression})" for expression in compiled))


@lru_cache(maxsize=1)
def load(
    intake: Path = INTAKE_WORDS,
    findings: Path = TRIAGE_FINDINGS,
    context: Path = TRIAGE_CONTEXT,
    facts: Path = MEDICINE_FACTS,
) -> Lexicon:
    """Read, check and compile the word lists.

    Raises:
        LexiconError: a file is not YAML, has an unknown or missing key, or a
            pattern is not well formed.
    """
    pain = _parse(intake, IntakeWords)
    signs = _parse(findings, TriageFindings)
    around = _parse(context, ContextWords)
    assert isinstance(pain, IntakeWords)
    assert isinstance(signs, TriageFindings)
    assert isinstance(around, ContextWords)

    expressions: dict[tuple[str, str], re.Pattern[str]] = {}
    vocabulary: set[str] = set()

    def add(kind: str, value: str, patterns: list[str], groups: Groups, path: Path) -> None:
        expressions[kind, value] = _union(patterns, groups, f"{path}: {kind}: {value}")
        for pattern in patterns:
            vocabulary.update(words(pattern, groups))

    for kind in (
        "region", "side", "radiation", "radiation_words", "quality", "trigger", "activity", "relief"
    ):  # fmt: skip
        for value, patterns in getattr(pain, kind).items():
            add(kind, value, patterns, pain.groups, intake)
    for kind in (
        "not_side", "not_activity", "spread", "no_spread", "worse", "worse_after", "better",
        "neutral", "when", "clause_break",
    ):  # fmt: skip
        add("cue", kind, getattr(pain, kind), pain.groups, intake)
    for concept, entry in signs.findings.items():
        add("finding", concept, entry.patterns, signs.groups, findings)
        if entry.not_in:
            add("not_in", concept, entry.not_in, signs.groups, findings)
    for fact in _facts(facts):
        if fact.patterns:
            add("fact", fact.id, fact.patterns, {}, facts)
    return Lexicon(
        expressions,
        signs.findings,
        around,
        frozenset(vocabulary),
        frozenset(pain.trigger_never_with_worse),
    )
