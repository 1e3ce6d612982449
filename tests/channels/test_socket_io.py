"""Rasa's Socket.IO protocol, with python-socketio's own client, by both transports."""

from __future__ import annotations

import json
import queue
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
import socketio
from chat_server import ScriptedAgent

from rasa_ext.channels.core import TEXTS, RateLimiter
from rasa_ext.channels.socket_io import SocketIOInput

TRANSPORTS = ["websocket", "polling"]


class Widget:
    """A widget that speaks Rasa's protocol."""

    def __init__(self, url: str, transport: str = "websocket") -> None:
        self.client = socketio.Client(reconnection=False)
        self.heard: queue.Queue[Any] = queue.Queue()
        self.confirmed: queue.Queue[str] = queue.Queue()
        self.client.on("bot_uttered", self.heard.put)
        self.client.on("session_confirm", self.confirmed.put)
        self.url, self.transport = url, transport

    def __enter__(self) -> Widget:
        self.client.connect(self.url, transports=[self.transport])
        return self

    def __exit__(self, *_: object) -> None:
        self.client.disconnect()

    def session(self, known: str | None = None) -> str:
        self.client.emit("session_request", {"session_id": known})
        return self.confirmed.get(timeout=10)

    def say(self, text: Any, session: str | None = None, **more: Any) -> Any:
        self.client.emit("user_uttered", {"message": text, "session_id": session, **more})
        return self.hear()

    def hear(self) -> Any:
        return self.heard.get(timeout=10)


@pytest.fixture
def start(serve: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    def begin(script: Any = None, **options: Any) -> Any:
        options.setdefault("limiter", RateLimiter(burst=1_000))
        channel = SocketIOInput(tmp_path / "secret", **options)
        return serve(ScriptedAgent(script) if script else ScriptedAgent(), channels=[channel])

    return begin


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_session_is_confirmed_and_its_answers_arrive(start: Any, transport: str) -> None:
    server = start()

    with Widget(server.url, transport) as widget:
        session = widget.session()
        answer = widget.say("hello", session)
        assert answer == {"text": "You said: hello"}
    with Widget(server.url, transport) as again:
        assert again.session(session) == session
        again.say("back again", session)

    first, second = server.agent.heard
    assert (first[1], second[1]) == ("hello", "back again")
    assert first[0] == second[0]


def test_a_response_is_one_message_with_its_payload(start: Any) -> None:
    said = {
        "text": "One.\n\nTwo.",
        "buttons": [{"title": "Yes", "payload": "Yes"}],
        "custom": {"kind": "triage", "level": "self_care"},
        "image": "/chat/static/icon.svg",
    }
    server = start(lambda _: [said])

    with Widget(server.url) as widget:
        assert widget.say("hello", widget.session()) == {
            "text": "One.\n\nTwo.",
            "quick_replies": [{"content_type": "text", "title": "Yes", "payload": "Yes"}],
            "attachment": {"type": "image", "payload": {"src": "/chat/static/icon.svg"}},
            "custom": {"kind": "triage", "level": "self_care"},
        }


def test_both_windows_of_a_person_hear_the_answer_and_nobody_else(start: Any) -> None:
    server = start()

    with (
        Widget(server.url) as one,
        Widget(server.url) as two,
        Widget(server.url) as other,
    ):
        session = one.session()
        two.session(session)
        other.session()
        one.say("hello", session)
        assert (two.hear())["text"] == "You said: hello"
        assert (other.say("mine"))["text"] == "You said: mine"


def test_without_a_session_the_connection_is_the_person(start: Any) -> None:
    server = start()

    with Widget(server.url) as widget, Widget(server.url) as other:
        widget.say("hello")
        widget.say("again")
        other.say("me")

    senders = [sender for sender, _ in server.agent.heard]
    assert senders[0] == senders[1] != senders[2]


@pytest.mark.parametrize("how", ["bare id", "forged", "someone else's without a signature"])
def test_another_persons_session_id_opens_nothing(start: Any, how: str) -> None:
    server = start()

    with Widget(server.url) as victim, Widget(server.url) as thief:
        session = victim.session()
        victim.say("my secret", session)
        id, _ = session.split(".")
        stolen = {
            "bare id": id,
            "forged": f"{id}.{'0' * 64}",
            "someone else's without a signature": f"{id}.",
        }[how]
        assert (thief.session(stolen)) != session
        thief.say("give me", stolen)
        victim.say("still me", session)
        assert thief.heard.empty()

    senders = [sender for sender, _ in server.agent.heard]
    assert senders[0] == senders[2] != senders[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [("x" * 4_001, "too_long"), (7, "bad_request"), (None, "bad_request"), ("  ", "empty")],
    ids=str,
)
def test_what_cannot_be_read_is_told(start: Any, text: Any, said: str) -> None:
    server = start()

    with Widget(server.url) as widget:
        assert (widget.say(text))["text"] == TEXTS[said]

    assert server.agent.heard == []


def test_typed_payloads_are_words_and_repeats_count_once(start: Any) -> None:
    server = start()

    with Widget(server.url) as widget:
        widget.say("/restart", id="m1")
        widget.say("/restart", id="m1")

    assert [text for _, text in server.agent.heard] == ["restart"]


def test_haste_and_failure_are_told(start: Any) -> None:
    server = start(lambda _: [], limiter=RateLimiter(burst=1, clock=lambda: 0.0))

    with Widget(server.url) as widget:
        assert (widget.say("one"))["text"] == TEXTS["turn_failed"]
        assert (widget.say("two"))["text"] == TEXTS["too_fast"]


@pytest.mark.parametrize("data", ["text", [1, 2], None, 5])
def test_strange_data_does_no_harm(start: Any, data: Any) -> None:
    server = start()

    with Widget(server.url) as widget:
        widget.client.emit("session_request", data)
        widget.client.emit("user_uttered", data)
        assert (widget.hear())["text"] == TEXTS["bad_request"]
        widget.say("still there?")


@pytest.mark.parametrize(
    ("origin", "status"),
    [("https://evil.example", 400), ("https://practice.example", 200), (None, 200)],
)
def test_only_allowed_sites_may_connect(start: Any, origin: str | None, status: int) -> None:
    server = start(origins=["https://practice.example/"])
    headers = {"Origin": origin or server.url}
    url = f"{server.url}/socket.io/?EIO=4&transport=polling"
    assert requests.get(url, headers=headers, timeout=30).status_code == status


# --- the client that widgets are made with ------------------------------------------------------


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[dict[str, Any]]]:
    """Install socket.io-client, and return a talk by it: what it printed."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("Node.js and npm are not installed (apt-get install nodejs npm)")
    folder = tmp_path_factory.mktemp("client") / "client"
    shutil.copytree(Path(__file__).parent / "socket_io_client", folder)
    install = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(install, cwd=folder, check=True, capture_output=True, timeout=240)

    def begin(*arguments: str) -> list[dict[str, Any]]:
        command = [node, "talk.mjs", *arguments]
        done = subprocess.run(
            command, cwd=folder, check=True, capture_output=True, text=True, timeout=60
        )
        return [json.loads(line) for line in done.stdout.splitlines()]

    return begin


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_the_javascript_client_talks(start: Any, talk: Any, transport: str) -> None:
    server = start(lambda text: [{"text": f"{text}?", "custom": {"kind": "chart"}}])
    session, *answers = talk(server.url, transport, "hello", "/restart", "naïve 🙂")
    assert session["kind"] == "session"
    assert "." in session["value"]
    # A slash is taken away, so that no typed text is a command.
    assert [one["value"]["text"] for one in answers] == ["hello?", "restart?", "naïve 🙂?"]
    assert answers[0]["value"]["custom"] == {"kind": "chart"}
