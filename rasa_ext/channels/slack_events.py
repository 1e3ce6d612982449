"""What Slack sends, checked and reduced to what matters."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from rasa_ext.channels.body import parse_json
from rasa_ext.channels.core import Refused
from rasa_ext.channels.slack_form import read_text

MAX_AGE_SECONDS = 5 * 60
_WITH_WORDS = (None, "file_share", "thread_broadcast")


def is_genuine(
    secret: str, headers: Mapping[str, str], body: bytes, now: float | None = None
) -> bool:
    """Return whether Slack signed this request within the last five minutes."""
    sent = headers.get("x-slack-request-timestamp", "")
    if not (sent.isascii() and sent.isdigit()):
        return False
    if abs((time.time() if now is None else now) - int(sent)) > MAX_AGE_SECONDS:
        return False
    digest = hmac.new(secret.encode(), b"v0:%s:%s" % (sent.encode(), body), hashlib.sha256)
    given = headers.get("x-slack-signature", "")
    return hmac.compare_digest(f"v0={digest.hexdigest()}".encode(), given.encode())


def read_request(content_type: str, body: bytes) -> tuple[str, dict[str, Any]]:
    """Return the kind of a request and its payload: `events`, `interactive` or `slash`.

    Raises Refused ("bad_request").
    """
    if content_type.partition(";")[0].strip().lower() == "application/json":
        return "events", _mapping(parse_json(body))
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True)
    except (UnicodeDecodeError, ValueError):
        raise Refused("bad_request") from None
    if "payload" in fields:
        return "interactive", _mapping(parse_json(fields["payload"][0]))
    if "command" in fields:
        return "slash", {name: values[0] for name, values in fields.items()}
    raise Refused("bad_request")


def read(kind: str, payload: dict[str, Any], bot: str) -> dict[str, Any] | None:
    """Return what matters of a payload, as JSON, or None where nobody waits for an answer.

    Args:
        kind: `events`, `interactive` or `slash`.
        payload: what Slack sent.
        bot: the bot's own user id.

    Raises AttributeError, KeyError, TypeError or IndexError if it is none of Slack's.
    """
    if kind == "slash":
        return _read_command(payload)
    if kind == "interactive":
        return _read_press(payload)
    if payload.get("type") != "event_callback":
        return None
    found = _read_event(payload["event"], bot)
    return found and {**found, "id": payload["event_id"], "team": payload.get("team_id", "")}


def _read_event(event: dict[str, Any], bot: str) -> dict[str, Any] | None:
    kind, subtype = event.get("type"), event.get("subtype")
    if event.get("bot_id") or event.get("user") == bot:
        return None
    if kind == "app_mention" and event.get("user"):
        words = event.get("text", "").replace(f"<@{bot}>", " ")
        thread = event.get("thread_ts") or event["ts"]
        return {**_where(event), "kind": "mention", "thread": thread, "text": read_text(words)}
    if kind != "message" or event.get("channel_type") != "im":
        return None
    if subtype == "message_changed":
        new, old = event["message"], event.get("previous_message") or {}
        # Slack "changes" a message also when it shows the page behind a link.
        if new.get("bot_id") or new.get("user") in (None, bot) or new["text"] == old.get("text"):
            return None
        return {**_where({**event, "user": new["user"]}), "kind": "edited", "text": ""}
    if subtype not in _WITH_WORDS or not event.get("user"):
        return None
    text = read_text(event.get("text") or "")
    with_files = "caption" if event.get("files") else "text"
    return {**_where(event), "kind": with_files if text else "other", "text": text}


def _where(event: dict[str, Any]) -> dict[str, Any]:
    return {"user": event["user"], "channel": event["channel"], "thread": event.get("thread_ts")}


def _read_press(payload: dict[str, Any]) -> dict[str, Any] | None:
    if payload.get("type") != "block_actions":
        return None
    action = payload["actions"][0]
    if action.get("type") != "button" or not isinstance(action.get("value"), str):
        return None
    message = payload["message"]
    return {
        "kind": "button",
        "id": _digest(payload["trigger_id"], action.get("action_ts", "")),
        "team": (payload.get("team") or {}).get("id", ""),
        "user": payload["user"]["id"],
        "channel": payload["channel"]["id"],
        "thread": message.get("thread_ts"),
        "ts": message["ts"],
        "token": action["value"],
        "title": action["text"]["text"],
        "text": message.get("text", ""),
        "blocks": message.get("blocks") or [],
    }


def _read_command(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": "slash",
        "id": _digest(fields["trigger_id"]),
        "team": fields.get("team_id", ""),
        "user": fields["user_id"],
        "channel": "",
        "thread": None,
        "text": str(fields.get("text") or "").strip(),
    }


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refused("bad_request")
    return value
