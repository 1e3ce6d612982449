"""Which questions are asked, in which order: only what is unknown, never more than eight."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

# Before the first guidance at most this many questions are asked, red flags included.
MOST_QUESTIONS = 8
_ALWAYS = ("region", "duration_days", "intensity", "radiation", "trigger")
_LATERAL = ("leg", "foot", "arm", "hand")
_RED_FLAGS = ("cauda_equina", "serious_illness", "heart_vessel")
# Where pain from the heart or a big blood vessel is felt, and from what age it is likelier.
_HEART_REGIONS = ("neck", "upper_back", "mid_back", "whole_back")
_HEART_AGE = 50


def intake_questions(pain: Mapping[str, Any], asked: Collection[str]) -> list[str]:
    """The slots the intake needs, in order.

    Side and age are worth a question only when it is not one too many: what
    the person tells unasked makes room for them.

    Args:
        pain: slot values by name; None or missing where unknown.
        asked: questions asked so far in this session.
    """
    wanted = list(_ALWAYS)
    for extra, applies in (
        ("side", pain.get("radiation") in _LATERAL),
        ("age", True),
    ):
        to_come = {q for q in wanted if pain.get(q) is None} - set(asked)
        used = len(set(asked) - {extra}) + len(to_come)
        if applies and (extra in asked or used < MOST_QUESTIONS - len(_RED_FLAGS)):
            wanted.append(extra)
    return wanted


def triage_questions(
    pain: Mapping[str, Any], answers: Mapping[str, Any], findings: Collection[str]
) -> list[str]:
    """The red-flag questions that fit, in order.

    Args:
        pain: slot values by name.
        answers: answers so far to the red-flag questions, by question.
        findings: signs the person has already told of.
    """
    wanted = ["cauda_equina", "serious_illness"]
    told = set(findings) - {"none"}
    if answers.get("serious_illness") == "yes" and not told:
        wanted.append("serious_illness_detail")
    age = pain.get("age")
    if (
        pain.get("region") in _HEART_REGIONS
        or pain.get("radiation") in ("arm", "hand")
        or (age is not None and age >= _HEART_AGE)
    ):
        wanted.append("heart_vessel")
    return wanted
