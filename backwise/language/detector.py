"""Notices danger that no word list names, by the meaning of a message.

The upper layers of the sentence model, tuned on the project's own messages in
`knowledge/triage/examples/`, tell what a message is about (its topic: one of
the signs, or none) and how (its stance: the writer has it now, denies it, had
it, asks about it …). A linear model on the same messages (linear.py) has a say in how likely
each flag is. The word lists tell which words it was. How all are combined, and
why: docs/decisions/0006-danger.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import yaml

from backwise.knowledge import load
from backwise.language import encoder, linear, network
from backwise.language.lexicon import KNOWLEDGE, LexiconError
from backwise.language.linear import LinearReader
from backwise.language.questions import tells_of_somebody

EXAMPLES = KNOWLEDGE / "triage" / "examples"
# What people say about everything else; written for telling intents apart.
TALK = tuple(
    KNOWLEDGE.parent / "data" / "nlu" / f"{topic}.yml"
    for topic in (
        "cause", "control", "diary", "exercise", "imbalance", "intake", "medicine", "out_of_scope",
        "privacy", "smalltalk", "treatment",
    )
)  # fmt: skip
STORE = Path(__file__).resolve().parents[2] / "models" / "detector.npz"
TUNING = Path(__file__).with_name("tuning.py")
_CODE = (TUNING, Path(linear.__file__), Path(network.__file__))
# The file of messages without any sign, and what stands for "no sign".
ORDINARY = "ordinary"
# How a message is about its topic. Only in the first does the writer have it now.
STANCES = ("present", "denied", "past", "other", "hypothetical", "lookalike", ORDINARY)
# Longer messages are also read in parts: the model was tuned on messages of up to 60 words.
_PART_WORDS = 60
# How much the linear model counts beside the tuned one.
LINEAR_SHARE = 0.4
_FLOOR = 1e-4
_MOST_PARTS = 40
# Longer strings are keys and links, no words; the model would see something in their pieces.
_NO_WORD = re.compile(r"\S{31,}")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")


class DetectorError(RuntimeError):
    """The tuned weights are missing."""


@dataclass(frozen=True)
class Example:
    """A message, the sign it is about, and how; the flag is the name of its file."""

    text: str
    topic: str
    stance: str
    flag: str = ORDINARY


@lru_cache(maxsize=1)
def examples(folder: Path = EXAMPLES) -> tuple[Example, ...]:
    """All training messages.

    Raises:
        LexiconError: a file is not YAML, or has an unknown kind of list.
    """
    found: list[Example] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            for name, lists in data.items():
                if path.stem == ORDINARY:
                    found += [Example(str(text), ORDINARY, ORDINARY) for text in lists]
                    continue
                if unknown := set(lists) - set(STANCES):
                    raise LexiconError(f"{path}: {name}: unknown list {sorted(unknown)[0]!r}")
                found += [
                    Example(str(text), name, stance, path.stem)
                    for stance, texts in lists.items()
                    for text in texts
                ]
        except (yaml.YAMLError, UnicodeDecodeError, AttributeError, TypeError) as error:
            raise LexiconError(f"{path}: {error!r}") from error
    return tuple(found)


def talk(paths: tuple[Path, ...] = TALK) -> list[Example]:
    """Ordinary messages from Rasa's training data.

    Raises:
        LexiconError: a file is not YAML, or has no list of examples.
    """
    found: list[Example] = []
    for path in paths:
        try:
            data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            for entry in data["nlu"]:
                lines = (line.strip() for line in entry["examples"].splitlines())
                texts = [line[2:] for line in lines if line.startswith("- ")]
                found += [Example(text, ORDINARY, ORDINARY) for text in texts]
        except (OSError, yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError) as error:
            raise LexiconError(f"{path}: {error!r}") from error
    return found


@lru_cache(maxsize=1)
def things() -> list[Example]:
    """Names of things and questions about them, as people type them into a search.

    They speak of nobody: "fentanyl patch", "gas and back pain". Left out is what is
    about danger itself, and descriptions of pain.

    Raises:
        KnowledgeError: the content is not sound.
    """
    kb = load()
    asked = [
        *(text for one in kb.treatment.values() for text in (one.title, *one.aliases, *one.asked)),
        *(text for one in kb.medicine.values() for text in (one.title, *one.aliases, *one.asked)),
        *(text for one in kb.exercise.values() for text in (one.title, *one.aliases)),
    ]
    for answer in kb.daily_life.values():
        if not answer.careful:
            asked += [answer.title, *answer.aliases, *answer.asked]
    texts = dict.fromkeys(text for text in asked if not tells_of_somebody(text.lower()))
    return [Example(text, ORDINARY, ORDINARY) for text in texts]


def fingerprint() -> str:
    """What the tuned weights depend on."""
    digest = hashlib.sha256(str(encoder.CHECKSUMS).encode())
    digest.update("\n".join(one.text for one in things()).encode())
    for path in [*sorted(EXAMPLES.glob("*.yml")), *TALK, *_CODE]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_fresh(store: Path = STORE) -> bool:
    """Whether there are weights, tuned on the messages as they are now."""
    if not store.is_file():
        return False
    with np.load(store) as stored:
        return str(stored["fingerprint"]) == fingerprint()


@dataclass(frozen=True)
class Detection:
    """How likely each topic and each stance is, from 0 to 1; `words` is the part read.

    `flags` is how likely the linear model finds it that the writer has a sign
    of a flag now.
    """

    words: str
    topics: Mapping[str, float]
    stances: Mapping[str, float]
    flags: Mapping[str, float]

    def likely(self, topic: str) -> float:
        """How likely it is that the writer has a sign now."""
        return self.topics.get(topic, 0.0) * self.stances["present"]

    def share(self, flag: str, topics: Collection[str]) -> float:
        """How likely it is that the writer has one of a flag's signs now, by both models."""
        tuned = sum(map(self.likely, topics))
        return _mean(tuned, self.flags.get(flag, 0.0))


def _mean(tuned: float, linear: float) -> float:
    """The mean of two chances on the scale of their odds."""

    def odds(chance: float) -> float:
        return float(np.log((chance + _FLOOR) / (1 - chance + _FLOOR)))

    mean = (1 - LINEAR_SHARE) * odds(tuned) + LINEAR_SHARE * odds(linear)
    return float(1 / (1 + np.exp(-mean)))


class Detector:
    """Reads messages with one set of tuned weights."""

    def __init__(self, store: Path = STORE) -> None:
        """Load the weights.

        Raises:
            DetectorError: they are not there.
        """
        if not store.is_file():
            raise DetectorError(
                f"The danger detector has not been trained: {store} is missing. Run `make train`."
            )
        with np.load(store) as stored:
            arrays = {name: stored[name] for name in stored.files}
        self._topics = [str(name) for name in arrays["topics"]]
        self._linear = LinearReader(arrays)
        self._session = encoder.session(
            network.detector_graph(
                {
                    name: array
                    for name, array in arrays.items()
                    if name.startswith(("encoder.", "topic.", "stance."))
                }
            )
        )
        self._encoder = encoder.default_encoder()

    def read(self, text: str) -> list[Detection]:
        """The message as a whole; a long one in parts as well."""
        text = _NO_WORD.sub("", text)
        return [self._read(part) for part in [text, *parts(text)]]

    def _read(self, text: str) -> Detection:
        encoding = self._encoder.read(text)
        topics, stances = self._session.run(["topic", "stance"], {"states": encoding.states})
        return Detection(
            text,
            dict(zip(self._topics, map(float, topics[0]), strict=True)),
            dict(zip(STANCES, map(float, stances[0]), strict=True)),
            self._linear.read(text, encoding.vector),
        )


def parts(text: str) -> list[str]:
    """A long message in overlapping stretches of whole sentences; nothing if it is short."""
    if len(text.split()) <= _PART_WORDS:
        return []
    pieces: list[str] = []
    for sentence in _SENTENCE.findall(text):
        words = sentence.split()
        # Some people write without any full stop.
        pieces += [
            " ".join(words[i : i + _PART_WORDS // 2])
            for i in range(0, len(words), _PART_WORDS // 2)
        ]
    found: list[str] = []
    start = 0
    while start < len(pieces) and len(found) < _MOST_PARTS:
        end, size = start, 0
        while end < len(pieces) and size + len(pieces[end].split()) <= _PART_WORDS:
            size += len(pieces[end].split())
            end += 1
        found.append(" ".join(pieces[start:end]))
        if end == len(pieces):
            break
        start = max(start + 1, (start + end + 1) // 2)
    return found


@lru_cache(maxsize=1)
def default_detector() -> Detector:
    """The detector of this process, loaded once.

    Raises:
        DetectorError: it has not been trained.
    """
    return Detector()
