"""Accuracy of the trained model: `make evaluate`.

Every figure names the set and its size. Real messages are scored where they
are at hand, and only the half that nobody looked at.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

import rasa_ext  # noqa: F401  (keeps the texts out of the log)
from backwise.language.reader import default_reader
from benchmarks import intents, mood, reader, slots, triage

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "results" / "evaluate.json"
Row = tuple[str, str, str]


def is_scored(text: str) -> bool:
    """Whether a row of sets/intake.yml is in the half that is only scored."""
    return sha256(text.encode()).digest()[0] % 2 == 1


def own_intake() -> list[tuple[str, Mapping[str, Any]]]:
    """The scored half of the project's own first messages, with their slots."""
    rows = yaml.safe_load((intents.SETS / "intake.yml").read_text(encoding="utf-8"))
    return [(row["text"], row["slots"]) for row in rows if is_scored(row["text"])]


def real_intake() -> list[tuple[str, Mapping[str, Any]]]:
    """The scored half of the labelled real messages; empty where they are not at hand."""
    texts = {row["id"]: row["text"] for row in intents.real_rows("real_patient_backpain.jsonl")}
    labels = yaml.safe_load((intents.SETS / "real_intake_labels.yml").read_text(encoding="utf-8"))
    return [(texts[key], entry["slots"]) for key, entry in labels.items() if key in texts]


def slot_rows(name: str, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> list[Row]:
    """F1 over all slots, and slot by slot."""
    rows = list(rows)
    if not rows:
        return []
    whole = default_reader()
    now = datetime.now()
    score = slots.Score()
    for text, gold in rows:
        slots.add(score, whole.read(text).pain.said(), slots.gold_values(gold, now))
    where = f"{name}, {len(rows)} messages"
    table: list[Row] = [("slot F1", where, f"{score.f1():.3f}")]
    for slot in score.slots():
        counts = (
            f"{score.right[slot]} right, {score.wrong[slot]} wrong, {score.missed[slot]} missed"
        )
        table.append((f"slot F1, {slot}", where, f"{score.f1([slot]):.2f} ({counts})"))
    return table


def latest_model() -> Path:
    """The newest trained model.

    Raises:
        SystemExit: there is none.
    """
    models = sorted((ROOT / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise SystemExit("There is no trained model yet. Run `make train` first.")
    return models[-1]


def main() -> None:
    """Prints a Markdown table and writes it as JSON."""
    model = Path(sys.argv[1]) if len(sys.argv) > 1 else latest_model()
    rows = [
        *intents.report(intents.load(str(model))),
        *slot_rows("sets/intake.yml, scored half", own_intake()),
        *slot_rows("real patients, scored half", real_intake()),
        *triage.report()[0],
        *mood.measures(),
        *reader.report(),
    ]
    print("| measure | set | value |\n|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    if not real_intake():
        print("\nReal messages are not at hand; they were not scored.")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
