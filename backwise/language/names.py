"""Names of things in the content, which tell nothing of the one who writes them.

"Belly breathing" is an exercise and no trouble with breathing; only the detector,
which knows meanings but no names, could take it for that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from backwise.knowledge import load
from backwise.knowledge.schema import Exercise, Medicine, SelfTest

# What the detector reads in the place of a name.
_NEUTRAL = "the exercise"
# In a long message there is more to go by, and what was said is quoted from it.
_SHORT = 25


class Names:
    """Finds names in short messages.

    Args:
        titles: what a whole message may consist of.
        exercises: what may stand in a message; names of one word are not looked for, since
            they mean other things as well ("walking").
    """

    def __init__(self, titles: Iterable[str], exercises: Iterable[str]) -> None:
        self._titles = frozenset(map(_bare, titles))
        found = {name for name in exercises if len(re.findall(r"\w+", name)) > 1}
        longest_first = sorted(map(re.escape, found), key=len, reverse=True)
        self._exercises = re.compile(rf"\b(?:{'|'.join(longest_first)})\b", re.IGNORECASE)

    def neutral(self, text: str) -> str:
        """The text as it reads without names."""
        if len(text.split()) > _SHORT:
            return text
        if _bare(text) in self._titles:
            return _NEUTRAL
        return self._exercises.sub(_NEUTRAL, text)


@lru_cache(maxsize=1)
def default_names() -> Names:
    """The names of the project's own content.

    Raises:
        KnowledgeError: the content is not sound.
    """
    kb = load()
    exercises = [*_names(kb.exercise.values()), *_names(kb.self_test.values())]
    titles = [
        *(one.title for one in kb.treatment.values()),
        *(one.title for one in kb.daily_life.values()),
        *(one.title for one in kb.picture.values()),
        *(one.title for one in kb.pain_source.values()),
        *(one.title for one in kb.region.values()),
    ]
    # Buttons of the questions about medicines.
    titles += [one.title for one in kb.medicine_group.values()]
    titles += [one.title for one in kb.medicine_fact.values()]
    return Names([*titles, *_names(kb.medicine.values()), *exercises], exercises)


def _names(documents: Iterable[Exercise | SelfTest | Medicine]) -> list[str]:
    return [name for one in documents for name in (one.title, *one.aliases)]


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
