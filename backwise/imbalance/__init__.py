"""Self-tests of stiff and early-tired muscles, and what follows from them."""

from backwise.imbalance.results import Result, muscles_of, read_answer, reading_of, sides_differ
from backwise.imbalance.select import suitable_tests, wants_tests

__all__ = [
    "Result",
    "muscles_of",
    "read_answer",
    "reading_of",
    "sides_differ",
    "suitable_tests",
    "wants_tests",
]
