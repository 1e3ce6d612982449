"""From the words for place, kind, cause and change of pain to one `Pain`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from backwise.language import quantities
from backwise.language.lexicon import Lexicon
from backwise.language.reading import Assertion, Experiencer, Pain, Time

# From near to far: the furthest place that is named is how far the pain goes.
_REACH = ("buttock", "arm", "hand", "leg", "foot")
_SPREAD_REACH = 60
_CUE_REACH = 45
_VAGUE_TRIGGERS = ("gradual", "unknown")
_SENTENCE = re.compile(r"[.!?;\n]")


@dataclass(frozen=True)
class Mention:
    """A place in the normalised text that one of the word lists names."""

    kind: str
    value: str
    start: int
    end: int
    assertion: Assertion = "present"
    time: Time = "ongoing"
    experiencer: Experiencer = "self"

    @property
    def holds(self) -> bool:
        """Whether this is said of the person's pain now."""
        return (
            self.experiencer == "self"
            and self.assertion in ("present", "possible")
            and self.time in ("recent", "ongoing")
        )

    def overlaps(self, other: Mention) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


class PainReader:
    """Reads the pain out of the mentions of one message."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Remember the word lists' own settings."""
        self._lexicon = lexicon

    def read(self, text: str, mentions: Sequence[Mention]) -> Pain:
        """The pain as told in a message.

        Args:
            text: the normalised text.
            mentions: all places the word lists name, in order.
        """
        age = quantities.age(text)
        region = self._region(text, mentions)
        worse = self._changes(text, mentions, "activity", "worse")
        better = self._changes(text, mentions, "relief", "better")
        about_others = any(m.experiencer == "other" and m.kind == "region" for m in mentions)
        if about_others and region is None:
            return Pain(age=age)
        radiation = self._radiation(text, mentions)
        return Pain(
            region=region,
            side=self._side(mentions),
            duration_days=quantities.duration_days(text, years_old=age),
            intensity=quantities.intensity(text),
            radiation=None if radiation == region else radiation,
            quality=_unique(m.value for m in mentions if m.kind == "quality" and m.holds),
            trigger=self._trigger(mentions, [*worse, *better]),
            worse_with=_unique(m.value for m in worse),
            better_with=_unique(m.value for m in better),
            age=age,
        )

    def _region(self, text: str, mentions: Sequence[Mention]) -> str | None:
        regions = [m for m in mentions if m.kind == "region" and m.holds]
        whole = [m for m in regions if m.value == "whole_back"]
        if whole:
            return "whole_back"
        spreads = [m for m in mentions if m.kind == "cue" and m.value == "spread"]
        at_start = [
            m for m in regions if not any(self._leads_to(text, s, m) for s in spreads)
        ] or regions
        # "Buttock" beside another region is where the pain goes, not where it comes from.
        places = [m for m in at_start if m.value != "buttock"] or at_start
        return places[0].value if places else None

    def _leads_to(self, text: str, spread: Mention, place: Mention) -> bool:
        between = text[spread.end : place.start]
        return (
            spread.end <= place.start
            and place.start - spread.end <= _CUE_REACH
            and bool(
                re.search(
                    r"\b(?:to|into|down|towards|up|through)\b", text[spread.start : place.start]
                )
            )
            and not _SENTENCE.search(between)
            and not re.search(r"\b(?:and|but|,)\b", between)
        )

    def _side(self, mentions: Sequence[Mention]) -> str | None:
        blocked = [m for m in mentions if m.kind == "cue" and m.value == "not_side"]
        sides = [
            m
            for m in mentions
            if m.kind == "side" and m.holds and not any(m.overlaps(b) for b in blocked)
        ]
        named = {m.value for m in sides}
        if "both" in named:
            return "both"
        lateral = [m.value for m in sides if m.value in ("left", "right")]
        if lateral:
            return lateral[0]
        return "middle" if named else None

    def _radiation(self, text: str, mentions: Sequence[Mention]) -> str | None:
        reached: set[str] = set()
        denied = any(m.kind == "cue" and m.value == "no_spread" for m in mentions)
        spreads = [m for m in mentions if m.kind == "cue" and m.value == "spread"]
        for m in mentions:
            if m.kind == "radiation_words":
                if m.holds:
                    reached.add(m.value)
                elif m.assertion == "absent":
                    denied = True
            if m.kind != "radiation" or m.experiencer == "other":
                continue
            lead = [s for s in spreads if self._spreads_to(text, s, m)]
            if not lead:
                continue
            if m.assertion == "absent" or all(s.assertion == "absent" for s in lead):
                denied = True
            elif m.holds:
                reached.add(m.value)
        if reached:
            return max(reached, key=_REACH.index)
        return "none" if denied else None

    def _spreads_to(self, text: str, spread: Mention, part: Mention) -> bool:
        gap = text[spread.end : part.start]
        return (
            spread.end <= part.start
            and len(gap) <= _SPREAD_REACH
            and not _SENTENCE.search(gap)
            and not re.search(r"\b(?:but|worse|better|when)\b", gap)
        )

    def _changes(
        self, text: str, mentions: Sequence[Mention], kind: str, direction: str
    ) -> list[Mention]:
        found = []
        for m in mentions:
            if m.kind != kind:
                continue
            cue = self._nearest(text, mentions, m, ("worse", "better"))
            # "It catches when I turn": without a plainer word, "when" means worse.
            cue = cue or self._nearest(text, mentions, m, ("when",))
            if cue is None or cue.assertion == "absent":
                continue
            if {"when": "worse"}.get(cue.value, cue.value) == direction:
                found.append(m)
        return found

    def _nearest(
        self, text: str, mentions: Sequence[Mention], target: Mention, values: Collection[str]
    ) -> Mention | None:
        near = [
            (distance, cue.start > target.start, cue)
            for cue in mentions
            if cue.kind == "cue"
            and cue.value in values
            and not cue.overlaps(target)
            and (distance := self._distance(text, cue, target, mentions)) is not None
        ]
        return min(near, key=lambda item: item[:2])[2] if near else None

    def _distance(
        self, text: str, cue: Mention, target: Mention, mentions: Sequence[Mention]
    ) -> int | None:
        """Characters between the two; None if the sentence turns between them."""
        begin, end = sorted(((cue.start, cue.end), (target.start, target.end)))
        between = text[begin[1] : end[0]]
        if _SENTENCE.search(between) or len(between) > _CUE_REACH:
            return None
        turn = self._lexicon.expressions["cue", "clause_break"]
        if turn.search(between):
            return None
        follows = cue.start > target.start
        listed = any(
            m.kind == target.kind and begin[1] <= m.start and m.end <= end[0] for m in mentions
        )
        # "Heat and massage help" is one list; "sitting hurts and walking helps" is not.
        if follows and " and " in between and not listed:
            return None
        return len(between) + 8 * between.count(",")

    def _trigger(self, mentions: Sequence[Mention], changes: Sequence[Mention]) -> str | None:
        triggers = []
        for m in mentions:
            if m.kind != "trigger" or m.experiencer == "other" or m.assertion == "hypothetical":
                continue
            today = m.value in self._lexicon.trigger_never_with_worse and any(
                m.overlaps(change) for change in changes
            )
            denied = m.assertion == "absent" and m.value != "unknown"
            if not today and not denied:
                triggers.append(m)
        sure = [m for m in triggers if m.value not in _VAGUE_TRIGGERS]
        first = sure or [m for m in triggers if m.value == "gradual"] or triggers
        return first[0].value if first else None


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
