"""Notices danger that no word list names, by the meaning of a message.

A linear model over the sentence vector, its peaks and n-grams, trained on the
messages of `knowledge/triage/examples/`. It knows what a message is about and
whether the writer has it now; the word lists say which words it was.
How the two are combined, and why: docs/decisions/0006-danger.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from backwise.language.lexicon import KNOWLEDGE, LexiconError

EXAMPLES = KNOWLEDGE / "triage" / "examples"
ORDINARY = "ordinary"
NOTHING = "nothing"
STORE = Path(__file__).resolve().parents[2] / "models" / "detector.skops"
# The kinds of examples of a sign. Only in the first does the writer have it now.
KINDS = ("present", "denied", "past", "other", "hypothetical", "lookalike")


@dataclass(frozen=True)
class Example:
    """A message, and the sign that its writer has now; `nothing` if none."""

    text: str
    concept: str
    kind: str


def examples(folder: Path = EXAMPLES) -> list[Example]:
    """All training messages.

    Raises:
        LexiconError: a file is not YAML, or has an unknown kind of list.
    """
    found: list[Example] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            if path.stem == ORDINARY:
                found += [Example(str(t), NOTHING, k) for k, texts in data.items() for t in texts]
                continue
            for concept, lists in data.items():
                if unknown := set(lists) - set(KINDS):
                    raise LexiconError(f"{path}: {concept}: unknown list {sorted(unknown)[0]!r}")
                found += [
                    Example(str(text), concept if kind == "present" else NOTHING, kind)
                    for kind, texts in lists.items()
                    for text in texts
                ]
        except (yaml.YAMLError, UnicodeDecodeError, AttributeError, TypeError) as error:
            raise LexiconError(f"{path}: {error!r}") from error
    return found
