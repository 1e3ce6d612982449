"""What was understood, said back in one sentence."""

from __future__ import annotations

from typing import Any, get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from backwise.intake import describe, duration_words
from backwise.intake.summary import PHRASES
from backwise.knowledge.schema import Region
from backwise.language import lexicon

PHRASE = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0.04, "less than a day"),
        (0.5, "less than a day"),
        (1, "1 day"),
        (2, "2 days"),
        (2.5, "2 days"),
        (6, "6 days"),
        (7, "1 week"),
        (14, "2 weeks"),
        (21, "3 weeks"),
        (28, "4 weeks"),
        (42, "6 weeks"),
        (60, "2 months"),
        (90, "3 months"),
        (180, "6 months"),
        (365, "1 year"),
        (540, "18 months"),
        (547.5, "18 months"),
        (730, "2 years"),
        (1095, "3 years"),
        (3650, "10 years"),
        (7300, "20 years"),
    ],
    ids=lambda value: str(value),
)
def test_days_in_everyday_words(days: float, words: str) -> None:
    assert duration_words(days) == words


@given(st.floats(0.01, 36_500))
def test_everyday_words_are_near_the_truth(days: float) -> None:
    words = duration_words(days)
    if days < 1:
        assert words == "less than a day"
        return
    count, unit = words.split()
    size = {"day": 1, "week": 7, "month": 30, "year": 365}[unit.rstrip("s")]
    assert int(count) >= 1
    assert unit.endswith("s") == (int(count) != 1)
    assert int(count) * size == pytest.approx(days, rel=0.34)


@pytest.mark.parametrize(
    ("pain", "expected"),
    [
        pytest.param({}, "", id="nothing known"),
        pytest.param({"region": None, "quality": []}, "", id="only empty values"),
        pytest.param({"region": "lower_back"}, "lower back pain", id="the place"),
        pytest.param(
            {"region": "lower_back", "side": "left"}, "lower back pain on the left", id="the side"
        ),
        pytest.param({"intensity": 7.0}, "back pain, 7 out of 10", id="how bad"),
        pytest.param({"intensity": 6.5}, "back pain, 6.5 out of 10", id="how bad, a half"),
        pytest.param({"intensity": 0.0}, "back pain, 0 out of 10", id="no pain is said"),
        pytest.param({"duration_days": 21}, "back pain for 3 weeks", id="how long"),
        pytest.param(
            {"region": "neck", "trigger": "sleep"}, "neck pain since sleeping on it", id="the start"
        ),
        pytest.param(
            {"region": "lower_back", "radiation": "leg", "side": "left"},
            "lower back pain, going down the left leg",
            id="the side belongs to the leg",
        ),
        pytest.param(
            {"region": "neck", "radiation": "hand"},
            "neck pain, going down the arm to the hand",
            id="the hand without a side",
        ),
        pytest.param(
            {"region": "lower_back", "radiation": "buttock", "side": "right"},
            "lower back pain on the right, going into the buttock",
            id="the buttock",
        ),
        pytest.param(
            {"region": "lower_back", "radiation": "none"},
            "lower back pain, not spreading",
            id="it stays",
        ),
        pytest.param(
            {"region": "lower_back", "radiation": "leg", "side": "both"},
            "lower back pain on both sides, going down the leg",
            id="both sides",
        ),
        pytest.param({"quality": ["dull"]}, "back pain, dull", id="one kind"),
        pytest.param({"quality": ["dull", "stiff"]}, "back pain, dull and stiff", id="two kinds"),
        pytest.param(
            {"quality": ["dull", "stiff", "burning"]},
            "back pain, dull, stiff and burning",
            id="three kinds",
        ),
        pytest.param(
            {"worse_with": ["sitting"], "better_with": ["heat", "walking"]},
            "back pain, worse with sitting, easier with heat and walking",
            id="what changes it",
        ),
        pytest.param({"region": "elbow"}, "", id="an unknown place"),
        pytest.param({"region": "neck", "trigger": "voodoo"}, "neck pain", id="an unknown start"),
        pytest.param({"region": "neck", "side": "up"}, "neck pain", id="an unknown side"),
        pytest.param({"region": "neck", "quality": ["blue"]}, "neck pain", id="an unknown kind"),
        pytest.param(
            {"region": "neck", "quality": ["blue", "dull"]}, "neck pain, dull", id="half unknown"
        ),
        pytest.param({"region": "neck", "age": 45}, "neck pain", id="the age is not said"),
        pytest.param({"region": 3, "intensity": 5}, "back pain, 5 out of 10", id="a number"),
        pytest.param(
            {
                "region": "lower_back", "side": "right", "duration_days": 42, "intensity": 8,
                "radiation": "foot", "quality": ["sharp", "electric"], "trigger": "lifting",
                "worse_with": ["sitting", "coughing"], "better_with": ["lying"],
            },
            "lower back pain for 6 weeks since lifting something, 8 out of 10, sharp and shooting, "
            "going down the right leg to the foot, worse with sitting and coughing, "
            "easier with lying down",
            id="all at once",
        ),
    ],
)  # fmt: skip
def test_what_was_understood(pain: dict[str, Any], expected: str) -> None:
    assert describe(pain) == expected


def test_every_region_of_the_content_can_be_said() -> None:
    for region in get_args(Region):
        assert describe({"region": region}) == PHRASE["region"][region]


@pytest.mark.parametrize(
    ("kind", "phrases"),
    [
        ("region", "region"),
        ("side", "side"),
        ("radiation", "radiation"),
        ("quality", "quality"),
        ("trigger", "trigger"),
        ("activity", "change"),
        ("relief", "change"),
    ],
)
def test_everything_that_can_be_read_can_be_said(kind: str, phrases: str) -> None:
    values = {value for k, value in lexicon.load().expressions if k == kind}
    assert values <= set(PHRASE[phrases])


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "region": st.none() | st.text() | st.sampled_from(["neck", "lower_back"]),
            "side": st.none() | st.text() | st.sampled_from(["left", "both"]),
            "duration_days": st.none() | st.floats(0.01, 36_500),
            "intensity": st.none() | st.floats(0, 10),
            "radiation": st.none() | st.text() | st.sampled_from(["none", "leg", "hand"]),
            "quality": st.none() | st.lists(st.text() | st.just("dull")),
            "trigger": st.none() | st.text() | st.just("fall"),
            "worse_with": st.none() | st.lists(st.text() | st.just("sitting")),
            "better_with": st.none() | st.lists(st.text() | st.just("heat")),
        },
    )
)
def test_the_sentence_is_always_a_tidy_one(pain: dict[str, Any]) -> None:
    sentence = describe(pain)
    assert sentence == sentence.strip()
    assert "  " not in sentence
    assert ", ," not in sentence
    assert "None" not in sentence
    assert "{" not in sentence
    assert not sentence.endswith((".", ","))
