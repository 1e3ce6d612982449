"""Signs of low mood in free text, how they add up, and when a check is offered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from backwise.language.reader import Reader, default_reader
from backwise.language.reading import Finding
from backwise.mood.notice import Noticed, Offered, is_due, weight
from benchmarks import mood as suite

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def reader() -> Reader:
    """Give the reader with the project's own words and models."""
    return default_reader()


def noticed(*concepts: str, lasts: bool = False, day: date = DAY) -> Noticed:
    """What is known after one message with these signs."""
    time = "ongoing" if lasts else None
    signs = [Finding(c, c, "low_mood", time=time) for c in concepts]  # type: ignore[arg-type]
    return Noticed().with_message(signs, "", day)


def test_the_suite_is_large_and_no_text_stands_twice() -> None:
    half = {
        name: [text for part in (True, False) for _, text in suite.items(name, part)]
        for name in ("signs", "look_alikes", "later_signs", "later_look_alikes")
    }
    assert len(half["signs"]) >= 150
    assert len(half["look_alikes"]) >= 200
    texts = [text for some in half.values() for text in some]
    assert len(texts) == len(set(texts))


def test_signs_are_noticed(reader: Reader) -> None:
    told = [text for _, text in suite.items("signs", True)]
    assert sum(bool(suite.signs(text, reader)) for text in told) / len(told) >= 0.85


def test_what_only_sounds_like_it_is_seldom_a_sign_and_never_enough(reader: Reader) -> None:
    told = [text for part in (True, False) for _, text in suite.items("look_alikes", part)]
    assert sum(bool(suite.signs(text, reader)) for text in told) / len(told) <= 0.1
    assert [text for text in told if suite.offers([text], reader)] == []


@pytest.mark.parametrize(
    "text",
    [
        "haven't slept right in months and I can't see the point of physio",
        "I've been really low for three weeks now",
        "I feel like a burden on my wife and I don't see my friends any more",
    ],
)
def test_a_check_is_offered(reader: Reader, text: str) -> None:
    assert suite.offers([text], reader)


@pytest.mark.parametrize(
    "text",
    [
        "ugh I'm so fed up with this chair",
        "slept badly last night",
        "they say I have a depressed disc",
        "cried at a sad film last night",
        "my wife is depressed, she doesn't go out any more",
        "my back gets me down a bit today",
        "I'm not depressed, I just have a sore back",
        "I was depressed ten years ago, fine now",
    ],
)
def test_these_are_no_signs(reader: Reader, text: str) -> None:
    assert suite.signs(text, reader) == frozenset()


def test_what_is_said_to_last_is_ongoing(reader: Reader) -> None:
    found = [f for f in reader.read("I've been so low for months").mood if f.counts]
    assert {f.time for f in found} == {"ongoing"}


def test_signs_of_one_message_are_no_signs_of_danger(reader: Reader) -> None:
    assert reader.read("I've been so low for months").findings == ()


def test_one_sign_is_not_enough_unless_it_lasts() -> None:
    assert not is_due(weight(noticed("low_mood")), None, DAY)
    assert is_due(weight(noticed("low_mood", lasts=True)), None, DAY)


def test_what_pain_alone_brings_about_is_never_enough() -> None:
    body = noticed("sleep", "energy", "appetite", "concentration", lasts=True)
    assert not is_due(weight(body, pain_days=400), None, DAY)


def test_long_pain_and_lost_work_make_a_sign_weigh_more() -> None:
    sign = noticed("low_mood")
    assert weight(sign, 84) > weight(sign, 83)
    lost = sign.with_message([], "i lost my job", DAY)
    assert is_due(weight(lost, 84), None, DAY)


def test_signs_add_up_over_days_and_are_forgotten_after_two_weeks() -> None:
    first = noticed("low_mood", day=DAY - timedelta(days=13))
    tired = [Finding("energy", "tired", "low_mood")]
    assert weight(first.with_message(tired, "", DAY)) == 3
    assert weight(first.with_message(tired, "", DAY + timedelta(days=2))) == 1


def test_a_sign_that_is_denied_later_is_dropped() -> None:
    before = noticed("low_mood", "sleep")
    after = before.with_message([Finding("low_mood", "low", assertion="absent")], "", DAY)
    assert set(after.seen) == {"sleep"}


def test_somebody_elses_sign_neither_counts_nor_denies() -> None:
    others = [
        Finding("energy", "tired", experiencer="family"),
        Finding("low_mood", "low", assertion="absent", experiencer="other"),
    ]
    assert noticed("low_mood").with_message(others, "", DAY) == noticed("low_mood")


@pytest.mark.parametrize(
    ("now", "days", "due"),
    [(4, 0, False), (4, 13, False), (4, 14, True), (6.5, 1, False), (7, 1, True), (2.5, 30, False)],
)
def test_after_an_offer_it_comes_again_only_later_or_when_clearly_worse(
    now: float, days: int, due: bool
) -> None:
    last = Offered((DAY - timedelta(days=days)).isoformat(), 4, declined=True)
    assert is_due(now, last, DAY) is due


def test_what_is_noticed_survives_as_json() -> None:
    before = noticed("low_mood", "sleep", lasts=True).with_message([], "i lost my job", DAY)
    assert Noticed.of(before.data()) == before
    assert Noticed.of(None) == Noticed()
