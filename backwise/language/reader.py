"""Reads one message: the pain it tells of, the signs in it, the answer it gives.

The word lists of `knowledge/` find the places; medspaCy's ConText decides for
each whether it is denied, unsure, imagined, past or somebody else's. The
detector adds signs that no word list names, and doubts some that one does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from textwrap import shorten

import spacy
from loguru import logger
from medspacy.context import ConText, ConTextRule, context_graph, context_modifier
from spacy.tokens import Span

from backwise.language import lexicon as lexicons
from backwise.language import low_mood, mood_model
from backwise.language.detector import ORDINARY, Detection, Detector, default_detector
from backwise.language.mood_model import MoodModel, default_mood_model
from backwise.language.names import Names, default_names
from backwise.language.normalise import Normalised, Normaliser
from backwise.language.pain import Mention, PainReader
from backwise.language.questions import asks_what_it_is
from backwise.language.reading import Assertion, Experiencer, Finding, Reading, Time

# medspaCy writes the text it reads to its log at debug level.
logger.disable("medspacy")
logger.disable("PyRuSH")


def _overlap(first: tuple[int, int], second: tuple[int, int]) -> bool:
    return first[0] < second[1] and second[0] < first[1]


# medspaCy 1.3.1 does not see that ranges overlap when the first lies inside the second. Then
# "can't" denies "can't pee", and "but" does not end a denial: dangers would be read as denied.
context_graph.tuple_overlaps = context_modifier.tuple_overlaps = _overlap

# "A 45-year-old man comes with…": somebody tells a case as doctors do; "he" is the patient.
_CASE = re.compile(r"\s*(?:an? )?\d{1,3} ?-? ?(?:years?|yrs?) ?-? ?old\b")

# "Whiplash in 1998": a year before the last one.
_PAST_YEAR = {"TEXT": {"REGEX": r"^(19[3-9]\d|20[01]\d|202[0-4])$"}}
_GROUP = "mentions"
_MODIFIERS = (
    "negated", "possible", "hypothetical", "past", "resolved", "ongoing", "new", "family", "other"
)  # fmt: skip
MAX_CHARACTERS = 4000
# The detector knows no single words; so much of the message stands for them, in characters.
_MOST_WORDS = 200
# How likely a sign must be to count, and to be asked about: docs/decisions/0006-danger.md.
SURE = 0.95
MAYBE = 0.2
# From here a sign counts beside others, when it is sure that the writer has something now.
BESIDE = 0.4
# Talk of suicide is always met with a question, so there is no need to ask before.
CRISIS = 0.3
CRISIS_SURE = 0.75
# From here it is talk of suicide in spite of a phrase that is only a manner of speaking.
CRISIS_AND_IDIOM = 0.9
# From here a sign of somebody else is there now.
SOMEBODY = 0.7
# From here the detector means the sign that words name; another of the same flag is then unsure.
NAMED = 0.1
# Below this, a sign that a word list names is doubted; talk of suicide never is.
DOUBT = 0.01

# From here the model hears a sign of low mood; from there it is all but certain of none.
MOOD = 0.45
MOOD_DOUBT = 0.99
# Shorter sentences tell too little, and more of them would take too long.
_LEAST_WORDS = 3
_MOST_SENTENCES = 8


class Reader:
    """Reads messages with one set of word lists, and with a detector if there is one."""

    def __init__(
        self,
        lexicon: lexicons.Lexicon | None = None,
        detector: Detector | None = None,
        mood: MoodModel | None = None,
        names: Names | None = None,
    ) -> None:
        """Compile the rules.

        Raises:
            LexiconError: a word list is broken.
        """
        self._lexicon = lexicon or lexicons.load()
        self._detector = detector
        self._mood = mood
        self._names = names
        context_words = {
            word
            for modifier in _MODIFIERS
            for _, reach in getattr(self._lexicon.context, modifier).reaches()
            for phrase in reach.words
            for word in phrase.split()
        }
        self._normalise = Normaliser(self._lexicon.vocabulary | context_words)
        self._pain = PainReader(self._lexicon)
        self._nlp = spacy.blank("en")
        self._nlp.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", ";", "\n", "…"]})
        self._context = ConText(
            self._nlp, rules=None, input_span_type="group", span_group_name=_GROUP
        )
        self._context.add(list(_context_rules(self._lexicon.context)))
        self._mood_context = ConText(
            self._nlp, rules=None, input_span_type="group", span_group_name=_GROUP
        )
        self._mood_context.add(_mood_rules(self._lexicon))
        self.read = lru_cache(maxsize=64)(self._read)

    def normalise(self, text: str) -> Normalised:
        """The text as the rules see it."""
        return self._normalise(text[:MAX_CHARACTERS])

    def _read(self, text: str) -> Reading:
        """Everything the rules read out of a message.

        Only the first 4,000 characters are read. The last few readings are
        remembered, because several parts of one turn ask for the same text.
        """
        normalised = self.normalise(text)
        mentions = self._mentions(normalised.text)
        findings = tuple(
            Finding(
                concept=m.value,
                words=normalised.words(m.start, m.end),
                flag=self._lexicon.findings[m.value].flag,
                severity=self._lexicon.findings[m.value].severity,
                assertion=m.assertion,
                time=m.time,
                experiencer="self"
                if self._lexicon.findings[m.value].whose == "anyone"
                else m.experiencer,
                lasting=self._lexicon.findings[m.value].lasting,
            )
            for m in mentions
            if m.kind == "finding"
        )
        if self._detector is not None:
            findings = weigh(
                findings,
                self._detections(self._detector, text[:MAX_CHARACTERS]),
                self._lexicon,
                self._harmless(normalised.text),
            )
        if asks_what_it_is(normalised.text):
            # "What is discitis?" means it too, but nobody has it.
            findings = tuple(f for f in findings if f.by == "words" or f.flag == "crisis")
        return Reading(
            text,
            self._pain.read(normalised.text, mentions),
            findings,
            tuple(_fact(m, normalised.words(m.start, m.end)) for m in mentions if m.kind == "fact"),
            mood=tuple(self._low_mood(normalised)),
        )

    def _detections(self, detector: Detector, text: str) -> list[Detection]:
        """What the detector reads, without names that would mislead it."""
        neutral = text if self._names is None else self._names.neutral(text)
        if neutral == text:
            return detector.read(text)
        return [replace(detection, words=text) for detection in detector.read(neutral)]

    def _low_mood(self, normalised: Normalised) -> Iterator[Finding]:
        text = normalised.text
        named = sorted(low_mood.places(text, self._lexicon.mood), key=lambda p: (p.start, -p.end))
        spans = [(place.start, place.end) for place in named]
        judged = self._judge(text, spans, [""] * len(spans), self._mood_context) if spans else []
        told = [(place, how) for place, how in zip(named, judged, strict=True) if how is not None]
        likely = self._likely_signs(normalised)
        for place, (assertion, time, experiencer) in told:
            over = time in ("past", "resolved")
            found = Finding(
                concept=place.sign,
                words=normalised.words(place.start, place.end),
                flag="low_mood",
                assertion=assertion,
                time=time if over else "ongoing" if place.lasts else None,
                experiencer=experiencer,
            )
            # "Every day", "nothing any more": said so, a sign is not doubted.
            where = (0, 0) if place.often else low_mood.sentence_at(text, place.start, place.end)
            if found.counts and likely.get(where, {}).get(mood_model.NONE, 0.0) > MOOD_DOUBT:
                continue
            yield found
        for (start, end), shares in likely.items():
            if any(_overlap((start, end), (place.start, place.end)) for place, _ in told):
                # Words have named it, and how it is meant is judged there.
                continue
            how = low_mood.frame(text[start:end], self._lexicon.mood)
            is_calm = self._lexicon.mood.calm.search(text, start, end) is not None
            if is_calm or not how.may_count or 1 - shares[mood_model.NONE] < MOOD:
                continue
            sign = max(set(shares) - {mood_model.NONE}, key=lambda name: shares[name])
            yield Finding(
                concept=sign,
                words=shorten(normalised.words(start, end), _MOST_WORDS, placeholder=" …"),
                flag="low_mood",
                assertion="possible",
                time="ongoing" if how.lasts else None,
                by="detector",
            )

    def _likely_signs(self, normalised: Normalised) -> dict[tuple[int, int], dict[str, float]]:
        """What the model of low mood hears in each sentence, by its place."""
        if self._mood is None:
            return {}
        long_enough = (
            place
            for place in low_mood.sentences(normalised.text)
            if len(normalised.text[slice(*place)].split()) >= _LEAST_WORDS
        )
        return {
            place: self._mood.read(normalised.words(*place))
            for place in islice(long_enough, _MOST_SENTENCES)
        }

    def _harmless(self, text: str) -> frozenset[str]:
        """Signs whose words stand in a phrase that is known to be harmless."""
        return frozenset(
            value
            for (kind, value), expression in self._lexicon.expressions.items()
            if kind == "not_in" and expression.search(text)
        )

    def _mentions(self, text: str) -> Sequence[Mention]:
        matches = [
            (kind, value, match.start(), match.end())
            for (kind, value), expression in self._lexicon.expressions.items()
            for match in expression.finditer(text)
        ]
        harmless = [(value, start, end) for kind, value, start, end in matches if kind == "not_in"]
        found = [
            (kind, value, start, end)
            for kind, value, start, end in matches
            if kind != "not_in"
            and not any(
                kind == "finding" and value == concept and _overlap((start, end), (first, last))
                for concept, first, last in harmless
            )
        ]
        if not found:
            return ()
        found.sort(key=lambda item: (item[2], -item[3]))
        judged = self._judge(
            text, [(start, end) for _, _, start, end in found], [kind for kind, *_ in found]
        )
        return [
            Mention(kind, value, start, end, *how)
            for (kind, value, start, end), how in zip(found, judged, strict=True)
            if how is not None
        ]

    def judge(self, text: str, words: str) -> tuple[Assertion, Time | None, Experiencer] | None:
        """How a text means some words that stand in it; None if they do not.

        For words that no list holds; their first place counts.
        """
        normalised = self.normalise(text).text
        start = normalised.find(self.normalise(words).text)
        if start < 0 or not words.strip():
            return None
        return self._judge(normalised, [(start, start + len(self.normalise(words).text))], [""])[0]

    def _judge(
        self,
        text: str,
        places: Sequence[tuple[int, int]],
        kinds: Sequence[str],
        context: ConText | None = None,
    ) -> list[tuple[Assertion, Time | None, Experiencer] | None]:
        doc = self._nlp(text)
        spans = [doc.char_span(*place, alignment_mode="expand") for place in places]
        doc.spans[_GROUP] = [span for span in spans if span is not None]
        (context or self._context)(doc)
        is_case = _CASE.match(text) is not None
        return [
            None if span is None else _judge(span, is_case, is_fact=kind == "fact")
            for span, kind in zip(spans, kinds, strict=True)
        ]


def weigh(
    named: Sequence[Finding],
    detections: Sequence[Detection],
    lexicon: lexicons.Lexicon,
    harmless: Collection[str] = (),
) -> tuple[Finding, ...]:
    """The findings of the word lists and the detector together.

    What the detector is sure of counts, whether words name it or not; what it
    thinks likely is possible. So is a sign that words name in a message of
    which the detector is all but certain that its writer has nothing now,
    unless it is talk of suicide. Of a harmless phrase the detector is not asked.
    """
    found: list[Finding] = []
    doubted = all(detection.stances["present"] < DOUBT for detection in detections)
    somebody_has = any(detection.stances["present"] >= SOMEBODY for detection in detections)
    for finding in named:
        if doubted and finding.counts and finding.flag != "crisis":
            finding = replace(finding, assertion="possible")
        is_others = finding.experiencer != "self" and finding.assertion == "present"
        if is_others and finding.time is None and somebody_has:
            # "My mum has chest pain": as pressing as one's own.
            finding = replace(finding, time="new")
        found.append(finding)
    counting = {finding.concept for finding in found if finding.counts}
    denied = {finding.concept for finding in found if finding.assertion == "absent"}
    for flag in dict.fromkeys(entry.flag for entry in lexicon.findings.values()):
        concepts = [name for name, entry in lexicon.findings.items() if entry.flag == flag]
        # The signs of one flag are often told together; their shares add up.
        share, best = max(
            ((_share(d, flag, concepts, harmless), d) for d in detections),
            key=lambda pair: pair[0],
        )
        if share < _least(flag, concepts, harmless):
            continue
        # Signs of several flags in one message share its certainty out among them.
        told = best.stances["present"] - best.likely(ORDINARY) >= SURE and share >= BESIDE
        sure = share >= CRISIS_SURE if flag == "crisis" else share >= SURE or told
        if any(best.likely(concept) >= NAMED for concept in counting & set(concepts)):
            sure = sure and flag == "crisis"
        likeliest = max(set(concepts) - set(harmless), key=best.likely)
        for concept in concepts:
            if concept in counting or concept in harmless or (concept in denied and not sure):
                continue
            if concept != likeliest and best.likely(concept) < BESIDE:
                continue
            entry = lexicon.findings[concept]
            found.append(
                Finding(
                    concept=concept,
                    words=shorten(best.words, _MOST_WORDS, placeholder=" …"),
                    flag=flag,
                    severity=entry.severity,
                    assertion="present" if sure else "possible",
                    lasting=entry.lasting,
                    by="detector",
                )
            )
    return tuple(found)


def _fact(mention: Mention, words: str) -> Finding:
    """An illness that is over still matters for medicines, so it lasts."""
    return Finding(
        mention.value,
        words,
        assertion=mention.assertion,
        time=mention.time,
        experiencer=mention.experiencer,
        lasting=True,
    )


def _least(flag: str | None, concepts: Collection[str], harmless: Collection[str]) -> float:
    """How likely a flag must be to be noticed at all."""
    if flag != "crisis":
        return MAYBE
    return CRISIS_AND_IDIOM if set(concepts) & set(harmless) else CRISIS


def _share(
    detection: Detection, flag: str | None, concepts: Collection[str], harmless: Collection[str]
) -> float:
    if flag == "crisis":
        # Of talk of suicide the two models together miss less than each alone.
        return detection.share(flag, concepts)
    return sum(map(detection.likely, set(concepts) - set(harmless)))


# "I have asthma, is naproxen ok?": the "ok" speaks of the medicine, not of the asthma.
_NO = re.compile(r"\b(?:no|none|nope|not|never|negative)\b")


def _judge(
    span: Span, is_case: bool, *, is_fact: bool = False
) -> tuple[Assertion, Time | None, Experiencer]:
    categories = {
        modifier.category
        for modifier in span._.modifiers
        if not is_fact
        or modifier.category != "NEGATED"
        or modifier.direction != "BACKWARD"
        or _NO.search(modifier.rule.literal)
    }
    assertion: Assertion = "present"
    if "NEGATED" in categories:
        assertion = "absent"
    elif "HYPOTHETICAL" in categories:
        assertion = "hypothetical"
    elif "POSSIBLE" in categories:
        assertion = "possible"
    times: tuple[Time, ...] = ("resolved", "new", "past", "ongoing")
    time = next((t for t in times if t.upper() in categories), None)
    experiencers: tuple[Experiencer, ...] = ("family", "other")
    experiencer: Experiencer = next((e for e in experiencers if e.upper() in categories), "self")
    if is_case and experiencer == "other":
        experiencer = "self"
    return assertion, time, experiencer


def _context_rules(words: lexicons.ContextWords) -> list[ConTextRule]:
    rules = []
    for modifier in _MODIFIERS:
        for direction, reach in getattr(words, modifier).reaches():
            rules += [
                ConTextRule(phrase, modifier.upper(), direction=direction, max_scope=reach.scope)
                for phrase in reach.words
            ]
    rules.append(
        ConTextRule("a year", "PAST", direction="BIDIRECTIONAL", max_scope=8, pattern=[_PAST_YEAR])
    )
    rules += [ConTextRule(p, "STOP", direction="TERMINATE") for p in words.stop.words]
    rules += [ConTextRule(p, "PSEUDO", direction="PSEUDO") for p in words.pseudo.words]
    return rules


_MOOD_DIRECTIONS = {
    "OTHER": "FORWARD", "HYPOTHETICAL": "FORWARD", "PAST": "BIDIRECTIONAL", "RESOLVED": "BACKWARD",
    "STOP": "TERMINATE", "PSEUDO": "PSEUDO",
}  # fmt: skip
_MOOD_SCOPE = 9


def _mood_rules(lexicon: lexicons.Lexicon) -> list[ConTextRule]:
    """The context of danger, and the words that are added to it for signs of low mood.

    A phrase has one rule, so one that is added takes the place of the same phrase.
    """
    added = {
        phrase: ConTextRule(
            phrase,
            name.upper(),
            direction=_MOOD_DIRECTIONS[name.upper()],
            max_scope=None if name in ("stop", "pseudo") else _MOOD_SCOPE,
        )
        for name, phrases in lexicon.mood.words.context.dict().items()
        for phrase in phrases
    }
    shared = [rule for rule in _context_rules(lexicon.context) if rule.literal not in added]
    return [*shared, *added.values()]


@lru_cache(maxsize=1)
def default_reader() -> Reader:
    """The reader with the project's own word lists and detector, made once.

    Raises:
        LexiconError: a word list is broken.
        DetectorError: the detector has not been trained.
    """
    return Reader(detector=default_detector(), mood=default_mood_model(), names=default_names())
