"""A message as parts, and as plain text."""

from __future__ import annotations

import pytest

from backwise.rendering import Body, Card, Heading, Note, Picture, choices, parts, plain

EMERGENCY = {
    "text": "Go to an emergency department now.",
    "custom": {
        "kind": "triage",
        "level": "emergency",
        "reasons": ["numb between my legs", "go to an emergency department"],
        "card": "Back pain.\nPlease check.",
        "phone": "112",
    },
}


def test_an_emergency_begins_with_what_to_do() -> None:
    assert parts(EMERGENCY) == [
        Heading("Go to emergency care now", "red"),
        Body("Go to an emergency department now."),
        Body("Call 112."),
        Body("Why:\n• numb between my legs"),  # what the text says is not said twice
        Card("Card to show to staff", "Back pain.\nPlease check."),
    ]


def test_plain_text_says_everything() -> None:
    assert plain(EMERGENCY) == (
        "🚨 GO TO EMERGENCY CARE NOW\n\nGo to an emergency department now.\n\nCall 112.\n\n"
        "Why:\n• numb between my legs\n\nCard to show to staff:\n  | Back pain.\n  | Please check."
    )


def test_a_crisis_names_people_that_the_text_does_not() -> None:
    contacts = [
        {"name": "Samaritans", "phone": "116 123", "hours": "Day and night", "country": "UK"},
        {"name": "988 Lifeline", "phone": "988", "text": "988", "url": "https://988.example"},
    ]
    custom = {"kind": "crisis", "contacts": contacts}
    said = plain({"text": "You can call Samaritans on 116 123.", "custom": custom})
    assert said == (
        "You can call Samaritans on 116 123.\n\nPeople you can talk to now\n\n"
        "988 Lifeline\nCall 988\nText 988\nhttps://988.example"
    )


def test_an_exercise_has_its_title_once() -> None:
    custom = {"kind": "exercise", "title": "Cat and cow", "image": "/a.svg", "evidence": "Small."}
    assert parts({"text": "Cat and cow\n1. Kneel.", "custom": custom}) == [
        Heading("Cat and cow"),
        Picture("/a.svg", "Cat and cow"),
        Body("1. Kneel."),
        Note("How sure we are", ("Small.",)),
    ]


def test_an_article_shows_its_drawing() -> None:
    custom = {"kind": "article", "title": "Neck", "image": "/neck.svg", "alt": "The spine."}
    assert parts({"text": "Seven bones.", "custom": custom}) == [
        Body("Seven bones."),
        Picture("/neck.svg", "Neck"),
    ]


def test_sources_are_small_print() -> None:
    source = {"title": "Back pain", "publisher": "NICE", "year": 2016, "url": "https://n.example"}
    stance = {"guideline": "ACP", "year": 2017, "position": "for", "says": "Heat first."}
    custom = {"kind": "article", "sources": [source, "A book"], "stance": [stance]}
    assert parts({"text": "Heat.", "custom": custom})[1:] == [
        Note("What the guidelines say", ("ACP 2017: recommends it. Heat first.",)),
        Note("Sources", ("Back pain (NICE, 2016) https://n.example", "A book")),
    ]


@pytest.mark.parametrize("custom", [None, {}, {"kind": "hologram"}, {"kind": None}, [1], "x"])
def test_what_is_unknown_is_left_to_the_text(custom: object) -> None:
    assert plain({"text": "Only words.", "custom": custom}) == "Only words."


@pytest.mark.parametrize(
    "custom",
    [
        {"kind": "triage", "level": 7, "reasons": "x"},
        {"kind": "crisis", "contacts": [None, "x", {}]},
        {"kind": "article", "stance": "x", "sources": {"a": "b"}},
        {"kind": "exercise", "evidence": {"text": None}},
        {"kind": "chart"},
    ],
    ids=str,
)
def test_strange_fields_do_no_harm(custom: object) -> None:
    assert plain({"text": "Words.", "custom": custom}).startswith("Words.")


def test_a_question_for_a_number_has_a_button_for_each() -> None:
    asked = {"text": "How bad?", "asks": "intensity"}
    assert [choice.payload for choice in choices(asked)] == [str(n) for n in range(11)]
    given = {"text": "How bad?", "asks": "intensity", "buttons": [{"title": "Bad"}]}
    assert [choice.payload for choice in choices(given)] == ["Bad"]
