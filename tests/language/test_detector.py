"""The detector of danger: its messages, its parts, and how it joins with the word lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from backwise.language import detector as module
from backwise.language import lexicon
from backwise.language.detector import (
    ORDINARY,
    STANCES,
    Detection,
    Detector,
    DetectorError,
    default_detector,
    examples,
    is_fresh,
    parts,
    talk,
)
from backwise.language.lexicon import LexiconError
from backwise.language.reader import CRISIS, MAYBE, SURE, Reader, weigh
from backwise.language.reading import Finding


@pytest.fixture(scope="module")
def detector() -> Detector:
    return default_detector()


@pytest.fixture
def _forget() -> Iterator[None]:
    yield
    examples.cache_clear()


def detection(present: float, **topics: float) -> Detection:
    """What is read when the linear model is of one mind with the tuned one."""
    rest = (1 - present) / (len(STANCES) - 1)
    stances = {s: present if s == "present" else rest for s in STANCES}
    flags: dict[str, float] = {}
    for topic, share in topics.items():
        sign = LEXICON.findings.get(topic)
        flag = (sign.flag if sign else None) or ORDINARY
        flags[flag] = flags.get(flag, 0) + share * (present if flag != ORDINARY else 1)
    return Detection("words", topics, stances, flags)


LEXICON = lexicon.load()
FEVER = Finding("fever", "fever", flag="infection")


def test_a_topic_of_every_file_is_a_sign_of_the_word_lists() -> None:
    topics = {one.topic for one in examples()} - {ORDINARY}
    assert topics <= set(LEXICON.findings)
    assert len(topics) > 40


def test_ordinary_talk_comes_from_the_training_data() -> None:
    found = talk()
    assert len(found) > 2000
    assert {(one.topic, one.stance) for one in found} == {(ORDINARY, ORDINARY)}


def test_shares_add_up(detector: Detector) -> None:
    (reading,) = detector.read("my back hurts when I sit")
    assert sum(reading.topics.values()) == pytest.approx(1, abs=1e-3)
    assert sum(reading.stances.values()) == pytest.approx(1, abs=1e-3)
    assert set(reading.stances) == set(STANCES)
    assert reading.likely("no such sign") == 0


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("since tuesday it feels like my seat is stuffed with cotton wool down below", "saddle"),
        ("my toes keep catching on the rug and the foot just slaps down", "foot_drop"),
        ("honestly if I didn't wake up tomorrow that'd be fine by me", "suicide"),
    ],
)
def test_danger_that_no_word_names_is_noticed(detector: Detector, text: str, topic: str) -> None:
    (reading,) = detector.read(text)
    assert max(reading.likely(t) for t in reading.topics if t.startswith(topic)) > MAYBE


@pytest.mark.parametrize(
    "text",
    [
        "my lower back aches after a day at the desk",
        "does a heat pack help?",
        "thanks, that was useful",
        "which exercise is best for a stiff neck",
        "left leg, down to the knee",
    ],
)
def test_ordinary_talk_stays_calm(detector: Detector, text: str) -> None:
    (reading,) = detector.read(text)
    assert max(reading.likely(topic) for topic in reading.topics) < MAYBE


def test_what_is_no_word_is_not_read(detector: Detector) -> None:
    (plain,) = detector.read("my back hurts when I sit")
    (key,) = detector.read("my back hurts when I sit" + " " + "9f3e7zorbel" * 60)
    assert key.topics == pytest.approx(plain.topics, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("I can't pee.", 0),
        ("word " * 60, 0),
        ("word " * 61, 2),
        ("A sentence of some six words. " * 40, 7),
        ("no full stop anywhere " * 200, 26),
    ],
)
def test_a_long_message_is_also_read_in_parts(text: str, count: int) -> None:
    found = parts(text)
    assert len(found) == count
    assert all(len(part.split()) <= 60 for part in found)


def test_the_parts_of_a_message_hold_all_its_words() -> None:
    text = " ".join(f"word{i}." if i % 7 == 0 else f"word{i}" for i in range(300))
    assert set(" ".join(parts(text)).split()) == set(text.split())


def test_a_danger_at_the_end_of_a_long_message_is_noticed(detector: Detector) -> None:
    text = "We had a lovely weekend and I did some gardening with my neighbour. " * 12
    text += "Since yesterday I cannot feel anything when I wipe myself."
    assert max(r.likely("saddle_numbness") for r in detector.read(text)) > MAYBE


@pytest.mark.parametrize(
    ("share", "assertion"), [(SURE + 0.01, "present"), (MAYBE + 0.01, "possible")]
)
def test_what_is_likely_counts_and_what_may_be_is_possible(share: float, assertion: str) -> None:
    found = weigh((), [detection(1.0, fever=share, ordinary=1 - share)], LEXICON)
    assert [(f.concept, f.assertion, f.by) for f in found] == [("fever", assertion, "detector")]


def test_of_a_harmless_phrase_the_detector_is_not_asked(whole_reader: Reader) -> None:
    assert weigh((), [detection(1.0, weight_loss=0.9)], LEXICON, {"weight_loss"}) == ()
    assert weigh((), [detection(1.0, weight_loss=0.9)], LEXICON) != ()
    found = whole_reader.read("I lost 10 kg with slimming club").present
    assert "weight_loss" not in {finding.concept for finding in found}


def test_what_is_unlikely_is_not_found() -> None:
    assert weigh((), [detection(1.0, fever=MAYBE - 0.05, ordinary=0.8)], LEXICON) == ()


def test_talk_of_suicide_needs_more_certainty() -> None:
    low = detection(1.0, suicide_active=CRISIS - 0.05, ordinary=0.55)
    assert weigh((), [low], LEXICON) == ()
    high = detection(1.0, suicide_active=0.41, suicide_passive=0.42, ordinary=0.17)
    assert {f.concept for f in weigh((), [high], LEXICON)} == {"suicide_active", "suicide_passive"}


def test_signs_of_two_flags_in_one_message_both_count() -> None:
    both = detection(0.95, cancer_history=0.5, gait_unsteady=0.45)
    assert {(f.concept, f.assertion) for f in weigh((), [both], LEXICON)} == {
        ("cancer_history", "present"),
        ("gait_unsteady", "present"),
    }


def test_a_sign_that_words_name_is_not_found_twice() -> None:
    assert weigh((FEVER,), [detection(0.9, fever=0.99)], LEXICON) == (FEVER,)


def test_a_sign_that_words_name_is_doubted_when_most_unlikely() -> None:
    (found,) = weigh((FEVER,), [detection(0.005, ordinary=1.0)], LEXICON)
    assert found.assertion == "possible"
    assert weigh((FEVER,), [detection(0.2, ordinary=1.0)], LEXICON) == (FEVER,)


def test_talk_of_suicide_in_words_is_never_doubted() -> None:
    said = Finding("suicide_active", "kill myself", flag="crisis", severity="active")
    assert weigh((said,), [detection(0.01, ordinary=1.0)], LEXICON) == (said,)


def test_a_reader_without_a_detector_goes_by_words_alone() -> None:
    found = Reader().read("I have a fever").findings
    assert [(f.concept, f.by) for f in found] == [("fever", "words")]


def test_missing_weights_are_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DetectorError, match=r"detector\.npz is missing. Run `make train`"):
        Detector(tmp_path / "detector.npz")


def test_weights_are_fresh_only_for_the_same_messages(tmp_path: Path) -> None:
    store = tmp_path / "detector.npz"
    assert not is_fresh(store)
    np.savez(store, fingerprint=np.array("of other messages"))
    assert not is_fresh(store)
    np.savez(store, fingerprint=np.array(module.fingerprint()))
    assert is_fresh(store)


@pytest.mark.usefixtures("_forget")
@pytest.mark.parametrize(
    "content",
    ["fever: [", "fever:\n  maybe:\n    - text\n", "- text\n", "fever: text\n"],
    ids=["no YAML", "unknown list", "a list", "a text"],
)
def test_a_broken_file_of_messages_is_refused_by_name(tmp_path: Path, content: str) -> None:
    (tmp_path / "infection.yml").write_text(content, encoding="utf-8")
    with pytest.raises(LexiconError, match=r"infection\.yml"):
        examples(tmp_path)
