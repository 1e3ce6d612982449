"""Where the messages of a platform come in: each once, in order for each person.

The platform gets its answer at once, and the turn goes on in the background. What is not yet
answered or delivered survives a restart.
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from rasa_ext.channels.core import Pace, Refused
from rasa_ext.channels.ledger import Ledger

logger = logging.getLogger(__name__)

MAX_WAITING = 30  # messages of one person in line
_REMIND_SECONDS = 20  # between two hints that somebody writes too fast

Reply = dict[str, Any]


@dataclass(frozen=True)
class Incoming:
    """One event of a platform: who, its id there, and what is needed to answer it, as JSON."""

    person: str
    id: str
    data: dict[str, Any]
    refused: str | None = None


class NotDelivered(Exception):
    """The platform could not be reached for so long that the reply waits for the next start."""


class Platform(Protocol):
    """What a channel does for the desk."""

    async def answer(self, incoming: Incoming) -> list[Reply]:
        """Take the turn, and return what is to be delivered."""

    async def refuse(self, incoming: Incoming) -> list[Reply]:
        """Return how the person is told that a message was not read."""

    async def deliver(self, incoming: Incoming, reply: Reply) -> None:
        """Hand one reply to the platform, or raise `NotDelivered`."""


class Desk:
    """Takes events of one platform and works on them."""

    def __init__(
        self,
        channel: str,
        platform: Platform,
        ledger: Ledger,
        pace: Pace,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._channel = channel
        self._platform = platform
        self._ledger = ledger
        self._pace = pace
        self._clock = clock
        self._lines: dict[str, deque[tuple[Incoming, list[Reply] | None]]] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._reminded: dict[str, float] = {}

    def receive(self, incoming: Incoming) -> None:
        """Take an event; a repeat of an earlier one is left out. Never waits."""
        try:
            if len(self._lines.get(incoming.person, ())) >= MAX_WAITING:
                raise Refused("too_fast")
            self._pace.check(incoming.person)
        except Refused as refused:
            self._remind(incoming, refused.code)
            return
        if self._ledger.take(self._channel, incoming.id, incoming.person, incoming.data):
            self._line_up(incoming, None)

    def resume(self) -> None:
        """Go on with what an earlier run left behind."""
        for owed in self._ledger.owed(self._channel):
            self._line_up(Incoming(owed.person, owed.id, owed.data), owed.replies)

    async def close(self) -> None:
        """Stop working. What is unfinished stays in the ledger."""
        workers = list(self._workers.values())
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def idle(self) -> None:
        """Wait until nobody is waiting."""
        while self._workers:
            await asyncio.gather(*self._workers.values(), return_exceptions=True)
            await asyncio.sleep(0)

    def _remind(self, incoming: Incoming, code: str) -> None:
        now = self._clock()
        if now - self._reminded.get(incoming.person, -_REMIND_SECONDS) < _REMIND_SECONDS:
            return
        self._reminded = {p: t for p, t in self._reminded.items() if now - t < _REMIND_SECONDS}
        self._reminded[incoming.person] = now
        self._line_up(Incoming(incoming.person, incoming.id, incoming.data, code), None)

    def _line_up(self, incoming: Incoming, replies: list[Reply] | None) -> None:
        self._lines.setdefault(incoming.person, deque()).append((incoming, replies))
        if incoming.person not in self._workers:
            worker = asyncio.ensure_future(self._work(incoming.person))
            self._workers[incoming.person] = worker

    async def _work(self, person: str) -> None:
        line = self._lines[person]
        try:
            while line:
                await self._serve(*line[0])
                line.popleft()
        finally:
            self._lines.pop(person, None)
            self._workers.pop(person, None)

    async def _serve(self, incoming: Incoming, replies: list[Reply] | None) -> None:
        try:
            if incoming.refused:
                replies = await self._platform.refuse(incoming)
            elif replies is None:
                replies = await self._platform.answer(incoming)
                self._ledger.answered(self._channel, incoming.id, replies)
            for reply in replies:
                await self._platform.deliver(incoming, reply)
        except NotDelivered:
            logger.error("%s: an answer waits for the next start.", self._channel)
            return
        except Exception as error:
            # Not the error's own words: they can quote what the person wrote.
            frames = "".join(traceback.format_tb(error.__traceback__))
            logger.error(
                "%s: an event failed with %s.\n%s", self._channel, type(error).__name__, frames
            )
        if not incoming.refused:
            self._ledger.delivered(self._channel, incoming.id)
