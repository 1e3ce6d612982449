"""What somebody might try who means no good. docs/safety/security.md says what came of it."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
import websocket
from bot_api import TOKEN, BotAPI
from chat_server import ScriptedAgent
from loopback import until

from rasa_ext.channels.chat import ChatInput
from rasa_ext.channels.core import TEXTS, Pace, RateLimiter
from rasa_ext.channels.sockets import MAX_PER_SESSION
from rasa_ext.channels.talk import Talk
from rasa_ext.channels.telegram import TelegramInput

PRACTICE = "https://practice.example"
DEEP = b"[" * 50_000
BODIES = {
    "1 MB": (b'{"id": "m1", "text": "' + b"x" * 1024 * 1024 + b'"}', 413),
    "deep": (DEEP, 400),
    "no UTF-8": (b'{"id": "m1", "text": "\xff\xfe"}', 400),
    "broken": (b'{"id": "m1"', 400),
    "a number": (b"1e999", 400),
    "NUL": (b"\x00" * 100, 400),
}


class Visitor:
    """One browser on our own page."""

    def __init__(self, server: Any) -> None:
        self.server, self.http = server, requests.Session()
        self.http.post(f"{server.url}/chat/session", timeout=30)

    def say(self, text: str, id: str = "m1") -> requests.Response:
        body = {"text": text, "id": id}
        return self.http.post(f"{self.server.url}/chat/messages", json=body, timeout=30)

    def socket(self, origin: str | None = None) -> Any:
        cookie = "; ".join(f"{c.name}={c.value}" for c in self.http.cookies)
        address = self.server.url.replace("http", "ws") + "/chat/socket"
        return websocket.create_connection(
            address, cookie=cookie, origin=origin or self.server.url, timeout=30
        )


def hello(ws: Any, **more: Any) -> Any:
    ws.send(json.dumps({"type": "hello", **more}))
    return json.loads(ws.recv())


def say(ws: Any, text: Any, id: Any = "m1") -> Any:
    ws.send(json.dumps({"type": "say", "id": id, "text": text}))
    return json.loads(ws.recv())


def is_over(ws: Any) -> bool:
    """Whether the server ends the connection, after what it had still sent."""
    try:
        while ws.recv():
            pass
    except websocket.WebSocketTimeoutException:
        return False
    except (websocket.WebSocketException, OSError):
        pass
    return True


@pytest.fixture
def visitor(serve: Callable[..., Any]) -> Visitor:
    return Visitor(serve(ScriptedAgent(), limiter=RateLimiter(burst=1_000)))


# --- strange bodies ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("path", ["/chat/messages", "/chat/session", "/chat/forget"])
def test_a_strange_body_is_refused(visitor: Visitor, path: str, name: str) -> None:
    body, status = BODIES[name]
    answer = visitor.http.post(visitor.server.url + path, data=body, timeout=30)
    assert answer.status_code == status
    assert answer.json()["error"]["message"]
    assert visitor.say("still there?").status_code == 200


@pytest.mark.parametrize(
    "body", [DEEP, b"\xff", b"x" * 1024 * 1024, b"\x00"], ids=["deep", "no UTF-8", "1 MB", "NUL"]
)
def test_a_strange_body_to_the_rest_channel_is_refused(visitor: Visitor, body: bytes) -> None:
    url = f"{visitor.server.url}/webhooks/rest/webhook"
    assert requests.post(url, data=body, timeout=30).status_code in (400, 413)
    assert visitor.server.agent.heard == []


@pytest.mark.parametrize(
    "frame", ["{", "[]", "null", "[" * 30_000, '"x"', '{"type": 7}'], ids=range(6)
)
def test_a_strange_frame_is_refused(visitor: Visitor, frame: str) -> None:
    ws = visitor.socket()
    hello(ws)
    ws.send(frame)
    if frame != '{"type": 7}':  # a type we do not know is for a later version
        assert json.loads(ws.recv())["error"]["code"] == "bad_request"
    assert say(ws, "still there?")["messages"][0]["text"] == "You said: still there?"
    ws.close()


def test_a_socket_that_sends_only_rubbish_is_closed(visitor: Visitor) -> None:
    ws = visitor.socket()
    hello(ws)
    for _ in range(10):
        ws.send("{")
        ws.recv()
    assert ws.recv() == ""
    assert ws.sock is None or not ws.connected


def test_a_huge_frame_closes_the_socket(visitor: Visitor) -> None:
    ws = visitor.socket()
    hello(ws)
    ws.send("x" * 1024 * 1024)
    assert is_over(ws)
    assert visitor.say("still there?").status_code == 200


# --- other people's sessions -------------------------------------------------------------------


def test_a_socket_needs_a_session_of_ours(visitor: Visitor) -> None:
    stranger = Visitor(visitor.server)
    stranger.http.cookies.clear()
    for session in (None, "0" * 32 + "." + "0" * 64, 7):
        ws = stranger.socket()
        assert hello(ws, session=session)["error"]["code"] == "no_session"


def test_a_cookie_counts_only_on_our_own_page(serve: Any, tmp_path: Path) -> None:
    chat = ChatInput(tmp_path / "secret", RateLimiter(burst=100), origins=[PRACTICE])
    person = Visitor(serve(ScriptedAgent(), chat=chat))
    person.say("my secret")
    # An allowed site does not get at the talk of our own page, and one that is not gets nothing.
    headers = {"Origin": PRACTICE}
    there = person.http.post(f"{person.server.url}/chat/session", headers=headers, timeout=30)
    assert there.json()["messages"] == []
    assert there.headers["Access-Control-Allow-Origin"] == PRACTICE
    assert "Set-Cookie" not in there.headers
    ws = person.socket(PRACTICE)
    assert hello(ws)["error"]["code"] == "no_session"
    evil = person.socket("https://evil.example")
    assert is_over(evil)
    refused = person.http.post(
        f"{person.server.url}/chat/session", headers={"Origin": "https://evil.example"}, timeout=30
    )
    assert refused.json()["error"]["code"] == "bad_request"
    assert "Access-Control-Allow-Origin" not in refused.headers


def test_one_person_cannot_take_all_sockets(visitor: Visitor) -> None:
    sockets = [visitor.socket() for _ in range(MAX_PER_SESSION)]
    assert [hello(ws)["type"] for ws in sockets] == ["hello"] * MAX_PER_SESSION
    assert hello(visitor.socket())["error"]["code"] == "too_busy"
    sockets[0].close()

    def again() -> bool:
        return hello(visitor.socket())["type"] == "hello"

    assert until(again, "a free place")


# --- floods ------------------------------------------------------------------------------------


def test_a_flood_from_one_person_does_not_keep_another_from_an_answer(serve: Any) -> None:
    server = serve(ScriptedAgent(), limiter=RateLimiter())
    flooder, other = Visitor(server), Visitor(server)
    ws = flooder.socket()
    hello(ws)
    codes: dict[str, int] = {}

    def flood() -> None:
        for number in range(10_000):
            ws.send(json.dumps({"type": "say", "id": f"m{number}", "text": "x"}))

    def count() -> None:
        for _ in range(10_000):
            answer = json.loads(ws.recv())
            code = answer.get("error", {}).get("code", "answered")
            codes[code] = codes.get(code, 0) + 1

    threads = [threading.Thread(target=work) for work in (flood, count)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    answers = [other.say(f"my turn {n}", f"o{n}") for n in range(10)]
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - begun
    assert [answer.status_code for answer in answers] == [200] * 10
    assert sum(codes.values()) == 10_000
    # A burst of twenty, and then one each second.
    assert codes["answered"] <= 21 + seconds
    assert codes["too_fast"] >= 10_000 - 22 - seconds


def test_a_flood_on_telegram_does_not_keep_another_from_an_answer(serve: Any) -> None:
    with BotAPI() as telegram:
        talk = Talk("telegram", "Telegram")
        talk.introduce = lambda person, messages: messages
        channel = TelegramInput(TOKEN, api=telegram.url, talk=talk, pace=Pace())
        server = serve(ScriptedAgent(), channels=[channel])
        for number in range(10_000):
            telegram.write(f"{number}", chat=7)
        telegram.write("my turn", chat=8)
        telegram.wait_for("You said: my turn", chat=8)
        until(lambda: TEXTS["too_fast"][:30] in "".join(telegram.texts(7)), "the hint")
        assert len(server.agent.heard) < 200
        assert telegram.refused == []


def test_all_people_together_are_held_back_too() -> None:
    pace = Pace(RateLimiter(), RateLimiter(burst=3, clock=lambda: 0.0))
    for person in ("a", "b", "c"):
        pace.check(person)
    with pytest.raises(Exception, match="many people"):
        pace.check("d")


# --- clients that do not read ------------------------------------------------------------------


def test_a_client_that_never_reads_is_let_go(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rasa_ext.channels.sockets._READ_SECONDS", 0.5)
    long = "long words " * 20_000
    server = serve(ScriptedAgent(lambda _: [{"text": long}]), limiter=RateLimiter(burst=10_000))
    person = Visitor(server)
    ws = person.socket()
    hello(ws)
    ws.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    for number in range(200):
        ws.send(json.dumps({"type": "say", "id": f"m{number}", "text": "hello"}))
    until(lambda: len(server.agent.heard) > 1, "the first turns")
    time.sleep(1.5)  # longer than the server's patience
    assert len(server.agent.heard) < 200
    until(lambda: not server.channels[1]._sockets._open, "letting go")
    assert Visitor(server).say("still there?").status_code == 200


def test_slow_senders_do_not_block_others(visitor: Visitor) -> None:
    host, port = visitor.server.url.removeprefix("http://").split(":")
    slow = []
    for _ in range(50):
        line = socket.create_connection((host, int(port)))
        line.sendall(b"POST /chat/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        slow.append(line)
    assert visitor.say("still there?").status_code == 200
    for line in slow:
        line.close()


# --- words -------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "'; DROP TABLE events; --",
    "{{7*7}} ${7*7} %s %n",
    "/restart",
    '/SCREENING{"x": 1}',
    "\u202egnp.exe",
    "\x00\x1b[2J",
    "🏳️‍🌈" * 200,
    "a\u0300" * 1_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_only_words(visitor: Visitor, text: str) -> None:
    answer = visitor.say(text)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    (_, heard) = visitor.server.agent.heard[-1]
    assert not heard.startswith("/")
    assert visitor.http.post(f"{visitor.server.url}/chat/session", timeout=30).json()["messages"]
