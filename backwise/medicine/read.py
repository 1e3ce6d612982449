"""What a message says that matters for medicines, and which one it asks about."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from backwise.knowledge import KnowledgeBase
from backwise.knowledge.schema import MedicineQuestion
from backwise.language.reading import Answer, Reading

# "I'm on naproxen already": what is taken, and not what is asked about.
_TAKEN = re.compile(
    r"(?:\b(?:on|taking|take|takes|took|taken|using|use|used|with|had|have had|got|prescribed|"
    r"given|gave me|alongside|together with|on top of|after|plus|added to)\s+(?:my |the |a |some "
    r"|daily |regular |already |just |two |2 |\d+ ?mg |low dose )*)$"
)
_ASKED = re.compile(
    r"\b(?:can|could|may|should|shall|is it|ok|okay|safe|allowed|what about|how about|"
    r"thinking of|want to|try|start|add|is|does|will|would|and|or|better|instead)\b"
)
# "Ibuprofen with my naproxen": the second is taken, however the question begins.
_BESIDE = re.compile(
    r"\b(?:with|alongside|on top of|if i (?:already )?take)\s+(?:my |the |some )?$"
)
_GENERAL = re.compile(
    r"\b(?:pain ?(?:killers?|relief|meds?|pills?)|tablets?|pills?|medic\w*|meds?|drugs?"
    r"|over the counter|pharmacy|chemist|something|anything|what can i|what should i|which)\b"
)
_STOP = re.compile(r"[.!?;\n]|,| (?:but|because|since|so) ")


def told(reading: Reading, *, others: bool = False, names: Collection[str] = ()) -> dict[str, bool]:
    """Facts that a message tells, by id: true if they hold, false if denied.

    "If I have asthma" counts as having it: the answer has to be right for it.

    Args:
        reading: the message.
        others: whether those of other people are wanted instead of the writer's own.
        names: names of treatments and medicines that the message may only ask
            about: "are opioids any good?" does not tell that somebody takes them.
    """
    found: dict[str, bool] = {}
    text = reading.text.lower()
    for finding in reading.facts:
        if (finding.experiencer != "self") != others:
            continue
        words = finding.words.lower()
        if words in names and not _TAKEN.search(_STOP.split(text[: text.find(words)])[-1]):
            continue
        holds = finding.assertion != "absent"
        found[finding.concept] = found.get(finding.concept, False) or holds
    return found


def answer(
    question: MedicineQuestion, facts: Mapping[str, bool | None], said: Answer | None
) -> dict[str, bool | None]:
    """What a reply to a question of the short form settles; empty if it does not answer it.

    Whoever names what fits has not named the rest for a reason: it does not.

    Args:
        question: the one that was put.
        facts: those the reply tells.
        said: the reply as a yes, a no or a "not sure".
    """
    if question.answer in ("age", "weeks"):
        return {}
    named = {fact: holds for fact, holds in facts.items() if fact in question.facts}
    if any(named.values()):
        return {fact: bool(named.get(fact)) for fact in question.facts}
    if said == "no":
        return dict.fromkeys(question.facts, False)
    if said in ("unsure", "skip"):
        return dict.fromkeys(question.facts)
    if said == "yes" and (question.answer == "yes_no" or len(question.facts) == 1):
        return dict.fromkeys(question.facts, True)
    return {}


def asked_medicines(
    text: str, named: Sequence[tuple[str, int, int]]
) -> tuple[list[str], list[str]]:
    """Which of the medicines in a message are asked about, and which are taken already.

    Args:
        text: the message in lower case.
        named: id, first and last place of each medicine that it names.
    """
    asked: list[str] = []
    taken: list[str] = []
    for medicine, start, _ in sorted(named, key=lambda one: one[1]):
        before = _STOP.split(text[:start])[-1]
        is_taken = _TAKEN.search(before) and not _ASKED.search(before)
        if is_taken or (asked and _BESIDE.search(before)):
            taken.append(medicine)
        else:
            asked.append(medicine)
    if not asked and taken:
        asked, taken = taken[:1], taken[1:]
    return list(dict.fromkeys(asked)), list(dict.fromkeys(taken))


def asks_in_general(text: str) -> bool:
    """Whether a message that names no known medicine asks about medicines as such.

    Args:
        text: the message in lower case.
    """
    return _GENERAL.search(text) is not None


def with_taken(
    kb: KnowledgeBase, facts: Mapping[str, bool | None], asked: str | None, taken: Sequence[str]
) -> dict[str, bool | None]:
    """The facts, and what taking other medicines means for the one asked about."""
    found = dict(facts)
    for medicine in taken:
        if medicine != asked:
            group = kb.medicine_group[kb.medicine[medicine].group]
            found.update(dict.fromkeys(group.taking, True))
    return found
