"""How well intents are told apart on wording that was never trained on."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import yaml
from rasa.core.agent import Agent, load_agent
from sklearn.metrics import roc_auc_score

SETS = Path(__file__).parent / "sets"
REAL = Path(__file__).resolve().parents[2] / "shared" / "real"
OUT = "out_of_scope"


@dataclass(frozen=True)
class Parsed:
    """What a model says of one text: intent, how likely it is out of scope, milliseconds."""

    intent: str
    out_of_scope: float
    milliseconds: float


def held_out() -> list[tuple[str, str]]:
    """The project's own held-out texts with their intents."""
    data: Mapping[str, list[Any]] = yaml.safe_load(
        (SETS / "intents.yml").read_text(encoding="utf-8")
    )
    return [(str(text), intent) for intent, texts in data.items() for text in texts]


def is_scored(row_id: str) -> bool:
    """Whether a real row is in the half that is only scored, never looked at."""
    return int(hashlib.sha256(row_id.encode()).hexdigest(), 16) % 2 == 1


def real_rows(name: str, scored: bool = True) -> list[dict[str, Any]]:
    """One half of a file of real messages; empty where the files are not there."""
    path = REAL / name
    if not path.is_file():
        return []
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if is_scored(row["id"]) == scored]


def load(model: str) -> Agent:
    """A trained model, ready to parse."""
    return asyncio.run(load_agent(model_path=model))


def parse(agent: Agent, texts: Iterable[str]) -> list[Parsed]:
    """What the model says of each text."""

    async def run() -> list[Parsed]:
        results = []
        for text in texts:
            start = time.perf_counter()
            answer = await agent.parse_message(text)
            spent = 1000 * (time.perf_counter() - start)
            ranking = {e["name"]: e["confidence"] for e in answer["intent_ranking"]}
            ranking.pop("nlu_fallback", None)
            best = max(ranking, key=lambda name: ranking[name])
            results.append(Parsed(best, ranking.get(OUT, 0.0), spent))
        return results

    return asyncio.run(run())


def report(agent: Agent) -> list[tuple[str, str, str]]:
    """Rows of (measure, set and size, value)."""
    own = held_out()
    parsed = parse(agent, [text for text, _ in own])
    right = [p.intent == intent for p, (_, intent) in zip(parsed, own, strict=True)]
    rows = [
        ("intent accuracy", f"sets/intents.yml, {len(own)} texts", f"{sum(right) / len(own):.3f}"),
        (
            "out-of-scope AUROC",
            f"sets/intents.yml, {len(own)} texts",
            f"{_auroc(parsed, [intent == OUT for _, intent in own]):.3f}",
        ),
    ]
    spine = [r["text"] for r in real_rows("questions_backpain.jsonl") if r["scope_auto"] == "spine"]
    foreign = real_rows("oos.jsonl")
    if spine and foreign:
        inside = parse(agent, spine)
        for label, wanted in (
            ("all", lambda kind: True),
            ("not medical", lambda kind: not kind.startswith("near_domain")),
        ):
            outside = parse(agent, [r["text"] for r in foreign if wanted(r["oos_type"])])
            value = _auroc([*outside, *inside], [True] * len(outside) + [False] * len(inside))
            rows.append(
                (
                    f"out-of-scope AUROC, {label}",
                    f"real, scored half, {len(outside)} out / {len(inside)} in",
                    f"{value:.3f}",
                )
            )
    spent = median(p.milliseconds for p in parsed)
    rows.append(("NLU time a message, median", f"{len(own)} texts", f"{spent:.1f} ms"))
    return rows


def _auroc(parsed: Iterable[Parsed], outside: list[bool]) -> float:
    return float(roc_auc_score(outside, [p.out_of_scope for p in parsed]))
