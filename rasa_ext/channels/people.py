"""What a channel remembers about a person: the notice given, the consent, the open buttons."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from backwise.store import Store, StoreError, default_store

logger = logging.getLogger(__name__)

KIND = "channel"
_IN_MEMORY = 10_000


class People:
    """One small record for each person, in the store; when that fails, memory has to do."""

    def __init__(self, store: Callable[[], Store] = default_store) -> None:
        self._store = store
        self._known: OrderedDict[str, tuple[int | None, dict[str, Any]]] = OrderedDict()

    def get(self, person: str) -> dict[str, Any]:
        """Return what is remembered; empty for somebody new."""
        return dict(self._load(person)[1])

    def change(self, person: str, **values: Any) -> None:
        """Remember these values as well, in place of older ones."""
        number, old = self._load(person)
        data = {**old, **values}
        if data == old:
            return
        try:
            if number is None:
                number = self._store().keep(person, KIND, data)
            else:
                self._store().change(person, number, data)
        except (StoreError, KeyError) as error:
            logger.error("A channel could not remember a person: %s.", type(error).__name__)
        self._keep(person, number, data)

    def forget(self, person: str) -> None:
        """Drop what memory holds; the store is emptied with everything else about the person."""
        self._known.pop(person, None)

    def _load(self, person: str) -> tuple[int | None, dict[str, Any]]:
        if person not in self._known:
            try:
                record = self._store().last(person, KIND)
            except StoreError as error:
                logger.error("A channel could not look up a person: %s.", type(error).__name__)
                record = None
            self._keep(person, record.id if record else None, record.data if record else {})
        return self._known[person]

    def _keep(self, person: str, number: int | None, data: dict[str, Any]) -> None:
        self._known[person] = (number, data)
        self._known.move_to_end(person)
        if len(self._known) > _IN_MEMORY:
            self._known.popitem(last=False)
