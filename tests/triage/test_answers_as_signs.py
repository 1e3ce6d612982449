"""Answers to the red-flag questions, as signs."""

from __future__ import annotations

import pytest

from backwise.triage import signs


@pytest.mark.parametrize(
    ("findings", "answers", "skipped", "expected"),
    [
        ([], {}, [], set()),
        (["none"], {}, [], set()),
        (["fever"], {"cauda_equina": "no"}, [], {"fever"}),
        (
            [],
            {"cauda_equina": "yes", "heart_vessel": "unsure"},
            [],
            {"cauda_equina", "heart_vessel_unsure"},
        ),
        ([], {}, ["cauda_equina", "intensity"], {"cauda_equina_unsure"}),
        ([], {"serious_illness": "yes"}, [], {"serious_illness_unsure"}),
        (["fever"], {"serious_illness": "yes"}, [], {"fever"}),
        ([], {"serious_illness": "no"}, ["serious_illness"], set()),
    ],
)
def test_answers_become_signs(
    findings: list[str],
    answers: dict[str, str | None],
    skipped: list[str],
    expected: set[str],
) -> None:
    assert signs(findings, answers, skipped) == expected
