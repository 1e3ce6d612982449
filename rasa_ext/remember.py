"""What the Rasa server itself remembers of a talk about suicide, across sessions.

It is kept here and not by an action, so that it needs no action server.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta, timezone
from typing import Any

from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from backwise.mood.crisis import Talk
from backwise.store import Record, StoreError, default_store

KIND = "crisis"
# Somebody who only starts over is not asked anew.
_LATER = timedelta(hours=3)
_log = logging.getLogger(__name__)


def keep(tracker: DialogueStateTracker) -> None:
    """Keep severity and plan, if the last turn changed them."""
    if not _changed(tracker):
        return
    talk = Talk.of(tracker.get_slot("crisis"))
    data = {"severity": talk.severity, "plan": dict(talk.plan)}
    try:
        store = default_store()
        last = store.last(tracker.sender_id, KIND)
        if data != (last.data if last else {"severity": "none", "plan": {}}):
            store.keep(tracker.sender_id, KIND, data)
    except StoreError as error:
        # The talk itself goes on without it.
        _log.warning("%s", error)


def _changed(tracker: DialogueStateTracker) -> bool:
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return False
        if isinstance(event, SlotSet) and event.key == "crisis":
            return True
    return False


def recall(person: str) -> dict[str, Any] | None:
    """The slot `crisis` with which a new session begins; None if there is nothing to recall.

    `due` says that the person is to be asked how it is now.
    """
    try:
        last = default_store().last(person, KIND)
    except StoreError as error:
        _log.warning("%s", error)
        return None
    if last is None:
        return None
    return {
        **Talk(plan=last.data["plan"]).data(),
        "due": last.data["severity"] != "none" and _age(last) > _LATER,
    }


def recall_signs(person: str) -> dict[str, Any] | None:
    """Signs of low mood that were kept with the person's leave; those too old fall away later."""
    try:
        last = default_store().last(person, "mood")
    except StoreError as error:
        _log.warning("%s", error)
        return None
    return last.data if last else None


def _age(record: Record) -> timedelta:
    return datetime.now(timezone.utc) - record.at
