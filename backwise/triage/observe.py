"""What a reading means for triage: which signs are there, unclear, denied or another's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from backwise.language.reading import Finding, Reading


@dataclass(frozen=True)
class Observation:
    """Signs by concept.

    `certain`: the writer has them. `unclear`: only maybe, or for long without
    change. `denied`: the writer says they are not there. `others`: somebody
    else has them now.
    """

    certain: frozenset[str] = frozenset()
    unclear: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()

    def signs(self, before: Collection[str]) -> frozenset[str]:
        """All signs of the session, those of earlier messages included."""
        return (frozenset(before) - self.denied) | self.certain


def _is_unclear(finding: Finding) -> bool:
    long_there = finding.time == "ongoing" and not finding.lasting
    return finding.assertion == "possible" or long_there


def observe(reading: Reading) -> Observation:
    """The signs of one message, talk of suicide apart."""
    bodily = [f for f in reading.findings if f.flag != "crisis"]
    counting = [f for f in bodily if f.counts]
    certain = {f.concept for f in counting if not _is_unclear(f)}
    return Observation(
        frozenset(certain),
        frozenset(f.concept for f in counting) - certain,
        reading.denied - certain,
        frozenset(
            f.concept
            for f in bodily
            if f.experiencer != "self" and f.assertion == "present" and f.time == "new"
        ),
    )
