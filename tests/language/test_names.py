"""Names of content are no signs, and nothing else changes by them."""

from __future__ import annotations

import pytest

from backwise.knowledge import load
from backwise.language.detector import things
from backwise.language.names import Names, default_names
from backwise.language.reader import default_reader

NAMES = Names(titles=["Kidney or back?", "Morphine"], exercises=["Knee to chest", "Walking"])


@pytest.mark.parametrize(
    ("text", "neutral"),
    [
        ("kidney or back", "the exercise"),
        ("Morphine!", "the exercise"),
        ("how do I do the knee to chest?", "how do I do the the exercise?"),
        ("my kidney hurts", "my kidney hurts"),
        ("walking makes my legs numb", "walking makes my legs numb"),
        ("knee to chest " * 13, "knee to chest " * 13),
    ],
)
def test_names_are_taken_out_of_short_messages(text: str, neutral: str) -> None:
    assert NAMES.neutral(text) == neutral


@pytest.mark.parametrize("ask", ["{}", "show me {}", "is {} good for me"])
def test_no_exercise_is_taken_for_a_danger(ask: str) -> None:
    for exercise in load().exercise.values():
        reading = default_reader().read(ask.format(exercise.title))
        assert not [f for f in reading.findings if f.by == "detector" and f.counts], exercise.title


def test_the_words_of_a_danger_are_the_persons_own() -> None:
    text = "since the knee to chest I am numb between my legs"
    found = default_reader().read(text).present
    assert [finding.words for finding in found if finding.by == "words"]
    assert not [finding for finding in found if "the exercise" in finding.words]


def test_titles_on_buttons_are_names() -> None:
    for kind in (load().treatment, load().daily_life, load().medicine_fact):
        for document in kind.values():
            assert default_names().neutral(document.title) == "the exercise"


def test_things_speak_of_nobody() -> None:
    texts = {example.text for example in things()}
    assert "Morphine" in texts
    assert not [text for text in texts if " my " in f" {text.lower()} "]
