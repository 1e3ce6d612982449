"""The chat page's WebSocket: the same turns as by request, without a connection for each.

The page begins with `{"type": "hello", "session"?}` and gets the talk so far, which is how it
learns of what it missed. Each `{"type": "say", "id", "text"}` is answered by
`{"type": "said", "id", "messages"}` or `{"type": "error", "id", "error"}`.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from sanic.request import Request
from websockets.exceptions import ConnectionClosed

from rasa_ext.channels.body import parse_json
from rasa_ext.channels.core import Message, Refused

if TYPE_CHECKING:
    from rasa_ext.channels.chat import ChatInput

MAX_FRAME_BYTES = 64 * 1024
MAX_SOCKETS = 2_000
MAX_PER_SESSION = 8  # tabs of one person
MAX_UNREADABLE = 10
_HELLO_SECONDS = 15.0
_READ_SECONDS = 15.0  # how long a page may take to read an answer
_WRONG = 1008  # "policy violation"


class Sockets:
    """The open sockets of the chat page."""

    def __init__(self, chat: ChatInput) -> None:
        self._chat = chat
        self._open: Counter[str] = Counter()

    async def serve(self, request: Request, ws: Any) -> None:
        """Talk with one page until it goes."""
        ws.connection.max_size = MAX_FRAME_BYTES
        if not self._chat.allows(request):
            await ws.close(_WRONG)
            return
        session = None
        try:
            session = await self._hello(request, ws)
            if session:
                await self._listen(session, ws)
        except ConnectionClosed:
            pass
        except asyncio.TimeoutError:
            # A page that does not read would fill our memory with answers.
            ws.io_proto.transport.abort()
        finally:
            if session:
                self._open[session] -= 1
                self._open += Counter()  # drops what is zero

    async def _hello(self, request: Request, ws: Any) -> str | None:
        frame = await self._read(ws, _HELLO_SECONDS)
        session = self._chat.session_of(request, frame or {})
        if session is None:
            await _send(ws, _error(Refused("no_session")))
        elif self._open[session] >= MAX_PER_SESSION or self._open.total() >= MAX_SOCKETS:
            await _send(ws, _error(Refused("too_busy")))
        else:
            self._open[session] += 1
            messages = await self._chat.history(request.app, session)
            await _send(ws, {"type": "hello", "messages": messages})
            return session
        await ws.close(_WRONG)
        return None

    async def _listen(self, session: str, ws: Any) -> None:
        unreadable = 0
        while unreadable < MAX_UNREADABLE:
            frame = await self._read(ws)
            if frame is None:
                unreadable += 1
                await _send(ws, _error(Refused("bad_request")))
            elif frame.get("type") == "say":
                # One after another: the next message waits in the network until this is answered.
                await self._say(session, frame, ws)
        await ws.close(_WRONG)

    async def _say(self, session: str, frame: Message, ws: Any) -> None:
        id = frame.get("id")
        try:
            messages = await self._chat.take(session, frame)
        except Refused as refused:
            await _send(ws, {**_error(refused), "id": id})
        else:
            await _send(ws, {"type": "said", "id": id, "messages": messages})

    @staticmethod
    async def _read(ws: Any, seconds: float | None = None) -> Message | None:
        """Return a frame, or None if it is none of ours."""
        frame = await asyncio.wait_for(ws.recv(), seconds)
        if frame is None:
            raise asyncio.TimeoutError
        try:
            found = parse_json(frame)
        except Refused:
            return None
        return found if isinstance(found, dict) else None


async def _send(ws: Any, message: Message) -> None:
    await asyncio.wait_for(ws.send(json.dumps(message, ensure_ascii=False)), _READ_SECONDS)


def _error(refused: Refused) -> Message:
    return {"type": "error", "error": {"code": refused.code, "message": str(refused)}}
