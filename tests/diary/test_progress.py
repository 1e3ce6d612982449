"""Whether a message says that it got better, worse or stayed the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from backwise.diary import direction
from backwise.language.lexicon import LexiconError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it's a lot better today", "better"),
        ("Feeling great, the pain has nearly gone", "better"),
        ("the exercises helped", "better"),
        ("worse than yesterday", "worse"),
        ("it flared up again after work", "worse"),
        ("better in the morning but worse at night", "worse"),
        ("the pain came back", "worse"),
        ("not much better", "same"),
        ("it isn’t any better", "same"),
        ("no change", "same"),
        ("today is a 4", "same"),
        ("", "same"),
    ],
)
def test_the_direction_is_read(text: str, expected: str) -> None:
    assert direction(text) == expected


@pytest.mark.parametrize(
    "content", ["worse: [a", "worse: [bad]", "worse: ['(']\nsame: []\nbetter: []"]
)
def test_a_broken_word_list_is_named(content: str, tmp_path: Path) -> None:
    path = tmp_path / "words.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(LexiconError, match=r"words\.yml"):
        direction("better", path)
