"""Checks how the content reads: grade, length of sentences, words, stances, review dates.

`load` checks the shape of the content; this checks what people will read.
"""

from __future__ import annotations

import re
import subprocess
import warnings
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from backwise.knowledge.base import DEFAULT_FOLDER, Document, Loc, entries, line_of
from backwise.knowledge.schema import (
    Aspect,
    Content,
    MedicineCheck,
    MedicineGroup,
    MedicineQuestion,
    Picture,
    Source,
    Treatment,
)

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import textstat

# Reading grades after Flesch and Kincaid; what keeps people safe must be easier still.
MAX_GRADE = 8.0
MAX_SAFETY_GRADE = 6.0
MAX_WORDS = 20
# Content that nobody looked at for so long may be out of date.
MAX_AGE_DAYS = 2 * 365
# Fields that people read.
_READ = {
    "breathing", "feel", "frequency", "mistakes", "says", "start", "steps", "stop_if", "text",
    "unsure", "where",
}  # fmt: skip
# Words that make people feel fragile.
FRAGILE = re.compile(
    r"\b(weak\w*|unstable|instability|damag\w*|out of (place|line)|degenerat\w*|crumbl\w*|"
    r"worn|wear and tear|misalign\w*|dangerous\w*|cripp\w*|slipped)\b",
    re.IGNORECASE,
)
# Words that are surer than the evidence.
CERTAIN = re.compile(
    r"\b(will (cure|heal|fix)|cures?|guarantee\w*|completely safe|no risk|100 ?%|nothing serious|"
    r"nothing to worry)\b",
    re.IGNORECASE,
)
_DIAGNOSIS = re.compile(
    r"\b(you have|your pain is caused|this means that you|always)\b", re.IGNORECASE
)
_DOSE = re.compile(r"\b\d+(?:[.,]\d+)? ?(?:mg|milligrams?|mcg|micrograms?|g|grams?|tablets?)\b")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_BULLET = re.compile(r"^\s*[-•]\s*", re.MULTILINE)


def problems(folder: Path | None = None, today: date | None = None) -> list[str]:
    """One line for every problem: file, line, where in the document, and what is wrong.

    Args:
        folder: the content; the one that ships with Backwise if not given.
        today: the day to count ages from.

    Raises:
        KnowledgeError: the content is not sound.
    """
    folder = (folder or DEFAULT_FOLDER).resolve()
    found: list[str] = []
    for _, entry in entries(folder):
        for loc, message in _problems(entry.document, today or date.today()):
            name = (Path(folder.name) / entry.file.relative_to(folder)).as_posix()
            line = line_of(entry.file, (*entry.loc, *loc))
            where = ".".join(map(str, loc))
            found.append(": ".join(filter(None, (f"{name}:{line}", where, message))))
    return found


def unrenewed(base: str, folder: Path | None = None) -> list[str]:
    """Content that changed since a commit, but was last reviewed before the day of that commit.

    Args:
        base: the commit to compare with.
        folder: the content; the one that ships with Backwise if not given.

    Raises:
        subprocess.CalledProcessError: git does not know the commit.
    """
    folder = (folder or DEFAULT_FOLDER).resolve()

    def git(*arguments: str) -> str:
        command = ["git", *arguments]
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        return done.stdout

    day = git("show", "--no-patch", "--format=%cs", base).strip()
    diff = git("diff", "--unified=0", base, "--", ".")
    found: list[str] = []
    for part in diff.split("\ndiff --git "):
        name = re.search(r"^\+\+\+ b/(.+\.yml)$", part, re.MULTILINE)
        added = re.findall(r"^\+(?!\+\+)(.*)$", part, re.MULTILINE)
        if name is None or not any(line.strip() for line in added):
            continue
        text = (folder.parent / name.group(1)).read_text(encoding="utf-8")
        reviewed = re.findall(r"\breviewed: (\d{4}-\d\d-\d\d)", text)
        renewed = any("reviewed:" in line for line in added) or max(reviewed, default=day) >= day
        if not renewed:
            found.append(f"{name.group(1)}: changed, but no review date was renewed")
    return found


def texts(content: object, loc: Loc = (), wanted: bool = False) -> Iterator[tuple[Loc, str]]:
    """Every piece of text that people read, with its place in the document."""
    if isinstance(content, str):
        if wanted:
            yield loc, content if content.endswith((".", "?", "!")) else f"{content}."
    elif isinstance(content, Content):
        for name in content.__fields__:
            yield from texts(getattr(content, name), (*loc, name), name in _READ)
    elif isinstance(content, tuple):
        for index, item in enumerate(content):
            yield from texts(item, (*loc, index), wanted)


def sentences(text: str) -> list[str]:
    """The sentences of a text; the items of a list stand alone."""
    return [
        sentence
        for line in _BULLET.sub("", text).splitlines()
        for sentence in _SENTENCE.split(line)
        if sentence
    ]


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text."""
    return float(textstat.flesch_kincaid_grade(_BULLET.sub("", text)))


def _problems(document: Document, today: date) -> Iterator[tuple[Loc, str]]:
    if isinstance(document, Source | Aspect):
        return
    read = list(texts(document))
    limit = MAX_SAFETY_GRADE if isinstance(document, _SAFETY) else MAX_GRADE
    reached = grade(" ".join(text for _, text in read)) if read else 0.0
    if reached > limit:
        yield (), f"expected reading grade {limit:g} or lower, got {reached:.1f}"
    for loc, text in read:
        for sentence in sentences(text):
            if (length := len(sentence.split())) > MAX_WORDS:
                yield loc, f"expected sentences of up to {MAX_WORDS} words, got {length}"
        if match := FRAGILE.search(text):
            yield loc, f"expected no word that makes people feel fragile, got {match.group()!r}"
        if match := CERTAIN.search(text):
            yield loc, f"expected no false certainty, got {match.group()!r}"
        if isinstance(document, Picture) and (match := _DIAGNOSIS.search(text)):
            yield loc, f"expected no diagnosis, got {match.group()!r}"
        if match := _DOSE.search(text):
            yield loc, f"expected no dose, got {match.group()!r}"
    age = (today - document.reviewed).days
    if age > MAX_AGE_DAYS:
        yield ("reviewed",), f"expected a review in the last two years, got {document.reviewed}"
    if isinstance(document, Treatment):
        yield from _stances(document)


_SAFETY = (MedicineCheck, MedicineGroup, MedicineQuestion)


def _stances(treatment: Treatment) -> Iterator[tuple[Loc, str]]:
    positions = {
        (stance.guideline, phase) for stance in treatment.stances for phase in stance.applies
    }
    if len(positions) < sum(len(stance.applies) for stance in treatment.stances):
        yield ("stances",), "expected one stance of a guideline for a kind of pain, got two"
    sides = {stance.position for stance in treatment.stances} - {"none"}
    if "against" in sides and len(sides) > 1 and treatment.disagreement is None:
        yield (), "expected `disagreement`, because guidelines do not agree"
