"""Which of the names in a message are meant, and what is left of it without them."""

from __future__ import annotations

from typing import Any

import pytest

from actions.answer import named_things, without_names


def entity(kind: str, value: str, start: int, end: int) -> dict[str, Any]:
    return {"entity": kind, "value": value, "start": start, "end": end}


def test_a_name_within_a_longer_one_is_not_meant() -> None:
    # "pain after back surgery"
    inner, outer = entity("treatment", "surgery", 11, 23), entity("diagnosis", "after", 0, 23)
    assert named_things([inner, outer]) == ["diagnosis:after"]


def test_of_a_part_and_a_diagnosis_of_one_name_the_diagnosis_is_meant() -> None:
    part, diagnosis = entity("pain_source", "discs", 0, 12), entity("diagnosis", "disc", 0, 12)
    assert named_things([part, diagnosis]) == ["diagnosis:disc"]


def test_names_beside_each_other_are_all_meant_once() -> None:
    heat, again = entity("treatment", "heat", 0, 4), entity("treatment", "heat", 20, 24)
    disc = entity("diagnosis", "disc", 8, 12)
    slot = entity("region", "neck", 0, 24)
    assert named_things([heat, disc, again, slot]) == ["treatment:heat", "diagnosis:disc"]


@pytest.mark.parametrize(
    ("text", "name", "left"),
    [
        ("what causes scoliosis?", "scoliosis", "what causes it?"),
        ("can lifting cause a herniated disc", "herniated disc", "can lifting cause it"),
        ("will my back spasm last", "back spasm", "will it last"),
    ],
)
def test_a_diagnosis_is_left_out_with_its_article(text: str, name: str, left: str) -> None:
    start = text.index(name)
    found = [entity("diagnosis", "any", start, start + len(name))]
    assert without_names(text, found) == left
