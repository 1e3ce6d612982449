"""What a safety reply has asked and still waits for."""

from __future__ import annotations

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker


def pending_safety(tracker: DialogueStateTracker) -> str | None:
    """The value of the slot `safety`, as far as it still holds.

    A question of the crisis is over once the talk has gone on to other things:
    a later "no" then belongs to what was asked last.
    """
    pending: str | None = tracker.get_slot("safety")
    if pending is None or not pending.startswith("crisis"):
        return pending
    actions = (
        event.action_name
        for event in reversed(tracker.events)
        if isinstance(event, ActionExecuted) and event.action_name != ACTION_LISTEN_NAME
    )
    last = next(actions, None)
    return pending if last is None or last.startswith("utter_crisis") else None
