"""From the words for place, kind, cause and change of pain to one `Pain`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backwise.language import quantities
from backwise.language.lexicon import Lexicon
from backwise.language.reading import Assertion, Experiencer, Pain, Time

# From near to far: the furthest place that is named is how far the pain goes.
_REACH = ("buttock", "arm", "hand", "leg", "foot")
_SPREAD_REACH = 60
_CUE_REACH = 45
_CHANGES = ("worse", "worse_after", "better", "neutral", "when")
_VAGUE_TRIGGERS = ("gradual", "unknown")
_SENTENCE = re.compile(r"[.!?;\n]")
_PART = re.compile(r"[,.:;!?()\n]|\b(?:but|only|just|except)\b")
_ASIDE = re.compile(rf"{_PART.pattern}|\band\b(?! needles)")
# Denied by the words around it, within the same part of the sentence. ConText reaches further
# ("not for long, lower back"), which is right for signs of danger and too far for the pain.
_DENIED_BEFORE = re.compile(
    r"(?:\b(?:no|none|never|nothing|nowhere|neither|nor|without|than|instead of)"
    r"|(?<!can )(?<!could )\bnot)"
    r"\s+(?:(?:in|on|my|the|any|really|much|an?|at|so|that|i|do|have|tried|makes?|it|seems|to"
    r"|ever|get|when|with|pain|is|am)\s+){0,3}$"
)
_DENIED_AFTER = re.compile(r"\s+(?:did|does|do|has|have|is|are|was|were) not\b(?! (?:hurt|bother))")
_WELL_AFTER = re.compile(r"(?:\s+\w+)?\s+(?:is|are|feels?) (?:all )?(?:fine|ok|okay|normal|good)\b")
_ONCE = re.compile(r"\b(?:used to|last time|previously|back then|in the past)\b")
_MINE = re.compile(
    r"\b(?:my|in the|(?:have|felt|feel|got|with|is) an?)\s+(?:\w+\s+)?$|\blike some(?:one|body)\b"
)
# "I helped a friend move": somebody is in it, but it is the writer who did it.
_BY_ME = re.compile(r"(?:\bi(?: was| am| have)?|\b(?:after|since|from|while)|^)\s*(?:\w+\s+)?$")
_NOUN_ACHE = re.compile(
    r"\b(?:head|ear|stomach|tummy|tooth|belly) aches?$|\b(?:and|bad|severe|terrible|awful"
    r"|head) (?:lower )?back ache$|\bhead ache$"
)
# What stands between the members of a list: "sitting, standing or when I drive".
_LISTED = re.compile(
    r"(?:\s+\w+){0,3}?\s*(?:,|/|&|\+|\band\b|\bor\b|,\s*(?:and|or)\b"
    r"|\bas well as\b)\s*(?:(?!i\s+(?:have|can|do|take|use)\b)\w+\s+){0,3}"
)
_THEN = re.compile(r"\s+(?:was|had)\b")
_AND_IT = re.compile(r"\band (?!(?:it|that|this|which|then it)\b)")
# "Sitting in it really hurts", but not "sitting, my back hurts".
_NEAR_VERB = re.compile(
    r"(?:\s+(?!(?:my(?! (?:leg|head|arm|knee)\b)|i|and|the pain)\b)\w+){0,4}\s+"
)
_NO_PAIN = re.compile(r"\b(?:numb\w*|tingl\w*|weak\w*|pins|rash\w*|heavy|swoll\w*|swell\w*)\b")
_HURTS = re.compile(
    r"\b(?:pain\w*|hurt\w*|ach\w*|sore\w*|burn\w*|shoot\w*|throb\w*|cramp\w*|stab\w*)\b"
)
_TRUNK = r"(?:back|neck|spine|tailbone)"
_BESIDE_TRUNK = re.compile(
    rf"\b{_TRUNK}\b(?: pains?| aches?| hurts?| stiffness)?\W+(?:and |& |also |plus |in "
    rf"|along with )+(?:\w+ ){{0,2}}$|\b{_TRUNK}, (?:\w+ )?(?:and )?$"
)
_TRUNK_BESIDE = re.compile(
    rf"(?: pains?| aches?| hurts?)?(?: (?:and|&|along with)|,) (?:my |the |lower |upper "
    rf"|low )*{_TRUNK}\b|\s+(?:also )?(?:hurts?|aches?|is killing|are killing)\b"
)


@dataclass(frozen=True)
class Mention:
    """A place in the normalised text that one of the word lists names."""

    kind: str
    value: str
    start: int
    end: int
    assertion: Assertion = "present"
    time: Time | None = None
    experiencer: Experiencer = "self"

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
        told = [
            m
            for m in mentions
            if m.kind == "quality"
            and self._stands(text, m)
            and not _NOUN_ACHE.search(text, max(m.start - 12, 0), m.end)
        ]
        worse = self._changes(text, mentions, "activity", "worse")
        better = self._changes(text, mentions, "relief", "better")
        about_others = any(m.experiencer != "self" and m.kind == "region" for m in mentions)
        if about_others and region is None:
            return Pain(age=age)
        radiation = self._radiation(text, mentions)
        return Pain(
            region=region,
            side=self._side(text, mentions),
            duration_days=quantities.duration_days(text, years_old=age),
            intensity=quantities.intensity(text),
            radiation=None if radiation == region else radiation,
            quality=_unique(m.value for m in told),
            trigger=self._trigger(text, mentions, [*worse, *better]),
            worse_with=_unique(m.value for m in worse),
            better_with=_unique(m.value for m in better),
            age=age,
        )

    def _stands(self, text: str, m: Mention) -> bool:
        """Whether this is told of the person's own pain now, and not denied."""
        before = text[max(m.start - 60, 0) : m.start]
        part = _PART.split(before)[-1]
        if m.experiencer != "self" and not _MINE.search(part):
            return False
        if m.assertion == "hypothetical":
            return False
        if m.assertion == "absent" and (self._denied(text, m) or _WELL_AFTER.match(text, m.end)):
            return False
        return not (m.time == "resolved" or _ONCE.search(part))

    def _denied(self, text: str, m: Mention) -> bool:
        part = _PART.split(text[max(m.start - 60, 0) : m.start])[-1]
        return bool(_DENIED_BEFORE.search(part) or _DENIED_AFTER.match(text, m.end))

    def _region(self, text: str, mentions: Sequence[Mention]) -> str | None:
        regions = [m for m in mentions if m.kind == "region" and self._stands(text, m)]
        if any(m.value == "whole_back" for m in regions):
            return "whole_back"
        spreads = [m for m in mentions if m.kind == "cue" and m.value == "spread"]
        at_start = [m for m in regions if not any(self._leads_to(text, s, m) for s in spreads)] or [
            m for m in regions if m.value != "buttock"
        ]
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

    def _side(self, text: str, mentions: Sequence[Mention]) -> str | None:
        blocked = [m for m in mentions if m.kind == "cue" and m.value == "not_side"]
        named = [
            m.value
            for m in mentions
            if m.kind == "side"
            and self._stands(text, m)
            and not any(b.start <= m.start and m.end <= b.end for b in blocked)
            and not self._only_numb(text, m)
        ]
        if "both" in named:
            return "both"
        lateral = [value for value in named if value != "middle"]
        return next(iter(lateral or named), None)

    def _only_numb(self, text: str, m: Mention) -> bool:
        """Whether a part of the sentence tells of numbness or the like, and of no pain."""
        before = _ASIDE.split(text[max(m.start - 60, 0) : m.start])[-1]
        part = before + _ASIDE.split(text[m.start : m.end + 40], maxsplit=1)[0]
        return bool(_NO_PAIN.search(part)) and not _HURTS.search(part)

    def _radiation(self, text: str, mentions: Sequence[Mention]) -> str | None:
        reached: set[str] = set()
        denied = any(m.kind == "cue" and m.value == "no_spread" for m in mentions)
        spreads = [m for m in mentions if m.kind == "cue" and m.value == "spread"]
        for m in mentions:
            stands = m.assertion != "absent" and self._stands(text, m)
            if m.kind == "radiation_words" and stands:
                reached.add(m.value)
            elif m.kind == "radiation_words" and m.assertion == "absent":
                denied = True
            if m.kind != "radiation" or m.experiencer != "self" or self._only_numb(text, m):
                continue
            lead = [s for s in spreads if self._spreads_to(text, s, m)]
            if not lead and not (m.value != "buttock" and self._beside_trunk(text, m)):
                continue
            if lead and all(s.assertion == "absent" for s in lead):
                denied = True
            elif stands:
                reached.add(m.value)
            elif m.assertion == "absent":
                denied = True
        if reached:
            return max(reached, key=_REACH.index)
        return "none" if denied else None

    def _beside_trunk(self, text: str, m: Mention) -> bool:
        """Whether a limb is named with the back or neck: "my back and both legs ache"."""
        before = text[max(m.start - 40, 0) : m.start]
        return bool(_BESIDE_TRUNK.search(before) or _TRUNK_BESIDE.match(text, m.end))

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
        for members in self._lists(text, mentions, kind):
            cue = self._nearest(text, mentions, members)
            # "It catches when I turn": without a plainer word, "when" means worse.
            meant = "neutral" if cue is None or self._denied_cue(text, cue) else cue.value
            if {"when": "worse", "worse_after": "worse"}.get(meant, meant) == direction:
                found += [m for m in members if not self._denied(text, m)]
        return found

    def _denied_cue(self, text: str, cue: Mention) -> bool:
        part = _PART.split(text[max(cue.start - 60, 0) : cue.start])[-1]
        return bool(_DENIED_BEFORE.search(part))

    def _lists(self, text: str, mentions: Sequence[Mention], kind: str) -> list[list[Mention]]:
        """What is named of a kind; neighbours in one list ("sitting or standing") together."""
        blocks = [m for m in mentions if m.kind == "cue" and m.value != "spread"]
        unmeant = [m for m in blocks if m.value == "not_activity"]
        lists: list[list[Mention]] = []
        for m in mentions:
            if m.kind != kind or any(m.overlaps(n) for n in unmeant):
                continue
            last = lists[-1][-1] if lists else None
            if last and m.end <= last.end:
                continue  # inside a longer phrase
            gap = text[last.end : m.start] if last else ""
            cue_between = last and any(
                last.end <= b.start < m.start for b in blocks if b.value in _CHANGES[:-1]
            )
            if last and not cue_between and (m.start < last.end or _LISTED.fullmatch(gap)):
                lists[-1].append(m)
            else:
                lists.append([m])
        return lists

    def _nearest(
        self, text: str, mentions: Sequence[Mention], members: Sequence[Mention]
    ) -> Mention | None:
        near = [
            (distance, cue.start > members[0].start, cue)
            for cue in mentions
            if cue.kind == "cue"
            and cue.value in _CHANGES
            and (distance := self._distance(text, cue, members, mentions)) is not None
        ]
        return min(near, key=lambda item: item[:2])[2] if near else None

    def _distance(
        self, text: str, cue: Mention, members: Sequence[Mention], mentions: Sequence[Mention]
    ) -> int | None:
        """How far a cue is from a list; None if the sentence turns between them."""
        first, last = members[0], members[-1]
        follows = cue.start >= first.start
        if follows and cue.start < last.end:
            return None
        between = text[last.end : cue.start] if follows else text[cue.end : first.start]
        if _SENTENCE.search(between) or len(between) > _CUE_REACH:
            return None
        if self._lexicon.expressions["cue", "clause_break"].search(between):
            return None
        # "It began when I was lying in bed" tells of then, not of always.
        if cue.value == "when" and (follows or _THEN.match(between)):
            return None
        if cue.value == "worse_after" and not (follows and _NEAR_VERB.fullmatch(between)):
            return None
        # "Sitting hurts and walking helps": a cue after "and" is about something new.
        if follows and _AND_IT.search(between):
            return None
        return len(between) + 15 * between.count(",") + (15 if cue.value == "when" else 0)

    def _trigger(
        self, text: str, mentions: Sequence[Mention], changes: Sequence[Mention]
    ) -> str | None:
        triggers = []
        for m in mentions:
            if m.kind != "trigger" or m.assertion == "hypothetical":
                continue
            before = _PART.split(text[max(m.start - 60, 0) : m.start])[-1]
            if m.experiencer != "self" and not _BY_ME.search(before):
                continue
            today = m.value in self._lexicon.trigger_never_with_worse and any(
                m.overlaps(change) for change in changes
            )
            denied = m.assertion == "absent" and m.value != "unknown" and self._denied(text, m)
            if not today and not denied:
                triggers.append(m)
        sure = [m for m in triggers if m.value not in _VAGUE_TRIGGERS]
        first = sure or [m for m in triggers if m.value == "gradual"] or triggers
        return first[0].value if first else None


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
