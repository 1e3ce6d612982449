"""A Slack on loopback that checks calls and blocks by the limits Slack publishes.

A call that Slack would refuse is refused, and kept in `refused`.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import requests
from aiohttp import WSMsgType, web
from loopback import Loopback, until

BOT_TOKEN = "xoxb-1-2-abc"
APP_TOKEN = "xapp-1-A-2-def"
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
BOT = "UBOT"
TEAM = "T1"
# Fields of chat.postMessage that Slack has given up, or that need more rights than we ask for.
_DEPRECATED = {
    "as_user",
    "username",
    "icon_url",
    "icon_emoji",
    "link_names",
    "parse",
    "attachments",
}


class Bad(Exception):
    """A call that Slack refuses, with Slack's word for why."""


def check_blocks(blocks: Any) -> None:
    """Raise `Bad` for what Slack would call invalid_blocks."""
    if not isinstance(blocks, list) or not 1 <= len(blocks) <= 50:
        raise Bad("invalid_blocks: 1 to 50 blocks")
    for block in blocks:
        kind = block.get("type")
        if kind == "header":
            _text(block["text"], 150, ("plain_text",))
        elif kind == "section":
            _text(block["text"], 3000, ("plain_text", "mrkdwn"))
        elif kind == "context":
            if not 1 <= len(block["elements"]) <= 10:
                raise Bad("invalid_blocks: context has 1 to 10 elements")
            for element in block["elements"]:
                _text(element, 3000, ("plain_text", "mrkdwn"))
        elif kind == "actions":
            elements = block["elements"]
            ids = [element["action_id"] for element in elements]
            if not 1 <= len(elements) <= 25 or len(set(ids)) != len(ids):
                raise Bad("invalid_blocks: actions")
            for element in elements:
                _button(element)
        else:
            raise Bad(f"invalid_blocks: unsupported type {kind}")


def _text(text: dict[str, Any], most: int, kinds: tuple[str, ...]) -> None:
    if set(text) - {"type", "text", "emoji", "verbatim"} or text.get("type") not in kinds:
        raise Bad("invalid_blocks: text object")
    if not 1 <= len(text["text"]) <= most:
        raise Bad("invalid_blocks: text length")
    if text["type"] == "mrkdwn":
        for bad in ("<script", "<b>", "<img"):
            if bad in text["text"]:
                raise Bad("invalid_blocks: not escaped")


def _button(element: dict[str, Any]) -> None:
    if element.get("type") != "button" or not 1 <= len(element["action_id"]) <= 255:
        raise Bad("invalid_blocks: button")
    _text(element["text"], 75, ("plain_text",))
    if not 1 <= len(element["value"]) <= 2000:
        raise Bad("invalid_blocks: value")


class SlackWeb(Loopback):
    """Slack, as far as our bot uses it."""

    def __init__(self) -> None:
        super().__init__()
        self.app.router.add_get("/socket", self._serve_socket)
        self.app.router.add_post("/upload", self._take_upload)
        self.app.router.add_post("/api/{method}", self._serve_call)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.refused: list[tuple[str, str]] = []
        self.faults: list[tuple[str, int, dict[str, str], dict[str, Any]]] = []
        self.messages: dict[tuple[str, str], dict[str, Any]] = {}
        self.uploads: list[bytes] = []
        self.acks: list[dict[str, Any]] = []
        self.channels = {"D7", "C1"}
        self.webhook = ""
        self.events_url = ""
        self._socket: web.WebSocketResponse | None = None
        self._number = 1000

    # --- what a test does ---

    def write(self, text: str, user: str = "U7", channel: str = "D7", **more: Any) -> Any:
        """Let somebody write a direct message."""
        event = {
            "type": "message",
            "channel_type": "im",
            "user": user,
            "channel": channel,
            "text": text,
            "ts": self._next(),
            **more,
        }
        return self.event(event)

    def mention(self, text: str, user: str = "U7", **more: Any) -> Any:
        """Let somebody mention the bot in a channel."""
        event = {"type": "app_mention", "user": user, "channel": "C1", "ts": self._next()}
        return self.event({**event, "text": f"<@{BOT}> {text}", **more})

    def event(self, event: dict[str, Any]) -> dict[str, Any]:
        """Wrap an event as Slack does."""
        return {
            "type": "event_callback",
            "team_id": TEAM,
            "event_id": f"Ev{self._next()}",
            "event": event,
        }

    def press(
        self, title: str, user: str = "U7", message: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Let somebody press a button: the last one with this title."""
        shown = message or next(m for m in reversed(self.said()) if title in dict(buttons(m)))
        (button,) = [b for b in _elements(shown) if b["text"]["text"] == title]
        return {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": user},
            "channel": {"id": shown["channel"]},
            "message": shown,
            "trigger_id": self._next(),
            "actions": [{**button, "action_ts": self._next()}],
        }

    def command(self, text: str, user: str = "U7") -> dict[str, str]:
        """Let somebody give the slash command."""
        return {
            "command": "/backpain",
            "text": text,
            "user_id": user,
            "team_id": TEAM,
            "channel_id": "C1",
            "trigger_id": self._next(),
        }

    def said(self, channel: str | None = None) -> list[dict[str, Any]]:
        """Return the bot's messages."""
        messages = sorted(self.messages.items(), key=lambda entry: entry[0][1])
        return [m for (where, _), m in messages if channel in (None, where)]

    def texts(self, channel: str | None = None) -> list[str]:
        """Return the words of the bot's messages, as a reader sees them."""
        return [words(m) for m in self.said(channel)]

    def wait_for(self, said: str, channel: str | None = None, times: int = 1) -> dict[str, Any]:
        """Wait until the bot has said something, and return the last such message."""
        found = until(
            lambda: (
                (m := [m for m in self.said(channel) if said in words(m)]) and len(m) >= times and m
            ),
            f"{said!r} among {self.texts(channel)}",
        )
        return found[-1]

    def made(self, method: str) -> list[dict[str, Any]]:
        """Return the fields of every call of a method."""
        return [fields for name, fields in self.calls if name == method]

    def post(
        self,
        payload: dict[str, Any],
        http: Any = requests,
        secret: str = SIGNING_SECRET,
        age: float = 0,
        content_type: str = "application/json; charset=utf-8",
        body: bytes | None = None,
        **headers: str,
    ) -> requests.Response:
        """Send a payload to our webhook, signed as Slack signs."""
        if payload.get("type") == "block_actions":
            content_type, sent = _FORM, urlencode({"payload": json.dumps(payload)}).encode()
        elif "command" in payload:
            content_type, sent = _FORM, urlencode(payload).encode()
        else:
            sent = json.dumps(payload).encode()
        sent = sent if body is None else body
        stamp = str(int(time.time() - age))
        mac = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + sent, hashlib.sha256)
        signed = {
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={mac.hexdigest()}",
            "Content-Type": content_type,
        }
        return http.post(self.events_url, data=sent, headers={**signed, **headers}, timeout=30)

    def send_by_socket(self, kind: str, payload: dict[str, Any]) -> None:
        """Send a payload through Socket Mode."""
        envelope = {
            "type": kind,
            "envelope_id": self._next(),
            "accepts_response_payload": kind == "slash_commands",
            "payload": payload,
        }
        until(lambda: self._socket is not None, "the socket")
        sending = self._socket.send_json(envelope)
        asyncio.run_coroutine_threadsafe(sending, self.loop).result()

    # --- what Slack does ---

    def _next(self) -> str:
        self._number += 1
        return f"1700000000.{self._number:06d}"

    async def _serve_socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self._socket = socket
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                self.acks.append(json.loads(message.data))
        return socket

    async def _take_upload(self, request: web.Request) -> web.Response:
        self.uploads.append(await request.read())
        return web.Response(text="OK")

    async def _serve_call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if request.content_type == "application/json":
            fields = await request.json()
        else:
            fields = {**request.query, **await request.post()}
        for fault in self.faults:
            if fault[0] == method:
                self.faults.remove(fault)
                return web.json_response(fault[3], status=fault[1], headers=fault[2])
        token = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        if request.headers.get("Authorization") != f"Bearer {token}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        self.calls.append((method, fields))
        try:
            handler = getattr(self, "_" + method.replace(".", "_"), None)
            if handler is None:
                raise Bad("unknown_method")
            return web.json_response({"ok": True, **handler(fields)})
        except (Bad, KeyError, TypeError) as bad:
            self.refused.append((method, repr(bad)))
            return web.json_response({"ok": False, "error": str(bad).split(":")[0]})

    def _auth_test(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"user_id": BOT, "user": "backwise", "team": "Test team", "team_id": TEAM}

    def _apps_connections_open(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"url": f"{self.url.replace('http', 'ws')}/socket"}

    def _conversations_open(self, fields: dict[str, Any]) -> dict[str, Any]:
        channel = f"D{fields['users'].removeprefix('U')}"
        self.channels.add(channel)
        return {"channel": {"id": channel}}

    def _chat_postMessage(self, fields: dict[str, Any]) -> dict[str, Any]:
        self._check(fields)
        message = {**fields, "ts": self._next()}
        self.messages[fields["channel"], message["ts"]] = message
        return {"channel": fields["channel"], "ts": message["ts"], "message": message}

    def _chat_update(self, fields: dict[str, Any]) -> dict[str, Any]:
        self._check(fields)
        message = self.messages.get((fields["channel"], fields["ts"]))
        if message is None:
            raise Bad("message_not_found")
        message.update(fields)
        return {"channel": fields["channel"], "ts": fields["ts"]}

    def _chat_postEphemeral(self, fields: dict[str, Any]) -> dict[str, Any]:
        self._check(fields)
        if not fields["user"].startswith("U"):
            raise Bad("user_not_in_channel")
        return {"message_ts": self._next()}

    def _files_getUploadURLExternal(self, fields: dict[str, Any]) -> dict[str, Any]:
        if int(fields["length"]) < 1 or not fields["filename"] or len(fields["alt_txt"]) > 1000:
            raise Bad("invalid_arguments")
        return {"upload_url": f"{self.url}/upload", "file_id": "F1"}

    def _files_completeUploadExternal(self, fields: dict[str, Any]) -> dict[str, Any]:
        if fields["channel_id"] not in self.channels:
            raise Bad("channel_not_found")
        return {"files": [{"id": "F1", "title": "x"}]}

    def _check(self, fields: dict[str, Any]) -> None:
        if fields["channel"] not in self.channels:
            raise Bad("channel_not_found")
        if not isinstance(fields.get("text"), str) or not 1 <= len(fields["text"]) <= 40_000:
            raise Bad("no_text")
        if _DEPRECATED & set(fields):
            raise Bad("invalid_arguments")
        if "blocks" in fields:
            check_blocks(fields["blocks"])


_FORM = "application/x-www-form-urlencoded"


def buttons(message: dict[str, Any]) -> list[tuple[str, str]]:
    """Return title and value of a message's buttons."""
    return [(element["text"]["text"], element["value"]) for element in _elements(message)]


def words(message: dict[str, Any]) -> str:
    """Return what a reader sees of a message, buttons apart."""
    found = []
    for block in message["blocks"]:
        texts = [block["text"]] if "text" in block else block.get("elements", [])
        found += [t["text"] for t in texts if isinstance(t["text"], str)]
    text = "\n".join(found).replace("\u200b", "")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _elements(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [e for b in message["blocks"] if b["type"] == "actions" for e in b["elements"]]
