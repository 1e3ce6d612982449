"""Keeps conversations in the database named by `DATABASE_URL`, or in a file in `BACKWISE_HOME`."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import sqlalchemy
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, SESSION_START_METADATA_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from backwise.store import database_url, sqlite
from rasa_ext import remember

# About thirty turns: more than one intake with its asides.
_MANY_EVENTS = 200
_PAUSE_SECONDS = 3600

# `make run` says hello as this sender to see whether a reply comes.
_NOT_STORED = os.environ.get("BACKWISE_PROBE_SENDER")


class BackwiseTrackerStore(SQLTrackerStore):
    """Rasa's SQL store with our own place, and settings that let two processes share the file."""

    def __init__(
        self, domain: Domain | None = None, event_broker: EventBroker | None = None, **kwargs: Any
    ) -> None:
        url = database_url()
        is_sqlite = url.get_backend_name() == "sqlite"
        if is_sqlite and url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        kwargs["host"] = url.render_as_string(hide_password=False)
        super().__init__(domain, event_broker=event_broker, **kwargs)
        if is_sqlite:
            sqlalchemy.event.listen(self.engine, "connect", sqlite.share)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Load the talk since the session began, or since the last checkpoint.

        Rasa goes through all events of a session several times in a turn, so a
        long talk would grow slow. When many have gathered, a new session start
        is written that carries the whole state over, without a word to the person.
        """
        tracker = await super().retrieve(sender_id)
        if tracker is None or len(tracker.events) <= _MANY_EVENTS:
            return tracker
        # After a pause Rasa itself may begin a session, which it tells by the last message.
        if time.time() - tracker.events[-1].timestamp > _PAUSE_SECONDS:
            return tracker
        events = _checkpoint(tracker)
        with self.session_scope() as session:
            for event in events:
                session.add(
                    self.SQLEvent(
                        sender_id=sender_id,
                        type_name=event.type_name,
                        timestamp=event.timestamp,
                        action_name=event.as_dict().get("name"),
                        data=json.dumps(event.as_dict()),
                    )
                )
            session.commit()
        return DialogueStateTracker.from_events(sender_id, events, self.domain.slots)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store what is new, unless it came from the test message of `make run`."""
        if tracker.sender_id != _NOT_STORED:
            await super().save(tracker)
            remember.keep(tracker)


def _checkpoint(tracker: DialogueStateTracker) -> list[Event]:
    """The events that bring a fresh tracker to the state of this one."""
    events: list[Event] = [SessionStarted()]
    events += [
        SlotSet(name, slot.value)
        for name, slot in tracker.slots.items()
        if slot.value is not None and name != SESSION_START_METADATA_SLOT
    ]
    if tracker.active_loop_name:
        # The form is named as the last action too, so that it is not taken for interrupted.
        events += [ActionExecuted(tracker.active_loop_name), ActiveLoop(tracker.active_loop_name)]
    return [*events, ActionExecuted(ACTION_LISTEN_NAME)]
