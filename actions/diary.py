"""How it is going: better, worse or the same."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.common import RED_FLAG_SLOTS, forget, resume
from backwise.diary import direction


class ActionProgress(Action):
    """Takes note of progress; "worse" leads back to the safety questions."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_progress"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Answers, and asks the red flags again if it got worse."""
        going = direction(tracker.latest_message.get("text") or "")
        dispatcher.utter_message(response=f"utter_progress_{going}")
        if going == "worse" and not tracker.active_loop_name:
            return [*forget(RED_FLAG_SLOTS), FollowupAction("triage_form")]
        return resume(tracker)
