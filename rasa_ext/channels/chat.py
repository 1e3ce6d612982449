"""The chat page's own channel: the page, a signed session, and one request for each turn.

docs/architecture.md describes the requests and answers.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import BaseHTTPResponse

from rasa_ext.channels import programme_files
from rasa_ext.channels.core import (
    TEXTS,
    Message,
    Once,
    OnNewMessage,
    RateLimiter,
    Refused,
    attempt_turn,
    clean_text,
)
from rasa_ext.channels.history import PageOutputChannel, bot_message, load_history
from rasa_ext.channels.page import SAFETY_HEADERS, load_page
from rasa_ext.channels.session import SessionSigner, default_secret_path

WEB_FOLDER = Path(__file__).parents[2] / "web"
COOKIE = "backwise_session"
COOKIE_PATH = "/chat"
COOKIE_DAYS = 90  # long enough for an exercise programme
MAX_BODY_BYTES = 64 * 1024  # 4,000 characters, each escaped in the longest way, and some room

_STATUS = {"no_session": 401, "too_long": 413, "too_fast": 429, "turn_failed": 500}
_MESSAGE_ID = re.compile(r"[\w-]{1,64}", re.ASCII)

Handler = Callable[..., Awaitable[BaseHTTPResponse]]


class ChatInput(InputChannel):
    """Serves the chat page and talks with it."""

    def __init__(self, secret_path: Path | None = None, limiter: RateLimiter | None = None) -> None:
        self._signer = SessionSigner(secret_path or default_secret_path())
        self._limiter = limiter or RateLimiter()
        self._once = Once()

    @classmethod
    def name(cls) -> str:
        """Return the channel's name in trackers and responses."""
        return "chat"

    def url_prefix(self) -> str:
        """Return an absolute prefix, so that the page is not under `/webhooks/`."""
        return COOKIE_PATH

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes of the channel."""
        chat = Blueprint("chat_page", __name__)
        files = load_page(WEB_FOLDER)

        @chat.get("/")
        async def page(request: Request) -> BaseHTTPResponse:
            return files["index.html"].answer(request)

        @chat.get("/static/<name:path>")
        async def static(request: Request, name: str) -> BaseHTTPResponse:
            file = files.get(name)
            return file.answer(request) if file else response.empty(status=404)

        @chat.post("/session")
        @_answers_errors
        async def open_session(request: Request) -> BaseHTTPResponse:
            _require_same_site(request)
            session = self._session(request)
            messages: list[Message] = []
            if session:
                messages = await load_history(request.app.ctx.agent.tracker_store, session)
            answer = _json({"messages": messages})
            value = self._signer.sign(session or self._signer.new_id())
            _set_cookie(request, answer, value, COOKIE_DAYS * 24 * 60 * 60)
            return answer

        @chat.delete("/session", ignore_body=False)
        @_answers_errors
        async def forget_session(request: Request) -> BaseHTTPResponse:
            _require_same_site(request)
            session = self._session(request)
            if session:
                self._once.forget(session)
                programme_files.forget(session)
            answer = response.empty(headers={"Cache-Control": "no-store"})
            _set_cookie(request, answer, "", 0)
            return answer

        @chat.get("/programme")
        @_answers_errors
        async def sheet(request: Request) -> BaseHTTPResponse:
            body = programme_files.sheet(self._required(request))
            return _file(body, "text/html; charset=utf-8") if body else response.empty(status=404)

        @chat.get("/programme.ics")
        @_answers_errors
        async def calendar(request: Request) -> BaseHTTPResponse:
            body = programme_files.calendar(self._required(request))
            if body is None:
                return response.empty(status=404)
            return _file(body, "text/calendar; charset=utf-8", filename="backwise-week.ics")

        @chat.post("/messages")
        @_answers_errors
        async def take_message(request: Request) -> BaseHTTPResponse:
            _require_same_site(request)
            session = self._session(request)
            if session is None:
                raise Refused("no_session")
            message_id, text = _read_message(request)
            # A repeat costs nothing: it only hands out the answer again.
            if not self._once.knows(session, message_id):
                self._limiter.check(session)

            async def turn() -> list[Message]:
                return await self._turn(on_new_message, session, message_id, text)

            return _json({"messages": await self._once.run(session, message_id, turn)})

        return chat

    async def _turn(
        self, on_new_message: OnNewMessage, session: str, message_id: str, text: str
    ) -> list[Message]:
        output = PageOutputChannel()
        message = UserMessage(
            text, output, session, input_channel=self.name(), message_id=message_id
        )
        if not await attempt_turn(on_new_message, message):
            if not output.messages:
                raise Refused("turn_failed")
            # What was said before the failure may be the advice to call an ambulance.
            output.messages.append(bot_message({"text": TEXTS["turn_failed"]}))
        return output.messages

    def _required(self, request: Request) -> str:
        session = self._session(request)
        if session is None:
            raise Refused("no_session")
        return session

    def _session(self, request: Request) -> str | None:
        return self._signer.verify(request.cookies.get(COOKIE))


def _answers_errors(handler: Handler) -> Handler:
    """Turn `Refused` into the channel's error answer."""

    @wraps(handler)
    async def wrapped(request: Request) -> BaseHTTPResponse:
        try:
            return await handler(request)
        except Refused as refused:
            error = {"error": {"code": refused.code, "message": str(refused)}}
            return _json(error, status=_STATUS.get(refused.code, 400))

    return wrapped


def _require_same_site(request: Request) -> None:
    """Refuse what another site's page sends in the person's name."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise Refused("bad_request", "wrong_site")


def _read_message(request: Request) -> tuple[str, str]:
    """Return the id and the words of a message, or raise `Refused`."""
    if len(request.body) > MAX_BODY_BYTES:
        raise Refused("too_long")
    try:
        body: Any = request.json
    except SanicException:
        body = None
    if not isinstance(body, dict):
        raise Refused("bad_request")
    message_id = body.get("id")
    if not isinstance(message_id, str) or not _MESSAGE_ID.fullmatch(message_id):
        raise Refused("bad_request")
    try:
        return message_id, clean_text(body.get("text"))
    except Refused as refused:
        if refused.code == "empty":
            raise Refused("bad_request", "empty") from None
        raise


def _json(body: Message, status: int = 200) -> BaseHTTPResponse:
    headers = {**SAFETY_HEADERS, "Cache-Control": "no-store"}
    return response.json(body, status=status, headers=headers)


def _file(body: bytes, content_type: str, filename: str | None = None) -> BaseHTTPResponse:
    headers = {**SAFETY_HEADERS, "Cache-Control": "no-store"}
    if filename:
        headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response.raw(body, content_type=content_type, headers=headers)


def _set_cookie(request: Request, answer: BaseHTTPResponse, value: str, max_age: int) -> None:
    answer.cookies[COOKIE] = value
    cookie = answer.cookies[COOKIE]
    cookie["path"] = COOKIE_PATH
    cookie["max-age"] = max_age
    cookie["samesite"] = "Strict"
    cookie["httponly"] = True
    cookie["secure"] = _is_https(request)


def _is_https(request: Request) -> bool:
    return "https" in (request.scheme, request.headers.get("x-forwarded-proto"))
