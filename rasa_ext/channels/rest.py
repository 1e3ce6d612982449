"""Rasa's REST channel, with the checks that all our channels share.

`POST /webhooks/rest/webhook {"sender", "message"}` answers with a list of messages, as Rasa
documents it; `?stream=true` sends them one JSON line at a time.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.channels.rest import RestInput as RasaRestInput
from rasa.utils.endpoints import bool_arg
from sanic import Blueprint, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import BaseHTTPResponse

from rasa_ext.channels.core import (
    Message,
    OnNewMessage,
    Pace,
    RateLimiter,
    Refused,
    clean_text,
    run_turn,
)

MAX_SENDER_CHARACTERS = 255  # what Rasa's SQL tracker store can hold
STREAM_TYPE = "text/event-stream"  # as Rasa says it, though these are plain JSON lines


class StreamingOutputChannel(CollectingOutputChannel):
    """Collects messages, and passes each on as soon as it is said."""

    def __init__(self, pass_on: Callable[[Message], Awaitable[None]]) -> None:
        super().__init__()
        self._pass_on = pass_on

    async def _persist_message(self, message: Message) -> None:
        await super()._persist_message(message)
        await self._pass_on(message)


class RestInput(RasaRestInput):
    """The REST channel for programs.

    Its limits are wide: the caller chooses `sender`, and may speak for many people at once. They
    hold back a loop that has gone wild; who may call at all is the task of the proxy in front.
    """

    def __init__(self, pace: Pace | None = None) -> None:
        """With a limit for each sender, and one for all."""
        super().__init__()
        self._pace = pace or Pace(
            RateLimiter(burst=300, per_second=60), RateLimiter(burst=1_000, per_second=300)
        )

    @classmethod
    def name(cls) -> str:
        """Keep Rasa's name, and with it Rasa's address."""
        return "rest"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes of the channel."""
        rest = Blueprint("rest_webhook", __name__)

        @rest.route("/", methods=["GET"])
        async def health(_: Request) -> BaseHTTPResponse:
            return response.json({"status": "ok"})

        @rest.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> BaseHTTPResponse:
            try:
                body = _read_body(request)
            except Refused as refused:
                return response.json(_error(refused), status=400)
            sender = body["sender"]
            turn: dict[str, Any] = {
                "sender": sender,
                "input_channel": self._extract_input_channel(request),
                "metadata": self.get_metadata(request),
            }
            stream = bool_arg(request, "stream", default=False)
            try:
                turn["text"] = clean_text(body["message"])
                self._pace.check(sender)
            except Refused as refused:
                # A person reads this answer, so it is a message like any other.
                said = {"recipient_id": sender, "text": str(refused)}
                return _lines([said]) if stream else response.json([said])
            if stream:
                return response.stream(_stream_turn(on_new_message, turn), content_type=STREAM_TYPE)
            return response.json(await run_turn(on_new_message, **turn))

        return rest


def _read_body(request: Request) -> dict[str, Any]:
    """Return the JSON body with a sender and a message in it, or raise `Refused`."""
    try:
        body = request.json
    except SanicException:
        body = None
    if not isinstance(body, dict):
        raise Refused("bad_request", "rest_not_json")
    sender = body.get("sender")
    # Rasa would put everybody without a sender into one conversation, called "default".
    if not isinstance(sender, str) or not 0 < len(sender.strip()) <= MAX_SENDER_CHARACTERS:
        raise Refused("bad_request", "rest_no_sender")
    if not isinstance(body.get("message"), str):
        raise Refused("bad_request", "rest_no_message")
    return body


def _error(refused: Refused) -> Message:
    return {"error": {"code": refused.code, "message": str(refused)}}


def _lines(messages: list[Message]) -> BaseHTTPResponse:
    lines = "".join(f"{json.dumps(message)}\n" for message in messages)
    return response.text(lines, content_type=STREAM_TYPE)


def _stream_turn(
    on_new_message: OnNewMessage, turn: dict[str, Any]
) -> Callable[[Any], Awaitable[None]]:
    async def stream(reply: Any) -> None:
        said: asyncio.Queue[Message | None] = asyncio.Queue()

        async def take_turn() -> None:
            try:
                await run_turn(on_new_message, **turn, output=StreamingOutputChannel(said.put))
            finally:
                await said.put(None)

        task = asyncio.ensure_future(take_turn())
        while (message := await said.get()) is not None:
            await reply.write(f"{json.dumps(message)}\n")
        await task

    return stream
