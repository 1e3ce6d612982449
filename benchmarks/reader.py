"""What reading a message costs: `python -m benchmarks.reader`."""

from __future__ import annotations

import time
from statistics import median, quantiles

import yaml

from backwise.language.reader import Reader
from benchmarks.intents import SETS


def main() -> None:
    """Prints the time a message over the hand-written first messages."""
    rows = yaml.safe_load((SETS / "intake.yml").read_text(encoding="utf-8"))
    texts = [row["text"] for row in rows]
    start = time.perf_counter()
    reader = Reader()
    loaded = time.perf_counter() - start
    spent = []
    for text in texts:
        start = time.perf_counter()
        reader.read(text)
        spent.append(1000 * (time.perf_counter() - start))
    print(f"load {loaded:.2f} s")
    print(
        f"{len(texts)} texts of sets/intake.yml: median {median(spent):.1f} ms, "
        f"p95 {quantiles(spent, n=20)[-1]:.1f} ms"
    )


if __name__ == "__main__":
    main()
