"""What all forms do beside asking."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.common import changed_slots, is_aside, is_first_look, leave_form, pain_of
from backwise.intake import describe


class TalkForm(FormValidationAction):
    """A form that tells changes, and lets an aside have an answer of its own."""

    @abstractmethod
    def name(self) -> str:
        """The name Rasa looks for: `validate_` and the form."""

    def questions(self, domain_slots: list[str], tracker: Tracker) -> list[str]:
        """What this form wants to know now; all of its slots unless a form says otherwise."""
        return domain_slots

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> list[str]:
        """The questions, less those the person passed over."""
        skipped = tracker.get_slot("skipped") or []
        return [slot for slot in self.questions(domain_slots, tracker) if slot not in skipped]

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Names a change before the next question; leaves an aside to other rules."""
        if tracker.active_loop_name == self.form_name() and is_aside(tracker):
            return leave_form(tracker, await super().run(dispatcher, tracker, domain))
        if is_first_look(tracker) and changed_slots(tracker):
            dispatcher.utter_message(response="utter_changed", summary=describe(pain_of(tracker)))
        return await super().run(dispatcher, tracker, domain)
