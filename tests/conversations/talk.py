"""One person who talks with Backwise over the REST channel."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

from backwise.knowledge import load
from tests.conversations.servers import REPOSITORY, post


@cache
def _content_questions() -> dict[str, tuple[str, ...]]:
    """The questions that are content, by the slot they fill."""
    kb = load()
    return {
        "medicine_answer": tuple(q.text for q in kb.medicine_question.values()),
        "self_test_answer": tuple(test.question for test in kb.self_test.values()),
    }


@dataclass(frozen=True)
class Reply:
    """Everything that came back for one message."""

    messages: list[dict[str, Any]]

    @property
    def text(self) -> str:
        """All texts, one after the other."""
        return "\n".join(message["text"] for message in self.messages if message.get("text"))

    @property
    def buttons(self) -> list[str]:
        """The titles of all buttons."""
        return [b["title"] for message in self.messages for b in message.get("buttons") or []]

    def payloads(self, kind: str) -> list[dict[str, Any]]:
        """The typed payloads of one kind."""
        sent = [message["custom"] for message in self.messages if message.get("custom")]
        return [payload for payload in sent if payload.get("kind") == kind]

    @property
    def asks(self) -> str | None:
        """The slot whose question ends the reply; None if it ends with something else."""
        texts = [message["text"] for message in self.messages if message.get("text")]
        if not texts:
            return None
        for slot, ends in _content_questions().items():
            if texts[-1].removesuffix(" Left side first.").endswith(ends):
                return slot
        return next((slot for slot, text in questions().items() if texts[-1] == text), None)


@dataclass
class Talk:
    """A talk of one sender, who is new unless named."""

    url: str
    sender: str = field(default_factory=lambda: f"test-{uuid.uuid4().hex}")

    def say(self, text: str) -> Reply:
        """Send one message."""
        body = {"sender": self.sender, "message": text}
        return Reply(post(f"{self.url}/webhooks/rest/webhook", body))

    def through(self, *texts: str) -> Reply:
        """Send several messages one after the other, and return the last reply."""
        replies = [self.say(text) for text in texts]
        return replies[-1]


@cache
def responses() -> dict[str, str]:
    """The texts of the domain, by the name of the response."""
    domain = yaml.safe_load((REPOSITORY / "domain.yml").read_text(encoding="utf-8"))
    return {name: variants[0]["text"] for name, variants in domain["responses"].items()}


@cache
def questions() -> dict[str, str]:
    """The question of each slot."""
    ask = "utter_ask_"
    return {n.removeprefix(ask): t for n, t in responses().items() if n.startswith(ask)}
