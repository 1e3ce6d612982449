"""Reads one message: the pain it tells of, the signs in it, the answer it gives.

The word lists of `knowledge/` find the places; medspaCy's ConText decides for
each whether it is denied, unsure, imagined, past or somebody else's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import spacy
from loguru import logger
from medspacy.context import ConText, ConTextRule, context_graph, context_modifier
from spacy.tokens import Span

from backwise.language import lexicon as lexicons
from backwise.language.normalise import Normalised, Normaliser
from backwise.language.pain import Mention, PainReader
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

_GROUP = "mentions"
_MODIFIERS = (
    "negated", "possible", "hypothetical", "past", "resolved", "ongoing", "new", "family", "other"
)  # fmt: skip
MAX_CHARACTERS = 4000


class Reader:
    """Reads messages with one set of word lists."""

    def __init__(self, lexicon: lexicons.Lexicon | None = None) -> None:
        """Compile the rules.

        Raises:
            LexiconError: a word list is broken.
        """
        self._lexicon = lexicon or lexicons.load()
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
        return Reading(text, self._pain.read(normalised.text, mentions), findings)

    def _mentions(self, text: str) -> Sequence[Mention]:
        found = [
            (kind, value, match.start(), match.end())
            for (kind, value), expression in self._lexicon.expressions.items()
            for match in expression.finditer(text)
        ]
        if not found:
            return ()
        found.sort(key=lambda item: (item[2], -item[3]))
        doc = self._nlp(text)
        spans = [
            doc.char_span(start, end, label=f"{kind}:{value}", alignment_mode="expand")
            for kind, value, start, end in found
        ]
        doc.spans[_GROUP] = [span for span in spans if span is not None]
        self._context(doc)
        is_case = _CASE.match(text) is not None
        return [
            Mention(kind, value, start, end, *_judge(span, is_case))
            for (kind, value, start, end), span in zip(found, spans, strict=True)
            if span is not None
        ]


def _judge(span: Span, is_case: bool) -> tuple[Assertion, Time | None, Experiencer]:
    categories = {modifier.category for modifier in span._.modifiers}
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
    rules += [ConTextRule(p, "STOP", direction="TERMINATE") for p in words.stop.words]
    rules += [ConTextRule(p, "PSEUDO", direction="PSEUDO") for p in words.pseudo.words]
    return rules


@lru_cache(maxsize=1)
def default_reader() -> Reader:
    """The reader with the project's own word lists, made once."""
    return Reader()
