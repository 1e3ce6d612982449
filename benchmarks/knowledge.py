"""What the content costs: `python -m benchmarks.knowledge`.

Loading and checking all of it, a question to it, a programme, and a medicine.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from backwise.exercise import Needs, build
from backwise.knowledge import check, load
from backwise.knowledge.base import DEFAULT_FOLDER, entries
from backwise.knowledge.finder import Finder
from backwise.language.encoder import default_encoder
from backwise.medicine import Taker, decide, next_question

_PAIN = {"region": "lower_back", "duration_days": 100, "intensity": 3}
_NEEDS = Needs(pain=_PAIN, pictures=("non_specific_low_back_pain",), minutes=25)
_QUESTIONS = (
    "does heat help", "can I fly with a bad back", "is acupuncture worth the money",
    "will it ever get better", "do I need an MRI", "which mattress is best",
)  # fmt: skip
_TIMES = 50


def milliseconds(run: Callable[[], object], times: int = _TIMES) -> float:
    """Median of some calls, after one to warm up."""
    run()
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        spent.append(1000 * (time.perf_counter() - start))
    return median(spent)


def report() -> list[tuple[str, str, str]]:
    """Rows of (measure, set and size, value)."""
    folder = Path(DEFAULT_FOLDER)
    kb = load(folder)
    size = f"{len(kb)} documents"
    loading = milliseconds(lambda: list(entries(folder)), 3)
    checking = milliseconds(lambda: check.problems(folder), 3)
    finder = Finder.of(kb, default_encoder().encode_all)
    asked = [(question, default_encoder().read(question).vector) for question in _QUESTIONS]
    finding = milliseconds(lambda: [finder.rank(*one) for one in asked]) / len(asked)
    taker = Taker(40, facts={"asthma": False})
    rows = [
        ("loading the content", size, loading),
        ("loading and checking the content", size, checking),
        ("finding an answer", f"{len(asked)} questions", finding),
        ("a programme", "1 person", milliseconds(lambda: build(kb, _NEEDS))),
        ("a medicine", "1 person", milliseconds(lambda: decide(kb, "ibuprofen", taker))),
        (
            "the next question",
            "1 person",
            milliseconds(lambda: next_question(kb, "ibuprofen", taker)),
        ),
    ]
    return [(what, where, f"median {value:.1f} ms") for what, where, value in rows]


def main() -> None:
    """Prints the figures."""
    for row in report():
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
