"""A reply is read in the light of the question just asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backwise.language import answers
from backwise.language.lexicon import LexiconError
from backwise.language.reader import Reader

YES_NO = {
    "yes": [
        "yes", "Yes.", "yeah", "yep", "yup", "yes please", "I do", "I have", "sure", "definitely",
        "a bit", "a little", "sometimes", "I think so", "that's right", "correct", "YES!!!",
        "unfortunately yes", "yes, since last week", "yess", "aye",
    ],
    "no": [
        "no", "No.", "nope", "nah", "none", "never", "not at all", "nothing like that", "no to all",
        "none of them", "I don't", "not that I know of", "not really", "no, not yet",
        "all fine", "everything is normal", "neither", "no thanks", "NO!",
        "no, but my foot tingles", "don't think so",
    ],
    "unsure": [
        "not sure", "dunno", "maybe", "possibly", "hard to say",
        "no idea", "idk", "perhaps", "not certain", "I guess so",
    ],
    "skip": [
        "skip", "skip this one", "pass", "next question", "I'd rather not say",
        "prefer not to say",
    ],
}  # fmt: skip
NEITHER = ["my neck hurts", "", "why do you ask?", "it started on Monday", "😖", "left side"]


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[Path]:
    """A place for a file of one's own; afterwards the project's own is read again."""
    yield tmp_path / "answers.yml"
    answers.load.cache_clear()


@pytest.mark.parametrize(
    ("answer", "text"),
    [pytest.param(a, t, id=f"{a}: {t}") for a, texts in YES_NO.items() for t in texts],
)
def test_a_short_reply_to_a_yes_or_no_question(reader: Reader, answer: str, text: str) -> None:
    assert answers.yes_or_no(reader.normalise(text), reader.read(text)) == answer


@pytest.mark.parametrize("text", NEITHER, ids=lambda text: text or "nothing")
def test_a_reply_that_is_no_answer(reader: Reader, text: str) -> None:
    assert answers.yes_or_no(reader.normalise(text), reader.read(text)) is None


@pytest.mark.parametrize(
    ("intent", "confidence", "expected"),
    [
        ("affirm", 0.9, "yes"),
        ("deny", 0.9, "no"),
        ("unsure", 0.9, "unsure"),
        ("skip", 0.9, "skip"),
        ("affirm", 0.3, None),
        ("describe_pain", 0.9, None),
    ],
    ids=["affirm", "deny", "unsure", "skip", "not sure enough", "something else"],
)
def test_without_a_plain_word_a_sure_intent_decides(
    reader: Reader, intent: str, confidence: float, expected: str | None
) -> None:
    text = "mmhm you got it"
    found = answers.yes_or_no(reader.normalise(text), reader.read(text), intent, confidence)
    assert found == expected


def test_a_plain_word_outweighs_the_intent(reader: Reader) -> None:
    found = answers.yes_or_no(reader.normalise("no"), reader.read("no"), "affirm", 0.99)
    assert found == "no"


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("cauda_equina", "no", "no"),
        ("cauda_equina", "none of those", "no"),
        ("cauda_equina", "yes", "yes"),
        ("cauda_equina", "not sure", "unsure"),
        ("cauda_equina", "skip", "skip"),
        ("cauda_equina", "I wet myself", "yes"),
        ("cauda_equina", "no, but I wet myself last night", "yes"),
        ("cauda_equina", "no but my bum is numb", "yes"),
        ("cauda_equina", "I can't pee", "yes"),
        ("cauda_equina", "no numbness between my legs", "no"),
        ("cauda_equina", "I don't have any of those", "no"),
        ("cauda_equina", "no, but my foot tingles", "no"),
        ("cauda_equina", "no, but I have a fever", "no"),
        ("cauda_equina", "my neck hurts", None),
        ("cauda_equina", "", None),
        ("serious_illness", "I have a fever", "yes"),
        ("serious_illness", "no, but I had breast cancer", "yes"),
        ("serious_illness", "no but I'm losing weight", "yes"),
        ("serious_illness", "I fell off a ladder", "yes"),
        ("serious_illness", "none of them", "no"),
        ("serious_illness", "no idea", "unsure"),
        ("heart_vessel", "I have chest pain", "yes"),
        ("heart_vessel", "no, only chest pain", "yes"),
        ("heart_vessel", "no chest pain", "no"),
        ("heart_vessel", "I can't breathe properly", "yes"),
        ("heart_vessel", "nope, all fine", "no"),
        ("heart_vessel", "I fainted this morning", "yes"),
    ],
    ids=lambda value: value or "nothing" if value is not None else "no answer",
)
def test_a_reply_to_a_red_flag_question(
    reader: Reader, question: str, text: str, expected: str | None
) -> None:
    found = answers.to_red_flags(question, reader.normalise(text), reader.read(text))
    assert found == expected


def test_a_sign_that_is_only_possible_is_unsure(reader: Reader) -> None:
    text = "I might have a fever"
    found = answers.to_red_flags("serious_illness", reader.normalise(text), reader.read(text))
    assert found == "unsure"


def test_every_red_flag_question_has_signs_that_exist(reader: Reader) -> None:
    assert set(answers.QUESTION_FLAGS) == {"cauda_equina", "serious_illness", "heart_vessel"}
    flags = {words.flag for words in reader._lexicon.findings.values()}
    assert frozenset().union(*answers.QUESTION_FLAGS.values()) <= flags


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("region", "everywhere", {"region": "whole_back"}),
        ("region", "at the top", {"region": "upper_back"}),
        ("region", "in the middle", {"region": "mid_back"}),
        ("region", "no idea", {}),
        ("side", "both", {"side": "both"}),
        ("side", "neither", {"side": "middle"}),
        ("radiation", "no", {"radiation": "none"}),
        ("radiation", "nowhere", {"radiation": "none"}),
        ("radiation", "my calf", {"radiation": "leg"}),
        ("radiation", "my bum and my foot", {"radiation": "foot"}),
        ("radiation", "my fingers", {"radiation": "hand"}),
        ("radiation", "my elbow", {"radiation": "arm"}),
        ("trigger", "not sure", {"trigger": "unknown"}),
        ("trigger", "nothing really", {"trigger": "unknown"}),
        ("trigger", "lifting", {"trigger": "lifting"}),
        ("intensity", "7", {"intensity": 7}),
        ("intensity", "six or seven", {"intensity": 6.5}),
        ("intensity", "mild", {"intensity": 2}),
        ("intensity", "why?", {}),
        ("duration_days", "3 weeks", {"duration_days": 21}),
        ("duration_days", "a couple of days", {"duration_days": 2}),
        ("duration_days", "no idea", {}),
        ("age", "45", {"age": 45}),
        ("age", "I'm forty five", {"age": 45}),
        ("age", "rather not", {}),
        ("no_such_question", "left", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_reply_to_a_question_of_the_intake(
    reader: Reader, question: str, text: str, expected: dict[str, object]
) -> None:
    found = answers.to_question(question, reader.normalise(text), reader.read(text))
    assert found == expected


def test_what_a_reply_says_by_itself_is_left_to_the_reading(reader: Reader) -> None:
    reading = reader.read("my left leg, and my lower back on the left")
    assert reading.pain.side == "left"
    assert answers.to_question("side", reader.normalise("both"), reading) == {}


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        ("region", "lower", "lower_back"),
        ("region", "low down", "lower_back"),
        ("region", "the lower bit", "lower_back"),
        ("region", "my neck", "neck"),
        ("side", "left", "left"),
        ("side", "right", "right"),
        ("side", "the right one", "right"),
        ("side", "on the left I think", "left"),
        ("side", "in the middle", "middle"),
        ("radiation", "nope, it stays put", "none"),
        ("radiation", "to my toes", "foot"),
        ("radiation", "down my leg to the foot", "foot"),
        ("radiation", "not really", "none"),
        ("trigger", "no idea", "unknown"),
        ("trigger", "football", "sport"),
        ("trigger", "a sneeze", "sneeze"),
        ("trigger", "it crept up on me", "gradual"),
        ("trigger", "I lifted my kid", "lifting"),
        ("trigger", "fell down the stairs", "fall"),
        ("trigger", "a car crash", "accident"),
        ("trigger", "woke up with it", "sleep"),
        ("trigger", "sitting all day", "sitting"),
        ("trigger", "gardening", "bending"),
        ("duration_days", "since yesterday", 1),
        ("intensity", "8/10", 8),
    ],
    ids=lambda value: str(value),
)
def test_a_question_and_its_reply_fill_the_slot(
    reader: Reader, question: str, text: str, value: object
) -> None:
    reading = reader.read(text)
    found = answers.to_question(question, reader.normalise(text), reading)
    assert {**found, **reading.pain.said()}.get(question) == value


def test_every_question_with_words_is_a_slot(reader: Reader) -> None:
    pain = vars(reader.read("").pain)
    assert set(answers.load().questions) <= set(pain)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "yes_no: [",
        "yes_no: {skip: [], unsure: [], 'no': []}\nquestions: {}",
        "yes_no: {skip: [a], unsure: [a], 'no': [a], 'yes': [a]}",
        "yes_no: {skip: [a], unsure: [a], 'no': [a], 'yes': [a], often: [a]}\nquestions: {}",
        "yes_no: {skip: [a], unsure: [a], 'no': [a], 'yes': [(a]}\nquestions: {}",
        "yes_no: {skip: [a], unsure: [a], 'no': [a], 'yes': [a]}\nquestions: [side]",
        "yes_no: {skip: [a], unsure: [a], no: [a], 'yes': [a]}\nquestions: {}",
    ],
    ids=[
        "empty", "no YAML", "an answer missing", "questions missing", "unknown answer",
        "bad pattern", "questions as a list", "no without quotes is false",
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_by_name(broken: Path, content: str) -> None:
    broken.write_text(content, encoding="utf-8")
    with pytest.raises(LexiconError, match=r"answers\.yml"):
        answers.load(broken)
