"""Compares intent classifiers and sentence features: `python -m benchmarks.classifiers`.

Each candidate is trained on data/nlu by Rasa itself and scored on wording that
none of them has seen. The table is the one in docs/decisions/.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml
from rasa.model_training import train_nlu

import rasa_ext  # noqa: F401  (keeps the texts out of the log)
from benchmarks import intents

ROOT = Path(__file__).resolve().parents[1]
_TOKENS: dict[str, Any] = {"name": "WhitespaceTokenizer"}
_ENCODER = {"name": "rasa_ext.nlu.sentence_encoder.SentenceEncoder"}
_COUNTS = [
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
]
_DIET = {
    "name": "DIETClassifier",
    "epochs": 40,
    "random_seed": 42,
    "entity_recognition": False,
    "constrain_similarities": True,
    # All intents, so that the share of "out of scope" is always in the answer.
    "ranking_length": 0,
}
_LINEAR = {
    **next(
        part
        for part in yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
        if part["name"].endswith("LinearIntentClassifier")
    ),
    "ranking_length": 0,
}
CANDIDATES: dict[str, list[dict[str, Any]]] = {
    "linear: MiniLM + character n-grams": [_TOKENS, _ENCODER, _LINEAR],
    "Rasa's logistic regression: MiniLM": [
        _TOKENS,
        _ENCODER,
        {"name": "LogisticRegressionClassifier", "max_iter": 300, "ranking_length": 0},
    ],
    "Rasa's logistic regression: MiniLM + counts": [
        _TOKENS,
        _ENCODER,
        *_COUNTS,
        {"name": "LogisticRegressionClassifier", "max_iter": 300, "ranking_length": 0},
    ],
    "DIET: counts (the stock pipeline)": [_TOKENS, *_COUNTS, _DIET],
    "DIET: counts + MiniLM": [_TOKENS, *_COUNTS, _ENCODER, _DIET],
}


def main(names: list[str]) -> None:
    """Trains and scores every candidate whose name contains one of `names`; all without names."""
    for title, pipeline in CANDIDATES.items():
        if names and not any(name in title for name in names):
            continue
        with tempfile.TemporaryDirectory() as folder:
            config = Path(folder) / "config.yml"
            config.write_text(
                yaml.safe_dump({"recipe": "default.v1", "language": "en", "pipeline": pipeline})
            )
            start = time.monotonic()
            model = train_nlu(str(config), str(ROOT / "data" / "nlu"), folder)
            spent = time.monotonic() - start
            print(f"\n## {title}\n\ntrained in {spent:.0f} s", flush=True)
            for measure, where, value in intents.report(intents.load(str(model))):
                print(f"| {measure} | {where} | {value} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
