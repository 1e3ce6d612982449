"""Which self-tests suit a person."""

from __future__ import annotations

import re

from backwise.exercise.plan import load_plan
from backwise.exercise.programme import ALLOWED_LEVELS, HOUSEHOLD, Needs
from backwise.knowledge import KnowledgeBase
from backwise.knowledge.schema import SelfTest

# With more pain than this (0 to 10), a test would only tell that it hurts.
MOST_PAIN = 5


def suitable_tests(kb: KnowledgeBase, needs: Needs, most: int = 4) -> list[SelfTest]:
    """The tests of the person's region that nothing speaks against, in the order of the file.

    None at all while the triage level or the pain forbids them.

    Args:
        kb: the content.
        needs: the person.
        most: how many at the most.
    """
    intensity = needs.pain.get("intensity") or 0
    if needs.level not in ALLOWED_LEVELS or intensity > MOST_PAIN:
        return []
    region = needs.pain.get("region") or "lower_back"
    refused = [c for name, c in load_plan().conditions.items() if name in needs.conditions]
    positions = {position for condition in refused for position in condition.positions}
    movements = {movement for condition in refused for movement in condition.movements}
    return [
        test
        for test in kb.self_test.values()
        if (region in test.regions or region == "whole_back")
        and not {*needs.pictures, *needs.conditions} & set(test.not_for)
        and test.position not in positions
        and not movements & set(test.movements)
        and not set(test.equipment) - HOUSEHOLD - needs.equipment
    ][:most]


_WANTS = re.compile(
    r"\b(?:test|tests|testing|check|measure|assess|try (?:it|them)|find out|do i have|"
    r"how do i know|am i|are my|is my|which of my)\b"
)


def wants_tests(text: str) -> bool:
    """Whether a question about muscles asks to be tested."""
    return _WANTS.search(text.lower()) is not None
