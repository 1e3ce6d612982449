"""What must hold of triage whatever the message: findings, wording, length, script."""

from __future__ import annotations

import string
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backwise.language import lexicon
from backwise.language.reader import Reader, default_reader
from backwise.language.reading import Finding, Reading
from backwise.triage import LEVELS, Decision, Person, decide, next_question, observe

BODILY = sorted(c for c, entry in lexicon.load().findings.items() if entry.flag != "crisis")
found = st.builds(
    Finding,
    concept=st.sampled_from(BODILY),
    words=st.just("words"),
    assertion=st.sampled_from(["present", "possible", "hypothetical", "absent"]),
    time=st.none() | st.sampled_from(["new", "ongoing", "past", "resolved"]),
    experiencer=st.sampled_from(["self", "family", "other"]),
)
readings = st.lists(found, max_size=6)
concepts = st.sampled_from(BODILY)
# Dangers that no other wording of the same sentence may hide.
EMERGENCIES = [
    "I can't feel anything between my legs since yesterday.",
    "I can't pee, and my back hurts.",
    "I have crushing chest pain, and my back hurts.",
    "Both my legs are numb.",
    "I fell off a ladder this morning.",
    "I can't lift my foot.",
    "I'm on chemo, I have a fever.",
    "I passed out, and my back hurts.",
]
# Far above the budget of a turn, so that only a runaway reading is too slow.
SECONDS = 5.0


@pytest.fixture(scope="module")
def reader() -> Reader:
    """The reader as it is used, with the detector."""
    return default_reader()


def level_of(*findings: Finding, person: Person | None = None) -> Decision:
    return decide(observe(Reading("", findings=findings)).certain, person)


def rank(decision: Decision) -> int:
    return LEVELS.index(decision.level)


@given(readings, concepts)
def test_a_denied_sign_never_raises_the_level(some: list[Finding], concept: str) -> None:
    denied = Finding(concept, "words", assertion="absent")
    assert rank(level_of(*some, denied)) >= rank(level_of(*some))


@given(readings, concepts)
def test_an_asserted_sign_never_lowers_the_level(some: list[Finding], concept: str) -> None:
    asserted = Finding(concept, "words", time="new")
    assert rank(level_of(*some, asserted)) <= rank(level_of(*some))


@given(readings, concepts, st.sampled_from(["family", "other"]))
def test_a_sign_of_another_person_is_not_the_writers(
    some: list[Finding], concept: str, who: str
) -> None:
    theirs = Finding(concept, "words", experiencer=who)  # type: ignore[arg-type]
    assert rank(level_of(*some, theirs)) == rank(level_of(*some))


@given(concepts)
def test_a_sign_of_long_standing_is_asked_about_or_counts_as_a_risk(concept: str) -> None:
    seen = observe(Reading("", findings=(Finding(concept, "words", time="ongoing"),)))
    assert seen.certain == frozenset()
    assert seen.unclear == {concept}
    if decide([concept]).stands:
        assert next_question([], seen.unclear) is not None


def alarmed(reader: Reader, text: str) -> bool:
    return decide(observe(reader.read(text)).certain).level in ("ambulance", "emergency", "urgent")


def without_punctuation(text: str) -> str:
    return "".join(sign for sign in text if sign == "'" or sign not in string.punctuation)


def last_clause_first(text: str) -> str:
    first, _, last = text.rstrip(".").partition(", and ")
    return f"{last}, and {first}." if last else text


@pytest.mark.parametrize("text", EMERGENCIES)
@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        str.lower,
        str.title,
        without_punctuation,
        last_clause_first,
        lambda text: text.replace("'", ""),
        lambda text: f"hi there. {text} what can i do?",
        lambda text: f"\n\n  {text}  \n",
        lambda text: text.replace(". ", "\n"),
    ],
    ids=["capitals", "small", "title", "no punctuation", "clauses swapped", "no apostrophe",
         "in passing", "blank lines", "lines"],
)  # fmt: skip
def test_the_form_of_a_message_does_not_hide_an_emergency(
    reader: Reader, text: str, change: Callable[[str], str]
) -> None:
    assert alarmed(reader, text)
    assert alarmed(reader, change(text))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=400))
def test_any_text_is_read(reader: Reader, text: str) -> None:
    seen = observe(reader.read(text))
    assert decide(seen.certain).level in LEVELS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "😖" * 500,
        "мне больно в спине " * 200,
        "背中が痛い" * 800,
        "a" * 1_000_000,
        "I can't pee. " * 80_000,
        "." * 5_000,
        "(" * 5_000,
        "numb " * 50_000,
        "\n" * 100_000,
        "‮I can't pee‬",
        "I can't feel my legs " + "and " * 100_000,
    ],
    ids=["empty", "nul", "emoji", "cyrillic", "japanese", "one long word", "a megabyte", "dots",
         "brackets", "one word again and again", "lines", "right to left", "a tail"],
)  # fmt: skip
def test_a_message_of_any_length_and_script_is_read_in_time(reader: Reader, text: str) -> None:
    start = time.perf_counter()
    observe(reader.read(text))
    assert time.perf_counter() - start < SECONDS
