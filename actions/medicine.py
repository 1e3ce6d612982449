"""A first word on a medicine: always "ask first", with the reasons."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.common import bullets, help_comes_first, knowledge, latest_entity, resume

# More than this is not read in a chat.
_MOST_REASONS = 9


class ActionMedicine(Action):
    """Answers about a named medicine; an unknown one goes to the pharmacist."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_medicine"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Answers, then takes up the pending question."""
        if help_comes_first(tracker):
            dispatcher.utter_message(response="utter_no_exercise_now")
            return resume(tracker)
        named = latest_entity(tracker, "medicine")
        medicine = knowledge().medicine.get(named) if named else None
        if medicine is None:
            names = ", ".join(m.title.lower() for m in knowledge().get_objects("medicine", limit=6))
            dispatcher.utter_message(response="utter_medicine_unknown", names=names)
            return resume(tracker)
        reasons = [claim.text for claim in medicine.ask_first_if]
        dispatcher.utter_message(
            response="utter_medicine",
            title=medicine.title,
            summary=medicine.summary.text,
            cautions=bullets(_shortened(reasons)),
            json_message={
                "kind": "medicine",
                "id": medicine.id,
                "verdict": "ask_first",
                "reasons": reasons,
            },
        )
        return [SlotSet("last_article", f"medicine:{medicine.id}"), *resume(tracker)]


def _shortened(reasons: list[str]) -> list[str]:
    """The first reasons, for reading; the payload carries all of them."""
    if len(reasons) <= _MOST_REASONS:
        return reasons
    more = len(reasons) - _MOST_REASONS
    return [*reasons[:_MOST_REASONS], f"There are {more} more reasons. Your pharmacist knows them."]
