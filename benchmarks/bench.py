"""Speed and memory, beside the bot that `rasa init` makes: `python -m benchmarks.bench`.

Both are trained from nothing, started and talked to in the same run on the same machine, over
REST on loopback. Ours runs with its action server and its database; the stock bot has neither.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path

import aiohttp

from benchmarks.bots import ROOT, Bot, memory_mb, ours, stock, warm_up

RESULTS = ROOT / "results" / "bench.json"
STARTS = 3
TALKS = 15  # of one user, one after the other
USERS = 8
TALKS_PER_USER = 4
LONG_TALKS = 3
EARLY, LATE = range(3, 8), range(198, 203)  # turns around the 5th and the 200th


@dataclass(frozen=True)
class Measured:
    """What was measured of one bot; times of a turn in milliseconds."""

    training_s: float
    start_s: float
    memory_mb: float
    turn_p50: float
    turn_p95: float
    turn_p50_of_8: float
    turn_p95_of_8: float
    turn_5: float
    turn_200: float
    silent: int


@dataclass(frozen=True)
class Row:
    """A line of the table: our value, the stock bot's, and how large the ratio may be."""

    what: str
    field: str
    bar: float | None = None


ROWS = (
    Row("training, s", "training_s", 0.5),
    Row("start to first reply, s", "start_s", 0.6),
    Row("memory, MB", "memory_mb", 0.75),
    Row("one user, turn p50, ms", "turn_p50", 0.9),
    Row("one user, turn p95, ms", "turn_p95"),
    Row("eight users, turn p50, ms", "turn_p50_of_8"),
    Row("eight users, turn p95, ms", "turn_p95_of_8"),
    Row("5th turn of a conversation, ms", "turn_5"),
    Row("200th turn of a conversation, ms", "turn_200"),
)
DEPTH_BAR = 1.2  # of the 200th turn over the 5th


class Client:
    """Talks to one bot over connections that are kept open."""

    def __init__(self, bot: Bot, session: aiohttp.ClientSession) -> None:
        self._url = f"{bot.settings.url}/webhooks/rest/webhook"
        self._session = session
        self.silent = 0  # how often the answer was empty

    async def turn(self, sender: str, message: str) -> float:
        """Say something, and return the milliseconds until the answer was there."""
        body = {"sender": sender, "message": message}
        started = time.perf_counter()
        async with self._session.post(self._url, json=body) as response:
            answer = await response.json()
        milliseconds = (time.perf_counter() - started) * 1000
        self.silent += not answer
        return milliseconds

    async def talk(self, messages: Iterable[str]) -> list[float]:
        """Have a talk as somebody new."""
        sender = uuid.uuid4().hex
        return [await self.turn(sender, message) for message in messages]

    async def talks(self, messages: Sequence[str], count: int) -> list[float]:
        """Have talks, one after the other, each as somebody new."""
        return [turn for _ in range(count) for turn in await self.talk(messages)]


async def measure_turns(bot: Bot) -> dict[str, float]:
    """Measure how long a turn takes: alone, in company, and deep in a conversation."""
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        client = Client(bot, session)
        await client.talks(bot.talk, 2)  # warms up
        alone = await client.talks(bot.talk, TALKS)
        users = (client.talks(bot.talk, TALKS_PER_USER) for _ in range(USERS))
        together = [turn for turns in await asyncio.gather(*users) for turn in turns]
        long_talks = [await client.talk(_long_talk(bot)) for _ in range(LONG_TALKS)]
    return {
        "turn_p50": statistics.median(alone),
        "turn_p95": _p95(alone),
        "turn_p50_of_8": statistics.median(together),
        "turn_p95_of_8": _p95(together),
        "turn_5": _around(long_talks, EARLY),
        "turn_200": _around(long_talks, LATE),
        "silent": client.silent,
    }


def measure(bot: Bot) -> Measured:
    """Measure one bot."""
    _say(f"{bot.name}: training")
    training = bot.train()
    starts = []
    for start in range(STARTS):
        _say(f"{bot.name}: start {start + 1} of {STARTS}")
        with bot.running() as (seconds, servers):
            starts.append(seconds)
            if start == STARTS - 1:
                _say(f"{bot.name}: talking")
                turns = asyncio.run(measure_turns(bot))
                memory = memory_mb(servers)
    return Measured(
        training_s=training, start_s=statistics.median(starts), memory_mb=memory, **turns
    )


def table(our: Measured, their: Measured) -> str:
    """Return the comparison as a Markdown table."""
    lines = ["| what | ours | stock | ratio | bar | met |", "|---|---|---|---|---|---|"]
    for row in ROWS:
        mine, yours = getattr(our, row.field), getattr(their, row.field)
        lines.append(_line(row.what, f"{mine:.1f}", f"{yours:.1f}", mine / yours, row.bar))
    mine, yours = our.turn_200 / our.turn_5, their.turn_200 / their.turn_5
    lines.append(_line("200th turn over 5th", f"{mine:.2f}", f"{yours:.2f}", mine, DEPTH_BAR))
    lines.append(f"| messages left without an answer | {our.silent} | {their.silent} | | | |")
    return "\n".join(lines)


def main() -> int:
    """Measure both bots, print the table and keep the numbers."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _say("reading packages")
        warm_up()
        their = measure(stock(folder))
        our = measure(ours(folder))
    RESULTS.parent.mkdir(exist_ok=True)
    numbers = {"cores": os.cpu_count(), "ours": asdict(our), "stock": asdict(their)}
    RESULTS.write_text(json.dumps(numbers, indent=2) + "\n")
    print(f"\n{table(our, their)}\n\nNumbers are in {RESULTS.relative_to(ROOT)}.")
    return 0


def _long_talk(bot: Bot) -> list[str]:
    """Return a talk in which the turns to be compared ask the same question."""
    messages = list(islice(cycle(bot.talk), LATE.stop))
    for turn in (*EARLY, *LATE):
        messages[turn] = bot.question
    return messages


def _around(talks: Sequence[Sequence[float]], turns: range) -> float:
    return statistics.median(talk[turn] for talk in talks for turn in turns)


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def _line(what: str, mine: str, yours: str, ratio: float, bar: float | None) -> str:
    if bar is None:
        return f"| {what} | {mine} | {yours} | {ratio:.2f} | | |"
    met = "yes" if ratio <= bar else "**no**"
    return f"| {what} | {mine} | {yours} | {ratio:.2f} | ≤ {bar} | {met} |"


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
