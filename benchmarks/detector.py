"""The two models of the danger detector, alone and together: `python -m benchmarks.detector`.

Both are trained on `knowledge/triage/examples/` and scored on the looked-at halves of the sets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

from backwise.language import lexicon
from backwise.language.detector import Detection, default_detector
from benchmarks.triage import items

_ALARMS = (0.01, 0.03, 0.05)
Scores = npt.NDArray[np.float64]


def flags() -> dict[str, list[str]]:
    """The signs of each flag."""
    found: dict[str, list[str]] = {}
    for concept, entry in lexicon.load().findings.items():
        if entry.flag is not None:
            found.setdefault(entry.flag, []).append(concept)
    return found


PARTS: dict[str, Callable[[Detection, str, list[str]], float]] = {
    "linear": lambda detection, flag, signs: detection.flags.get(flag, 0.0),
    "tuned": lambda detection, flag, signs: sum(map(detection.likely, signs)),
    "together": lambda detection, flag, signs: detection.share(flag, signs),
}


def score(detections: Sequence[list[Detection]], part: str, crisis: bool) -> Scores:
    """How likely the likeliest flag of a kind is, for each message."""
    kinds = [(flag, signs) for flag, signs in flags().items() if (flag == "crisis") == crisis]
    return np.array([
        max(PARTS[part](detection, flag, signs) for detection in found for flag, signs in kinds)
        for found in detections
    ])  # fmt: skip


def line(name: str, what: str, gold: Sequence[bool], scores: Scores) -> str:
    """AUROC, and recall at some shares of false alarms."""
    right = np.array(gold)
    calm = np.sort(scores[~right])[::-1]
    recalls = [
        f"{(scores[right] > calm[int(len(calm) * alarms)]).mean():.2f}" for alarms in _ALARMS
    ]
    size = f"{right.sum()} + {(~right).sum()}"
    cells = [name, what, size, f"{roc_auc_score(right, scores):.3f}", *recalls]
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Prints a Markdown table."""
    danger = [(item["text"], True) for item in items("red_flags", False)]
    danger += [(item["text"], False) for item in items("look_alikes", False)]
    crisis = [(item["text"], item["severity"] != "none") for item in items("crisis", False)]
    detector = default_detector()
    print("| model | of | messages | AUROC | recall at 1 % | 3 % | 5 % |")
    print("|---|---|---|---|---|---|---|")
    for what, rows in (("danger", danger), ("crisis", crisis)):
        detections = [detector.read(text) for text, _ in rows]
        for part in PARTS:
            scores = score(detections, part, what == "crisis")
            print(line(part, what, [gold for _, gold in rows], scores))


if __name__ == "__main__":
    main()
