"""Backwise in Slack: Socket Mode for a laptop, the Events API for a server."""

from __future__ import annotations

import asyncio
import logging
import math
import os
from collections.abc import Coroutine
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import BaseHTTPResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from rasa_ext.channels.body import read_body
from rasa_ext.channels.core import TEXTS, Message, OnNewMessage, Pace, Refused
from rasa_ext.channels.desk import Desk, Incoming, NotDelivered, Reply
from rasa_ext.channels.files import NoFile, fetch, own_address
from rasa_ext.channels.retry import Unreachable
from rasa_ext.channels.slack_api import SLACK, SlackAPI, SlackError
from rasa_ext.channels.slack_events import is_genuine, read, read_request
from rasa_ext.channels.slack_form import after_choice, calls
from rasa_ext.channels.status import say
from rasa_ext.channels.talk import Talk, is_danger, said

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 1024 * 1024
# The socket's client logs every lost connection with a traceback, and finds a new one by itself.
_QUIET = logging.getLogger(f"{__name__}.socket")
_QUIET.setLevel(logging.CRITICAL)
_START_PATIENCE = 10.0  # seconds until it is said that Slack is out of reach
_BEST_EFFORT = 5.0  # seconds to try what nobody will miss
# What `/backpain` and one of these words says in the person's place.
_WORDS = {"": "hello", "start": "hello", "help": "help", "stop": "stop asking"}
_SOCKET_KINDS = {"events_api": "events", "interactive": "interactive", "slash_commands": "slash"}


class SlackInput(InputChannel):
    """The channel. Without its tokens it is off, and says so in one line."""

    def __init__(
        self,
        bot_token: str,
        signing_secret: str = "",
        app_token: str = "",
        api: str = SLACK,
        talk: Talk | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._bot_token = bot_token
        self._signing_secret = signing_secret
        self._app_token = app_token
        self._socket_api = SlackAPI(app_token, api)
        self._talk = talk or Talk("slack", "Slack")
        self._api = SlackAPI(bot_token, api)
        self._desk = Desk("slack", self, self._talk.ledger, pace or Pace())
        self._socket: SocketModeClient | None = None
        self._bot = ""
        self._tasks: set[asyncio.Task[Any]] = set()
        self._agent: Any = None
        self._on_new_message: OnNewMessage | None = None

    @classmethod
    def name(cls) -> str:
        """Return the channel's name in trackers, and in its address."""
        return "slack"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> SlackInput:
        """Read credentials.yml, and the environment for what is not there."""
        given = credentials or {}
        return cls(
            bot_token=given.get("bot_token") or os.environ.get("SLACK_BOT_TOKEN", ""),
            signing_secret=given.get("signing_secret")
            or os.environ.get("SLACK_SIGNING_SECRET", ""),
            app_token=given.get("app_token") or os.environ.get("SLACK_APP_TOKEN", ""),
            api=given.get("api") or os.environ.get("SLACK_API") or SLACK,
        )

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the webhook, and start what runs beside it."""
        slack = Blueprint("slack_webhook", __name__)
        self._on_new_message = on_new_message
        missing = self._missing()
        if missing:
            say(f"Slack is off: {missing}.")
            return slack

        @slack.listener("after_server_start")
        async def begin(app: Sanic, _: Any) -> None:
            self._agent = app.ctx.agent
            self._soon(self._begin())

        @slack.listener("before_server_stop")
        async def end(_: Sanic, __: Any) -> None:
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            if self._socket:
                await self._socket.close()
            await self._desk.close()
            await self._api.close()
            await self._socket_api.close()

        if not self._signing_secret:
            return slack

        @slack.post("/webhook", stream=True)
        async def receive(request: Request) -> BaseHTTPResponse:
            try:
                body = await read_body(request, MAX_BODY_BYTES)
                if not is_genuine(self._signing_secret, request.headers, body):
                    return response.empty(status=403)
                kind, payload = read_request(request.headers.get("content-type", ""), body)
            except Refused as refused:
                return response.empty(status=413 if refused.code == "too_long" else 400)
            if payload.get("type") == "url_verification":
                return response.text(str(payload.get("challenge", "")))
            self._take(kind, payload)
            return response.json(_receipt()) if kind == "slash" else response.empty(status=200)

        return slack

    def _missing(self) -> str:
        if not self._bot_token:
            return "SLACK_BOT_TOKEN is not set"
        if not self._bot_token.startswith("xoxb-"):
            return "SLACK_BOT_TOKEN should begin with xoxb-"
        if self._app_token and not self._app_token.startswith("xapp-"):
            return "SLACK_APP_TOKEN should begin with xapp-"
        if not self._app_token and not self._signing_secret:
            return "set SLACK_APP_TOKEN (laptop) or SLACK_SIGNING_SECRET (server)"
        return ""

    # --- coming in -----------------------------------------------------------------------------

    async def _begin(self) -> None:
        try:
            me = await self._who_am_i()
            self._bot = me.get("user_id", "")
            self._desk.resume()
            if self._app_token:
                await self._connect()
            way = "Socket Mode" if self._app_token else "Events API"
            say(f"Slack is on: @{me.get('user', '?')} in {me.get('team', '?')} ({way}).")
        except SlackError as error:
            say(f"Slack is off: Slack does not accept the tokens ({error.code}).")

    async def _who_am_i(self) -> dict[str, Any]:
        try:
            return await self._api.call("auth.test", patience=_START_PATIENCE)
        except Unreachable:
            say("Slack cannot be reached. Backwise keeps trying.")
            return await self._api.call("auth.test", patience=math.inf)

    async def _connect(self) -> None:
        way = self._socket_api
        # The client below would try a wrong token for ever.
        await way.call("apps.connections.open", patience=math.inf)
        self._socket = SocketModeClient(self._app_token, logger=_QUIET, web_client=way.client)
        self._socket.socket_mode_request_listeners.append(self._receive_by_socket)
        await self._socket.connect()

    async def _receive_by_socket(
        self, client: SocketModeClient, request: SocketModeRequest
    ) -> None:
        kind = _SOCKET_KINDS.get(request.type)
        payload = _receipt() if kind == "slash" else None
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))
        if kind:
            self._take(kind, request.payload)

    def _take(self, kind: str, payload: Any) -> None:
        try:
            data = read(kind, payload, self._bot)
        except (AttributeError, KeyError, TypeError, IndexError):
            logger.error("Slack sent something that cannot be read.")
            return
        if data:
            self._desk.receive(Incoming(self._person(data), data["id"], data))

    def _person(self, data: dict[str, Any]) -> str:
        ids = [data["team"], data["user"]]
        if data["kind"] == "mention" or (data["kind"] == "button" and data["channel"][:1] != "D"):
            # What was said in private has no place where others read along.
            ids += [data["channel"], data["thread"] or ""]
        return self._talk.signer.person("slack", *ids)

    # --- answering -----------------------------------------------------------------------------

    async def answer(self, incoming: Incoming) -> list[Reply]:
        """Take the turn, and return the calls that answer."""
        messages = await self._messages(incoming)
        return await self._calls(incoming, messages)

    async def refuse(self, incoming: Incoming) -> list[Reply]:
        """Say that a message was not read."""
        return await self._calls(incoming, [said(TEXTS[incoming.refused or "too_fast"])])

    async def deliver(self, incoming: Incoming, reply: Reply) -> None:
        """Make one call; note which buttons are open now."""
        try:
            result = await self._call(reply)
        except Unreachable:
            raise NotDelivered from None
        except SlackError as error:
            logger.error("Slack refused %s with %s.", reply["method"], error.code)
            return
        if reply.get("choices"):
            self._talk.people.change(
                incoming.person,
                keyboard={"channel": result.get("channel"), "ts": result.get("ts")},
                shown={k: reply["params"][k] for k in ("text", "blocks")},
                choices=reply["choices"],
            )

    async def _call(self, reply: Reply) -> dict[str, Any]:
        params, file = reply["params"], reply.get("file")
        if not file:
            try:
                return await self._api.call(reply["method"], params)
            except SlackError as error:
                if not error.code.startswith("invalid_blocks"):
                    raise
                logger.error("Slack refused the blocks of a message.")
                # The words count more than their form.
                words = {name: value for name, value in params.items() if name != "blocks"}
                return await self._api.call(reply["method"], words)
        try:
            content, _ = await fetch(file["url"], own_address(), photo=file["photo"])
        except NoFile:
            logger.error("A picture or document for Slack could not be had.")
            return {}
        return await self._api.upload(params, file["name"], file["title"], content)

    async def _calls(self, incoming: Incoming, messages: list[Message]) -> list[Reply]:
        channel = incoming.data["channel"]
        if messages and not channel:
            try:
                opened = await self._api.call(
                    "conversations.open", {"users": incoming.data["user"]}
                )
            except (SlackError, Unreachable):
                logger.error("Slack opened no direct message.")
                return []
            channel = opened["channel"]["id"]
        thread = incoming.data["thread"]
        return [call for message in messages for call in calls(message, channel, thread)]

    async def _messages(self, incoming: Incoming) -> list[Message]:
        person, data, kind = incoming.person, incoming.data, incoming.data["kind"]
        text = data.get("text", "")
        if kind == "button":
            return await self._pressed(incoming)
        if kind == "edited":
            return [said(TEXTS["edited"])]
        if kind == "slash" and text.lower() == "delete":
            return self._talk.ask_to_erase()
        if kind == "slash" and text.lower() == "privacy":
            return self._talk.notice(person)
        introduce = self._warn_of_readers if kind == "mention" else self._talk.introduce
        if kind == "other":
            return introduce(person, [said(TEXTS["only_text"])])
        if kind in ("slash", "mention"):
            text = _WORDS.get(text.lower(), text)
        self._close_buttons(person)
        answer = await self._talk.turn(self._new_message, person, text, incoming.id)
        if kind == "caption":
            answer.append(said(TEXTS["only_caption"]))
        return introduce(person, answer)

    def _warn_of_readers(self, person: str, messages: list[Message]) -> list[Message]:
        """Say once in a thread that others read along; in danger, only after what to do."""
        if self._talk.people.get(person).get("notice"):
            return messages
        self._talk.people.change(person, notice=True)
        warning = said(TEXTS["channel_notice"])
        return [*messages, warning] if any(map(is_danger, messages)) else [warning, *messages]

    async def _pressed(self, incoming: Incoming) -> list[Message]:
        person, data, token = incoming.person, incoming.data, incoming.data["token"]
        known = self._talk.people.get(person).get("choices") or {}
        control = token[2:] if token.startswith("c:") else None
        here = {"channel": data["channel"], "ts": data["ts"]}
        shown = {**here, "text": data["text"] or "…"}
        if control is None and token not in known:
            hint = {
                "channel": data["channel"],
                "user": data["user"],
                "text": TEXTS["question_over"],
            }
            if data["thread"]:
                hint["thread_ts"] = data["thread"]
            self._soon(self._try("chat.postEphemeral", hint))
            return []
        blocks = after_choice(data["blocks"], data["title"])
        self._soon(self._try("chat.update", {**shown, "blocks": blocks}))
        if control:
            return await self._talk.control(self._agent, person, control)
        self._talk.people.change(person, keyboard=None, shown=None, choices={})
        return await self._talk.turn_with(self._new_message, person, known[token], incoming.id)

    def _close_buttons(self, person: str) -> None:
        """Take away the buttons of a question that was answered in words."""
        state = self._talk.people.get(person)
        if state.get("keyboard") and state.get("shown"):
            blocks = after_choice(state["shown"]["blocks"], "")
            params = {**state["keyboard"], "text": state["shown"]["text"], "blocks": blocks}
            self._talk.people.change(person, keyboard=None, shown=None, choices={})
            if blocks:
                self._soon(self._try("chat.update", params))

    async def _new_message(self, message: Any) -> None:
        assert self._on_new_message is not None
        await self._on_new_message(message)

    async def _try(self, method: str, params: dict[str, Any]) -> None:
        """Make a call that nobody misses if it fails."""
        try:
            await self._api.call(method, params, patience=_BEST_EFFORT)
        except (SlackError, Unreachable):
            logger.info("Slack did not take %s.", method)

    def _soon(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _receipt() -> dict[str, str]:
    """What the one who gave a command sees at once, and nobody else."""
    return {"response_type": "ephemeral", "text": TEXTS["in_private"]}
