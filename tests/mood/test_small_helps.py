"""Short helps: how long and how easy they are, and which one is meant."""

from __future__ import annotations

import pytest

from backwise.knowledge import load as knowledge
from backwise.knowledge.check import CERTAIN, FRAGILE, MAX_GRADE, MAX_WORDS, textstat
from backwise.mood import small_helps

PARTS = [
    pytest.param(part.text, id=f"{one.id} {place}")
    for one in small_helps.load().values()
    for place, part in enumerate(one.parts)
]


@pytest.mark.parametrize("text", PARTS)
def test_a_part_is_short_and_easy(text: str) -> None:
    assert len(text.split()) < 120
    assert textstat.flesch_kincaid_grade(text) <= MAX_GRADE
    sentences = [s for line in text.splitlines() for s in line.replace("?", ".").split(". ")]
    assert max(len(sentence.split()) for sentence in sentences) <= MAX_WORDS
    assert not FRAGILE.search(text)
    assert not CERTAIN.search(text)


def test_every_source_and_every_answer_beside_a_help_exists() -> None:
    kb = knowledge()
    for one in small_helps.load().values():
        assert {source for part in one.parts for source in part.sources} <= set(kb.source)
        assert {name.partition(":")[2] for name in one.beside} <= set(kb.daily_life)


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("help me relax", "breathing"),
        ("i am panicking , help me", "grounding"),
        ("help me make a pacing plan", "pacing"),
        ("help me fall asleep tonight", "sleep"),
        ("help me plan my day", "activity"),
        ("what does pain do to my mood", "mood_loop"),
        *((f"help me with it : {one.title.lower()}", one.id)
          for one in small_helps.load().values() if one.beside),
    ],
)  # fmt: skip
def test_the_help_that_is_asked_for(text: str, id: str) -> None:
    found = small_helps.wanted(text)
    assert found is not None
    assert found.id == id


def test_none_is_meant_where_none_is_named() -> None:
    assert small_helps.wanted("help me") is None


def test_a_help_goes_with_an_answer() -> None:
    found = small_helps.beside("daily_life:pacing")
    assert found is not None
    assert found.id == "pacing"
    assert small_helps.beside("daily_life:mattress") is None
