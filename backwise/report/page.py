"""Makes the page for the doctor from what is known of a person.

It holds what was told, what was asked and what came out, and nothing that the
person did not agree to: a questionnaire about mood only when they said so, and
nothing of a talk about suicide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, Extra, ValidationError

from backwise.exercise import Done, Kept, build, dose_words
from backwise.imbalance import Result, reading_of
from backwise.intake import describe
from backwise.knowledge import KnowledgeBase, KnowledgeError
from backwise.language.lexicon import KNOWLEDGE
from backwise.mood import instruments
from backwise.triage import own_words
from backwise.triage.rules import LEVELS, QUESTIONS, load_table

WORDING = KNOWLEDGE / "report" / "page.yml"
_RECENT = timedelta(weeks=4)
Row = tuple[str, str]


class _Strict(BaseModel):
    class Config:
        extra = Extra.forbid
        allow_mutation = False


class _Heading(_Strict):
    title: str
    labels: dict[str, str] = {}


class Wording(_Strict):
    """Headings, labels and phrases of the page."""

    title: str
    intro: str
    caution: str
    sections: dict[str, _Heading]
    answers: dict[str, str]
    levels: dict[str, str]
    efforts: dict[str, str]
    result: str
    some_left_out: str
    week: str
    minutes: str
    range: str
    seconds: str
    count: str
    times: str
    signs: dict[str, str]


@dataclass(frozen=True)
class Facts:
    """What is known of a person on the day the page is made.

    `asked` has the answers to the red-flag questions, by question: yes, no,
    unsure or skipped. `words` is what the person said that was a sign of danger, `signs`
    are ids of findings.
    `health` says of facts that matter for medicines whether they hold; None is
    not known. `screenings` are kept records of questionnaires, with their days.
    """

    today: date
    pain: Mapping[str, Any] = field(default_factory=dict)
    age: float | None = None
    pregnancy_weeks: float | None = None
    health: Mapping[str, bool | None] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)
    words: Sequence[str] = ()
    signs: Sequence[str] = ()
    flags: Sequence[str] = ()
    level: str | None = None
    screenings: Sequence[tuple[date, Mapping[str, Any]]] = ()
    results: Sequence[Result] = ()
    programme: Kept | None = None
    sessions: Sequence[Done] = ()


@dataclass(frozen=True)
class Section:
    """A heading and rows of label and words; a label may be empty."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Page:
    """The page, ready to be shown; under `own_questions` is room to write by hand."""

    title: str
    intro: str
    caution: str
    sections: tuple[Section, ...]
    own_questions: str


@lru_cache(maxsize=2)
def load_wording(path: Path = WORDING) -> Wording:
    """Headings and labels.

    Raises:
        KnowledgeError: the file is broken; the message names it.
    """
    try:
        return Wording(**yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    except (yaml.YAMLError, UnicodeDecodeError, TypeError, ValidationError) as error:
        raise KnowledgeError([f"{path}: {error}"]) from error


def make(kb: KnowledgeBase, facts: Facts) -> Page | None:
    """The page; None if nothing is known that would go on it.

    Args:
        kb: the content, for the names of things.
        facts: what is known of the person.
    """
    wording = load_wording()
    parts = {
        "pain": _pain(facts),
        "person": _person(kb, facts),
        "triage": _triage(facts),
        "mood": _mood(facts),
        "imbalance": _imbalance(kb, facts),
        "exercise": _exercise(kb, facts),
    }
    sections = []
    for id, rows in parts.items():
        heading = wording.sections[id]
        told = tuple((heading.labels.get(label, label), words) for label, words in rows if words)
        if told:
            sections.append(Section(heading.title, told))
    if not sections:
        return None
    return Page(
        title=wording.title,
        intro=wording.intro.format(date=_day(facts.today)),
        caution=wording.caution,
        sections=tuple(sections),
        own_questions=wording.sections["questions"].title,
    )


def as_text(page: Page) -> str:
    """The page as plain text, one row a line."""
    blocks = [f"{page.title}\n{page.intro} {page.caution}"]
    for section in page.sections:
        rows = [f"• {label}: {words}" if label else f"• {words}" for label, words in section.rows]
        blocks.append("\n".join([section.title, *rows]))
    return "\n\n".join(blocks)


def _pain(facts: Facts) -> Iterator[Row]:
    words = describe(facts.pain)
    yield "", words[:1].upper() + words[1:]


def _person(kb: KnowledgeBase, facts: Facts) -> Iterator[Row]:
    yield "age", _number(facts.age)
    yield "pregnancy_weeks", _number(facts.pregnancy_weeks)
    for label, held in (("told", True), ("denied", False)):
        known = [id for id, holds in facts.health.items() if holds is held]
        yield label, "; ".join(kb.medicine_fact[id].title for id in known if id in kb.medicine_fact)


def _triage(facts: Facts) -> Iterator[Row]:
    wording, names = load_wording(), load_table().flags
    yield "words", ", ".join(f"“{word}”" for word in own_words(facts.words))
    yield "signs", "; ".join(wording.signs[sign] for sign in facts.signs if sign in wording.signs)
    for question in QUESTIONS:
        yield question, wording.answers.get(facts.asked.get(question, ""), "")
    yield "flags", "; ".join(names[flag] for flag in facts.flags if flag in names)
    if facts.level in LEVELS:
        yield "level", wording.levels[facts.level]


def _mood(facts: Facts) -> Iterator[Row]:
    wording, known = load_wording(), instruments.load()
    for day, kept in facts.screenings:
        form = known.instruments.get(kept["instrument"])
        if form is None or not kept.get("for_doctor"):
            continue
        gate = form.gate
        items = gate.items if gate and kept["is_short"] else len(form.items)
        most = items * max(answer.score for answer in known.answers)
        template = wording.some_left_out if kept["left_out"] else wording.result
        yield (
            f"{form.title}",
            template.format(
                score=kept["score"],
                most=most,
                band=kept["band"].replace("_", " "),
                date=_day(day),
                count=kept["left_out"],
            ),
        )
        for item in form.items:
            score = kept["answers"].get(item.id)
            if item.asks_more and score is not None:
                yield "asks_more", known.answers[int(score)].text.lower()
        if form.difficulty is not None and kept["difficulty"] is not None:
            yield "difficulty", form.difficulty.answers[int(kept["difficulty"])].text.lower()


def _imbalance(kb: KnowledgeBase, facts: Facts) -> Iterator[Row]:
    wording = load_wording()
    for result in facts.results:
        test = kb.self_test.get(result.test)
        if test is None:
            continue
        if result.number is not None:
            template = wording.seconds if test.answer == "seconds" else wording.count
            words = template.format(number=_number(result.number))
        else:
            words = (result.answer or "").replace("_", " ")
        reading = reading_of(test, result)
        said = f" – {reading.says.text}" if reading is not None else ""
        side = f" ({result.side})" if test.per_side else ""
        yield f"{test.title}{side}", f"{words}{said}"


def _exercise(kb: KnowledgeBase, facts: Facts) -> Iterator[Row]:
    if facts.programme is None:
        return
    wording = load_wording()
    programme = build(kb, facts.programme.now(facts.today))
    started = _day(facts.programme.started)
    yield "programme", wording.week.format(week=programme.week, date=started)
    items = [f"{kb.exercise[i.exercise].title}: {dose_words(i.dose)}" for i in programme.items]
    yield "exercises", "; ".join(items)
    if programme.walk is not None:
        walk = programme.walk
        yield "walk", wording.minutes.format(minutes=walk.minutes, days=len(walk.days))
    recent = [s.session for s in facts.sessions if s.day > facts.today - _RECENT and s.session.done]
    yield "sessions", str(len(recent))
    efforts: Counter[str] = Counter(session.effort for session in recent if session.effort)
    yield (
        "effort",
        ", ".join(
            wording.times.format(words=words, count=efforts[effort])
            for effort, words in wording.efforts.items()
            if efforts[effort]
        ),
    )
    pains = [session.pain for session in recent if session.pain is not None]
    if pains:
        yield (
            "pain",
            wording.range.format(least=_number(min(pains)), most=_number(max(pains))),
        )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
