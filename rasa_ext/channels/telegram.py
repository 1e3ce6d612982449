"""Backwise on Telegram: long polling for a laptop, a webhook for a server."""

from __future__ import annotations

import asyncio
import hmac
import logging
import math
import os
import re
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import BaseHTTPResponse

from rasa_ext.channels.body import read_json
from rasa_ext.channels.core import TEXTS, Message, OnNewMessage, Pace, Refused
from rasa_ext.channels.desk import Desk, Incoming, NotDelivered, Reply
from rasa_ext.channels.files import NoFile, fetch, own_address
from rasa_ext.channels.retry import Unreachable
from rasa_ext.channels.status import say
from rasa_ext.channels.talk import Talk, said
from rasa_ext.channels.telegram_api import TELEGRAM, TelegramAPI, TelegramError
from rasa_ext.channels.telegram_form import calls, chosen, without_markup

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 1024 * 1024
SECRET_HEADER = "x-telegram-bot-api-secret-token"
UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
COMMANDS = {
    "start": "Begin to talk",
    "help": "What I can do",
    "privacy": "Where your words go, and questionnaires",
    "stop": "Stop the questions",
    "delete": "Erase what I keep about you",
}
# What a command says in the person's place.
_WORDS = {"start": "hello", "help": "help", "stop": "stop asking"}
_TOKEN = re.compile(r"\d+:[\w-]{20,}", re.ASCII)
_COMMAND = re.compile(r"/(\w+)(?:@\w+)?(?:\s.*)?", re.ASCII | re.DOTALL)
_POLL_SECONDS = 50
_CONFLICT_PAUSE = 10.0  # seconds
_TYPING_AFTER, _TYPING_EVERY = 0.2, 4.0  # seconds; Telegram shows it for five
_START_PATIENCE = 10.0  # seconds until it is said that Telegram is out of reach
_BEST_EFFORT = 5.0  # seconds to try what nobody will miss


class TelegramInput(InputChannel):
    """The channel. Without a token it is off, and says so in one line."""

    def __init__(
        self,
        token: str,
        webhook_url: str = "",
        api: str = TELEGRAM,
        talk: Talk | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._token = token
        self._webhook_url = webhook_url.rstrip("/")
        self._talk = talk or Talk("telegram", "Telegram")
        self._api = TelegramAPI(token, api)
        self._desk = Desk("telegram", self, self._talk.ledger, pace or Pace())
        self._secret = ""
        self._tasks: set[asyncio.Task[Any]] = set()
        self._agent: Any = None
        self._on_new_message: OnNewMessage | None = None

    @classmethod
    def name(cls) -> str:
        """Return the channel's name in trackers, and in its address."""
        return "telegram"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TelegramInput:
        """Read credentials.yml, and the environment for what is not there."""
        given = credentials or {}
        return cls(
            token=given.get("token") or os.environ.get("TELEGRAM_TOKEN", ""),
            webhook_url=given.get("webhook_url") or os.environ.get("TELEGRAM_WEBHOOK_URL", ""),
            api=given.get("api") or os.environ.get("TELEGRAM_API") or TELEGRAM,
        )

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the webhook, and start what runs beside it."""
        telegram = Blueprint("telegram_webhook", __name__)
        self._on_new_message = on_new_message
        if not self._token:
            say("Telegram is off: TELEGRAM_TOKEN is not set.")
            return telegram
        if not _TOKEN.fullmatch(self._token):
            say("Telegram is off: TELEGRAM_TOKEN does not look like a token of @BotFather.")
            return telegram

        @telegram.listener("after_server_start")
        async def begin(app: Sanic, _: Any) -> None:
            self._agent = app.ctx.agent
            self._soon(self._begin())

        @telegram.listener("before_server_stop")
        async def end(_: Sanic, __: Any) -> None:
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._desk.close()
            await self._api.close()

        @telegram.post("/webhook", stream=True)
        async def receive(request: Request) -> BaseHTTPResponse:
            given = request.headers.get(SECRET_HEADER, "")
            # Empty until the webhook is registered: while polling, nobody may post here.
            if not self._secret or not hmac.compare_digest(given.encode(), self._secret.encode()):
                return response.empty(status=403)
            try:
                update = await read_json(request, MAX_BODY_BYTES)
            except Refused as refused:
                return response.empty(status=413 if refused.code == "too_long" else 400)
            self._take(update)
            return response.empty(status=200)

        return telegram

    # --- coming in -----------------------------------------------------------------------------

    async def _begin(self) -> None:
        try:
            me = await self._who_am_i()
            commands = [{"command": c, "description": text} for c, text in COMMANDS.items()]
            await self._api.call("setMyCommands", {"commands": commands}, patience=math.inf)
            self._desk.resume()
            name = me.get("username", "?")
            if self._webhook_url:
                await self._set_webhook()
                say(f"Telegram is on: https://t.me/{name} (webhook).")
                return
            await self._api.call("deleteWebhook", patience=math.inf)
            say(f"Telegram is on: https://t.me/{name}.")
            await self._poll()
        except TelegramError as error:
            why = "Telegram does not know this token" if error.code in (401, 404) else error
            say(f"Telegram is off: {why}.")

    async def _who_am_i(self) -> dict[str, Any]:
        try:
            return await self._api.call("getMe", patience=_START_PATIENCE)
        except Unreachable:
            say("Telegram cannot be reached. Backwise keeps trying.")
            return await self._api.call("getMe", patience=math.inf)

    async def _set_webhook(self) -> None:
        self._secret = self._talk.signer.derive("telegram webhook")
        params = {
            "url": f"{self._webhook_url}/webhooks/telegram/webhook",
            "secret_token": self._secret,
            "allowed_updates": UPDATES,
            "max_connections": 40,
        }
        await self._api.call("setWebhook", params, patience=math.inf)

    async def _poll(self) -> None:
        offset = None
        while True:
            params = {"offset": offset, "timeout": _POLL_SECONDS, "allowed_updates": UPDATES}
            try:
                updates = await self._api.call(
                    "getUpdates", params, patience=math.inf, seconds=_POLL_SECONDS + 15
                )
            except TelegramError as error:
                if error.code != 409:
                    raise
                say("Telegram waits: another program fetches this bot's messages.")
                await asyncio.sleep(_CONFLICT_PAUSE)
                continue
            for update in updates:
                self._take(update)
                offset = update["update_id"] + 1

    def _take(self, update: Any) -> None:
        try:
            data = read_update(update)
        except (AttributeError, KeyError, TypeError, ValueError):
            logger.error("Telegram sent an update that cannot be read.")
            return
        if data:
            person = self._talk.signer.person("telegram", str(data["chat"]))
            self._desk.receive(Incoming(person, str(update["update_id"]), data))

    # --- answering -----------------------------------------------------------------------------

    async def answer(self, incoming: Incoming) -> list[Reply]:
        """Take the turn, and return the calls that answer."""
        chat = incoming.data["chat"]
        async with self._typing(chat):
            messages = await self._messages(incoming)
        return [call for message in messages for call in calls(message, chat)]

    async def refuse(self, incoming: Incoming) -> list[Reply]:
        """Say that a message was not read."""
        return calls(said(TEXTS[incoming.refused or "too_fast"]), incoming.data["chat"])

    async def deliver(self, incoming: Incoming, reply: Reply) -> None:
        """Make one call; note which buttons are open now."""
        try:
            result = await self._call(reply)
        except Unreachable:
            raise NotDelivered from None
        except TelegramError as error:
            # 403: the person has blocked the bot, which is theirs to do.
            if error.code != 403:
                logger.error("Telegram refused %s with %s.", reply["method"], error.code)
            return
        if reply.get("choices") and isinstance(result, dict):
            open_now = {"keyboard": result.get("message_id"), "choices": reply["choices"]}
            self._talk.people.change(incoming.person, **open_now)

    async def _call(self, reply: Reply) -> Any:
        method, params, file = reply["method"], reply["params"], reply.get("file")
        if not file:
            try:
                return await self._api.call(method, params)
            except TelegramError as error:
                if error.code != 400 or "parse_mode" not in params:
                    raise
                logger.error("Telegram refused the markup of a message.")
                return await self._api.call(method, without_markup(params))
        try:
            content, mime = await fetch(file["url"], own_address(), photo=method == "sendPhoto")
        except NoFile:
            logger.error("A picture or document for Telegram could not be had.")
            # The words beside it say the same; only its buttons must not be lost.
            if "reply_markup" not in params:
                return None
            words = params.get("caption") or file["name"]
            kept = {key: params[key] for key in ("chat_id", "reply_markup")}
            return await self._api.call("sendMessage", {**kept, "text": words})
        return await self._api.call(method, params, (file["field"], file["name"], content, mime))

    async def _messages(self, incoming: Incoming) -> list[Message]:
        person, data, kind = incoming.person, incoming.data, incoming.data["kind"]
        if kind == "group":
            return self._refuse_group(person, data["chat"])
        if kind == "button":
            return await self._pressed(incoming)
        if kind == "edited":
            return [said(TEXTS["edited"])]
        text = data.get("text", "")
        command = _COMMAND.fullmatch(text)
        name = command[1].lower() if command else ""
        if name == "delete":
            return self._talk.ask_to_erase()
        if name == "privacy":
            return self._talk.notice(person)
        if kind == "other":
            return self._talk.introduce(person, [said(TEXTS["only_text"])])
        self._close_buttons(person, data["chat"])
        words = _WORDS.get(name, text)
        answer = await self._talk.turn(self._new_message, person, words, incoming.id)
        if kind == "caption":
            answer.append(said(TEXTS["only_caption"]))
        return self._talk.introduce(person, answer)

    def _refuse_group(self, person: str, chat: int) -> list[Message]:
        self._soon(self._leave(chat))
        if self._talk.people.get(person).get("refused"):
            return []
        self._talk.people.change(person, refused=True)
        return [said(TEXTS["group"])]

    async def _leave(self, chat: int) -> None:
        await asyncio.sleep(2)  # after the words that say why
        await self._try("leaveChat", {"chat_id": chat})

    async def _pressed(self, incoming: Incoming) -> list[Message]:
        person, data = incoming.person, incoming.data
        token, query = data["token"], {"callback_query_id": data["query"]}
        known = self._talk.people.get(person).get("choices") or {}
        control = token[2:] if token.startswith("c:") else None
        if control is None and token not in known:
            over = token != "done"
            text = TEXTS["question_over"] if over else None
            self._soon(self._try("answerCallbackQuery", {**query, "text": text}))
            return []
        self._soon(self._try("answerCallbackQuery", query))
        markup = {"reply_markup": chosen(data["keyboard"], token)}
        where = {"chat_id": data["chat"], "message_id": data["message"]}
        self._soon(self._try("editMessageReplyMarkup", {**where, **markup}))
        if control:
            return await self._talk.control(self._agent, person, control)
        self._talk.people.change(person, keyboard=None, choices={})
        return await self._talk.turn_with(self._new_message, person, known[token], incoming.id)

    def _close_buttons(self, person: str, chat: int) -> None:
        """Take away the buttons of a question that was answered in words."""
        keyboard = self._talk.people.get(person).get("keyboard")
        if keyboard is not None:
            self._talk.people.change(person, keyboard=None, choices={})
            where = {"chat_id": chat, "message_id": keyboard}
            self._soon(self._try("editMessageReplyMarkup", where))

    async def _new_message(self, message: Any) -> None:
        assert self._on_new_message is not None
        await self._on_new_message(message)

    @asynccontextmanager
    async def _typing(self, chat: int) -> AsyncIterator[None]:
        async def show() -> None:
            await asyncio.sleep(_TYPING_AFTER)
            while True:
                await self._try("sendChatAction", {"chat_id": chat, "action": "typing"})
                await asyncio.sleep(_TYPING_EVERY)

        task = self._soon(show())
        try:
            yield
        finally:
            task.cancel()

    async def _try(self, method: str, params: dict[str, Any]) -> None:
        """Make a call that nobody misses if it fails."""
        try:
            await self._api.call(method, params, patience=_BEST_EFFORT)
        except (TelegramError, Unreachable):
            logger.info("Telegram did not take %s.", method)

    def _soon(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def read_update(update: dict[str, Any]) -> dict[str, Any] | None:
    """Return what matters of an update, as JSON, or None where nobody waits for an answer.

    Raises AttributeError, KeyError, TypeError or ValueError if it is no update of Telegram.
    """
    int(update["update_id"])
    if "callback_query" in update:
        return _read_press(update["callback_query"])
    if "my_chat_member" in update:
        change = update["my_chat_member"]
        joined = change["new_chat_member"].get("status") in ("member", "administrator")
        is_group = change["chat"]["type"] != "private"
        return {"kind": "group", "chat": change["chat"]["id"]} if joined and is_group else None
    message = update.get("message") or update.get("edited_message")
    if message is None:
        return None
    chat = message["chat"]
    found: dict[str, Any] = {"chat": int(chat["id"])}
    if chat["type"] != "private":
        # In a channel or a group, nobody but the one who added us waits for an answer.
        return {**found, "kind": "group"} if chat["type"] in ("group", "supergroup") else None
    if "edited_message" in update:
        return {**found, "kind": "edited"}
    for kind in ("text", "caption"):
        if isinstance(message.get(kind), str):
            return {**found, "kind": kind, "text": message[kind]}
    return {**found, "kind": "other"}


def _read_press(query: dict[str, Any]) -> dict[str, Any] | None:
    message = query.get("message")
    if message is None or message["chat"]["type"] != "private":
        return None
    return {
        "kind": "button",
        "chat": int(message["chat"]["id"]),
        "message": message["message_id"],
        "keyboard": (message.get("reply_markup") or {}).get("inline_keyboard") or [],
        "token": str(query.get("data", "")),
        "query": query["id"],
    }
