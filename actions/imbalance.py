"""Tight and tired muscles: what is known, said candidly."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.common import resume


class ActionImbalance(Action):
    """Explains the picture of stiff and early-tired muscles."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_imbalance"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Answers, then takes up the pending question."""
        dispatcher.utter_message(response="utter_imbalance")
        return resume(tracker)
