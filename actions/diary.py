"""How it is going: better, worse or the same."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.common import RED_FLAG_SLOTS, forget, resume

_WORSE = re.compile(r"\b(?:worse|worsen\w*|worst|flared?|bad again|came back|is back|more pain)\b")
_BETTER = re.compile(
    r"\b(?:better|improv\w*|less|eas(?:ed|ing|ier)|good|great|gone|helped|helping)\b"
)


class ActionProgress(Action):
    """Takes note of progress; "worse" leads back to the safety questions."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_progress"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Answers, and asks the red flags again if it got worse."""
        text = (tracker.latest_message.get("text") or "").lower()
        not_better = re.search(r"\b(?:not|no|isn't|aint)\s+(?:\w+\s+)?(?:better|improv\w*)", text)
        if _WORSE.search(text):
            dispatcher.utter_message(response="utter_progress_worse")
            if tracker.active_loop_name:
                return resume(tracker)
            return [*forget(RED_FLAG_SLOTS), FollowupAction("triage_form")]
        better = _BETTER.search(text) and not not_better
        dispatcher.utter_message(
            response="utter_progress_better" if better else "utter_progress_same"
        )
        return resume(tracker)
