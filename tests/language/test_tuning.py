"""How messages are put together for the training of the detector, and that training works."""

from __future__ import annotations

import numpy as np
import pytest

from backwise.language.detector import ORDINARY, STANCES, Example, examples
from backwise.language.tuning import mixed, topics, tune

FEW = [
    Example("i have a fever", "fever", "present"),
    Example("no fever", "fever", "denied"),
    Example("my mum had a fever", "fever", "other"),
    Example("i cannot pee", "bladder_retention", "present"),
    Example("i can pee fine", "bladder_retention", "denied"),
    Example("my back hurts when i sit", ORDINARY, ORDINARY),
    Example("which stretch is best", ORDINARY, ORDINARY),
]


def test_what_the_writer_has_now_decides_the_label_of_two_messages() -> None:
    made = mixed(FEW, 200, np.random.default_rng(1))
    assert len(made) == 200
    for one in made:
        parts = [few for few in FEW if few.text in one.text]
        assert len({part.text for part in parts}) in (1, 2)
        assert (one.stance == "present") == any(part.stance == "present" for part in parts)
        assert any((part.topic, part.stance) == (one.topic, one.stance) for part in parts)


def test_nothing_is_made_of_nothing() -> None:
    assert mixed(FEW[:1], 5, np.random.default_rng(1)) == []
    assert mixed(FEW, 0, np.random.default_rng(1)) == []


def test_tuning_learns_and_gives_the_same_again() -> None:
    first = tune(FEW, epochs=2)
    assert first["topic.weight"].shape == (len(topics(FEW)), 768)
    assert first["stance.bias"].shape == (len(STANCES),)
    again = tune(FEW, epochs=2)
    assert all(np.allclose(first[name], again[name], atol=1e-4) for name in first)
    untouched = tune(FEW, epochs=0)
    assert any(not np.allclose(first[name], untouched[name]) for name in first)


def test_every_message_of_the_project_is_there_once_per_topic() -> None:
    found = examples()
    assert len(found) > 5000
    seen: dict[tuple[str, str], str] = {}
    for one in found:
        assert one.text.strip()
        key = (one.text.lower(), one.topic)
        assert seen.setdefault(key, one.stance) == one.stance, one.text


@pytest.mark.parametrize("stance", [stance for stance in STANCES if stance != ORDINARY])
def test_every_stance_has_hundreds_of_messages(stance: str) -> None:
    assert sum(one.stance == stance for one in examples()) >= 300
