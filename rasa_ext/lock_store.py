"""A lock store for one process in which the next in line is woken, not polling.

Rasa's own in-memory store looks once a second, so a double tap costs a second.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from typing import Any
from urllib.parse import unquote, urlsplit

from rasa.constants import DEFAULT_SANIC_WORKERS, ENV_SANIC_WORKERS
from rasa.core.lock import Ticket, TicketLock
from rasa.core.lock_store import InMemoryLockStore, LockError, LockStore, RedisLockStore
from rasa.shared.exceptions import RasaException

_REDIS_PORT = 6379

# A ticket has expired only after its time, so a waiter looks a moment later.
_A_MOMENT = 0.01


class ConditionLockStore(InMemoryLockStore):
    """Keeps the turns of each conversation in order; a finished turn wakes the next."""

    def __init__(self, endpoint_config: Any = None) -> None:
        super().__init__()
        # Rasa trusts every custom store with several workers, but each worker would have its own.
        if os.environ.get(ENV_SANIC_WORKERS, "1") not in ("", str(DEFAULT_SANIC_WORKERS)):
            raise RasaException(
                f"ConditionLockStore keeps turns in order within one process. Unset "
                f"{ENV_SANIC_WORKERS}, or use the Redis lock store for several workers."
            )
        self._changed: dict[str, asyncio.Event] = {}

    def finish_serving(self, conversation_id: str, ticket_number: int) -> None:
        """Give the ticket back and wake those who wait for it."""
        super().finish_serving(conversation_id, ticket_number)
        changed = self._changed.pop(conversation_id, None)
        if changed:
            changed.set()

    async def _acquire_lock(
        self, conversation_id: str, ticket: int, wait_time_in_seconds: float
    ) -> TicketLock:
        while True:
            lock = self.get_lock(conversation_id)
            tickets = _open_tickets(lock)
            if lock is None or ticket not in (open_.number for open_ in tickets):
                raise LockError(
                    f"Could not acquire lock for conversation_id '{conversation_id}': "
                    f"the wait was longer than a ticket's life."
                )
            if tickets[0].number == ticket:
                return lock
            await self._wait_for_change(conversation_id, tickets[0].expires)

    async def _wait_for_change(self, conversation_id: str, until: float) -> None:
        """Wait until a turn has ended, or the one in front of the line has run out of time."""
        changed = self._changed.setdefault(conversation_id, asyncio.Event())
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(changed.wait(), max(0.0, until - time.time()) + _A_MOMENT)


def _open_tickets(lock: TicketLock | None) -> list[Ticket]:
    if lock is None:
        return []
    lock.remove_expired_tickets()
    return list(lock.tickets)


class BackwiseLockStore:
    """The lock store of `endpoints.yml`: Redis where `REDIS_URL` names one, else this process."""

    def __new__(cls, endpoint_config: Any = None) -> LockStore:  # type: ignore[misc]
        """Make the store that fits.

        Raises RasaException if `REDIS_URL` is not an address of Redis.
        """
        url = os.environ.get("REDIS_URL")
        return redis_lock_store(url) if url else ConditionLockStore(endpoint_config)


def redis_lock_store(url: str) -> RedisLockStore:
    """Return Rasa's Redis lock store for an address like `redis://user:secret@host:6379/1`.

    Raises RasaException if it is not an address of Redis.
    """
    parts = urlsplit(url)
    database = parts.path.strip("/")
    if (
        parts.scheme not in ("redis", "rediss")
        or not parts.hostname
        or database.strip("0123456789")
    ):
        raise RasaException("REDIS_URL should look like redis://localhost:6379/1.")
    return RedisLockStore(
        host=parts.hostname,
        port=parts.port or _REDIS_PORT,
        db=int(database or 0),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        use_ssl=parts.scheme == "rediss",
    )
