"""The tuned detector beside a linear one on the same messages: `python -m benchmarks.detector`.

Both are trained on `knowledge/triage/examples/` and scored on the looked-at halves of the sets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from backwise.language import lexicon
from backwise.language.detector import default_detector, examples
from backwise.language.encoder import default_encoder
from benchmarks.triage import items

_ALARMS = (0.01, 0.03, 0.05)
Scores = npt.NDArray[np.float64]


def linear() -> Callable[[Sequence[str]], tuple[Scores, Scores]]:
    """Logistic regression on sentence vectors and n-grams: (bodily danger, crisis) of texts."""
    encoder = default_encoder()
    ngrams = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=2, sublinear_tf=True)
    found = examples()
    crisis = {c for c, entry in lexicon.load().findings.items() if entry.flag == "crisis"}
    gold = [
        "calm" if one.stance != "present" else "crisis" if one.topic in crisis else "danger"
        for one in found
    ]
    ngrams.fit([one.text for one in found])

    def features(texts: Sequence[str]) -> csr_matrix:
        vectors = csr_matrix(4 * encoder.encode_all(texts))
        return hstack([vectors, ngrams.transform(texts)]).tocsr()

    model = LogisticRegression(C=3, max_iter=200).fit(features([one.text for one in found]), gold)
    names = list(model.classes_)

    def scores(texts: Sequence[str]) -> tuple[Scores, Scores]:
        rows = model.predict_proba(features(texts))
        return rows[:, names.index("danger")], rows[:, names.index("crisis")]

    return scores


def tuned(texts: Sequence[str]) -> tuple[Scores, Scores]:
    """What the detector gives: (bodily danger, crisis)."""
    detector = default_detector()
    findings = lexicon.load().findings
    shares = []
    for text in texts:
        readings = detector.read(text)
        shares.append([
            max(
                sum(r.likely(c) for c, e in findings.items() if (e.flag == "crisis") == wanted)
                for r in readings
            )
            for wanted in (False, True)
        ])  # fmt: skip
    array = np.array(shares)
    return array[:, 0], array[:, 1]


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
    print("| detector | of | messages | AUROC | recall at 1 % | 3 % | 5 % |")
    print("|---|---|---|---|---|---|---|")
    for name, scores in (("linear", linear()), ("tuned", tuned)):
        for index, (what, rows) in enumerate((("danger", danger), ("crisis", crisis))):
            print(line(name, what, [g for _, g in rows], scores([t for t, _ in rows])[index]))


if __name__ == "__main__":
    main()
