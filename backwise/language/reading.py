"""What is read out of one message."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Literal

Assertion = Literal["present", "possible", "hypothetical", "absent"]
# New in the last two weeks, there for long without change, long ago, or over.
Time = Literal["new", "ongoing", "past", "resolved"]
Experiencer = Literal["self", "family", "other"]
Answer = Literal["yes", "no", "unsure", "skip"]


@dataclass(frozen=True)
class Finding:
    """One sign in the person's words.

    `time` is None where nothing is said of it. `by` tells who found the sign: a
    word list, or the detector that knows meanings but no words.
    """

    concept: str
    words: str
    flag: str | None = None
    severity: str | None = None
    assertion: Assertion = "present"
    time: Time | None = None
    experiencer: Experiencer = "self"
    lasting: bool = False
    by: Literal["words", "detector"] = "words"

    @property
    def counts(self) -> bool:
        """Whether this is about the person, now, and not denied or only imagined."""
        return (
            self.experiencer == "self"
            and self.assertion in ("present", "possible")
            and (self.lasting or self.time not in ("past", "resolved"))
        )


@dataclass(frozen=True)
class Pain:
    """What a message says of the pain; None or empty where it says nothing.

    `duration_days` is in days, `intensity` on a scale from 0 to 10, `age` in years.
    """

    region: str | None = None
    side: str | None = None
    duration_days: float | None = None
    intensity: float | None = None
    radiation: str | None = None
    quality: tuple[str, ...] = ()
    trigger: str | None = None
    worse_with: tuple[str, ...] = ()
    better_with: tuple[str, ...] = ()
    age: int | None = None

    def said(self) -> dict[str, object]:
        """Only what was said, by slot name; lists as lists."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in vars(self).items()
            if value not in (None, ())
        }


# The slots that describe the pain and the person, by the names used everywhere.
PAIN_SLOTS = tuple(one.name for one in fields(Pain))


@dataclass(frozen=True)
class Reading:
    """Everything the rules read out of one message.

    `facts` are what matters for medicines: illnesses, other medicines, pregnancy.
    `mood` are signs of low mood; one said to last for two weeks or more is `ongoing`.
    """

    text: str
    pain: Pain = field(default_factory=Pain)
    findings: tuple[Finding, ...] = ()
    facts: tuple[Finding, ...] = ()
    answer: Answer | None = None
    mood: tuple[Finding, ...] = ()

    @property
    def present(self) -> tuple[Finding, ...]:
        """The findings that count."""
        return tuple(finding for finding in self.findings if finding.counts)

    @property
    def denied(self) -> frozenset[str]:
        """Concepts the person says they do not have."""
        return frozenset(
            finding.concept
            for finding in self.findings
            if finding.assertion == "absent" and finding.experiencer == "self"
        )
