"""Trying again while a platform is busy or out of reach."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

PATIENCE = 60 * 60.0  # seconds
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 60.0  # seconds

T = TypeVar("T")


class Again(Exception):
    """A try failed and another may not. `after` is how many seconds the platform asks for."""

    def __init__(self, after: float | None = None) -> None:
        super().__init__()
        self.after = after


class Unreachable(Exception):
    """The platform was out of reach, or too busy, for as long as the caller would wait."""


async def persist(attempt: Callable[[], Awaitable[T]], patience: float = PATIENCE) -> T:
    """Return the result of `attempt`, which raises `Again` to be tried once more.

    Raises Unreachable once the next try would come after `patience` seconds.
    """
    until, pause = time.monotonic() + patience, _FIRST_PAUSE
    while True:
        try:
            return await attempt()
        except Again as again:
            # A little chance keeps many talks from trying again all at once.
            wait = pause * random.uniform(0.8, 1.2) if again.after is None else again.after
        if time.monotonic() + wait > until:
            raise Unreachable
        await asyncio.sleep(wait)
        pause = min(2 * pause, _LONGEST_PAUSE)
