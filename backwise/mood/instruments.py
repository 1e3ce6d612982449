"""The questionnaires of `knowledge/mood/instruments.yml`, checked."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, root_validator

from backwise.mood.words import FOLDER, MoodError, Strict, compiled, parse

INSTRUMENTS = FOLDER / "instruments.yml"


class Answer(Strict):
    """One of the four answers; `days` of the two weeks it stands for, at least and at most."""

    score: int = Field(ge=0, le=3)
    text: str
    loinc: str | None
    days: tuple[int, int]
    patterns: list[str]
    weak: tuple[str, ...] = ()


class Steer(Strict):
    """How people steer the questions."""

    skip: list[str]
    stop: list[str]
    back: list[str]


class Keep(Strict):
    """How people say what may be kept."""

    both: list[str]
    only: list[str]


class Item(Strict):
    """One question, in the instrument's own words.

    `pain_too` marks what pain alone can bring about, named by `short`.
    `asks_more` marks the item after which one is asked about thoughts of suicide.
    """

    id: str
    loinc: str | None
    text: str
    short: str | None = None
    pain_too: bool = False
    asks_more: bool = False


class Gate(Strict):
    """The rest is asked when the first `items` add up to `at_least` (Levis 2020)."""

    items: int = Field(gt=0)
    at_least: int = Field(gt=0)
    total_loinc: str
    verified: bool


class Change(Strict):
    """How many points' difference is a clear change."""

    points: int = Field(gt=0)
    source: str
    verified: bool


class Band(Strict):
    """What scores from `from_` on mean, and what to do next."""

    id: str
    from_: int = Field(alias="from", ge=0)
    says: str
    next: str
    share: bool = False
    verified: bool = True


class Choice(Strict):
    """One answer to the question about difficulty."""

    text: str
    patterns: list[str]


class Difficulty(Strict):
    """How hard the problems made life; it does not count in the score."""

    loinc: str
    text: str
    answers: list[Choice] = Field(min_items=4, max_items=4)


class Instrument(Strict):
    """One questionnaire. `without` names an item that is left out."""

    title: str
    about: Literal["low mood", "worry"]
    source: str
    panel_loinc: str | None
    total_loinc: str | None
    question: str
    gate: Gate | None = None
    change: Change | None = None
    without: str | None = None
    items: tuple[Item, ...]
    bands: tuple[Band, ...]
    difficulty: Difficulty | None = None

    @root_validator(skip_on_failure=True)
    def _sound(cls, values: dict[str, Any]) -> dict[str, Any]:
        left_out = values["without"]
        if left_out and left_out not in [item.id for item in values["items"]]:
            raise ValueError(f"without: there is no item {left_out!r}")
        values["items"] = tuple(item for item in values["items"] if item.id != left_out)
        starts = [band.from_ for band in values["bands"]]
        if not starts or starts[0] != 0 or starts != sorted(set(starts)):
            raise ValueError("bands: must begin at 0 and rise")
        if starts[-1] > 3 * len(values["items"]):
            raise ValueError("bands: the last is out of reach")
        return values

    def band(self, score: int) -> Band:
        """The band of a score."""
        return [band for band in self.bands if band.from_ <= score][-1]

    def item(self, id: str) -> Item | None:
        """The item with this id, or None."""
        return next((item for item in self.items if item.id == id), None)


class Instruments(Strict):
    """Shape of the whole file."""

    notice: str
    source: str
    low_mood: Literal["phq9", "phq8"]
    worry: Literal["gad2"]
    names_worry: list[str]
    answers: tuple[Answer, ...]
    unclear: list[str]
    steer: Steer
    keep: Keep
    instruments: dict[str, Instrument]

    @root_validator(skip_on_failure=True)
    def _sound(cls, values: dict[str, Any]) -> dict[str, Any]:
        if [answer.score for answer in values["answers"]] != [0, 1, 2, 3]:
            raise ValueError("answers: the scores must be 0, 1, 2, 3")
        days = [day for answer in values["answers"] for day in range(*answer.days)]
        if len(days) != len(set(days)):
            raise ValueError("answers: a number of days stands for two answers")
        for use in (values["low_mood"], values["worry"]):
            if use not in values["instruments"]:
                raise ValueError(f"there is no instrument {use!r}")
        return values


@lru_cache(maxsize=2)
def load(path: Path = INSTRUMENTS) -> Instruments:
    """Read and check the questionnaires.

    Raises:
        MoodError: the file is broken.
    """
    return parse(path, Instruments)


def instrument(id: str) -> Instrument:
    """The questionnaire with this id.

    Raises:
        MoodError: there is none.
    """
    found = load().instruments.get(id)
    if found is None:
        raise MoodError(f"there is no instrument {id!r}")
    return found


def about(text: str) -> str:
    """The id of the questionnaire that somebody asks for: about worry if that is named."""
    file = load()
    worry = compiled(file.names_worry, "names_worry").search(text.lower())
    return file.worry if worry else file.low_mood
