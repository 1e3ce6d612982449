"""A Bot API on loopback that checks every call by the rules Telegram publishes.

A call that Telegram would refuse is refused, and kept in `refused`, so that tests can demand that
there was none.
"""

from __future__ import annotations

import asyncio
import json
import re
from html.parser import HTMLParser
from typing import Any

from aiohttp import web
from loopback import Loopback, until

TOKEN = "123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
BOT = "backwise_test_bot"
_TAGS = {"b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"}


class Bad(Exception):
    """A call that Telegram refuses with 400."""


class _Markup(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in _TAGS:
            raise Bad(f'can\'t parse entities: unsupported start tag "{tag}"')
        if tag == "blockquote" and "blockquote" in self.open:
            raise Bad("can't parse entities: blockquote cannot be nested")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise Bad("can't parse entities: unmatched end tag")

    def handle_data(self, data: str) -> None:
        self.text += data


def visible(text: str, parse_mode: str | None) -> str:
    """Return a text without its markup; raise `Bad` for what Telegram cannot parse."""
    if parse_mode is None:
        return text
    if parse_mode != "HTML":
        raise Bad("unsupported parse_mode")
    for entity in re.findall(r"&[^;\s]*;?", text):
        if not re.fullmatch(r"&(lt|gt|amp|quot|#\d+);", entity):
            raise Bad("can't parse entities: a bare &")
    markup = _Markup()
    markup.feed(text)
    markup.close()
    if markup.open:
        raise Bad("can't parse entities: unclosed tag")
    return markup.text


def need(fields: dict[str, Any], name: str, kind: type | tuple[type, ...]) -> Any:
    """Return a field that must be there."""
    if not isinstance(fields.get(name), kind):
        raise Bad(f"{name} is missing or of the wrong type")
    return fields[name]


def check_length(text: str, most: int, what: str) -> None:
    """Check the length as Telegram counts it, in UTF-16 units, without surrounding space."""
    if not 1 <= len(text.strip().encode("utf-16-le")) // 2 <= most:
        raise Bad(f"{what} is empty or too long")


class BotAPI(Loopback):
    """Telegram, as far as our bot uses it."""

    def __init__(self) -> None:
        super().__init__()
        self.app.router.add_route("*", "/{bot}/{method}", self._serve_call)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.refused: list[tuple[str, str]] = []
        self.faults: list[tuple[str, int, dict[str, Any]]] = []  # method, status, answer
        self.down = False
        self.webhook: dict[str, Any] | None = None
        self.messages: dict[tuple[int, int], dict[str, Any]] = {}
        self.queries: set[str] = set()
        self.chats: set[int] = set()
        self._updates: list[dict[str, Any]] = []
        self._number = 1000

    # --- what a test does ---

    def write(self, text: str | None, chat: int = 7, **more: Any) -> dict[str, Any]:
        """Let somebody write a message."""
        message = {
            "message_id": self._next(),
            "date": 1,
            "chat": {"id": chat, "type": more.pop("type", "private")},
            "from": {"id": chat, "is_bot": False, "first_name": "Ann"},
            **({"text": text} if text is not None else {}),
        }
        return self.update(**{more.pop("as_", "message"): {**message, **more}})

    def press(self, title: str, chat: int = 7, message: dict[str, Any] | None = None) -> Any:
        """Let somebody press a button: the last one with this title."""
        shown = message or next(m for m in reversed(self.said(chat)) if title in dict(buttons(m)))
        query = {
            "id": str(self._next()),
            "from": {"id": chat, "is_bot": False, "first_name": "Ann"},
            "chat_instance": "x",
            "message": shown,
            "data": dict(buttons(shown))[title],
        }
        self.queries.add(query["id"])
        return self.update(callback_query=query)

    def update(self, **content: Any) -> dict[str, Any]:
        """Have an update ready."""
        update = {"update_id": self._next(), **content}
        for part in content.values():
            if isinstance(part, dict) and "chat" in part:
                self.chats.add(part["chat"]["id"])
        self._updates.append(update)
        return update

    def said(self, chat: int = 7) -> list[dict[str, Any]]:
        """Return the bot's messages in a chat."""
        return [m for (where, _), m in sorted(self.messages.items()) if where == chat]

    def texts(self, chat: int = 7) -> list[str]:
        """Return the words of the bot's messages in a chat."""
        return [m.get("text") or m.get("caption") or "" for m in self.said(chat)]

    def wait_for(self, words: str, chat: int = 7, times: int = 1) -> dict[str, Any]:
        """Wait until the bot has said something, and return the last such message."""
        found = until(
            lambda: (
                (m := [m for m in self.said(chat) if words in json.dumps(m, ensure_ascii=False)])
                and len(m) >= times
                and m
            ),
            f"{words!r} among {self.texts(chat)}",
        )
        return found[-1]

    def made(self, method: str) -> list[dict[str, Any]]:
        """Return the fields of every call of a method."""
        return [fields for name, fields in self.calls if name == method]

    # --- what Telegram does ---

    def _next(self) -> int:
        self._number += 1
        return self._number

    async def _serve_call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if self.down:
            request.transport.close()
            return web.Response(status=502)
        if request.match_info["bot"] != f"bot{TOKEN}":
            return self._no(401, "Unauthorized")
        fields = await self._fields(request)
        for fault in self.faults:
            if fault[0] == method:
                self.faults.remove(fault)
                return web.json_response({"ok": False, **fault[2]}, status=fault[1])
        self.calls.append((method, fields))
        try:
            handler = getattr(self, f"_{method}", None)
            if handler is None:
                raise Bad(f"no method {method}")
            return web.json_response({"ok": True, "result": await handler(fields)})
        except Bad as bad:
            self.refused.append((method, str(bad)))
            return self._no(400, f"Bad Request: {bad}")
        except web.HTTPConflict:
            return self._no(409, "Conflict: can't use getUpdates while webhook is active")

    @staticmethod
    def _no(code: int, words: str) -> web.Response:
        answer = {"ok": False, "error_code": code, "description": words}
        return web.json_response(answer, status=code)

    @staticmethod
    async def _fields(request: web.Request) -> dict[str, Any]:
        if request.content_type == "application/json":
            return await request.json()
        fields: dict[str, Any] = {}
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                fields[name] = (value.filename, value.content_type, value.file.read())
            else:
                is_json = value[:1] in "[{" or value.lstrip("-").isdigit()
                fields[name] = json.loads(value) if is_json else value
        return fields

    async def _getMe(self, _: dict[str, Any]) -> Any:
        return {"id": 123456, "is_bot": True, "first_name": "Backwise", "username": BOT}

    async def _setMyCommands(self, fields: dict[str, Any]) -> Any:
        commands = need(fields, "commands", list)
        if len(commands) > 100:
            raise Bad("too many commands")
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", need(command, "command", str)):
                raise Bad("BOT_COMMAND_INVALID")
            check_length(need(command, "description", str), 256, "description")
        return True

    async def _setWebhook(self, fields: dict[str, Any]) -> Any:
        if not need(fields, "url", str).startswith("https://"):
            raise Bad("bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[\w-]{1,256}", fields.get("secret_token", "x"), re.ASCII):
            raise Bad("secret token contains unallowed characters")
        if not 1 <= fields.get("max_connections", 40) <= 100:
            raise Bad("max_connections")
        self.webhook = fields
        return True

    async def _deleteWebhook(self, _: dict[str, Any]) -> Any:
        self.webhook = None
        return True

    async def _getUpdates(self, fields: dict[str, Any]) -> Any:
        if self.webhook:
            raise web.HTTPConflict
        if not 1 <= fields.get("limit", 100) <= 100:
            raise Bad("limit")
        offset = fields.get("offset") or 0
        # Confirmed updates are gone for good.
        self._updates = [u for u in self._updates if u["update_id"] >= offset]
        for _ in range(100 * int(fields.get("timeout", 0)) or 1):
            if self._updates or self.down:
                break
            await asyncio.sleep(0.01)
        return self._updates[:100]

    async def _sendMessage(self, fields: dict[str, Any]) -> Any:
        text = visible(need(fields, "text", str), fields.get("parse_mode"))
        check_length(text, 4096, "message text")
        return self._sent(fields, text=text)

    async def _sendPhoto(self, fields: dict[str, Any]) -> Any:
        name, mime, content = need(fields, "photo", tuple)
        if mime not in ("image/png", "image/jpeg") or len(content) > 10 * 1024 * 1024:
            raise Bad("PHOTO_INVALID")
        return self._sent(fields, photo=[{"file_id": name}], **self._caption(fields))

    async def _sendDocument(self, fields: dict[str, Any]) -> Any:
        name, mime, content = need(fields, "document", tuple)
        if not content or len(content) > 50 * 1024 * 1024:
            raise Bad("DOCUMENT_INVALID")
        document = {"file_name": name, "mime_type": mime}
        return self._sent(fields, document=document, **self._caption(fields))

    async def _sendChatAction(self, fields: dict[str, Any]) -> Any:
        self._chat(fields)
        if need(fields, "action", str) not in ("typing", "upload_photo", "upload_document"):
            raise Bad("wrong parameter action in request")
        return True

    async def _answerCallbackQuery(self, fields: dict[str, Any]) -> Any:
        query = need(fields, "callback_query_id", str)
        if query not in self.queries:
            raise Bad("query is too old and response timeout expired or query id is invalid")
        self.queries.remove(query)
        if len(fields.get("text") or "") > 200:
            raise Bad("MESSAGE_TOO_LONG")
        return True

    async def _editMessageReplyMarkup(self, fields: dict[str, Any]) -> Any:
        where = (self._chat(fields), need(fields, "message_id", int))
        if where not in self.messages:
            raise Bad("message to edit not found")
        markup = self._markup(fields)
        if self.messages[where].get("reply_markup") == markup:
            raise Bad("message is not modified")
        self.messages[where]["reply_markup"] = markup
        return self.messages[where]

    async def _leaveChat(self, fields: dict[str, Any]) -> Any:
        self._chat(fields)
        return True

    def _caption(self, fields: dict[str, Any]) -> dict[str, Any]:
        if "caption" not in fields:
            return {}
        text = visible(fields["caption"], fields.get("parse_mode"))
        check_length(text, 1024, "caption")
        return {"caption": text}

    def _sent(self, fields: dict[str, Any], **content: Any) -> Any:
        chat = self._chat(fields)
        message = {
            "message_id": self._next(),
            "date": 1,
            "chat": {"id": chat, "type": "private"},
            **content,
        }
        markup = self._markup(fields)
        if markup:
            message["reply_markup"] = markup
        self.messages[chat, message["message_id"]] = message
        return message

    def _chat(self, fields: dict[str, Any]) -> int:
        chat = need(fields, "chat_id", int)
        if chat not in self.chats:
            raise Bad("chat not found")
        return chat

    @staticmethod
    def _markup(fields: dict[str, Any]) -> dict[str, Any] | None:
        markup = fields.get("reply_markup")
        if markup is None:
            return None
        rows = need(markup, "inline_keyboard", list)
        if sum(map(len, rows)) > 100 or any(len(row) > 8 for row in rows):
            raise Bad("reply markup is too long")
        for button in (button for row in rows for button in row):
            check_length(need(button, "text", str), 64, "button text")
            if not 1 <= len(need(button, "callback_data", str).encode()) <= 64:
                raise Bad("BUTTON_DATA_INVALID")
        return markup


def buttons(message: dict[str, Any]) -> list[tuple[str, str]]:
    """Return title and data of a message's buttons."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [(button["text"], button["callback_data"]) for row in rows for button in row]
