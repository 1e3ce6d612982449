"""How the pain usually goes on."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.common import article, diagnosis_of, knowledge, pain_of, resume
from backwise.drawing import spine_name
from backwise.knowledge import best_pictures

# What is asked about the course of pain as such.
_COURSE = frozenset({"daily_life:will_it_get_better", "daily_life:how_long_will_it_last"})
# From here a document is what is asked about.
_SURE = 0.6


def _asks_about_more(tracker: Tracker) -> bool:
    """Whether something of its own is asked about, such as "still numb after the operation"."""
    if diagnosis_of(tracker):
        return True
    ranking = tracker.latest_message.get("answers") or []
    documents = [m for m in ranking if m["kind"] != "aspect"]
    best = max(documents, key=lambda match: match["score"], default=None)
    if best is None or best["kind"] != "daily_life" or best["score"] < _SURE:
        return False
    return f"{best['kind']}:{best['id']}" not in _COURSE


class ActionPrognosis(Action):
    """How long it usually lasts."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_prognosis"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """The course of the picture that fits, unless something of its own is asked about."""
        pain = pain_of(tracker)
        pictures = best_pictures(knowledge(), pain) if "region" in pain else []
        if not pictures or _asks_about_more(tracker):
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
