"""What a sentence vector costs: `python -m benchmarks.encoder`."""

from __future__ import annotations

import resource
import time
from statistics import median, quantiles

from backwise.language.encoder import SentenceEncoder
from benchmarks.intents import held_out


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Prints load time, added memory and time a text over the held-out texts."""
    texts = [text for text, _ in held_out()]
    before = _megabytes()
    start = time.perf_counter()
    encoder = SentenceEncoder()
    loaded = time.perf_counter() - start
    encoder.encode(texts[0])
    spent = []
    for text in texts:
        start = time.perf_counter()
        encoder.encode(text)
        spent.append(1000 * (time.perf_counter() - start))
    print(f"load {loaded:.2f} s, memory +{_megabytes() - before:.0f} MB")
    print(
        f"{len(texts)} texts of sets/intents.yml: median {median(spent):.1f} ms, "
        f"p95 {quantiles(spent, n=20)[-1]:.1f} ms"
    )


if __name__ == "__main__":
    main()
