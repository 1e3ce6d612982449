"""What the actions of several topics share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet

from backwise.knowledge import KnowledgeBase, load
from backwise.knowledge.schema import Claim, Source
from backwise.triage import Decision, Person, decide
from backwise.triage.rules import QUESTIONS

PAIN_SLOTS = (
    "region", "side", "duration_days", "intensity", "radiation", "quality", "trigger",
    "worse_with", "better_with", "age",
)  # fmt: skip
# What must be asked anew in a new session or a new episode.
RED_FLAG_SLOTS = (
    "findings", *QUESTIONS, "serious_illness_detail", "triage_level", "triage_flags",
    "triage_reasons", "safety", "guided", "offer", "skipped",
)  # fmt: skip


def knowledge() -> KnowledgeBase:
    """The content, read once."""
    return load()


def pain_of(tracker: Tracker) -> dict[str, Any]:
    """What is known of the pain, by slot name."""
    return {name: tracker.get_slot(name) for name in PAIN_SLOTS}


def latest_entity(tracker: Tracker, name: str) -> str | None:
    """The first value of an entity in the last message."""
    return next(tracker.get_latest_entity_values(name), None)


def resume(tracker: Tracker) -> list[EventType]:
    """Takes the open form up again, with the question that was pending."""
    form = tracker.active_loop_name
    return [FollowupAction(form)] if form else []


def forget(slots: Iterable[str]) -> list[EventType]:
    """Empties slots."""
    return [SlotSet(slot, None) for slot in slots]


def asked_questions(tracker: Tracker) -> list[str]:
    """The questions put in this session, each once, in order."""
    asked: list[str] = []
    for event in tracker.events:
        if event.get("event") in ("session_started", "restart"):
            asked = []
        is_question = event.get("event") == "slot" and event.get("name") == "requested_slot"
        if is_question and event.get("value") and event["value"] not in asked:
            asked.append(event["value"])
    return asked


def changed_slots(tracker: Tracker) -> set[str]:
    """Pain slots, lists apart, that the last message set to something new."""
    before: dict[str, Any] = {}
    since: dict[str, Any] = {}
    for event in tracker.events:
        if event.get("event") == "user":
            before.update(since)
            since = {}
        elif event.get("event") == "slot" and event.get("name") in PAIN_SLOTS:
            since[event["name"]] = event.get("value")
    return {
        name
        for name, value in since.items()
        if before.get(name) is not None and value != before[name] and not isinstance(value, list)
    }


def decision_of(tracker: Tracker) -> Decision:
    """The triage level with everything known in this session."""
    signs = set(tracker.get_slot("findings") or []) - {"none"}
    skipped = set(tracker.get_slot("skipped") or [])
    for question in QUESTIONS:
        answer = tracker.get_slot(question)
        if answer == "yes" and question != "serious_illness":
            signs.add(question)
        elif answer == "unsure" or (answer is None and question in skipped):
            signs.add(f"{question}_unsure")
    return decide(
        signs,
        Person(
            age=tracker.get_slot("age"),
            duration_days=tracker.get_slot("duration_days"),
            intensity=tracker.get_slot("intensity"),
            region=tracker.get_slot("region"),
        ),
    )


def help_comes_first(tracker: Tracker) -> bool:
    """Whether no exercise or medicine may be offered now."""
    return tracker.get_slot("triage_level") in ("ambulance", "emergency", "urgent")


def bullets(lines: Iterable[str]) -> str:
    """Lines as a list that reads well as plain text."""
    return "\n".join(f"• {line}" for line in lines)


def source_list(sources: Iterable[Source]) -> list[dict[str, Any]]:
    """Sources as they travel in an `article` payload."""
    return [
        {"id": s.id, "title": s.title, "publisher": s.publisher, "year": s.year, "url": s.url}
        for s in sources
    ]


def article(
    topic: str,
    id: str,
    title: str,
    claims: Iterable[Claim],
    stance: Iterable[dict[str, Any]] = (),
) -> dict[str, Any]:
    """The payload that says where a text comes from, for channels that can show it."""
    stance = list(stance)
    ids = [source for claim in claims for source in claim.sources]
    ids += [entry["source"] for entry in stance]
    return {
        "kind": "article",
        "topic": topic,
        "id": id,
        "title": title,
        "stance": stance,
        "sources": source_list(knowledge().sources(ids)),
    }
