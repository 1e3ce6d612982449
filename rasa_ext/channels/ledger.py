"""Which events of a platform were taken, and what is still owed for them.

A platform sends an event again when it is not sure that we have it, also after we were restarted.
So the ledger lies in the database, beside the talks. What an event holds is deleted from it as soon
as the answer has been delivered.
"""

from __future__ import annotations

import json
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.url import URL
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.pool import SingletonThreadPool

from backwise.store import database_url, sqlite

logger = logging.getLogger(__name__)

KEPT_SECONDS = 7 * 24 * 60 * 60  # no platform repeats an event after so long
_IN_MEMORY = 10_000

_TABLES = sa.MetaData()
_EVENTS = sa.Table(
    "channel_events",
    _TABLES,
    sa.Column("channel", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(128), primary_key=True),
    sa.Column("person", sa.String(255), nullable=False, index=True),
    sa.Column("at", sa.Float, nullable=False, index=True),
    sa.Column("data", sa.Text),  # empty once the answer is delivered
    sa.Column("replies", sa.Text),  # empty until the turn is over
)


@dataclass(frozen=True)
class Owed:
    """An event without a delivered answer. `replies` is None if its turn is still to be taken."""

    id: str
    person: str
    data: dict[str, Any]
    replies: list[dict[str, Any]] | None


class Ledger:
    """The events of all platforms, in the database. When that fails, memory has to do."""

    def __init__(self, url: URL | None = None, clock: Callable[[], float] = time.time) -> None:
        url = url or database_url()
        is_sqlite = url.get_backend_name() == "sqlite"
        # For a file, SQLAlchemy would open the database anew for each statement.
        pool = {"poolclass": SingletonThreadPool} if is_sqlite else {"pool_pre_ping": True}
        self._engine = sa.create_engine(url, future=True, **pool)
        if is_sqlite:
            Path(url.database or ".").parent.mkdir(parents=True, exist_ok=True)
            sa.event.listen(self._engine, "connect", sqlite.share)
        self._clock = clock
        self._recent: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._is_ready = False

    def take(self, channel: str, id: str, person: str, data: Mapping[str, Any]) -> bool:
        """Note an event; return whether it is new."""
        if (channel, id) in self._recent:
            return False
        self._recent[channel, id] = None
        if len(self._recent) > _IN_MEMORY:
            self._recent.popitem(last=False)
        row = {"channel": channel, "id": id, "person": person, "at": self._clock()}
        try:
            self._execute(sa.insert(_EVENTS).values(**row, data=json.dumps(data)))
        except IntegrityError:
            return False
        except SQLAlchemyError as error:
            _log(error)
        return True

    def answered(self, channel: str, id: str, replies: list[dict[str, Any]]) -> None:
        """Note that the turn is over, and what is to be delivered."""
        self._change(channel, id, replies=json.dumps(replies))

    def delivered(self, channel: str, id: str) -> None:
        """Note that nothing is owed any more."""
        self._change(channel, id, data=None, replies=None)

    def owed(self, channel: str) -> list[Owed]:
        """Return what is still owed, the oldest first; forget events that nobody will repeat."""
        query = sa.select(_EVENTS).where(_EVENTS.c.channel == channel, _EVENTS.c.data.is_not(None))
        try:
            self._execute(sa.delete(_EVENTS).where(_EVENTS.c.at < self._clock() - KEPT_SECONDS))
            rows = self._execute(query.order_by(_EVENTS.c.at))
        except SQLAlchemyError as error:
            _log(error)
            return []
        return [
            Owed(r.id, r.person, json.loads(r.data), json.loads(r.replies) if r.replies else None)
            for r in rows
        ]

    def forget(self, person: str) -> None:
        """Delete the events of a person.

        Raises SQLAlchemyError if the database failed.
        """
        self._execute(sa.delete(_EVENTS).where(_EVENTS.c.person == person))

    def _change(self, channel: str, id: str, **values: str | None) -> None:
        which = (_EVENTS.c.channel == channel, _EVENTS.c.id == id)
        try:
            self._execute(sa.update(_EVENTS).where(*which).values(**values))
        except SQLAlchemyError as error:
            _log(error)

    def _execute(self, statement: Any) -> list[Any]:
        with self._engine.begin() as connection:
            if not self._is_ready:
                _TABLES.create_all(connection)
                self._is_ready = True
            result = connection.execute(statement)
            return list(result) if result.returns_rows else []


def _log(error: SQLAlchemyError) -> None:
    # Not the error's own words: they hold what the person wrote.
    logger.error("The ledger of the channels failed with %s.", type(error).__name__)
