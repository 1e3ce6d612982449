"""The pattern language: what each construct finds and leaves, and its errors."""

from __future__ import annotations

import re

import pytest

from backwise.language.patterns import PatternError, compile_pattern, words

GROUPS = {
    "numb": ["numb", "pins and needles", "tingl*"],
    "place": ["leg", "(big|little) toe", "[left|right] foot"],
}

CASES = [
    # pattern, text, what is found (None: nothing)
    pytest.param("lower back", "my lower back hurts", "lower back", id="plain words"),
    pytest.param("lower back", "my lower  back", "lower  back", id="any space between words"),
    pytest.param("lower back", "lower\nback", None, id="words do not run over a line's end"),
    pytest.param("back", "backwards", None, id="a word is not the start of a longer one"),
    pytest.param("back", "humpback", None, id="a word is not the end of a longer one"),
    pytest.param("back", "back, and neck", "back", id="a comma may follow"),
    pytest.param("l4-l5", "an l4-l5 disc", "l4-l5", id="signs inside a word"),
    pytest.param("knife.like", "knifexlike", None, id="a dot is a dot"),
    pytest.param("^ loose $", "loose.", "loose", id="a sentence of its own"),
    pytest.param("^ loose", "stiff, loose", " loose", id="a beginning after a comma"),
    pytest.param("^ loose", "it is loose", None, id="not in the middle"),
    pytest.param("spread*", "it spreads", "spreads", id="a star takes the rest of the word"),
    pytest.param("spread*", "spread", "spread", id="a star may take nothing"),
    pytest.param("spread*", "bedspread", None, id="a star is at the end only"),
    pytest.param("spread* out", "spreading out", "spreading out", id="a star before a word"),
    pytest.param("(left|right) leg", "right leg", "right leg", id="one of two"),
    pytest.param("(left|right) leg", "leg", None, id="one of two must be there"),
    pytest.param("(left|right) leg", "left right leg", "right leg", id="only one of two"),
    pytest.param("leg (left|far right)", "leg far right", "leg far right", id="several words"),
    pytest.param("[my] lower back", "my lower back", "my lower back", id="optional at the start"),
    pytest.param("[my] lower back", "the lower back", "lower back", id="left out at the start"),
    pytest.param("in [my|the] leg", "in the leg", "in the leg", id="optional in the middle"),
    pytest.param("in [my|the] leg", "in leg", "in leg", id="left out in the middle"),
    pytest.param("in [my|the] leg", "in her leg", None, id="no other word in the middle"),
    pytest.param("in [my|the] leg", "inleg", None, id="a space stays in the middle"),
    pytest.param("leg [pain]", "leg pain", "leg pain", id="optional at the end"),
    pytest.param("leg [pain]", "leg ache", "leg", id="left out at the end"),
    pytest.param("leg [pain]", "legpain", None, id="a space stays at the end"),
    pytest.param("leg [bad] [pain]", "leg pain", "leg pain", id="second of two at the end"),
    pytest.param("[so] [very] bad leg", "very bad leg", "very bad leg", id="second of two first"),
    pytest.param("a [b] [c] d", "a c d", "a c d", id="second of two in the middle"),
    pytest.param("a [b] [c] d", "a b c d", "a b c d", id="two in the middle"),
    pytest.param("a [b] [c] d", "a d", "a d", id="none of two in the middle"),
    pytest.param("numb ... leg", "numb leg", "numb leg", id="a gap of no word"),
    pytest.param(
        "numb ... leg", "numb in all of my leg", "numb in all of my leg", id="a gap of four words"
    ),
    pytest.param("numb ... leg", "numb in all of my left leg", None, id="a gap of five words"),
    pytest.param("numb ... leg", "numb toe, leg", "numb toe, leg", id="a gap over a comma"),
    pytest.param("numb ... leg", "numb . my leg", None, id="no gap over a full stop"),
    pytest.param("numb ... leg", "numb toe. my leg", None, id="no gap over a stop after a word"),
    pytest.param("numb ... leg", "numb toe ! my leg", None, id="no gap over an exclamation mark"),
    pytest.param("numb ... leg", "numb toe ; my leg", None, id="no gap over a semicolon"),
    pytest.param("numb ... leg", "numb toe\nmy leg", None, id="no gap over a line's end"),
    pytest.param("numb ... leg", "numb toe not leg", None, id="no gap over not"),
    pytest.param("numb ... leg", "numb toe but my leg", None, id="no gap over but"),
    pytest.param("numb ... leg", "numb toe and never leg", None, id="no gap over never"),
    pytest.param("numb ... leg", "numb toe without leg", None, id="no gap over without"),
    pytest.param("numb ... leg", "numb toe no leg", None, id="no gap over no"),
    pytest.param("numb ... leg", "numb in nobody leg", "numb in nobody leg", id="nobody is no no"),
    pytest.param("numb ... leg", "numb leg and leg", "numb leg", id="a gap is as short as can be"),
    pytest.param("a [b] ... c", "a x c", "a x c", id="a gap after an optional word left out"),
    pytest.param("a [b] ... c", "a b x c", "a b x c", id="a gap after an optional word"),
    pytest.param("a [b] ... c", "a c", "a c", id="an empty gap after an optional word left out"),
    pytest.param("a ... [b] c", "a x b c", "a x b c", id="a gap before an optional word"),
    pytest.param("a ... [b] c", "a c", "a c", id="an empty gap before an optional word left out"),
    pytest.param("a ... b ... c", "a x b y z c", "a x b y z c", id="two gaps"),
    pytest.param("{numb} leg", "numb leg", "numb leg", id="a group"),
    pytest.param(
        "{numb} leg", "pins and needles leg", "pins and needles leg", id="a group's long phrase"
    ),
    pytest.param("{numb} leg", "tingling leg", "tingling leg", id="a group's star"),
    pytest.param("{numb} leg", "{numb} leg", None, id="a group's name is no word"),
    pytest.param(
        "({numb}|dead|no feeling) leg", "tingly leg", "tingly leg", id="a group first in a choice"
    ),
    pytest.param("(dead|{numb}) leg", "dead leg", "dead leg", id="a word beside a group"),
    pytest.param(
        "(dead|{numb}) leg",
        "pins and needles leg",
        "pins and needles leg",
        id="a group last in a choice",
    ),
    pytest.param("[{numb}] leg", "numb leg", "numb leg", id="an optional group"),
    pytest.param("[{numb}] leg", "leg", "leg", id="an optional group left out"),
    pytest.param("(so {numb}|dead) leg", "so numb leg", "so numb leg", id="a word before a group"),
    pytest.param("(so {numb}|dead) leg", "tingly leg", None, id="a word before a group must be"),
    pytest.param("my {place}", "my big toe", "my big toe", id="a choice in a group"),
    pytest.param("my {place}", "my foot", "my foot", id="an optional word in a group"),
    pytest.param("my (arm|{place})", "my left foot", "my left foot", id="a group with brackets"),
    pytest.param(
        "(bent|tying my (shoe|laces)) again",
        "tying my laces again",
        "tying my laces again",
        id="a choice in a choice",
    ),
    pytest.param(
        "(bent|tying my (shoe|laces)) again", "bent again", "bent again", id="beside a choice"
    ),
    pytest.param(
        "(day at [the] desk|flight) long", "day at desk long", "day at desk long", id="[] in ()"
    ),
    pytest.param("(a ... c|d)", "a b c", "a b c", id="a gap in a choice"),
]


@pytest.mark.parametrize(("pattern", "text", "found"), CASES)
def test_what_a_pattern_finds(pattern: str, text: str, found: str | None) -> None:
    match = re.search(compile_pattern(pattern, GROUPS), text)
    assert (match and match.group()) == found


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        pytest.param("{nub} leg", r"group \{nub\} is not defined", id="unknown group"),
        pytest.param("(a|b", "unmatched bracket", id="round bracket left open"),
        pytest.param("a b) c", "unmatched bracket", id="round bracket never opened"),
        pytest.param("[a c", "unmatched bracket", id="square bracket left open"),
        pytest.param("a] c", "unmatched bracket", id="square bracket never opened"),
        pytest.param("(a] c", "unmatched bracket", id="another bracket closes"),
        pytest.param(")a(", "unmatched bracket", id="brackets the wrong way round"),
        pytest.param("{numb leg", "unmatched bracket", id="curly bracket left open"),
        pytest.param("(a|b) (c|(d|e)", "unmatched bracket", id="inner bracket only closed"),
        pytest.param("[a] [b|c]", "nothing but optional words", id="only optional words"),
        pytest.param("[a] ...", "nothing but optional words", id="only optional and a gap"),
        pytest.param("...", "nothing but optional words", id="only a gap"),
        pytest.param("()", "a choice of nothing", id="empty choice"),
        pytest.param("(a|) b", "a choice of nothing", id="empty alternative"),
        pytest.param("a|b", "a choice needs brackets", id="choice without brackets"),
        pytest.param("", "empty pattern", id="empty"),
        pytest.param("   ", "empty pattern", id="spaces"),
    ],
)
def test_a_pattern_that_is_not_well_formed_is_refused(pattern: str, message: str) -> None:
    with pytest.raises(PatternError, match=message) as caught:
        compile_pattern(pattern, GROUPS)
    assert "pattern" in str(caught.value)


def test_the_words_of_a_pattern_are_those_that_must_be_spelt_like_it() -> None:
    assert words("{numb} ... [my] (leg|feet) spread*", GROUPS) == {
        "numb", "pins", "and", "needles", "my", "leg", "feet"
    }  # fmt: skip


def test_the_words_of_an_unknown_group_are_refused() -> None:
    with pytest.raises(PatternError, match="legs"):
        words("numb {legs}", GROUPS)
