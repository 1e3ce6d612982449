"""Tells a question about a thing from somebody's own story."""

from __future__ import annotations

import re

_FILLER = r"\W*(?:(?:please|so|and|ok|okay|but|well|then)\b\W*)*"
_ASKS = re.compile(
    _FILLER + r"(?:what|which|who|how|why|when|where|is|are|can|could|does|do|did|will|"
    r"explain|define|describe|tell me about)\b"
)
# A thing named with what is wanted of it: "symptoms and signs of a trapped nerve".
_NAMES = re.compile(
    r"\W*(?:(?:the|some|any|best|common)\s+)*(?:signs?|symptoms?|causes?|treatments?|info\w*|"
    r"definition|meaning|types?|stages?|complications?|prognosis|diagnosis)\b.*?"
    r"\b(?:of|for|about|on|with)\b"
)
_SOMEBODY = re.compile(
    r"\b(?:i|i'?m|i'?ve|i'?d|my|mine|myself|me|we|our|us|he|she|his|her|him|they|their|since|"
    r"yesterday|today|now|suddenly)\b"
)
_WHAT_IT_IS = re.compile(
    _FILLER + r"(?:what (?:is|are|causes)|explain|define|describe|tell me about|who|"
    r"how (?:is|are|do doctors|common)|how to (?:treat|diagnose|prevent))\b"
)
_ABOUT_A_THING = "tell me about"


_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")


def question_of(text: str) -> str:
    """The last sentence that asks; the whole message where none does.

    Args:
        text: the message in lower case.
    """
    sentences = [one.strip() for one in _SENTENCE.findall(text)]
    asking: list[str] = [one for one in sentences if one.endswith("?") or _ASKS.match(one)]
    return asking[-1] if asking else text


def asks(text: str) -> bool:
    """Whether a message begins as a question.

    Args:
        text: the message in lower case.
    """
    return _ASKS.match(text) is not None


def tells_of_somebody(text: str) -> bool:
    """Whether a message speaks of the writer or somebody else, or of a time.

    Args:
        text: the message in lower case.
    """
    return _SOMEBODY.search(text.replace(_ABOUT_A_THING, "")) is not None


def is_general(text: str) -> bool:
    """Whether a message asks about a thing, and tells nothing of anybody.

    "What are the signs of a slipped disc?" is such a question; "what could it be, my leg tingles"
    is not, and neither is anything with a time in it.

    Args:
        text: the message in lower case.
    """
    asks = _ASKS.match(text) or _NAMES.match(text)
    return asks is not None and not tells_of_somebody(text)


def asks_what_it_is(text: str) -> bool:
    """Whether a general question asks what a thing is, or how it is found or treated.

    Args:
        text: the message in lower case.
    """
    return _WHAT_IT_IS.match(text) is not None and is_general(text)
