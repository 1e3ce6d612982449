"""How a session starts: a greeting, and what is remembered from the last one."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecuted, EventType, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.common import PAIN_SLOTS, pain_of
from backwise.intake import describe


class ActionSessionStart(Action):
    """Greets; keeps what is known of the pain, drops all red-flag answers."""

    def name(self) -> str:
        """The name of Rasa's own action that this one replaces."""
        return "action_session_start"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Starts the session; the message that opened it is handled afterwards."""
        remembered = {n: v for n, v in pain_of(tracker).items() if v not in (None, [])}
        summary = describe(remembered)
        if summary:
            dispatcher.utter_message(response="utter_welcome_back", summary=summary)
        else:
            dispatcher.utter_message(response="utter_welcome")
        kept = [*PAIN_SLOTS, "country"]
        return [
            SessionStarted(),
            *(SlotSet(n, v) for n in kept if (v := tracker.get_slot(n)) is not None),
            ActionExecuted("action_listen"),
        ]
