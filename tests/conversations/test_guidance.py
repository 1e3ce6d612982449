"""What comes out at the end of the questions, and how many questions that takes."""

from __future__ import annotations

import re

import pytest

from tests.conversations.talk import Reply, Talk

KNOWN = "My lower back has hurt for 3 days, 5/10, it stays put, after lifting a box"
# Nothing in a first guidance may frighten or promise.
FRIGHTENING = re.compile(
    r"\b(?:tumou?r|cancer|paraly\w+|wheelchair|degenerat\w+|crumbl\w+|damaged?|worn out|slipped|"
    r"never (?:get|heal)|permanent\w*|guarantee\w*|cure[ds]?)\b",
    re.IGNORECASE,
)
ANSWERS = {
    "region": "lower back",
    "duration_days": "2 weeks",
    "intensity": "5",
    "radiation": "down my left leg to the foot",
    "side": "left side",
    "trigger": "nothing I know of",
    "cauda_equina": "no, none of these",
    "serious_illness": "no",
    "heart_vessel": "no",
}


def to_the_end(
    talk: Talk, first: str, answers: dict[str, str] = ANSWERS
) -> tuple[list[str], Reply]:
    """Answer every question until none is left; return the questions and the last reply."""
    reply = talk.say(first)
    asked: list[str] = []
    while reply.asks:
        assert reply.asks not in asked, f"{reply.asks} is asked twice"
        asked.append(reply.asks)
        reply = talk.say(ANSWERS[reply.asks])
    return asked, reply


@pytest.mark.parametrize(
    "first",
    [
        "my back hurts",
        "my neck hurts",
        "I have sciatica",
        "pain down my right leg",
        "I woke up and could not turn my head",
        "which exercises help?",
        "is it serious?",
        "why does my back hurt?",
        "it has hurt for 3 months, 7 out of 10",
        KNOWN,
    ],
)
def test_at_most_eight_questions_before_guidance(first: str, talk: Talk) -> None:
    asked, reply = to_the_end(talk, first)
    assert len(asked) <= 8
    assert asked[-3:] == ["cauda_equina", "serious_illness", "heart_vessel"]
    assert reply.payloads("triage")


@pytest.mark.parametrize(
    ("first", "level"),
    [
        (KNOWN, "self_care"),
        (
            "My neck has hurt for 2 months, 3/10, it stays put, from sitting at a desk",
            "appointment",
        ),
        ("My upper back has hurt for a day, 8/10, it stays put, it came on slowly", "self_care"),
        (
            "My lower back has hurt for 2 years, 6/10, down my left leg, after lifting",
            "appointment",
        ),
        ("My whole back has hurt for a week, 4/10, it stays put, after sport", "self_care"),
        ("My buttock has hurt for a week, 4/10, it stays put, after sitting a lot", "self_care"),
    ],
)
def test_guidance(first: str, level: str, talk: Talk) -> None:
    _, reply = to_the_end(talk, first)
    assert [payload["level"] for payload in reply.payloads("triage")] == [level]
    exercises = reply.payloads("exercise")
    assert 3 <= len(exercises) <= 5
    assert len({exercise["id"] for exercise in exercises}) == len(exercises)
    for exercise in exercises:
        assert len(exercise["steps"]) >= 2
        assert re.search(r"\d|once", exercise["dose"])
        assert exercise["evidence"]
        # What the card says is also there as plain text.
        assert exercise["title"] in reply.text
        assert exercise["dose"] in reply.text
        assert all(step in reply.text for step in exercise["steps"])
    assert "Get help at once if you notice" in reply.text
    assert re.search(r"let's look again in (?:a week|two weeks)", reply.text)
    assert FRIGHTENING.findall(reply.text) == []
    assert "{" not in reply.text, "something was not filled in"
    assert reply.payloads("medicine") == []


def test_guidance_names_what_may_be_behind_it_with_sources(talk: Talk) -> None:
    _, reply = to_the_end(talk, KNOWN)
    (article,) = reply.payloads("article")
    assert article["topic"] == "cause"
    assert article["sources"]
    assert "only an examination can tell" in reply.text.lower()


@pytest.mark.parametrize("length", [4_001, 5_000])
def test_a_message_that_is_too_long_is_refused_in_plain_words_and_nothing_is_lost(
    length: int, talk: Talk
) -> None:
    talk.through("my back hurts", "lower back")
    reply = talk.say("a" * length)
    assert "too long" in reply.text
    assert talk.say("2 weeks").asks == "intensity"


def test_a_long_message_is_read_to_its_end(talk: Talk) -> None:
    text = "It was a long week and I worked a lot. " * 95 + "And now I can't pee."
    assert 3_500 < len(text) <= 4_000
    assert [p["level"] for p in talk.say(text).payloads("triage")] == ["emergency"]
