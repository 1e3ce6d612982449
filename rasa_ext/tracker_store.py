"""Keeps conversations in the database named by `DATABASE_URL`, or in a file in `BACKWISE_HOME`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import sqlalchemy
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine.url import URL, make_url

# `make run` says hello as this sender to see whether a reply comes.
_NOT_STORED = os.environ.get("BACKWISE_PROBE_SENDER")


def database_url() -> URL:
    """Return where data is kept."""
    url = os.environ.get("DATABASE_URL")
    if url:
        return make_url(url.replace("postgres://", "postgresql://", 1))
    home = Path(os.environ.get("BACKWISE_HOME") or "var")
    return make_url(f"sqlite:///{home.absolute() / 'backwise.db'}")


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
            sqlalchemy.event.listen(self.engine, "connect", _set_up_sqlite)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store what is new, unless it came from the test message of `make run`."""
        if tracker.sender_id != _NOT_STORED:
            await super().save(tracker)


def _set_up_sqlite(connection: Any, _: object) -> None:
    """Let readers go on while one process writes, and let writers wait for each other."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA busy_timeout = 5000")
