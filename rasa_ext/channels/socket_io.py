"""Rasa's Socket.IO protocol, for the widgets that speak it.

The events are Rasa's: `session_request`, `session_confirm`, `user_uttered`, `bot_uttered`. Three
things are other than there. A session is confirmed with a signed id, and an id that we did not
sign opens nobody's talk. A response stays one message, with its payload in `custom`. And only
our own pages and those of `CHAT_ORIGINS` may connect from a browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.channels.socketio import SocketBlueprint
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import BaseHTTPResponse
from socketio import AsyncServer

from backwise.rendering import choices
from rasa_ext.channels.core import (
    TEXTS,
    Message,
    Once,
    OnNewMessage,
    Pace,
    RateLimiter,
    Refused,
    attempt_turn,
    clean_text,
)
from rasa_ext.channels.history import PageOutputChannel
from rasa_ext.channels.origins import Origins, origins_from
from rasa_ext.channels.person_files import with_keys
from rasa_ext.channels.session import SessionSigner, default_secret_path

MAX_FRAME_BYTES = 64 * 1024
SOCKET_PATH = "/socket.io"
_MESSAGE_ID = re.compile(r"[\w-]{1,64}", re.ASCII)


class SocketIOInput(InputChannel):
    """The channel."""

    def __init__(
        self,
        secret_path: Path | None = None,
        limiter: RateLimiter | None = None,
        origins: Iterable[str] = (),
    ) -> None:
        self._signer = SessionSigner(secret_path or default_secret_path())
        self._pace = Pace(limiter)
        self._once = Once()
        self._origins = Origins(origins)
        self._server = AsyncServer(
            async_mode="sanic",
            cors_allowed_origins=self._is_allowed,
            max_http_buffer_size=MAX_FRAME_BYTES,
            logger=False,
        )

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is that of Rasa's own."""
        return "socketio"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> SocketIOInput:
        """Read credentials.yml, and the environment for what is not there."""
        return cls(origins=origins_from(credentials))

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes of the channel."""
        server = self._server
        webhook = SocketBlueprint(server, SOCKET_PATH, "socketio_webhook", __name__)

        @webhook.get("/")
        async def health(_: Request) -> BaseHTTPResponse:
            return response.json({"status": "ok"})

        @server.on("connect")
        async def connect(sid: str, environ: dict[str, Any], auth: Any = None) -> None:
            # Until a session is asked for, the connection itself is the person.
            await server.save_session(sid, {"person": self._signer.person("socketio", sid)})

        @server.on("session_request")
        async def session_request(sid: str, data: Any = None) -> None:
            given = data.get("session_id") if isinstance(data, dict) else None
            person = self._signer.verify(given if isinstance(given, str) else None)
            person = person or self._signer.new_id()
            await server.save_session(sid, {"person": person})
            await server.enter_room(sid, person)
            await server.emit("session_confirm", self._signer.sign(person), to=sid)

        @server.on("user_uttered")
        async def user_uttered(sid: str, data: Any = None) -> None:
            person, room = await self._person(sid, data)
            try:
                messages = await self._take(on_new_message, person, data)
            except Refused as refused:
                messages = [{"text": str(refused)}]
            for message in messages:
                await server.emit("bot_uttered", uttered(message), to=room)

        return webhook

    async def _person(self, sid: str, data: Any) -> tuple[str, str]:
        """Return who speaks, and the room that hears the answer."""
        given = data.get("session_id") if isinstance(data, dict) else None
        named = self._signer.verify(given if isinstance(given, str) else None)
        person = (await self._server.get_session(sid)).get("person", "")
        if named and named != person:
            # Some widgets name the session with every message and never ask for it.
            person = named
            await self._server.save_session(sid, {"person": person})
            await self._server.enter_room(sid, person)
        return person, person if person in self._server.rooms(sid) else sid

    async def _take(self, on_new_message: OnNewMessage, person: str, data: Any) -> list[Message]:
        if not isinstance(data, dict):
            raise Refused("bad_request")
        text = clean_text(data.get("message"))
        self._pace.check(person)
        given = data.get("id")
        id = given if isinstance(given, str) and _MESSAGE_ID.fullmatch(given) else None

        async def turn() -> list[Message]:
            output = PageOutputChannel()
            message = UserMessage(text, output, person, input_channel=self.name(), message_id=id)
            if not await attempt_turn(on_new_message, message):
                output.messages.append({"text": TEXTS["turn_failed"]})
            return with_keys(output.messages, self._signer.key(person))

        return await (self._once.run(person, id, turn) if id else turn())

    def _is_allowed(self, origin: str | None, environ: dict[str, Any]) -> bool:
        if origin is None:
            return True
        same = urlsplit(origin).netloc == environ.get("HTTP_HOST")
        return same or self._origins.knows(origin)


def uttered(message: Message) -> dict[str, Any]:
    """Return a message as Rasa's widgets know it."""
    found: dict[str, Any] = {"text": message.get("text", "")}
    buttons = choices(message)
    if buttons:
        found["quick_replies"] = [
            {"content_type": "text", "title": button.title, "payload": button.payload}
            for button in buttons
        ]
    if message.get("image"):
        found["attachment"] = {"type": "image", "payload": {"src": message["image"]}}
    if message.get("custom"):
        found["custom"] = message["custom"]
    return found
