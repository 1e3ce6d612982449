"""A lock store for one process in which the next in line is woken, not polling.

Rasa's own in-memory store looks once a second, so a double tap costs a second.
"""

from __future__ import annotations

import asyncio
import os
import time
from typing import Any

from rasa.constants import DEFAULT_SANIC_WORKERS, ENV_SANIC_WORKERS
from rasa.core.lock import Ticket, TicketLock
from rasa.core.lock_store import InMemoryLockStore, LockError
from rasa.shared.exceptions import RasaException

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
        try:
            await asyncio.wait_for(changed.wait(), max(0.0, until - time.time()) + _A_MOMENT)
        except asyncio.TimeoutError:
            pass


def _open_tickets(lock: TicketLock | None) -> list[Ticket]:
    if lock is None:
        return []
    lock.remove_expired_tickets()
    return list(lock.tickets)
