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
MOOD_SIGNS = KNOWLEDGE / "mood" / "signs.yml"

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


class MoodSignWords(_Strict):
    """One sign of low mood, and how people say it.

    `not_in` are phrases in which the same words mean something else, `beside` words
    of the same sentence that do so. `body` signs can come from pain alone.
    """

    patterns: list[str]
    not_in: list[str] = []
    beside: list[str] = []
    body: bool = False


class MoodContext(_Strict):
    """Words added to those of `knowledge/triage/context.yml` for signs of low mood."""

    stop: list[str] = []
    pseudo: list[str] = []
    other: list[str] = []
    hypothetical: list[str] = []
    past: list[str] = []
    resolved: list[str] = []


class MoodSigns(_Strict):
    """Shape of `knowledge/mood/signs.yml`.

    `lasts`, `often` and `brief` are what may be said in the sentence of a sign: that
    it is so for two weeks or more, that it is so often, or only once or a little. `asks`
    are beginnings of questions, `of_myself` what makes one a question about the writer.
    Where something `calm` is said, only words count.
    """

    source: str
    groups: Patterns
    signs: dict[str, MoodSignWords]
    lasts: list[str]
    often: list[str]
    brief: list[str]
    asks: list[str]
    of_myself: list[str]
    calm: list[str]
    context: MoodContext


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
    mood: MoodLexicon


@dataclass(frozen=True)
class MoodLexicon:
    """The signs of low mood, compiled; each by its name."""

    words: MoodSigns
    signs: Mapping[str, re.Pattern[str]]
    not_in: Mapping[str, re.Pattern[str]]
    beside: Mapping[str, re.Pattern[str]]
    lasts: re.Pattern[str]
    often: re.Pattern[str]
    brief: re.Pattern[str]
    asks: re.Pattern[str]
    of_myself: re.Pattern[str]
    calm: re.Pattern[str]


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
    mood: Path = MOOD_SIGNS,
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
    low = _parse(mood, MoodSigns)
    assert isinstance(low, MoodSigns)

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
        _mood(low, mood),
    )


def _mood(words: MoodSigns, path: Path) -> MoodLexicon:
    def each(kind: str) -> dict[str, re.Pattern[str]]:
        return {
            sign: _union(patterns, words.groups, f"{path}: {kind}: {sign}")
            for sign, entry in words.signs.items()
            if (patterns := getattr(entry, kind))
        }

    def one(kind: str) -> re.Pattern[str]:
        return _union(getattr(words, kind), words.groups, f"{path}: {kind}")

    return MoodLexicon(
        words, each("patterns"), each("not_in"), each("beside"),
        one("lasts"), one("often"), one("brief"), one("asks"), one("of_myself"),
        one("calm"),
    )  # fmt: skip
