"""Answers to the red-flag questions, as signs for the triage table."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from backwise.triage.rules import QUESTIONS

# Stands in a list of findings for "all that was told has been denied".
NOTHING = "none"


def signs(
    findings: Collection[str], answers: Mapping[str, str | None], skipped: Collection[str] = ()
) -> set[str]:
    """Every sign of a session: told in the person's words, or by an answer.

    A skipped question counts as "not sure". So does a "yes" to the question
    about illnesses that names none of them: it must not end as if it were a no.

    Args:
        findings: signs in the person's own words.
        answers: `yes`, `no`, `unsure` or None, by question.
        skipped: questions the person passed over.
    """
    told = set(findings) - {NOTHING}
    result = set(told)
    for question in QUESTIONS:
        answer = answers.get(question) or ("unsure" if question in skipped else None)
        names_none = question == "serious_illness" and answer == "yes"
        if answer == "unsure" or (names_none and not told):
            result.add(f"{question}_unsure")
        elif answer == "yes" and not names_none:
            result.add(question)
    return result
