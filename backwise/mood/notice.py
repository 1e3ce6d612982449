"""Signs of low mood that add up over messages and days, and when to offer a short check.

Only an offer follows from it: what signs weigh is in `knowledge/mood/notice.yml`,
and whether somebody is low in mood is for the questionnaire and a professional.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from backwise.language.lexicon import load as load_lexicon
from backwise.language.reading import Finding
from backwise.mood.words import FOLDER, MoodError, Strict, compiled, parse

NOTICE = FOLDER / "notice.yml"


class _LongPain(Strict):
    days: int
    weight: float


class _File(Strict):
    source: str
    verified: bool
    weights: dict[str, float]
    body_at_most: float
    lasts: float
    long_pain: _LongPain
    lost_function: float
    offer: float
    remember_days: int
    again_days: int
    clearly_worse: float
    grumble: list[str]
    function: list[str]


@lru_cache(maxsize=1)
def _file() -> _File:
    file = parse(NOTICE, _File)
    if set(file.weights) != set(load_lexicon().mood.signs):
        raise MoodError(f"{NOTICE}: weights: expected one for each sign of signs.yml")
    return file


@lru_cache(maxsize=1)
def _function() -> re.Pattern[str]:
    return compiled(_file().function, "function")


@lru_cache(maxsize=1)
def _grumble() -> re.Pattern[str]:
    return compiled(_file().grumble, "grumble")


def is_grumble(text: str) -> bool:
    """Whether a message only grumbles about a thing.

    Args:
        text: normalised text.

    Raises:
        MoodError: the weights are broken.
    """
    return _grumble().search(text) is not None


@dataclass(frozen=True)
class Noticed:
    """What was noticed so far.

    `seen` holds, by sign, the ISO day on which it was told last, `lasting` those said
    to last for two weeks or more. `lost_function` is the day on which the loss of work
    or of everyday things was told last.
    """

    seen: Mapping[str, str] = field(default_factory=dict)
    lasting: tuple[str, ...] = ()
    lost_function: str | None = None

    @classmethod
    def of(cls, data: Mapping[str, Any] | None) -> Noticed:
        """From what `data` gives; nothing noticed without it."""
        known = {k: v for k, v in (data or {}).items() if k in cls.__dataclass_fields__}
        known["lasting"] = tuple(known.get("lasting") or ())
        return cls(**known)

    def data(self) -> dict[str, Any]:
        """As plain JSON."""
        return {**vars(self), "seen": dict(self.seen), "lasting": list(self.lasting)}

    def with_message(self, signs: Iterable[Finding], text: str, today: date) -> Noticed:
        """With the signs of one more message, and without those that are too old.

        A sign that is denied, or said to be over, is no longer counted.

        Args:
            signs: the mood signs of the reading.
            text: the normalised message.
            today: the day of the message.

        Raises:
            MoodError: the weights are broken.
        """
        since = (today - timedelta(days=_file().remember_days)).isoformat()
        own = [sign for sign in signs if sign.experiencer == "self"]
        told = {sign.concept for sign in own if sign.counts}
        over = {s.concept for s in own if s.assertion == "absent" or s.time == "resolved"} - told
        seen = {s: day for s, day in self.seen.items() if day >= since and s not in over}
        seen.update(dict.fromkeys(sorted(told), today.isoformat()))
        lasting = {*self.lasting, *(s.concept for s in own if s.counts and s.time == "ongoing")}
        lost = today.isoformat() if _function().search(text) else self.lost_function
        return replace(
            self,
            seen=seen,
            lasting=tuple(sorted(lasting & set(seen))),
            lost_function=lost if lost and lost >= since else None,
        )


def weight(noticed: Noticed, pain_days: float | None = None) -> float:
    """How much the signs weigh together.

    Args:
        noticed: the signs.
        pain_days: how long the pain has lasted, in days; None if not known.

    Raises:
        MoodError: the weights are broken.
    """
    file = _file()
    signs = load_lexicon().mood.words.signs
    body = sum(file.weights[s] for s in noticed.seen if s in signs and signs[s].body)
    mind = sum(file.weights[s] for s in noticed.seen if s in signs and not signs[s].body)
    total = mind + min(body, file.body_at_most)
    if not mind:
        # Sleep, appetite and energy suffer from pain alone, however long it lasts.
        return total
    total += file.lasts if noticed.lasting else 0
    total += file.lost_function if noticed.lost_function else 0
    is_long = pain_days is not None and pain_days >= file.long_pain.days
    return total + (file.long_pain.weight if is_long else 0)


@dataclass(frozen=True)
class Offered:
    """An offer that was made: the ISO day, the weight then, and whether it was declined."""

    day: str
    weight: float
    declined: bool = False


def is_due(now: float, last: Offered | None, today: date) -> bool:
    """Whether the check is to be offered now.

    Once offered, it comes again only after some days or when it is clearly worse, and
    only the same day's questions are left alone whatever comes.

    Args:
        now: the weight of the signs.
        last: the last offer, or the last time the questions were answered.
        today: the day of the message.

    Raises:
        MoodError: the weights are broken.
    """
    file = _file()
    if now < file.offer:
        return False
    if last is None:
        return True
    is_later = today >= date.fromisoformat(last.day) + timedelta(days=file.again_days)
    return is_later or now >= last.weight + file.clearly_worse
