"""How the pain usually goes on."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.common import article, knowledge, pain_of, resume
from backwise.drawing import spine_name
from backwise.knowledge import best_pictures


class ActionPrognosis(Action):
    """How long it usually lasts."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_prognosis"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """The course of the picture that fits, or of back pain in general."""
        pain = pain_of(tracker)
        pictures = best_pictures(knowledge(), pain) if "region" in pain else []
        if not pictures:
            return [FollowupAction("action_answer")]
        picture = pictures[0][0]
        dispatcher.utter_message(
            text=" ".join(claim.text for claim in picture.course),
            json_message=article(
                "cause",
                picture.id,
                picture.title,
                picture.course,
                drawing=spine_name(tracker.get_slot("region")),
            ),
        )
        return [SlotSet("last_article", f"picture:{picture.id}"), *resume(tracker)]
