"""The chat page's own channel: the page, a signed session, and one request for each turn.

The same element can stand in pages of other sites that are allowed by name. There, no cookie goes
along; the page keeps the signed session and sends it in the body. docs/architecture.md describes
the requests and answers.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import BaseHTTPResponse

from backwise.store import StoreError
from rasa_ext.channels import person_files, programme_files
from rasa_ext.channels.body import parse_json, read_body
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
from rasa_ext.channels.drawings import drawn
from rasa_ext.channels.erase import NotErased, erase
from rasa_ext.channels.history import PageOutputChannel, bot_message, load_history
from rasa_ext.channels.origins import Origins, origins_from
from rasa_ext.channels.page import SAFETY_HEADERS, load_page
from rasa_ext.channels.report_file import report
from rasa_ext.channels.session import SessionSigner, default_secret_path
from rasa_ext.channels.sockets import Sockets

WEB_FOLDER = Path(__file__).parents[2] / "web"
COOKIE = "backwise_session"
COOKIE_PATH = "/chat"
COOKIE_DAYS = 90  # long enough for an exercise programme
MAX_BODY_BYTES = 64 * 1024  # 4,000 characters, each escaped in the longest way, and some room

_STATUS = {
    "no_session": 401,
    "too_long": 413,
    "too_fast": 429,
    "turn_failed": 500,
    "delete_failed": 500,
    "too_busy": 503,
}
_MESSAGE_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")

Handler = Callable[..., Awaitable[BaseHTTPResponse]]


class ChatInput(InputChannel):
    """Serves the chat page and talks with it."""

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
        self._sockets = Sockets(self)
        self._on_new_message: OnNewMessage | None = None

    @classmethod
    def name(cls) -> str:
        """Return the channel's name in trackers and responses."""
        return "chat"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> ChatInput:
        """Read credentials.yml, and the environment for what is not there."""
        return cls(origins=origins_from(credentials))

    def url_prefix(self) -> str:
        """Return an absolute prefix, so that the page is not under `/webhooks/`."""
        return COOKIE_PATH

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes of the channel."""
        chat = Blueprint("chat_page", __name__)
        files = load_page(WEB_FOLDER)
        self._on_new_message = on_new_message
        answers = self._answers

        @chat.get("/")
        async def page(request: Request) -> BaseHTTPResponse:
            return files["index.html"].answer(request)

        @chat.get("/widget.js")
        async def widget(request: Request) -> BaseHTTPResponse:
            return files["widget.js"].answer(request)

        @chat.get("/static/<name:path>")
        async def static(request: Request, name: str) -> BaseHTTPResponse:
            file = files.get(name)
            return file.answer(request) if file else response.empty(status=404)

        @chat.get("/drawings/<name:str>")
        async def drawing(request: Request, name: str) -> BaseHTTPResponse:
            form = request.args.get("form", "both")
            file = await asyncio.get_running_loop().run_in_executor(None, drawn, name, form)
            return file.answer(request) if file else response.empty(status=404)

        @chat.post("/session", stream=True)
        @answers
        async def open_session(request: Request) -> BaseHTTPResponse:
            session = self.session_of(request, await _read(request, may_be_empty=True))
            messages = await self.history(request.app, session) if session else []
            return self._with_session(request, {"messages": messages}, session)

        @chat.delete("/session", ignore_body=False)
        @answers
        async def forget_session(request: Request) -> BaseHTTPResponse:
            return await self._forget(request, self.session_of(request, {}))

        @chat.post("/forget", stream=True)
        @answers
        async def forget(request: Request) -> BaseHTTPResponse:
            body = await _read(request, may_be_empty=True)
            return await self._forget(request, self.session_of(request, body))

        @chat.get("/programme")
        @answers
        async def sheet(request: Request) -> BaseHTTPResponse:
            return _page(_made(programme_files.sheet, self._lent(request)))

        @chat.get("/programme.ics")
        @answers
        async def calendar(request: Request) -> BaseHTTPResponse:
            body = _made(programme_files.calendar, self._lent(request))
            if body is None:
                return response.empty(status=404)
            headers = {
                **person_files.HEADERS,
                "Content-Disposition": 'attachment; filename="backwise-week.ics"',
            }
            return response.raw(body, content_type="text/calendar; charset=utf-8", headers=headers)

        @chat.get("/report")
        @answers
        async def for_the_doctor(request: Request) -> BaseHTTPResponse:
            return _page(_made(report, self._lent(request)))

        @chat.post("/messages", stream=True)
        @answers
        async def take_message(request: Request) -> BaseHTTPResponse:
            body = await _read(request)
            session = self.session_of(request, body)
            if session is None:
                raise Refused("no_session")
            return _json({"messages": await self.take(session, body)})

        @chat.websocket("/socket")
        async def socket(request: Request, ws: Any) -> None:
            await self._sockets.serve(request, ws)

        return chat

    # --- what the requests and the sockets share -----------------------------------------------

    def allows(self, request: Request) -> bool:
        """Return whether the page that sends this may talk with us."""
        return self._origins.allow(request)

    def session_of(self, request: Request, body: Message) -> str | None:
        """Return the session of a request: by cookie on our own page, by its body elsewhere."""
        if self._origins.is_elsewhere(request):
            given = body.get("session")
            return self._signer.verify(given if isinstance(given, str) else None)
        return self._signer.verify(request.cookies.get(COOKIE))

    async def history(self, app: Any, session: str) -> list[Message]:
        """Return the talk so far."""
        messages = await load_history(app.ctx.agent.tracker_store, session)
        return person_files.with_keys(messages, self._signer.key(session))

    async def take(self, session: str, body: Message) -> list[Message]:
        """Take the message of a body; return the answer, or raise `Refused`."""
        message_id, text = _read_message(body)
        # A repeat costs nothing: it only hands out the answer again.
        if not self._once.knows(session, message_id):
            self._pace.check(session)

        async def turn() -> list[Message]:
            return await self._turn(session, message_id, text, body.get("lang"))

        return await self._once.run(session, message_id, turn)

    async def _turn(
        self, session: str, message_id: str, text: str, language: object
    ) -> list[Message]:
        output = PageOutputChannel()
        known = isinstance(language, str) and _LANGUAGE.fullmatch(language)
        message = UserMessage(
            text,
            output,
            session,
            input_channel=self.name(),
            message_id=message_id,
            metadata={"language": language} if known else None,
        )
        assert self._on_new_message is not None
        if not await attempt_turn(self._on_new_message, message):
            if not output.messages:
                raise Refused("turn_failed")
            # What was said before the failure may be the advice to call an ambulance.
            output.messages.append(bot_message({"text": TEXTS["turn_failed"]}))
        return person_files.with_keys(output.messages, self._signer.key(session))

    def _lent(self, request: Request) -> str:
        person = self._signer.person_of(request.args.get("key"))
        if person is None:
            raise Refused("no_session")
        return person

    async def _forget(self, request: Request, session: str | None) -> BaseHTTPResponse:
        if session:
            try:
                await erase(request.app.ctx.agent, session)
            except NotErased:
                raise Refused("delete_failed") from None
            self._once.forget(session)
        answer = response.empty(headers={"Cache-Control": "no-store"})
        if not self._origins.is_elsewhere(request):
            _set_cookie(request, answer, "", 0)
        return answer

    def _with_session(
        self, request: Request, body: Message, session: str | None
    ) -> BaseHTTPResponse:
        value = self._signer.sign(session or self._signer.new_id())
        if self._origins.is_elsewhere(request):
            return _json({**body, "session": value})
        answer = _json(body)
        _set_cookie(request, answer, value, COOKIE_DAYS * 24 * 60 * 60)
        return answer

    def _answers(self, handler: Handler) -> Handler:
        """Let allowed pages in, and turn `Refused` into the channel's error answer."""

        @wraps(handler)
        async def wrapped(request: Request) -> BaseHTTPResponse:
            try:
                if not self.allows(request):
                    raise Refused("bad_request", "wrong_site")
                answer = await handler(request)
            except Refused as refused:
                answer = _json(error_of(refused), status=_STATUS.get(refused.code, 400))
            answer.headers.update(self._origins.headers(request))
            return answer

        return wrapped


def error_of(refused: Refused) -> Message:
    """Return the body of an error answer."""
    return {"error": {"code": refused.code, "message": str(refused)}}


async def _read(request: Request, may_be_empty: bool = False) -> Message:
    """Return the JSON object of a body. Its content type does not matter.

    Pages of other sites send plain text, so that the browser need not ask us first.
    """
    content = await read_body(request, MAX_BODY_BYTES)
    body = {} if may_be_empty and not content else parse_json(content)
    if not isinstance(body, dict):
        raise Refused("bad_request")
    return body


def _read_message(body: Message) -> tuple[str, str]:
    """Return the id and the words of a message, or raise `Refused`."""
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


def _made(make: Callable[[str], bytes | None], person: str) -> bytes | None:
    try:
        return make(person)
    except StoreError:
        raise Refused("turn_failed") from None


def _page(body: bytes | None) -> BaseHTTPResponse:
    if body is None:
        return response.empty(status=404)
    return response.raw(body, content_type="text/html; charset=utf-8", headers=person_files.HEADERS)


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
