"""How bad, how long, how old: numbers in talk of pain."""

from __future__ import annotations

from datetime import datetime

import pytest

from backwise.language.quantities import age, duration_days, intensity, spell_digits
from backwise.language.reader import Reader

# A Wednesday.
TODAY = datetime(2026, 3, 18, 15, 30)

TOLD_DURATIONS = [
    ("I've had back pain for 3 days", 3),
    ("my back has hurt for three days", 3),
    ("it started 2 weeks ago", 14),
    ("back pain for two weeks", 14),
    ("six weeks of back pain", 42),
    ("it has been hurting for 6 months", 180),
    ("I have had this pain for a week now", 7),
    ("my neck has been sore for a month", 30),
    ("pain for over a year", 365),
    ("I've had a bad back for 10 years", 3650),
    ("it's been going on for 2-3 weeks", 17.5),
    ("it's been hurting for 3 to 4 weeks", 24.5),
    ("my back has ached for two or three days", 2.5),
    ("the pain started a couple of months ago", 60),
    ("the pain began a couple of weeks ago", 14),
    ("it's been sore for a few days", 3),
    ("my back went a fortnight ago", 14),
    ("I have had lower back pain for a year and a half", 547.5),
    ("pain for 1.5 years", 547.5),
    ("I've had it for half a year", 182.5),
    ("pain for 18 months", 540),
    ("my back has been bad on and off for years", 730),
    ("it started yesterday", 1),
    ("I hurt my back yesterday", 1),
    ("my back has been hurting since last night", 1),
    ("it started last week", 7),
    ("pain since Tuesday", 1),
    ("it started on Monday", 2),
    ("since Friday my back hurts", 5),
    ("back pain since last Wednesday", 7),
    ("my back hurts since January", 76),
    ("I'm 30, I've had back pain for 5 weeks", 35),
    ("I am 45 years old and my back has hurt for 2 months", 60),
    ("for the last 4 days my lower back hurts", 4),
    ("over the past 3 months my neck has got worse", 90),
    ("lower back pain x 3 weeks", 21),
    ("hurt my back 5 days ago lifting a box", 5),
    ("I've been suffering with sciatica for 8 wks", 56),
    ("had it for 2 yrs", 730),
]
NO_DURATIONS = [
    "I am 45 years old",
    "I'm a 32 year old woman with back pain",
    "I'm 20 weeks pregnant and my back hurts",
    "I take ibuprofen every 6 hours",
    "the pain is worse after sitting for 2 hours",
    "I can only stand for 10 minutes",
    "my son is 3 years old and heavy",
    "I see the physio in 2 weeks",
    "I had back surgery 5 years ago",
    "my back hurts",
    "",
    "it is a 7 out of 10",
    "I've been married for 20 years",
]
ASKED_DURATIONS = [
    ("3 days", 3),
    ("three days", 3),
    ("two weeks", 14),
    ("about 2 weeks", 14),
    ("a month or so", 30),
    ("a couple of days", 2),
    ("a couple of months", 60),
    ("a few weeks", 21),
    ("half a year", 182.5),
    ("2-3 weeks", 17.5),
    ("on and off for years", 730),
    ("years", 730),
    ("months", 60),
    ("since yesterday", 1),
    ("yesterday", 1),
    ("since Tuesday", 1),
    ("since January", 76),
    ("6 wks", 42),
    ("nearly a year", 365),
    ("10+ years", 3650),
]
ASKED_NOTHING = ["no idea", "I don't know", "why do you ask?", "", "in my lower back", "7"]
TOLD_INTENSITIES = [
    ("it is 7 out of 10", 7),
    ("pain is 7/10", 7),
    ("pain 8/10", 8),
    ("seven out of ten", 7),
    ("about a 6 out of 10", 6),
    ("it's a 6-7 out of 10", 6.5),
    ("six or seven out of ten", 6.5),
    ("7.5/10", 7.5),
    ("I would rate it 4", 4),
    ("pain level 5", 5),
    ("the pain is a 9", 9),
    ("on a scale of 1 to 10 I'd say 6", 6),
    ("10 out of 10 pain", 10),
    ("0 out of 10", 0),
    ("my pain is an 8 today", 8),
]
NO_INTENSITIES = [
    "for 3 weeks",
    "I am 45",
    "I take 400 mg of ibuprofen",
    "my L5 disc",
    "12/10/2025",
    "my back hurts",
    "24/7",
    "I am a 40 year old man",
    "I have 2 kids",
    "",
    "I did 10 of them",
    "it hurts after 5 minutes",
]
ASKED_INTENSITIES = [
    ("7", 7),
    ("seven", 7),
    ("about a 7", 7),
    ("6 or 7", 6.5),
    ("6-7", 6.5),
    ("8/10", 8),
    ("maybe 4", 4),
    ("10", 10),
    ("0", 0),
    ("11", 10),
    ("3.5", 3.5),
    ("severe", 8),
    ("mild", 2),
    ("moderate", 5),
    ("unbearable", 10),
    ("not too bad", 2),
]
ASKED_NO_INTENSITY = ["no idea", "", "hard to say", "why?", "150"]
TOLD_AGES = [
    ("I am 45 years old", 45),
    ("I'm 45", 45),
    ("I'm 45 and my back hurts", 45),
    ("I am a 32 year old woman", 32),
    ("32yo male with back pain", 32),
    ("45 y/o", 45),
    ("I'm forty-five years old", 45),
    ("aged 67", 67),
    ("68 year-old man, low back pain", 68),
    ("I just turned 70", 70),
    ("52f, sore neck", 52),
]
NO_AGES = [
    "my mother is 80 years old",
    "my 4 year old son is heavy",
    "for 45 days",
    "I am 20 weeks pregnant",
    "I've had it for 10 years",
    "it is 7 out of 10",
    "I am 180 cm tall",
    "my back hurts",
    "",
    "my husband is 50",
]
ASKED_AGES = [("45", 45), ("I'm 45", 45), ("forty five", 45), ("45 years", 45), ("just 19", 19)]


def by_text(cases: list[tuple[str, float]]) -> list[object]:
    return [pytest.param(text, value, id=text) for text, value in cases]


@pytest.mark.parametrize(("text", "days"), by_text(TOLD_DURATIONS))
def test_how_long_is_read_unasked(reader: Reader, text: str, days: float) -> None:
    assert duration_days(reader.normalise(text).text, today=TODAY) == pytest.approx(days)


@pytest.mark.parametrize("text", NO_DURATIONS, ids=lambda text: text or "nothing")
def test_what_is_not_how_long_the_pain_has_lasted(reader: Reader, text: str) -> None:
    assert duration_days(reader.normalise(text).text, today=TODAY) is None


@pytest.mark.parametrize(("text", "days"), by_text(ASKED_DURATIONS))
def test_how_long_is_read_from_a_short_answer(reader: Reader, text: str, days: float) -> None:
    found = duration_days(reader.normalise(text).text, asked=True, today=TODAY)
    assert found == pytest.approx(days)


@pytest.mark.parametrize("text", ASKED_NOTHING, ids=lambda text: text or "nothing")
def test_an_answer_without_a_time_says_nothing_of_how_long(reader: Reader, text: str) -> None:
    assert duration_days(reader.normalise(text).text, asked=True, today=TODAY) is None


@pytest.mark.parametrize("text", ["this morning", "since this morning", "5 hours ago"])
def test_hours_are_less_than_a_day_but_not_nothing(reader: Reader, text: str) -> None:
    found = duration_days(reader.normalise(text).text, asked=True, today=TODAY)
    assert found is not None
    assert 0 < found < 1


def test_since_an_age_needs_the_age_now(reader: Reader) -> None:
    text = reader.normalise("my back has hurt since I was 17").text
    assert duration_days(text, years_old=37, today=TODAY) == pytest.approx(20 * 365)
    assert duration_days(text, years_old=16, today=TODAY) is None


def test_a_day_of_the_week_is_counted_from_today(reader: Reader) -> None:
    text = reader.normalise("it started on Sunday").text
    assert duration_days(text, today=TODAY) == 3
    assert duration_days(text, today=datetime(2026, 3, 16)) == 1


def test_today_is_now_unless_given(reader: Reader) -> None:
    text = reader.normalise("it has hurt since 2001").text
    found = duration_days(text)
    assert found is not None
    assert found > 20 * 365


@pytest.mark.parametrize(("text", "value"), by_text(TOLD_INTENSITIES))
def test_how_bad_is_read_unasked(reader: Reader, text: str, value: float) -> None:
    assert intensity(reader.normalise(text).text) == pytest.approx(value)


@pytest.mark.parametrize("text", NO_INTENSITIES, ids=lambda text: text or "nothing")
def test_numbers_that_say_nothing_of_how_bad(reader: Reader, text: str) -> None:
    assert intensity(reader.normalise(text).text) is None


@pytest.mark.parametrize(("text", "value"), by_text(ASKED_INTENSITIES))
def test_how_bad_is_read_from_a_short_answer(reader: Reader, text: str, value: float) -> None:
    assert intensity(reader.normalise(text).text, asked=True) == pytest.approx(value)


@pytest.mark.parametrize("text", ASKED_NO_INTENSITY, ids=lambda text: text or "nothing")
def test_an_answer_without_a_number_says_nothing_of_how_bad(reader: Reader, text: str) -> None:
    assert intensity(reader.normalise(text).text, asked=True) is None


@pytest.mark.parametrize("text", ["7", "severe", "seven"])
def test_a_bare_word_counts_only_as_an_answer(text: str) -> None:
    assert intensity(text) is None
    assert intensity(text, asked=True) is not None


@pytest.mark.parametrize(("text", "years"), by_text(TOLD_AGES))
def test_the_age_is_read_unasked(reader: Reader, text: str, years: int) -> None:
    assert age(reader.normalise(text).text) == years


@pytest.mark.parametrize("text", NO_AGES, ids=lambda text: text or "nothing")
def test_numbers_that_are_not_the_persons_age(reader: Reader, text: str) -> None:
    assert age(reader.normalise(text).text) is None


@pytest.mark.parametrize(("text", "years"), by_text(ASKED_AGES))
def test_the_age_is_read_from_a_short_answer(reader: Reader, text: str, years: int) -> None:
    assert age(reader.normalise(text).text, asked=True) == years


@pytest.mark.parametrize("text", ["", "why?", "rather not say", "old", "900"])
def test_an_answer_without_an_age_says_nothing(reader: Reader, text: str) -> None:
    assert age(reader.normalise(text).text, asked=True) is None


def test_number_words_become_digits() -> None:
    assert spell_digits("seven or eight") == "7 or 8"
    assert spell_digits("no number here") == "no number here"
