"""Makes typed text easier to read for the rules, and keeps track of where it was.

Handles missing apostrophes, typographic quotes, British and American spelling
and small typos. Nothing is decided here about meaning.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

# Four letters or more with spaces between them are one word, spelt out.
_SPELT = r"(?<!\w)[A-Za-z](?: [A-Za-z]){3,}(?!\w)"
# Else a word with an inner apostrophe, a run of letters, a number, or one other sign.
_TOKEN = re.compile(_SPELT + r"|[^\W\d_]+(?:'[^\W\d_]+)?|\d+(?:[.,]\d+)?|\S")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-"})
_STRETCHED = re.compile(r"([a-z])\1{2,}")
# Words this short have too many neighbours for a correction to be trusted.
_MIN_LENGTH = 5
_LONG = 8

CONTRACTIONS = {
    "aint": "am not", "arent": "are not", "cant": "can not", "cannot": "can not",
    "couldnt": "could not", "didnt": "did not", "doesnt": "does not", "dont": "do not",
    "hadnt": "had not", "hasnt": "has not", "havent": "have not", "isnt": "is not",
    "mustnt": "must not", "shouldnt": "should not", "wasnt": "was not", "werent": "were not",
    "wont": "will not", "wouldnt": "would not", "im": "i am", "ive": "i have",
    "thats": "that is", "theres": "there is", "whats": "what is", "hes": "he is",
    "shes": "she is", "dunno": "do not know", "gonna": "going to", "wanna": "want to",
    "cuz": "because", "coz": "because", "cos": "because", "u": "you", "ur": "your",
    "havnt": "have not", "dosnt": "does not", "doesent": "does not",
    "hasent": "has not", "coudnt": "could not", "cudnt": "could not",
    "its": "it is", "bakc": "back", "bck": "back", "bak": "back", "lowr": "lower",
    "lowwer": "lower", "nek": "neck", "leggs": "legs", "pian": "pain", "pane": "pain",
    "hav": "have", "da": "the", "weks": "weeks", "wek": "week", "mnths": "months", "mnth": "month",
    "ystrday": "yesterday", "yday": "yesterday", "evry": "every", "stif": "stiff", "sinse": "since",
    "sins": "since", "lwer": "lower", "lwr": "lower", "wrose": "worse", "siting": "sitting",
    "fo": "for", "wiht": "with", "teh": "the",
    "abt": "about", "wks": "weeks", "wk": "week", "yrs": "years", "yr": "year",
    "mths": "months", "mth": "month", "hrs": "hours", "nope": "no", "nah": "no",
    "yep": "yes", "yeah": "yes", "yup": "yes", "bin": "been", "wen": "when", "wid": "with",
}  # fmt: skip
_SUFFIXES = (
    ("n't", " not"), ("'ve", " have"), ("'m", " am"), ("'re", " are"), ("'ll", " will"),
    ("'d", " would"),
)  # fmt: skip
_IRREGULAR = {"can't": "can not", "won't": "will not", "shan't": "shall not", "ain't": "am not"}
SPELLING = {
    "tumour": "tumor", "paralysed": "paralyzed", "anaesthetic": "anesthetic",
    "oesteoporosis": "osteoporosis", "oedema": "edema", "diarrhoea": "diarrhea",
    "haemorrhage": "hemorrhage", "centre": "center", "faecal": "fecal", "urinating": "peeing",
    "urinate": "pee", "wee": "pee", "weeing": "peeing",
}  # fmt: skip


@dataclass(frozen=True)
class Normalised:
    """Lower-case text for the rules, with the place each part came from."""

    text: str
    original: str
    _starts: tuple[tuple[int, int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of a stretch of the normalised text."""
        first = max(bisect_right(self._starts, (start, len(self.original), 0)) - 1, 0)
        last = max(bisect_left(self._starts, (end, -1, 0)) - 1, first)
        if not self._starts:
            return (0, len(self.original))
        return (self._starts[first][1], self._starts[last][2])

    def words(self, start: int, end: int) -> str:
        """The person's own words at a stretch of the normalised text."""
        begin, stop = self.span(start, end)
        return self.original[begin:stop]


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Whole words of ordinary English: the vocabulary of the sentence model."""
    # Imported late: the action server, which corrects no typos, needs none of it.
    from tokenizers import Tokenizer

    from backwise.language.encoder import TOKENIZER, model_folder

    vocabulary = Tokenizer.from_file(str(model_folder() / TOKENIZER)).get_vocab()
    return frozenset(word for word in vocabulary if word.isalpha())


class Normaliser:
    """Normalises text, correcting typos towards a known vocabulary."""

    def __init__(self, vocabulary: Collection[str]) -> None:
        """Remember the words that the rules look for."""
        self._vocabulary = frozenset(w for w in vocabulary if len(w) >= _MIN_LENGTH)
        self._known = common_words() | frozenset(vocabulary)
        self._correct = lru_cache(maxsize=4096)(self._find_correction)

    def __call__(self, text: str) -> Normalised:
        """The text in lower case, contractions spelt out and near-miss words corrected."""
        flat = unicodedata.normalize("NFC", text).translate(_QUOTES)
        if len(flat) != len(text):
            flat = text.translate(_QUOTES)
        parts: list[str] = []
        starts: list[tuple[int, int, int]] = []
        length = 0
        previous_end = 0
        for match in _TOKEN.finditer(flat):
            if match.start() > previous_end and parts:
                gap = "\n" if "\n" in flat[previous_end : match.start()] else " "
                parts.append(gap)
                length += 1
            word = self._word(match.group().lower().replace(" ", ""))
            starts.append((length, match.start(), match.end()))
            parts.append(word)
            length += len(word)
            previous_end = match.end()
        return Normalised("".join(parts), text, tuple(starts))

    def _word(self, word: str) -> str:
        if word in _IRREGULAR:
            return _IRREGULAR[word]
        for suffix, spelt in _SUFFIXES:
            if word.endswith(suffix):
                return word[: -len(suffix)] + spelt
        bare = word.replace("'", "")
        if bare in CONTRACTIONS:
            return CONTRACTIONS[bare]
        if word in SPELLING:
            return SPELLING[word]
        if len(word) < _MIN_LENGTH or not word.isalpha() or word in self._known:
            return word
        for stretch in (r"\1\1", r"\1"):
            shorter = _STRETCHED.sub(stretch, word)
            if shorter in self._known:
                return shorter
        return self._correct(word)

    def _find_correction(self, word: str) -> str:
        allowed = 2 if len(word) >= _LONG else 1
        # The first letter is rarely the one mistyped; asking for it keeps corrections sane.
        near = [
            (distance, candidate)
            for candidate in self._vocabulary
            if candidate[0] == word[0]
            and abs(len(candidate) - len(word)) <= allowed
            and (distance := OSA.distance(word, candidate, score_cutoff=allowed)) <= allowed
        ]
        return min(near)[1] if near else word
