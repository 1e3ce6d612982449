"""A questionnaire as a talk: what comes next, how a reply is read, what comes out.

PHQ-2 first, and the rest of PHQ-9 only from a sum of two on (Levis 2020). A
screen is no diagnosis, and every answer may be left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal

from backwise.language.normalise import Normalised, Normaliser
from backwise.language.patterns import words as words_of
from backwise.mood.instruments import Answer, Band, Instrument, Item, instrument, load
from backwise.mood.words import compiled

Kept = Literal["both", "only", "none"]
Said = Literal["score", "skip", "stop", "back", "unclear", "keep", "nothing"]
# A longer reply without a plain answer is about something else.
_SHORT = 14
_FORTNIGHT = 14


@dataclass(frozen=True)
class Screening:
    """How far a questionnaire is.

    `answers` holds the score of each item by its id, None where it was left out;
    `difficulty` is from 0 (not difficult) to 3, -1 where it was left out.
    """

    instrument: str
    answers: Mapping[str, int | None] = field(default_factory=dict)
    difficulty: int | None = None
    keep: Kept | None = None

    @classmethod
    def of(cls, data: Mapping[str, Any] | None) -> Screening | None:
        """From what `data` gives; None without it."""
        return cls(**data) if data else None

    def data(self) -> dict[str, Any]:
        """As plain JSON."""
        return {**vars(self), "answers": dict(self.answers)}

    @property
    def form(self) -> Instrument:
        """The questionnaire."""
        return instrument(self.instrument)

    @property
    def is_short(self) -> bool:
        """Whether the first items were enough."""
        gate = self.form.gate
        if gate is None:
            return False
        first = [item.id for item in self.form.items[: gate.items]]
        if any(id not in self.answers for id in first):
            return False
        return sum(self.answers[id] or 0 for id in first) < gate.at_least

    @property
    def items(self) -> tuple[Item, ...]:
        """The items that are asked, as far as is known now."""
        gate = self.form.gate
        return self.form.items[: gate.items] if gate and self.is_short else self.form.items

    @property
    def step(self) -> str | None:
        """What is asked next: an item's id, `difficulty`, `keep`; None at the end."""
        for item in self.items:
            if item.id not in self.answers:
                return item.id
        hard = self.form.difficulty is not None and not self.is_short and self.score > 0
        if hard and self.difficulty is None:
            return "difficulty"
        return "keep" if self.keep is None else None

    @property
    def is_answered(self) -> bool:
        """Whether every question about the last two weeks has been put."""
        return self.step in ("keep", None)

    @property
    def score(self) -> int:
        """The sum of the answers given; at least so much, where some were left out."""
        return sum(score or 0 for score in self.answers.values())

    @property
    def left_out(self) -> int:
        """How many items were left out."""
        return sum(self.answers.get(item.id, 0) is None for item in self.items)

    @property
    def band(self) -> Band:
        """What the score means."""
        return self.form.band(self.score)

    @property
    def pain_points(self) -> int:
        """How many points come from what pain alone can bring about."""
        return sum(self.answers.get(item.id) or 0 for item in self.items if item.pain_too)

    @property
    def pain_words(self) -> list[str]:
        """What those points are about."""
        return [i.short or i.text for i in self.items if i.pain_too and self.answers.get(i.id)]

    @property
    def asks_more(self) -> bool:
        """Whether thoughts of death were said to be there, however rarely."""
        return any(self.answers.get(item.id) for item in self.items if item.asks_more)

    def answered(self, value: int | None) -> Screening:
        """With the pending question answered, or left out if None."""
        if self.step == "difficulty":
            return replace(self, difficulty=-1 if value is None else value)
        assert self.step not in ("keep", None), "no question is pending"
        return replace(self, answers={**self.answers, str(self.step): value})

    def kept(self, what: Kept) -> Screening:
        """With the answer to what may be kept."""
        return replace(self, keep=what)

    def back(self) -> Screening:
        """With the last answer taken back."""
        if self.difficulty is not None:
            return replace(self, difficulty=None, keep=None)
        last = list(self.answers)[:-1]
        return replace(self, answers={id: self.answers[id] for id in last}, keep=None)


@dataclass(frozen=True)
class Reply:
    """What a reply to the pending question says; `value` is the score or what may be kept."""

    said: Said
    value: int | Kept | None = None
    in_own_words: bool = False


@dataclass(frozen=True)
class _Words:
    strong: tuple[re.Pattern[str], ...]
    weak: re.Pattern[str]
    unclear: re.Pattern[str]
    steer: Mapping[str, re.Pattern[str]]
    keep: Mapping[str, re.Pattern[str]]


@lru_cache(maxsize=1)
def _words() -> _Words:
    file = load()
    return _Words(
        strong=tuple(compiled(a.patterns, f"answers: {a.text}") for a in file.answers),
        weak=compiled(file.answers[0].weak, "answers: weak"),
        unclear=compiled(file.unclear, "unclear"),
        steer={k: compiled(v, f"steer: {k}") for k, v in file.steer.dict().items()},
        keep={k: compiled(v, f"keep: {k}") for k, v in file.keep.dict().items()},
    )


@lru_cache(maxsize=1)
def _normaliser() -> Normaliser:
    file = load()
    patterns = [p for a in file.answers for p in (*a.patterns, *a.weak)]
    patterns += [p for values in file.steer.dict().values() for p in values]
    return Normaliser({word for pattern in patterns for word in words_of(pattern, {})})


def normalise(text: str) -> Normalised:
    """A reply as `read` wants it: typing errors mended towards the words of the answers."""
    return _normaliser()(text)


# "3 days", "like 10 of the 14", "4-5 days a week", "twice a week".
_NUMBER = r"\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
_DAYS = re.compile(
    rf"\b({_NUMBER})(?: ?(?:-|to|or) ?({_NUMBER}))? ?"
    r"(?:(?:or so|ish) )?(days?|nights?|times?|x|out of|of the)\b( (?:a|per|each|every|in a) week)?"
)
_NAMES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
}  # fmt: skip


def how_often(text: str) -> int | None:
    """The score of an answer in somebody's own words; None if it is none, or not clear.

    Args:
        text: normalised text.
    """
    days = _DAYS.search(text)
    if days:
        number = max(_number(part) for part in days.group(1, 2) if part)
        if days.group(4):
            number *= 2
        if 0 <= number <= _FORTNIGHT:
            return _score_of_days(number)
    found = [
        (match.start(), match.end(), score)
        for score, words in enumerate(_words().strong)
        for match in words.finditer(text)
    ]
    # "Nearly every day" holds "every day": the longer one counts.
    kept = {
        score
        for start, end, score in found
        if not any(
            first <= start and end <= last and (first, last) != (start, end)
            for first, last, _ in found
        )
    }
    if len(kept) == 1:
        return kept.pop()
    if not kept and _words().weak.search(text) and not _words().unclear.search(text):
        return 0
    return None


def _number(word: str) -> int:
    return _NAMES.get(word) or int(word)


def _score_of_days(days: int) -> int:
    answers: tuple[Answer, ...] = load().answers
    return next(a.score for a in answers if a.days[0] <= days <= a.days[1])


def read(
    screening: Screening, normalised: Normalised, *, yes_or_no: str | None = None, intent: str = ""
) -> Reply:
    """How a reply answers the pending question.

    Args:
        screening: the questionnaire so far.
        normalised: the reply.
        yes_or_no: the reply as an answer to a yes-or-no question, if it is one.
        intent: what the reply is about, if that is certain.
    """
    text = normalised.text.strip()
    words = _words()
    if (said := _button(screening, text)) is not None:
        return said
    if screening.step == "keep":
        return _read_keep(text, yes_or_no)
    if intent.startswith("ask_"):
        # "Does heat help on most days?" asks something else.
        return Reply("nothing")
    if len(text.split()) > _SHORT:
        # "They found nothing at all" is no answer; "every day since I lost my job" may be one.
        value = None if intent.startswith("describe_") else how_often(text)
        return Reply("score", value, True) if value else Reply("nothing")
    for what in ("stop", "back", "skip"):
        if intent == what or words.steer[what].search(text):
            return Reply(what)  # type: ignore[arg-type]
    value = _difficulty(screening, text) if screening.step == "difficulty" else how_often(text)
    if value is not None:
        return Reply("score", value, True)
    if words.unclear.search(text) or yes_or_no is not None or re.fullmatch(r"\d+", text):
        return Reply("unclear")
    return Reply("nothing")


def _button(screening: Screening, text: str) -> Reply | None:
    titles = choices(screening)
    lowered = [title.lower() for title in titles]
    if screening.step == "keep" or text.strip(" .!") not in lowered:
        return None
    return Reply("score", lowered.index(text.strip(" .!")))


def choices(screening: Screening) -> list[str]:
    """The answers to the pending question, in order."""
    if screening.step == "difficulty" and screening.form.difficulty:
        return [choice.text for choice in screening.form.difficulty.answers]
    return [] if screening.step == "keep" else [answer.text for answer in load().answers]


def _read_keep(text: str, yes_or_no: str | None) -> Reply:
    words = _words().keep
    if yes_or_no == "no" or re.search(r"\b(neither|forget it)\b", text):
        return Reply("keep", "none")
    if words["only"].search(text):
        return Reply("keep", "only")
    if yes_or_no == "yes" or words["both"].search(text):
        return Reply("keep", "both")
    return Reply("keep", "none") if yes_or_no == "skip" else Reply("nothing")


def _difficulty(screening: Screening, text: str) -> int | None:
    asked = screening.form.difficulty
    assert asked is not None, "no question about difficulty"
    found = [
        (match.end() - match.start(), score)
        for score, choice in enumerate(asked.answers)
        if (match := compiled(choice.patterns, choice.text).search(text))
    ]
    return max(found)[1] if found else None


def change(screening: Screening, before: Mapping[str, Any]) -> int | None:
    """The points by which the score differs from a kept one; None if they cannot be compared.

    Positive is worse. Two answered forms of different length cannot be compared.
    """
    same = before.get("instrument") == screening.instrument
    short = before.get("is_short", False) or screening.is_short
    if not same or short or before.get("left_out") or screening.left_out:
        return None
    return screening.score - int(before["score"])


def record(screening: Screening) -> dict[str, Any]:
    """What is kept of a finished questionnaire, with the codes under which it travels."""
    form = screening.form
    codes = {i.id: i.loinc for i in form.items if i.loinc and i.id in screening.answers}
    gate = form.gate
    return {
        "instrument": screening.instrument,
        "is_short": screening.is_short,
        "answers": dict(screening.answers),
        "difficulty": screening.difficulty,
        "score": screening.score,
        "left_out": screening.left_out,
        "band": screening.band.id,
        "loinc": {
            "panel": None if screening.is_short else form.panel_loinc,
            "total": gate.total_loinc if gate and screening.is_short else form.total_loinc,
            "items": codes,
            "difficulty": form.difficulty.loinc if form.difficulty else None,
        },
        "for_doctor": screening.keep == "both",
    }
