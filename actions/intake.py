"""The intake: which question comes next, and what was understood."""

from __future__ import annotations

from typing import Any, get_args

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.common import (
    PAIN_SLOTS,
    asked_questions,
    pain_of,
    resume,
)
from actions.form import TalkForm
from backwise.intake import describe, intake_questions
from backwise.knowledge.schema import Region

_PLACES = ("none", "buttock", "leg", "foot", "arm", "hand")


class ValidateIntakeForm(TalkForm):
    """Asks only what is still unknown, and refuses values that no part of Backwise knows."""

    def name(self) -> str:
        """The name Rasa looks for."""
        return "validate_intake_form"

    def questions(self, domain_slots: list[str], tracker: Tracker) -> list[str]:
        """Those that the pain told so far leaves open."""
        return list(intake_questions(pain_of(tracker), asked_questions(tracker)))

    def validate_region(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Only regions of the knowledge base."""
        return {"region": value if value in get_args(Region) else None}

    def validate_radiation(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Only places the knowledge base speaks of."""
        return {"radiation": value if value in _PLACES else None}

    def validate_intensity(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """A number from 0 to 10."""
        is_number = isinstance(value, int | float) and 0 <= value <= 10
        return {"intensity": float(value) if is_number else None}

    def validate_duration_days(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """A positive number of days within a lifetime."""
        is_number = isinstance(value, int | float) and 0 < value <= 36500
        return {"duration_days": float(value) if is_number else None}


class ActionUnderstood(Action):
    """Says back in one sentence what was understood."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_understood"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Sends the sentence."""
        summary = describe(pain_of(tracker))
        if summary:
            dispatcher.utter_message(response="utter_understood", summary=summary)
        else:
            dispatcher.utter_message(response="utter_understood_little")
        return []


class ActionNoted(Action):
    """Takes note of something told beside the pending question, then asks that again."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_noted"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Acknowledges and resumes."""
        read = [
            e for e in tracker.latest_message.get("entities") or [] if e["entity"] != "findings"
        ]
        told_sign = any(
            e["entity"] == "findings" for e in tracker.latest_message.get("entities") or []
        )
        if read or told_sign:
            dispatcher.utter_message(response="utter_noted")
        elif tracker.active_loop_name:
            dispatcher.utter_message(response="utter_unclear")
        return resume(tracker)


class ActionCorrect(Action):
    """Changes what was understood, and says how it stands now."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_correct"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """The slots are already changed by the message; this only answers."""
        changed = {e["entity"] for e in tracker.latest_message.get("entities") or []}
        if changed & set(PAIN_SLOTS):
            summary = describe(pain_of(tracker))
            dispatcher.utter_message(response="utter_corrected", summary=summary)
            return [SlotSet("offer", None), *resume(tracker)]
        dispatcher.utter_message(response="utter_correct_what")
        return resume(tracker)
