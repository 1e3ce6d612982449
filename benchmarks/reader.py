"""What reading a message and deciding about it cost: `python -m benchmarks.reader`."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median, quantiles

import yaml

from backwise.language.detector import default_detector
from backwise.language.encoder import default_encoder
from backwise.language.reader import Reader
from benchmarks.intents import SETS
from benchmarks.triage import first_reply, items


def texts() -> dict[str, list[str]]:
    """The hand-written sets by name."""
    rows = yaml.safe_load((SETS / "intake.yml").read_text(encoding="utf-8"))
    danger = [item["text"] for half in (False, True) for item in items("red_flags", half)]
    return {"sets/intake.yml": [row["text"] for row in rows], "sets/red_flags.yml": danger}


def milliseconds(some: list[str], run: Callable[[str], object]) -> tuple[float, float]:
    """Median and 95th percentile of one call, after a few to warm up."""
    for text in some[:5]:
        run(text)
    spent = []
    for text in some:
        # The sentence vector is made before, for the intent.
        default_encoder().read(text)
        start = time.perf_counter()
        run(text)
        spent.append(1000 * (time.perf_counter() - start))
    return median(spent), quantiles(spent, n=20)[-1]


def report() -> list[tuple[str, str, str]]:
    """Rows of (measure, set and size, value)."""
    rows = []
    for name, some in texts().items():
        where = f"{name}, {len(some)} texts"
        words, whole = Reader(), Reader(detector=default_detector())
        for title, reader in (("words alone", words), ("words and detector", whole)):
            middle, high = milliseconds(some, lambda text, r=reader: first_reply(text, r))
            value = f"median {middle:.1f} ms, p95 {high:.1f} ms"
            rows.append((f"reading and triage, {title}", where, value))
    return rows


def main() -> None:
    """Prints the figures."""
    start = time.perf_counter()
    Reader(detector=default_detector())
    print(f"load {time.perf_counter() - start:.2f} s")
    for row in report():
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
