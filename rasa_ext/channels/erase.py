"""Deletes everything that is kept about a person."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from rasa.core.tracker_store import InMemoryTrackerStore, TrackerStore
from sqlalchemy.exc import SQLAlchemyError

from backwise.store import StoreError, default_store
from rasa_ext.channels.ledger import Ledger

logger = logging.getLogger(__name__)


class NotErased(Exception):
    """Something is still there; trying again is safe."""


async def erase(agent: Any, person: str, ledger: Ledger | None = None) -> None:
    """Delete the talk, the records and the events of a person.

    Raises NotErased if one of the stores failed or cannot delete.
    """
    async with agent.lock_store.lock(person):
        try:
            for store in _stores(agent.tracker_store):
                _forget_talk(store, person)
            await asyncio.get_running_loop().run_in_executor(None, default_store().forget, person)
            if ledger:
                ledger.forget(person)
        except (StoreError, SQLAlchemyError) as error:
            logger.error("A person could not be erased: %s.", type(error).__name__)
            raise NotErased from None


def _stores(store: TrackerStore) -> list[TrackerStore]:
    """The store itself, out of what Rasa wraps around it, and Rasa's fallback in memory."""
    inner = getattr(store, "_tracker_store", None)
    fallback = getattr(store, "_fallback_tracker_store", None)
    if inner is None:
        return [store]
    return [*_stores(inner), *([fallback] if fallback else [])]


def _forget_talk(store: TrackerStore, person: str) -> None:
    if isinstance(store, InMemoryTrackerStore):
        store.store.pop(person, None)
    elif hasattr(store, "SQLEvent"):
        with store.session_scope() as session:
            session.query(store.SQLEvent).filter_by(sender_id=person).delete()
            session.commit()
    else:
        logger.error("%s cannot delete a talk.", type(store).__name__)
        raise NotErased
