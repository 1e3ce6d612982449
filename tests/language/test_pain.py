"""What one message says of the pain: everything it tells, and nothing it does not."""

from __future__ import annotations

import pytest

from backwise.language.reader import Reader

# message → slots it fills; slots that are not named may not be filled
EXACT = [
    ("My lower back hurts", {"region": "lower_back"}),
    ("my neck is sore", {"region": "neck"}),
    ("pain between my shoulder blades", {"region": "upper_back"}),
    ("my mid back hurts", {"region": "mid_back"}),
    ("my tailbone hurts", {"region": "tailbone"}),
    ("my whole back hurts", {"region": "whole_back"}),
    ("pain in my SI joint", {"region": "si_joint"}),
    ("my right buttock hurts", {"region": "buttock", "side": "right"}),
    ("my lower back hurts on the left", {"region": "lower_back", "side": "left"}),
    ("my neck hurts on both sides", {"region": "neck", "side": "both"}),
    ("my lower back hurts right now", {"region": "lower_back"}),
    ("right after lunch my neck hurt", {"region": "neck"}),
    ("all right, my neck hurts", {"region": "neck"}),
    ("I left work because my lower back hurts", {"region": "lower_back"}),
    ("hello", {}),
    ("", {}),
    ("thank you", {}),
]
# message → slots it fills; others are not looked at
TOLD = [
    (
        "My lower back has hurt on the left for 3 weeks, about 6 out of 10",
        {"region": "lower_back", "side": "left", "duration_days": 21, "intensity": 6},
    ),
    (
        "sharp pain in my lower back going down my right leg",
        {"region": "lower_back", "radiation": "leg", "side": "right", "quality": ("sharp",)},
    ),
    (
        "I'm 45, I lifted a heavy box 2 days ago and now my lower back is stiff",
        {"age": 45, "trigger": "lifting", "duration_days": 2, "region": "lower_back"},
    ),
    (
        "burning pain from my neck down my left arm into my fingers",
        {"region": "neck", "radiation": "hand", "side": "left", "quality": ("burning",)},
    ),
    (
        "dull ache in my lower back, worse when I sit, better when I walk",
        {
            "region": "lower_back",
            "quality": ("dull",),
            "worse_with": ("sitting",),
            "better_with": ("walking",),
        },
    ),
    ("my lower back hurts and it shoots down to my foot", {"radiation": "foot"}),
    ("the pain spreads into my buttock from my lower back", {"region": "lower_back"}),
    ("my lower back hurts and it goes into my buttock", {"radiation": "buttock"}),
    ("I have sciatica", {"radiation": "leg"}),
    ("I fell on the ice and my tailbone hurts", {"region": "tailbone", "trigger": "fall"}),
    ("my neck hurts since a car accident", {"region": "neck", "trigger": "accident"}),
    ("I woke up with a stiff neck", {"region": "neck", "quality": ("stiff",)}),
    ("my lower back hurts since I twisted it", {"trigger": "twisting"}),
    ("it came on gradually in my upper back", {"trigger": "gradual", "region": "upper_back"}),
    ("heat helps", {"better_with": ("heat",)}),
    ("sitting makes it worse", {"worse_with": ("sitting",)}),
    ("worse when I bend, better when I lie down", {"better_with": ("lying",)}),
    ("it hurts when I cough", {"worse_with": ("coughing",)}),
    ("walking helps but sitting hurts", {"better_with": ("walking",)}),
    ("stabbing and throbbing pain in my neck", {"quality": ("stabbing", "throbbing")}),
    ("it is 8/10 and it started yesterday", {"intensity": 8, "duration_days": 1}),
    ("my lowr bakc hurts", {"region": "lower_back"}),
    ("MY NECK HURTS!!!", {"region": "neck"}),
    ("my lower back hurts 😖 for 2 weeks", {"region": "lower_back", "duration_days": 14}),
    ("actually it's my neck, not my lower back", {"region": "neck"}),
    ("not my neck, my lower back", {"region": "lower_back"}),
    ("no, it's on the right side", {"side": "right"}),
    ("actually it's the left side", {"side": "left"}),
    ("pain in the middle of my lower back", {"region": "lower_back"}),
    ("my neck feels tight and stiff", {"quality": ("tight", "stiff")}),
    ("lumbago for 2 months", {"region": "lower_back", "duration_days": 60}),
    ("my lower back hurts after gardening", {"region": "lower_back", "trigger": "bending"}),
    ("I have no idea what started my lower back pain", {"region": "lower_back"}),
]
STAYS = [
    "my lower back hurts, it doesn't go down my leg",
    "my lower back hurts but no leg pain",
    "the pain stays in my back",
    "it doesn't spread",
    "it does not radiate",
    "no sciatica, only my lower back",
    "it stays put",
]
# message → slots that may not be filled
NOT_TOLD = [
    ("my mother has neck pain", ["region"]),
    ("my husband has had lower back pain for 3 years", ["region", "duration_days"]),
    ("my son is 12 and his neck hurts", ["region", "age"]),
    ("my lower back hurts right now", ["side"]),
    ("turn my head to the left", ["side"]),
    ("I have nothing left to try for my neck", ["side"]),
    ("I'm 20 weeks pregnant and my back hurts", ["duration_days", "age"]),
    ("I don't have neck pain", ["region"]),
    ("it isn't burning", ["quality"]),
    ("it's not sharp, just there", ["quality"]),
    ("I didn't fall", ["trigger"]),
    ("I haven't lifted anything heavy", ["trigger"]),
    ("my back hurts when I lift things", ["trigger"]),
    ("hard to lift my leg", ["region", "radiation"]),
    ("my leg hurts after running", ["region"]),
    ("should I walk more?", ["worse_with", "better_with"]),
    ("what is a good exercise for my neck?", ["duration_days", "intensity", "side"]),
]


def by_text(cases: list[tuple[str, object]]) -> list[object]:
    return [pytest.param(text, value, id=text or "nothing") for text, value in cases]


@pytest.mark.parametrize(("text", "slots"), by_text(EXACT))
def test_a_plain_message_fills_just_what_it_says(
    reader: Reader, text: str, slots: dict[str, object]
) -> None:
    assert reader.read(text).pain.said() == slots


@pytest.mark.parametrize(("text", "slots"), by_text(TOLD))
def test_one_message_fills_many_slots(reader: Reader, text: str, slots: dict[str, object]) -> None:
    pain = reader.read(text).pain
    for slot, value in slots.items():
        found = getattr(pain, slot)
        if isinstance(value, tuple):
            assert set(value) <= set(found), slot
        else:
            assert found == value, slot


@pytest.mark.parametrize("text", STAYS)
def test_a_pain_that_stays_goes_nowhere(reader: Reader, text: str) -> None:
    assert reader.read(text).pain.radiation == "none"


@pytest.mark.parametrize(("text", "slots"), by_text(NOT_TOLD))
def test_what_is_not_told_fills_no_slot(reader: Reader, text: str, slots: list[str]) -> None:
    said = reader.read(text).pain.said()
    assert [slot for slot in slots if slot in said] == []


@pytest.mark.parametrize(
    ("text", "worse", "better"),
    [
        ("worse when sitting and better when walking", ["sitting"], ["walking"]),
        ("better with ice", [], ["cold"]),
        ("ibuprofen helps", [], ["medication"]),
        ("it hurts more when I drive", ["driving"], []),
        ("lying down makes it better", [], ["lying"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_changes_the_pain_goes_to_the_right_side(
    reader: Reader, text: str, worse: list[str], better: list[str]
) -> None:
    pain = reader.read(text).pain
    assert list(pain.worse_with) == worse
    assert list(pain.better_with) == better


def test_said_leaves_out_what_was_not_said(reader: Reader) -> None:
    said = reader.read("my neck is stiff").pain.said()
    assert said == {"region": "neck", "quality": ["stiff"]}


def test_no_pain_at_all_is_a_zero(reader: Reader) -> None:
    assert reader.read("the pain is 0 out of 10").pain.said()["intensity"] == 0
