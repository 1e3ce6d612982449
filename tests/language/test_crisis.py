"""Talk of suicide is heard, and talk of pain is not taken for it."""

from __future__ import annotations

import pytest

from backwise.language.reader import Reader

EXPLICIT = [
    "I want to die",
    "I want to kill myself",
    "im going to kill myself",
    "I'm thinking of ending my life",
    "I want to end it all",
    "I feel suicidal",
    "I have been thinking about suicide",
    "the pain is so bad I want to die",
    "kms",
    "I'm saving up my pills",
    "I could just jump off a bridge",
    "I cut myself",
    "I WANT TO DIE",
    "My back hurts. I want to kill myself. Nothing helps.",
    "I can’t go on, I want to end my life",
]
PASSIVE = [
    "I wish I was dead",
    "I don't want to live anymore",
    "i dont want to be here anymore",
    "I would rather be dead than in this pain",
    "everyone is better off without me",
    "I just want to go to sleep and never wake up",
]
INDIRECT = [
    "I have no reason to live",
    "I can't go on like this",
    "what's the point of living",
    "I just want to go to sleep and never wake up",
    "I'm a burden to my family",
    "I can't live like this",
    "I wish I could disappear",
    "I am tired of life",
    "nobody would miss me",
    "I see no way out",
    "I can't take it anymore",
]
IMMINENT = [
    "I took an overdose",
    "I have taken all my pills",
    "I've just swallowed a whole bottle of painkillers",
    "I overdosed",
]
NO_CRISIS = [
    "we watched suicide squad on the sofa",
    "lifting that would be suicide for my back",
    "I overdosed on chocolate at the weekend",
    "I can't live with this mattress any more",
    "I'd rather die than eat another salad",
    "my back is killing me",
    "this chair is killing my back",
    "my feet kill after work",
    "what kills the pain?",
    "how can I kill the pain",
    "painkillers do not work",
    "dead bug exercise",
    "how do I do the dead bug?",
    "I hurt it doing a deadlift",
    "deadlifts at the gym",
    "is a dead hang good for my back?",
    "I hang from a bar every day",
    "hanging from a pull up bar helps",
    "I'm dying to get back to the gym",
    "I'm dying for a good night's sleep",
    "shooting pain down my leg",
    "the pain shoots into my foot",
    "I have a trigger point in my shoulder",
    "what triggers the pain?",
    "I am cutting down on ibuprofen",
    "I cut my hours at work",
    "I have a dead leg",
    "my leg goes dead when I sit",
    "dead in the middle of my back",
    "I jumped off the step and felt it",
    "I ended up on the floor",
    "I want it to end soon, when will it heal?",
    "I took two paracetamol",
    "I took a painkiller before bed",
    "I pulled a muscle",
    "I shot some hoops",
    "my phone battery is dead",
    "I dropped dead tired into bed",
    "I can't take ibuprofen",
    "it's a pain in the neck",
    "I'm tired of this pain",
    "I hurt my back",
    "I hung a picture and my neck hurts",
    "I would kill for a massage",
    "the deadline at work stresses me",
    "thanks, you saved my life",
    "overdoing it at the gym",
    "",
]
NOT_ONES_OWN = [
    "I am not suicidal",
    "I have never thought of suicide",
    "my brother killed himself",
    "my uncle wanted to die",
]


def severities(reader: Reader, text: str) -> set[str | None]:
    return {f.severity for f in reader.read(text).present if f.flag == "crisis"}


@pytest.mark.parametrize("text", EXPLICIT)
def test_plain_words_of_suicide_are_heard(reader: Reader, text: str) -> None:
    assert "active" in severities(reader, text)


@pytest.mark.parametrize("text", PASSIVE)
def test_a_wish_to_be_dead_is_heard(reader: Reader, text: str) -> None:
    assert "passive" in severities(reader, text)


@pytest.mark.parametrize("text", INDIRECT)
def test_indirect_words_of_despair_are_heard(reader: Reader, text: str) -> None:
    assert severities(reader, text)


@pytest.mark.parametrize("text", IMMINENT)
def test_an_overdose_that_was_taken_is_heard(reader: Reader, text: str) -> None:
    assert "imminent" in severities(reader, text)


@pytest.mark.parametrize("text", NO_CRISIS, ids=lambda text: text or "nothing")
def test_talk_of_pain_is_no_talk_of_suicide(reader: Reader, text: str) -> None:
    assert severities(reader, text) == set()


@pytest.mark.parametrize("text", NOT_ONES_OWN)
def test_denied_and_other_peoples_suicide_is_not_ones_own(reader: Reader, text: str) -> None:
    assert severities(reader, text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "i wnat to kill myself",
        "I want to kill my self",
        "i want to die 😢",
        "i wanna die",
    ],
)
def test_untidy_typing_hides_no_crisis(reader: Reader, text: str) -> None:
    assert severities(reader, text)
