"""A real server with our channels and a scripted agent behind them: no model, no training."""

from __future__ import annotations

import asyncio
import inspect
import socket
import threading
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage, register
from rasa.core.tracker_store import InMemoryTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Restarted, UserUttered
from sanic import Sanic

from rasa_ext.channels.chat import ChatInput
from rasa_ext.channels.core import RateLimiter
from rasa_ext.channels.rest import RestInput
from rasa_ext.lock_store import ConditionLockStore

# Without this Sanic cannot start a second app in the same process.
Sanic.test_mode = True

Script = Callable[[str], Any]  # messages, or something to await that returns them


def echo(text: str) -> list[dict[str, Any]]:
    """Answer with the same words."""
    return [{"text": f"You said: {text}"}]


class ScriptedAgent:
    """Stands in for Rasa's agent: same lock, same tracker, but the answers come from a script."""

    def __init__(self, script: Script = echo, store: TrackerStore | None = None) -> None:
        self.script = script
        self.tracker_store = store or InMemoryTrackerStore(Domain.empty())
        self.lock_store = ConditionLockStore()
        self.heard: list[tuple[str, str]] = []
        self.metadata: list[dict[str, Any] | None] = []

    async def handle_message(self, message: UserMessage) -> None:
        """Take one turn as Rasa does: say everything, then save the tracker."""
        async with self.lock_store.lock(message.sender_id):
            self.heard.append((message.sender_id, message.text))
            self.metadata.append(message.metadata)
            tracker = await self.tracker_store.get_or_create_tracker(message.sender_id)
            tracker.update(
                UserUttered(
                    message.text,
                    message_id=message.message_id,
                    input_channel=message.input_channel,
                    metadata=message.metadata,
                )
            )
            said_now = self.script(message.text)
            if inspect.iscoroutine(said_now):
                said_now = await said_now
            for said in said_now:
                event = BotUttered(said.get("text"), {k: v for k, v in said.items() if k != "text"})
                tracker.update(event)
                await message.output_channel.send_response(message.sender_id, event.message())
            if message.text == "start over":
                tracker.update(Restarted())
            await self.tracker_store.save(tracker)


class ChatServer:
    """Serves the channels on a free port of this machine, in a thread of its own."""

    def __init__(
        self,
        agent: ScriptedAgent,
        secret_path: Path,
        limiter: RateLimiter | None = None,
        channels: Sequence[InputChannel] = (),
        chat: ChatInput | None = None,
        rest: RestInput | None = None,
    ) -> None:
        self.agent = agent
        self.channels: list[InputChannel] = [
            rest or RestInput(),
            chat or ChatInput(secret_path, limiter),
            *channels,
        ]
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        app = Sanic(f"chat_{uuid.uuid4().hex}", configure_logging=False)
        app.ctx.agent = self.agent
        register(self.channels, app, "/webhooks/")
        server = self._loop.run_until_complete(
            app.create_server(sock=self._socket, return_asyncio_server=True)
        )
        self._loop.run_until_complete(server.startup())
        self._loop.run_until_complete(server.after_start())
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(server.before_stop())
        server.close()

    def __enter__(self) -> ChatServer:
        self._thread.start()
        while not self._ready.wait(timeout=0.1):
            if not self._thread.is_alive():
                raise RuntimeError("The test server did not start.")
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._socket.close()
