"""What the drawings cost: `python -m benchmarks.drawing`.

Each is drawn anew, as if it were asked for the first time; the server keeps it from then on.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from statistics import median

from backwise.drawing import draw, names, to_png
from backwise.knowledge import load

LIMIT_MS = 50.0
_TIMES = 5


def main() -> int:
    """Measure and print; return 1 if the slowest drawing takes too long."""
    base = load()
    drawings = names(base)
    svgs = {name: draw(base, name) for name in drawings}
    to_png(svgs[drawings[0]])  # loads the letters
    svg = {name: _milliseconds(lambda name=name: draw(base, name)) for name in drawings}
    png = {name: _milliseconds(lambda name=name: to_png(svgs[name])) for name in drawings}
    print(f"{len(drawings)} drawings, median of {_TIMES} each\n")
    print("| | middle, ms | slowest, ms | which | middle size, kB |\n|---|---|---|---|---|")
    for kind, spent, sizes in (
        ("SVG", svg, [len(s.encode()) for s in svgs.values()]),
        ("PNG", png, [len(to_png(s)) for s in svgs.values()]),
    ):
        slowest = max(spent, key=lambda name: spent[name])
        print(
            f"| {kind} | {median(spent.values()):.1f} | {spent[slowest]:.1f} | {slowest} "
            f"| {median(sizes) / 1000:.1f} |"
        )
    worst = max(svg[name] + png[name] for name in drawings)
    print(f"\nslowest as SVG and PNG: {worst:.1f} ms (limit {LIMIT_MS:g})")
    return int(worst > LIMIT_MS)


def _milliseconds(run: Callable[[], object]) -> float:
    spent = []
    for _ in range(_TIMES):
        start = time.perf_counter()
        run()
        spent.append(1000 * (time.perf_counter() - start))
    return median(spent)


if __name__ == "__main__":
    sys.exit(main())
