"""Which picture is chosen for what people say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backwise.knowledge import best_pictures, load

CASES: dict[str, tuple[dict[str, Any], str]] = {
    "lower back, nothing else": ({"region": "lower_back"}, "non_specific_low_back_pain"),
    "lifted a box": (
        {
            "region": "lower_back",
            "radiation": "none",
            "quality": ["dull", "stiff"],
            "trigger": "lifting",
            "worse_with": ["bending"],
            "better_with": ["heat"],
            "duration_days": 3,
            "age": 35,
        },
        "non_specific_low_back_pain",
    ),
    "older person lifts, ordinary ache": (
        {
            "region": "lower_back",
            "quality": ["dull"],
            "trigger": "lifting",
            "worse_with": ["bending"],
            "duration_days": 4,
            "age": 72,
        },
        "non_specific_low_back_pain",
    ),
    "years of ache, stiff mornings, loosens up": (
        {
            "region": "lower_back",
            "quality": ["dull", "stiff"],
            "trigger": "gradual",
            "worse_with": ["morning", "sitting"],
            "better_with": ["movement"],
            "duration_days": 700,
            "age": 40,
        },
        "non_specific_low_back_pain",
    ),
    "worse standing": (
        {"region": "lower_back", "quality": ["dull"], "worse_with": ["standing"], "age": 45},
        "non_specific_low_back_pain",
    ),
    "whole back aches": (
        {"region": "whole_back", "quality": ["dull"], "trigger": "unknown"},
        "non_specific_low_back_pain",
    ),
    "sciatica": (
        {
            "region": "lower_back",
            "radiation": "leg",
            "quality": ["electric"],
            "worse_with": ["sitting", "coughing"],
        },
        "radiating_leg_pain",
    ),
    "leg pain with a dull, stiff back after lifting": (
        {
            "region": "lower_back",
            "radiation": "leg",
            "quality": ["dull", "stiff"],
            "trigger": "lifting",
            "worse_with": ["bending"],
        },
        "radiating_leg_pain",
    ),
    "buttock to foot": ({"region": "buttock", "radiation": "foot"}, "radiating_leg_pain"),
    "walking hurts, sitting helps, 71": (
        {
            "region": "lower_back",
            "radiation": "leg",
            "quality": ["numb"],
            "worse_with": ["walking", "standing"],
            "better_with": ["sitting"],
            "age": 71,
            "duration_days": 300,
        },
        "spinal_stenosis",
    ),
    "the same at 30": (
        {
            "region": "lower_back",
            "radiation": "leg",
            "quality": ["numb"],
            "worse_with": ["walking", "standing"],
            "better_with": ["sitting"],
            "age": 30,
        },
        "radiating_leg_pain",
    ),
    "knots that like massage": (
        {
            "region": "lower_back",
            "quality": ["tight", "cramping"],
            "trigger": "sport",
            "better_with": ["massage", "heat"],
        },
        "myofascial_pain",
    ),
    "tight neck": (
        {"region": "neck", "quality": ["tight"], "better_with": ["massage", "stretching"]},
        "myofascial_pain",
    ),
    "dimple of the back, stairs": (
        {"region": "si_joint", "worse_with": ["stairs", "lying"]},
        "si_joint_pain",
    ),
    "buttock, sitting and driving": (
        {"region": "buttock", "quality": ["dull"], "worse_with": ["sitting", "driving"]},
        "deep_buttock_pain",
    ),
    "twisting and standing hurt, sitting helps": (
        {
            "region": "lower_back",
            "quality": ["sharp"],
            "worse_with": ["twisting", "standing"],
            "better_with": ["sitting"],
            "age": 50,
        },
        "facet_pain",
    ),
    "pregnant": (
        {"region": "lower_back", "trigger": "pregnancy", "worse_with": ["lying"], "age": 31},
        "pregnancy_related",
    ),
    "pregnant, age not said": (
        {"region": "si_joint", "trigger": "pregnancy"},
        "pregnancy_related",
    ),
    "young, nights and mornings, buttock, tablets help": (
        {
            "region": "lower_back",
            "radiation": "buttock",
            "quality": ["stiff"],
            "trigger": "gradual",
            "worse_with": ["lying", "morning"],
            "better_with": ["movement", "medication"],
            "duration_days": 400,
            "age": 28,
        },
        "inflammatory",
    ),
    "slept badly": (
        {"region": "neck", "quality": ["stiff"], "trigger": "sleep", "worse_with": ["twisting"]},
        "non_specific_neck_pain",
    ),
    "neck into the hand": (
        {"region": "neck", "radiation": "hand", "quality": ["tingling"]},
        "neck_pain_with_arm_pain",
    ),
    "car crash": (
        {"region": "neck", "trigger": "accident", "quality": ["stiff"], "duration_days": 2},
        "whiplash_neck_pain",
    ),
    "desk work, between the shoulder blades": (
        {"region": "upper_back", "quality": ["dull"], "trigger": "sitting"},
        "mid_back_pain",
    ),
    "mid back": ({"region": "mid_back"}, "mid_back_pain"),
    "tailbone after a fall": (
        {"region": "tailbone", "trigger": "fall", "worse_with": ["sitting"]},
        "tailbone_pain",
    ),
    "sudden mid back pain after a stumble at 78": (
        {
            "region": "mid_back",
            "quality": ["sharp"],
            "trigger": "fall",
            "worse_with": ["standing", "walking"],
            "better_with": ["lying"],
            "duration_days": 3,
            "age": 78,
        },
        "osteoporotic_fracture",
    ),
    "the same at 30, sharp": (
        {
            "region": "mid_back",
            "quality": ["sharp"],
            "trigger": "fall",
            "worse_with": ["standing", "walking"],
            "better_with": ["lying"],
            "duration_days": 3,
            "age": 30,
        },
        "mid_back_pain",
    ),
}


@pytest.mark.parametrize(("intake", "wanted"), CASES.values(), ids=CASES)
def test_the_best_picture(intake: dict[str, Any], wanted: str) -> None:
    assert best_pictures(load(), intake)[0][0].id == wanted


def test_nothing_known_fits_nothing() -> None:
    assert best_pictures(load(), {}) == []
    assert best_pictures(load(), {"region": None, "quality": None}) == []


def test_the_best_comes_first_and_the_intake_stays_as_it_was() -> None:
    intake = {"region": "lower_back", "quality": ["tight"], "age": 40, "radiation": "leg"}
    before = dict(intake)
    ranked = best_pictures(load(), intake)
    assert [points for _, points in ranked] == sorted((p for _, p in ranked), reverse=True)
    assert intake == before
    assert best_pictures(load(), intake) == ranked


PICTURE = """\
  explanation: [{text: It aches., sources: [ng59]}]
  course: [{text: It eases., sources: [ng59]}]
  reviewed: 2026-11-22
"""


@pytest.mark.parametrize(
    ("signs", "intake", "points"),
    [
        ("requires: {regions: [neck, lower_back]}", {"region": "neck"}, 5),
        ("requires: {regions: [lower_back]}", {"region": "neck"}, None),
        ("requires: {regions: [neck], quality: [dull]}", {"region": "neck"}, None),
        ("requires: {min_age: 60}", {"age": 60}, 5),
        ("requires: {min_age: 60}", {"age": 59}, None),
        ("requires: {min_age: 60}", {}, None),
        ("requires: {max_days: 7}", {"duration_days": 7.5}, None),
        ("requires: {}\n  supports: {quality: [dull, stiff]}", {"quality": ["dull", "stiff"]}, 7),
        ("requires: {}\n  supports: {min_age: 60}", {}, 5),
        ("requires: {}\n  supports: {min_age: 60}", {"age": 61}, 6),
        ("requires: {}\n  supports: {min_age: 60}", {"age": 40}, None),
        ("requires: {}\n  supports: {min_days: 1, max_days: 9}", {"duration_days": 5.0}, 6),
        ("requires: {regions: [neck]}\n  supports: {regions: [neck]}", {"region": "neck"}, 6),
    ],
)
def test_points(
    make_folder: Callable[..., Path], signs: str, intake: dict[str, Any], points: int | None
) -> None:
    text = f"- id: neck_pain\n  title: Neck pain\n  base: 5\n  {signs}\n{PICTURE}"
    ranked = best_pictures(load(make_folder({"cause/pictures.yml": text})), intake)
    assert [each for _, each in ranked] == ([] if points is None else [points])


def test_of_equals_the_more_common_one_comes_first(make_folder: Callable[..., Path]) -> None:
    text = "".join(
        f"- id: {name}\n  title: {name}\n  base: {base}\n  requires: {{regions: [neck]}}\n"
        f"  supports: {{{supports}}}\n{PICTURE}"
        for name, base, supports in (
            ("rare", 4, "quality: [dull]"),
            ("neck_pain", 5, ""),
            ("other", 5, ""),
        )
    )
    folder = make_folder({"cause/pictures.yml": text})
    ranked = best_pictures(load(folder), {"region": "neck", "quality": ["dull"]})
    assert [(picture.id, points) for picture, points in ranked] == [
        ("neck_pain", 5),
        ("other", 5),
        ("rare", 5),
    ]
