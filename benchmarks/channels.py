"""What the channels themselves cost: time added to a turn, memory of idle web sessions.

The bot behind them answers at once, and the platforms are stand-ins on this machine. What the same
requests take when nobody works on them is measured beside, and is not the channel's.

Usage:
    .venv/bin/python -m benchmarks.channels
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import psutil
import requests
import websocket

sys.path[:0] = [str(Path(__file__).parents[1] / "tests" / "channels")]

TURNS = 200
SESSIONS = 200
LIMITS = {"time added to a turn, ms": 3.0, "memory of 200 idle web sessions, MB": 20.0}
_MEGABYTE = 1_000_000


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as home:
        os.environ.pop("DATABASE_URL", None)
        os.environ["BACKWISE_HOME"] = home
        print(
            "| channel | bare network, ms | with the channel, ms | added, ms |\n|---|---|---|---|"
        )
        for measure in (_chat_requests, _chat_socket, _telegram, _slack):
            name, bare, whole = measure()
            print(f"| {name} | {bare:.1f} | {whole:.1f} | {whole - bare:.1f} |", flush=True)
        print(f"\n{SESSIONS} idle web sessions: {_idle_sessions():.1f} MB")
        print("\n".join(f"limit: {name} <= {limit:g}" for name, limit in LIMITS.items()))


@contextmanager
def _server(*arguments: str) -> Iterator[tuple[str, int]]:
    """A server in a process of its own: its address and its process id."""
    command = [sys.executable, "-m", "benchmarks.channels", "serve", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        while not (line := run.stdout.readline()).startswith("http"):
            pass
        yield line.strip(), run.pid
        run.communicate("\n")


def _median(turn: Callable[[int], object]) -> float:
    """Milliseconds of a turn, after some that only warm up."""
    times = []
    for number in range(TURNS + 20):
        begun = time.perf_counter()
        turn(number)
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times[20:])


def _bare(http: requests.Session, url: str) -> float:
    """A request that nobody works on."""
    return _median(lambda _: http.get(f"{url}/webhooks/rest/", timeout=30))


def _chat_requests() -> tuple[str, float, float]:
    with _server() as (url, _), requests.Session() as http:
        http.post(f"{url}/chat/session", timeout=30)

        def turn(number: int) -> None:
            body = {"id": f"m{number}", "text": "my back hurts"}
            assert http.post(f"{url}/chat/messages", json=body, timeout=30).ok

        return "chat page, request", _bare(http, url), _median(turn)


def _open_socket(url: str) -> Any:
    answer = requests.post(f"{url}/chat/session", timeout=30)
    cookie = "; ".join(f"{c.name}={c.value}" for c in answer.cookies)
    ws = websocket.create_connection(f"{url.replace('http', 'ws')}/chat/socket", cookie=cookie)
    ws.send(json.dumps({"type": "hello"}))
    assert json.loads(ws.recv())["type"] == "hello"
    return ws


def _chat_socket() -> tuple[str, float, float]:
    with _server() as (url, _):
        ws = _open_socket(url)

        def turn(number: int) -> None:
            ws.send(json.dumps({"type": "say", "id": f"m{number}", "text": "my back hurts"}))
            assert json.loads(ws.recv())["messages"]

        def ping(_: int) -> None:
            ws.ping()
            ws.recv_data_frame(control_frame=True)

        return "chat page, WebSocket", _median(ping), _median(turn)


def _wait(arrived: Callable[[], bool]) -> None:
    while not arrived():
        time.sleep(0.0001)


def _call(base: str, path: str, headers: dict[str, str]) -> float:
    """A bare call of the stand-in, from the same kind of client that the channel has."""

    async def calls() -> float:
        times = []
        async with aiohttp.ClientSession(headers=headers) as session:
            for _ in range(TURNS):
                begun = time.perf_counter()
                async with session.post(f"{base}{path}", json={}) as answer:
                    await answer.read()
                times.append(1000 * (time.perf_counter() - begun))
        return statistics.median(times)

    return asyncio.run(calls())


def _telegram() -> tuple[str, float, float]:
    from bot_api import TOKEN, BotAPI

    with (
        BotAPI() as api,
        _server("telegram", api.url) as (url, _),
        requests.Session() as http,
    ):
        _wait(lambda: api.webhook is not None)
        http.headers["X-Telegram-Bot-Api-Secret-Token"] = api.webhook["secret_token"]
        hook = f"{url}/webhooks/telegram/webhook"
        http.post(hook, json=api.write("hello"), timeout=30)
        _wait(lambda: len(api.messages) == 3)  # the notice, its question, the answer
        bare = _bare(http, url) + _call(api.url, f"/bot{TOKEN}/getMe", {})

        def turn(_: int) -> None:
            before = len(api.messages)
            http.post(hook, json=api.write("my back hurts"), timeout=30)
            _wait(lambda: len(api.messages) > before)

        return "Telegram, webhook to sendMessage", bare, _median(turn)


def _slack() -> tuple[str, float, float]:
    from slack_web import BOT_TOKEN, SlackWeb

    with SlackWeb() as web, _server("slack", web.url) as (url, _), requests.Session() as http:
        web.events_url = f"{url}/webhooks/slack/webhook"
        _wait(lambda: bool(web.made("auth.test")))
        web.post(web.write("hello"))
        _wait(lambda: len(web.messages) == 3)
        authorised = {"Authorization": f"Bearer {BOT_TOKEN}"}
        bare = _bare(http, url) + _call(web.url, "/api/auth.test", authorised)

        def turn(_: int) -> None:
            before = len(web.messages)
            web.post(web.write("my back hurts"), http)
            _wait(lambda: len(web.messages) > before)

        return "Slack, event to chat.postMessage", bare, _median(turn)


def _idle_sessions() -> float:
    """Megabytes that the server's process grows by."""
    with _server() as (url, process_id):
        process = psutil.Process(process_id)
        warm = [_open_socket(url) for _ in range(5)]
        before = process.memory_info().rss
        idle = [_open_socket(url) for _ in range(SESSIONS)]
        time.sleep(1)
        grown = process.memory_info().rss - before
        for ws in (*warm, *idle):
            ws.close()
    return grown / _MEGABYTE


def _serve(channel: str = "", platform: str = "") -> None:
    from bot_api import TOKEN
    from chat_server import ChatServer, ScriptedAgent
    from slack_web import BOT_TOKEN, SIGNING_SECRET

    from rasa_ext.channels.core import Pace, RateLimiter
    from rasa_ext.channels.slack import SlackInput
    from rasa_ext.channels.telegram import TelegramInput

    class AtOnce(ScriptedAgent):
        async def handle_message(self, message: Any) -> None:
            await message.output_channel.send_response(message.sender_id, {"text": "Hello."})

    limiter = RateLimiter(burst=100_000)
    pace = Pace(limiter, limiter)
    channels: list[Any] = []
    if channel == "telegram":
        channels = [TelegramInput(TOKEN, "https://bot.example", platform, pace=pace)]
    elif channel == "slack":
        channels = [SlackInput(BOT_TOKEN, SIGNING_SECRET, api=f"{platform}/api/", pace=pace)]
    secret = Path(os.environ["BACKWISE_HOME"]) / "secret"
    with ChatServer(AtOnce(), secret, limiter, channels) as server:
        print(server.url, flush=True)
        sys.stdin.readline()


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        _serve(*sys.argv[2:])
    else:
        main()
