"""Which questions are asked, in which order: only what is unknown, never more than eight."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

# Before the first guidance at most this many questions are asked, red flags included. "Which of
# them?", asked only after a bare "yes", belongs to the question before it.
MOST_QUESTIONS = 8
_PAIN = ("region", "duration_days", "intensity", "radiation", "trigger")
_RED_FLAGS = ("cauda_equina", "serious_illness", "heart_vessel")
_LATERAL = ("leg", "foot", "arm", "hand")


def intake_questions(pain: Mapping[str, Any], asked: Collection[str]) -> list[str]:
    """The slots the intake needs, in order.

    The side is worth a question only when it is not one too many: what the
    person tells unasked makes room for it.

    Args:
        pain: slot values by name; None or missing where unknown.
        asked: questions asked so far in this session.
    """
    put = set(asked) | {question for question in _PAIN if pain.get(question) is None}
    room = len(put - {"side"}) < MOST_QUESTIONS - len(_RED_FLAGS)
    wants_side = pain.get("radiation") in _LATERAL and (room or "side" in asked)
    return [*_PAIN, "side"] if wants_side else list(_PAIN)


def triage_questions(answers: Mapping[str, Any], findings: Collection[str]) -> list[str]:
    """The red-flag questions, in order.

    "Which of them?" is asked only after a "yes" that named no sign.

    Args:
        answers: answers so far to the red-flag questions, by question.
        findings: signs the person has already told of.
    """
    told = set(findings) - {"none"}
    cauda_equina, serious_illness, heart_vessel = _RED_FLAGS
    if answers.get(serious_illness) == "yes" and not told:
        return [cauda_equina, serious_illness, "serious_illness_detail", heart_vessel]
    return list(_RED_FLAGS)
