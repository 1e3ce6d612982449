"""What the actions of several topics share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecutionRejected, EventType, FollowupAction, SlotSet

from backwise.drawing import address, described
from backwise.knowledge import KnowledgeBase, load
from backwise.knowledge.base import Document
from backwise.knowledge.schema import SIDES, Claim, Diagnosis, Source
from backwise.language.reading import PAIN_SLOTS
from backwise.mood.notice import Noticed, Offered, is_due, weight
from backwise.triage import Decision, Person, decide, signs
from backwise.triage.rules import QUESTIONS

# What must be asked anew in a new session or a new episode.
RED_FLAG_SLOTS = (
    "findings", *QUESTIONS, "serious_illness_detail", "triage_level", "triage_flags",
    "triage_reasons", "triage_why", "triage_question", "triage_asked", "safety", "guided", "offer",
    "skipped",
)  # fmt: skip
# Messages that want an answer of their own before the pending question is put again.
_ASIDES = frozenset({
    "why", "help", "correct", "ask_sources", "bot_challenge", "request_human", "find_professional",
    "ask_small_help",
    "ask_urgency", "ask_cause", "ask_prognosis", "ask_treatment", "ask_daily_life", "ask_more",
    "ask_medicine", "ask_exercise", "ask_imbalance", "ask_report", "ask_privacy", "delete_data",
})  # fmt: skip
# How sure the intent must be when the message seems to answer the pending question as well.
_SURE = 0.6
# From here the nearest document is taken for what a question names.
_ALL_BUT_NAMED = 0.7
# What a question may name without telling it: "does heat help?", "how should I sleep?"
_NAMED_IN_QUESTIONS = ("trigger", "worse_with", "better_with")


_CONDITIONS = {
    "osteoporosis": {"osteoporosis", "thin_bones_or_older", "steroids"},
    "late_pregnancy": {"pregnant"},
}


def knowledge() -> KnowledgeBase:
    """The content, read once."""
    return load()


def pain_of(tracker: Tracker) -> dict[str, Any]:
    """What is known of the pain, by slot name; what is unknown is left out."""
    return {name: value for name in PAIN_SLOTS if (value := tracker.get_slot(name)) is not None}


def latest_entity(tracker: Tracker, name: str) -> str | None:
    """The first value of an entity in the last message."""
    return next(tracker.get_latest_entity_values(name), None)


def resume(tracker: Tracker) -> list[EventType]:
    """Takes the open form up again, with the question that was pending.

    With none open, what was asked is answered, and a check of mood may be offered.
    """
    form = tracker.active_loop_name
    if form:
        return [FollowupAction(form)]
    return [FollowupAction("action_mood_offer")] if is_mood_offer_due(tracker) else []


def mood_weight(tracker: Tracker) -> float:
    """How much the signs of low mood weigh together that were told in the last two weeks."""
    noticed = Noticed.of(tracker.get_slot("mood_signs"))
    return weight(noticed, tracker.get_slot("duration_days"))


def mood_offered(tracker: Tracker, *, declined: bool = False) -> EventType:
    """Notes that the check of mood was offered or answered today."""
    return SlotSet(
        "mood_offer", vars(Offered(date.today().isoformat(), mood_weight(tracker), declined))
    )


def is_mood_offer_due(tracker: Tracker) -> bool:
    """Whether a short check of mood is to be offered now: never in a form or in danger."""
    crisis = tracker.get_slot("crisis") or {}
    held_back = (
        tracker.active_loop_name
        or tracker.get_slot("safety")
        or crisis.get("severity", "none") != "none"
        or help_comes_first(tracker)
        or not questionnaires_allowed(tracker)
    )
    last = tracker.get_slot("mood_offer")
    return not held_back and is_due(
        mood_weight(tracker), Offered(**last) if last else None, date.today()
    )


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
    before, told = _before_and_told(tracker)
    return {
        name
        for name, value in told.items()
        if name in PAIN_SLOTS
        and before.get(name) is not None
        and value != before[name]
        and not isinstance(value, list)
    }


def _before_and_told(tracker: Tracker) -> tuple[dict[str, Any], dict[str, Any]]:
    """Slots as they stood before the last message, and those set since."""
    before: dict[str, Any] = {}
    told: dict[str, Any] = {}
    for event in tracker.events:
        if event.get("event") == "user":
            before.update(told)
            told = {}
        elif event.get("event") == "slot":
            told[event["name"]] = event.get("value")
    return before, told


def untold(tracker: Tracker, slots: Iterable[str]) -> list[EventType]:
    """Gives slots that the last message set back what they held: it meant something else."""
    before, told = _before_and_told(tracker)
    return [SlotSet(name, before.get(name)) for name in slots if name in told]


def is_first_look(tracker: Tracker) -> bool:
    """Whether a form sees the last message for the first time: it runs again after an aside."""
    actions = 0
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            break
        actions += event.get("event") == "action"
    # Rasa adds the form's own run before it asks for validation.
    return actions <= 1


def is_aside(tracker: Tracker) -> bool:
    """Whether the last message asks or corrects something while a question is pending.

    It may name a slot value on the way ("why does my neck hurt?"), which the
    form alone would take for an answer.
    """
    intent = tracker.latest_message.get("intent") or {}
    if intent.get("name") not in _ASIDES or not is_first_look(tracker):
        return False
    _, told = _before_and_told(tracker)
    answers_pending = tracker.get_slot("requested_slot") in told
    if intent["name"] == "correct":
        return bool(changed_slots(tracker)) or not answers_pending
    return not answers_pending or intent.get("confidence", 0.0) >= _SURE


def leave_form(tracker: Tracker, events: list[EventType]) -> list[EventType]:
    """The events of a form's validation, so that an aside is answered by its own action.

    What a question only names, and what a correction seems to answer beside
    the thing it corrects, goes back to what it was.
    """
    not_meant = set(_NAMED_IN_QUESTIONS)
    if (tracker.latest_message.get("intent") or {}).get("name") == "correct":
        not_meant = {tracker.get_slot("requested_slot")}
    undo = untold(tracker, sorted(not_meant))
    undone = [event["name"] for event in undo]
    kept = [e for e in events if e.get("name") not in (*undone, "requested_slot")]
    return [*kept, *undo, ActionExecutionRejected(tracker.active_loop_name)]


def decision_of(tracker: Tracker) -> Decision:
    """The triage level with everything known in this session."""
    told = signs(
        tracker.get_slot("findings") or [],
        {question: tracker.get_slot(question) for question in QUESTIONS},
        tracker.get_slot("skipped") or [],
    )
    return decide(told, Person.of(pain_of(tracker)))


def conditions_of(tracker: Tracker) -> list[str]:
    """Conditions that rule exercises out, from the signs of this session.

    On the careful side: bones may be thin at a great age or on steroids too,
    and how far a pregnancy is, is not asked.
    """
    told = set(tracker.get_slot("findings") or [])
    return [condition for condition, signs_of in _CONDITIONS.items() if told & signs_of]


def help_comes_first(tracker: Tracker) -> bool:
    """Whether no exercise or medicine may be offered now."""
    return tracker.get_slot("triage_level") in ("ambulance", "emergency", "urgent")


def questionnaires_allowed(tracker: Tracker) -> bool:
    """Whether questionnaires may be put here.

    On the platform of another company only after an explicit yes, which the
    channel asks for and notes in the metadata of each message.
    """
    metadata = tracker.latest_message.get("metadata") or {}
    return not metadata.get("third_party") or metadata.get("questionnaires") is True


def diagnosis_of(tracker: Tracker) -> str | None:
    """The diagnosis that the last message names, or all but names, as kind and id in one word."""
    message = tracker.latest_message
    named = [e["value"] for e in message.get("entities") or [] if e["entity"] == "diagnosis"]
    ranking = [m for m in message.get("answers") or [] if m["kind"] != "aspect"]
    if ranking and ranking[0]["kind"] == "diagnosis" and ranking[0]["score"] >= _ALL_BUT_NAMED:
        named.append(ranking[0]["id"])
    return f"diagnosis:{named[0]}" if named else None


def with_side(document: Document, aspect: str | None) -> str:
    """A title that tells which side of a diagnosis comes: "Scoliosis, what helps"."""
    if not isinstance(document, Diagnosis) or aspect not in SIDES:
        return document.title
    side = knowledge().aspect[aspect].title
    return f"{document.title}, {side[0].lower()}{side[1:]}"


def topic_of(kind: str) -> str:
    """The topic of a kind of document."""
    return "cause" if kind in ("pain_source", "picture", "region", "diagnosis") else kind


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
    drawing: str | None = None,
) -> dict[str, Any]:
    """The payload that says where a text comes from, for channels that can show it.

    With the name of a `drawing`, it carries that too.
    """
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
        **({"image": address(drawing), "alt": described(knowledge(), drawing)} if drawing else {}),
    }
