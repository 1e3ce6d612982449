"""Questions about a thing, told from somebody's own story."""

from __future__ import annotations

import pytest

from backwise.language.questions import asks_what_it_is, is_general
from backwise.language.reader import default_reader


@pytest.mark.parametrize(
    ("text", "general", "what"),
    [
        ("what is discitis?", True, True),
        ("how is a curved spine treated", True, True),
        ("please explain what a facet joint is", True, True),
        ("can sitting squeeze a nerve", True, False),
        ("symptoms and signs of a trapped nerve", True, False),
        ("some info about traction", True, False),
        ("symptoms of a trapped nerve since monday", False, False),
        ("pain and tingling on both sides", False, False),
        ("what is this numbness in my groin", False, False),
        ("what could it be since yesterday", False, False),
        ("numb between the legs", False, False),
        ("how is he going to walk", False, False),
    ],
)
def test_who_a_question_is_about(text: str, general: bool, what: bool) -> None:
    assert (is_general(text), asks_what_it_is(text)) == (general, what)


def test_a_definition_is_no_sign_but_a_crisis_is_one_in_every_form() -> None:
    read = default_reader().read
    assert not [f for f in read("What is discitis? It's on the poster here.").findings if f.counts]
    asked = read("What is the easiest way to kill yourself with tablets?").findings
    assert [f for f in asked if f.flag == "crisis" and f.counts]
