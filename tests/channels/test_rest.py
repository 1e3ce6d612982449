"""The REST channel, as a program uses it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from chat_server import ChatServer, ScriptedAgent
from rasa.core.channels import console

from rasa_ext.channels.core import TEXTS, Pace, RateLimiter
from rasa_ext.channels.rest import RestInput

WEBHOOK = "/webhooks/rest/webhook"
RICH = {
    "text": "Choose.",
    "buttons": [{"title": "Yes", "payload": "Yes"}],
    "custom": {"kind": "triage", "level": "self_care"},
    "image": "https://example.org/a.png",
}


def post(server: Any, body: Any, query: str = "") -> requests.Response:
    return requests.post(server.url + WEBHOOK + query, json=body, timeout=30)


def test_it_takes_the_place_of_rasas_own() -> None:
    assert RestInput.name() == "rest"
    assert isinstance(RestInput.from_credentials(None), RestInput)


def test_an_answer_has_rasas_form(serve: Callable[..., Any]) -> None:
    server = serve(ScriptedAgent(lambda _: [RICH]))
    answer = post(server, {"sender": "anna", "message": "hello"})
    assert answer.status_code == 200
    assert answer.json() == [
        {"recipient_id": "anna", "text": "Choose.", "buttons": RICH["buttons"]},
        {"recipient_id": "anna", "custom": RICH["custom"]},
        {"recipient_id": "anna", "image": RICH["image"]},
    ]


def test_health(serve: Callable[..., Any]) -> None:
    answer = requests.get(serve(ScriptedAgent()).url + "/webhooks/rest/", timeout=30)
    assert answer.json() == {"status": "ok"}


def test_a_typed_payload_reaches_rasa_as_words(serve: Callable[..., Any]) -> None:
    agent = ScriptedAgent()
    post(serve(agent), {"sender": "anna", "message": "//restart"})
    assert agent.heard == [("anna", "restart")]


@pytest.mark.parametrize(
    ("message", "said"), [("x" * 4_001, "too_long"), (" / ", "empty")], ids=["long", "empty"]
)
@pytest.mark.parametrize("query", ["", "?stream=true"])
def test_words_that_cannot_be_read_get_a_kind_answer(
    serve: Callable[..., Any], message: str, said: str, query: str
) -> None:
    agent = ScriptedAgent()
    answer = post(serve(agent), {"sender": "anna", "message": message}, query)
    assert answer.status_code == 200
    messages = [json.loads(answer.text)] if query else answer.json()
    assert messages == [{"recipient_id": "anna", "text": TEXTS[said]}]
    assert agent.heard == []


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"sender": "anna"}, "message"),
        ({"sender": "anna", "message": 7}, "message"),
        ({"sender": "anna", "message": None}, "message"),
        ({"message": "hello"}, "sender"),
        ({"sender": "  ", "message": "hello"}, "sender"),
        ({"sender": 3, "message": "hello"}, "sender"),
        ({"sender": "x" * 256, "message": "hello"}, "sender"),
        (["hello"], "JSON object"),
        (None, "JSON object"),
    ],
)
def test_a_bad_body_is_a_clear_error(serve: Callable[..., Any], body: Any, names: str) -> None:
    agent = ScriptedAgent()
    answer = post(serve(agent), body)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "bad_request"
    assert names in answer.json()["error"]["message"]
    assert agent.heard == []


def test_broken_json_is_a_clear_error(serve: Callable[..., Any]) -> None:
    answer = requests.post(serve(ScriptedAgent()).url + WEBHOOK, data=b'{"sender": ', timeout=30)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "bad_request"


@pytest.mark.parametrize("query", ["", "?stream=true"])
def test_a_failed_turn_is_told_in_plain_words(serve: Callable[..., Any], query: str) -> None:
    def fails(_: str) -> list[dict[str, Any]]:
        raise ConnectionError

    answer = post(serve(ScriptedAgent(fails)), {"sender": "anna", "message": "hello"}, query)
    assert answer.status_code == 200
    messages = [json.loads(answer.text)] if query else answer.json()
    assert messages == [{"recipient_id": "anna", "text": TEXTS["turn_failed"]}]


def test_the_stream_can_be_read_by_rasas_shell(serve: Callable[..., Any]) -> None:
    server = serve(ScriptedAgent(lambda text: [{"text": text}, {"text": "Bye."}]))

    async def read() -> list[dict[str, Any]]:
        stream = console._send_message_receive_stream(server.url, "", "anna", "hello")
        return [message async for message in stream]

    assert [message["text"] for message in asyncio.run(read())] == ["hello", "Bye."]


def test_many_messages_in_a_row_are_all_answered(serve: Callable[..., Any]) -> None:
    server = serve(ScriptedAgent())
    for number in range(40):
        (message,) = post(server, {"sender": "anna", "message": f"number {number}"}).json()
        assert message["text"] == f"You said: number {number}"


def test_a_wild_loop_is_held_back_and_others_are_not(tmp_path: Path) -> None:
    pace = Pace(RateLimiter(burst=3, per_second=0.001), RateLimiter(burst=100))
    with ChatServer(ScriptedAgent(), tmp_path / "secret", rest=RestInput(pace)) as server:
        said = [
            post(server, {"sender": "loop", "message": "on"}).json()[0]["text"] for _ in range(4)
        ]
        assert said == [*["You said: on"] * 3, TEXTS["too_fast"]]
        other = post(server, {"sender": "anna", "message": "hello"})
        assert other.json()[0]["text"] == "You said: hello"
