"""Runs one action on a made-up tracker, and keeps what came out."""

from __future__ import annotations

import asyncio
import inspect
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

REPOSITORY = Path(__file__).parents[2]


@cache
def domain() -> dict[str, Any]:
    """The domain as the action server gets it."""
    loaded: dict[str, Any] = yaml.safe_load((REPOSITORY / "domain.yml").read_text("utf-8"))
    return loaded


def slot(name: str, value: Any) -> dict[str, Any]:
    """A slot that was set."""
    return {"event": "slot", "name": name, "value": value}


def ran(action: str) -> dict[str, Any]:
    """An action that was run."""
    return {"event": "action", "name": action}


@dataclass
class Turn:
    """One message in a talk; `events` is what happened before and after it."""

    slots: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    text: str = ""
    intent: str = "describe_pain"
    confidence: float = 0.99
    entities: dict[str, Any] = field(default_factory=dict)
    form: str | None = None
    answers: list[tuple[str, str, float]] = field(default_factory=list)

    @property
    def tracker(self) -> Tracker:
        """The tracker as an action gets it."""
        message = {
            "text": self.text,
            "intent": {"name": self.intent, "confidence": self.confidence},
            "entities": [
                {"entity": name, "value": value, "start": 0, "end": len(self.text)}
                for name, value in self.entities.items()
            ],
            "answers": [
                {"kind": kind, "id": id, "score": score} for kind, id, score in self.answers
            ],
        }
        slots = {name: self.slots.get(name) for name in [*domain()["slots"], "requested_slot"]}
        loop = {"name": self.form} if self.form else {}
        last = next((e["name"] for e in reversed(self.events) if e["event"] == "action"), None)
        return Tracker("someone", slots, message, list(self.events), False, None, loop, last)

    def run(self, action: Action) -> Outcome:
        """Run an action."""
        dispatcher = CollectingDispatcher()
        events = action.run(dispatcher, self.tracker, domain())
        if inspect.isawaitable(events):
            events = asyncio.run(_result(events))
        return Outcome(events, dispatcher.messages)


async def _result(awaitable: Any) -> Any:
    return await awaitable


@dataclass
class Outcome:
    """What an action did and said."""

    events: list[dict[str, Any]]
    messages: list[dict[str, Any]]

    @property
    def slots(self) -> dict[str, Any]:
        """The slots it set."""
        return {e["name"]: e["value"] for e in self.events if e["event"] == "slot"}

    @property
    def followup(self) -> str | None:
        """The action that comes next."""
        return next((e["name"] for e in self.events if e["event"] == "followup"), None)

    @property
    def said(self) -> list[str]:
        """The responses it sent."""
        return [m["response"] for m in self.messages if m.get("response")]

    def payloads(self, kind: str) -> list[dict[str, Any]]:
        """The typed payloads of one kind."""
        return [m["custom"] for m in self.messages if (m.get("custom") or {}).get("kind") == kind]

    def did(self, event: str) -> bool:
        """Whether an event of this type came out."""
        return any(e["event"] == event for e in self.events)
