"""Turns what Rasa remembers and says into the messages of the chat page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import EXTERNAL_MESSAGE_PREFIX
from rasa.shared.core.events import BotUttered, Event, Restarted, UserUttered

from rasa_ext.channels.core import Message

# The response with which a form asks for a slot.
_ASKS = re.compile(r"utter_ask_(\w+)")


class PageOutputChannel(CollectingOutputChannel):
    """Collects what the bot says, one message for one response.

    Rasa's own collector tears a response into its text, its payload and its picture; the page
    shows them together, and the same way again when the talk is loaded later.
    """

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep the response as one message."""
        self.messages.append(bot_message(message, message.get("timestamp")))

    async def send_text_message(self, recipient_id: str, text: str, **_: Any) -> None:
        """Keep a bare text as a message."""
        self.messages.append(bot_message({"text": text}))


async def load_history(store: TrackerStore, sender_id: str) -> list[Message]:
    """Return the talk so far, from its last restart on."""
    tracker = await store.retrieve_full_tracker(sender_id)
    return to_messages(tracker.events) if tracker else []


def to_messages(events: Iterable[Event]) -> list[Message]:
    """Return what was said on both sides since the last restart."""
    messages: list[Message] = []
    last_id: str | None = None
    for event in events:
        if isinstance(event, Restarted):
            messages = []
        elif isinstance(event, BotUttered):
            messages.append(bot_message(event.message(), event.timestamp))
        elif isinstance(event, UserUttered) and _was_typed(event):
            # A failed turn that was tried again stands twice in the tracker.
            if event.message_id is None or event.message_id != last_id:
                messages.append(_user_message(event))
            last_id = event.message_id
    return messages


def bot_message(said: Mapping[str, Any], timestamp: float | None = None) -> Message:
    """Return one message of the bot in the page's form."""
    message: Message = {"from": "bot"}
    if said.get("text"):
        message["text"] = said["text"]
    buttons = said.get("buttons") or said.get("quick_replies")
    if buttons:
        message["buttons"] = [_button(button) for button in buttons]
    for key in ("custom", "image"):
        if said.get(key):
            message[key] = said[key]
    asked = _ASKS.fullmatch(str(said.get("utter_action") or ""))
    if asked:
        message["asks"] = asked[1]
    message["time"] = _time(timestamp)
    return message


def _button(button: Mapping[str, Any]) -> dict[str, str]:
    title = str(button.get("title", ""))
    return {"title": title, "payload": str(button.get("payload") or title)}


def _user_message(event: UserUttered) -> Message:
    return {"from": "user", "text": event.text, "time": _time(event.timestamp)}


def _was_typed(event: UserUttered) -> bool:
    # Reminders and other triggers enter the tracker as if the person had said them.
    return bool(event.text) and not event.text.startswith(EXTERNAL_MESSAGE_PREFIX)


def _time(timestamp: float | None) -> str:
    moment = datetime.now(timezone.utc)
    if timestamp is not None:
        moment = datetime.fromtimestamp(timestamp, timezone.utc)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
