"""What may be behind the pain, and how it usually goes."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.common import article, knowledge, latest_entity, pain_of, resume
from actions.triage import send_picture
from backwise.knowledge import best_pictures


class ActionCause(Action):
    """Explains a named pain source, or the picture that fits best."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_cause"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Explains, then takes up the pending question or starts the intake."""
        named = latest_entity(tracker, "pain_source")
        if named and (source := knowledge().pain_source.get(named)):
            dispatcher.utter_message(
                response="utter_article",
                title=source.title,
                summary=source.what.text,
                details=source.feels.text,
                json_message=article("cause", source.id, source.title, [source.what, source.feels]),
            )
            return [SlotSet("last_article", f"pain_source:{source.id}"), *resume(tracker)]
        pain = pain_of(tracker)
        if "region" not in pain:
            if not tracker.active_loop_name:
                dispatcher.utter_message(response="utter_need_intake")
                return [FollowupAction("intake_form")]
            dispatcher.utter_message(response="utter_picture_unknown")
            return resume(tracker)
        pictures = best_pictures(knowledge(), pain)
        send_picture(dispatcher, pictures[0][0] if pictures else None)
        last = SlotSet("last_article", f"picture:{pictures[0][0].id}" if pictures else None)
        return [last, *resume(tracker)]


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
            dispatcher.utter_message(response="utter_prognosis")
            return resume(tracker)
        picture = pictures[0][0]
        dispatcher.utter_message(
            text=" ".join(claim.text for claim in picture.course),
            json_message=article("cause", picture.id, picture.title, picture.course),
        )
        return [SlotSet("last_article", f"picture:{picture.id}"), *resume(tracker)]
