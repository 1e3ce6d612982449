"""Whether a medicine suits this person: by the label, ask first, or avoid."""

from backwise.medicine.decide import Decision, Taker, decide, next_question
from backwise.medicine.read import answer, asked_medicines, asks_in_general, told, with_taken

__all__ = [
    "Decision",
    "Taker",
    "answer",
    "asked_medicines",
    "asks_in_general",
    "decide",
    "next_question",
    "told",
    "with_taken",
]
