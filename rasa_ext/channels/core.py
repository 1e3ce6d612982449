"""What every channel shares: reading a message, pacing it, and taking one turn.

The text of a message never goes to a log from here, at any level.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
import traceback
import unicodedata
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.utils.io import read_yaml_file

from rasa_ext.action_calls import action_failed

logger = logging.getLogger(__name__)

MAX_CHARACTERS = 4_000

T = TypeVar("T")
Message = dict[str, Any]
OnNewMessage = Callable[[UserMessage], Awaitable[Any]]

TEXTS: Mapping[str, str] = read_yaml_file(Path(__file__).with_name("texts.yml"))


class Refused(Exception):
    """A message that cannot be taken. `code` names why, `str()` says it in plain words."""

    def __init__(self, code: str, text: str | None = None) -> None:
        super().__init__(TEXTS[text or code])
        self.code = code


# --- reading -----------------------------------------------------------------------------------

# Invisible letters that emoji and some scripts need: the joiners, and the tags of flag emoji.
_NEEDED_INVISIBLE = frozenset(chr(c) for c in (0x200C, 0x200D, *range(0xE0020, 0xE0080)))
_NOTHING_YET = re.compile(rf"^[\s{re.escape(''.join(_NEEDED_INVISIBLE))}]+")
_SLASHES = re.compile(r"^[\s/]*/")
_FIRST_WORD = re.compile(r"^\s*\S+")
_PAYLOAD = re.compile(r"[\w.+-]*\s*[{@].*", re.DOTALL)
_PAYLOAD_MARKS = re.compile(r"[{}\[\]\"':,@=_/\\]+")


def clean_text(text: object) -> str:
    """Return what the person wrote as plain words, or raise `Refused`.

    Nobody can type a Rasa payload: a leading `/` is dropped, and so are the braces after it.
    """
    if not isinstance(text, str):
        raise Refused("bad_request")
    if len(text) > MAX_CHARACTERS:
        raise Refused("too_long")
    words = _without_command(_without_controls(text))
    if not words:
        raise Refused("empty")
    return words


def _without_controls(text: str) -> str:
    text = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)
    return _NOTHING_YET.sub("", "".join(c for c in text if _is_readable(c))).rstrip()


def _is_readable(character: str) -> bool:
    if character in "\n\t" or character in _NEEDED_INVISIBLE:
        return True
    # Cc: control, Cf: invisible formatting, Cs: half of a broken emoji, which no store can save.
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs")


def _without_command(text: str) -> str:
    words = _SLASHES.sub("", text)
    if words == text:
        return text
    if _PAYLOAD.fullmatch(words):
        words = " ".join(_PAYLOAD_MARKS.sub(" ", words).split())
    # The name of an intent, such as `ask_cause`, reads as words.
    return _FIRST_WORD.sub(lambda first: first[0].replace("_", " "), words).strip()


# --- pacing ------------------------------------------------------------------------------------


class RateLimiter:
    """A token bucket for each session: a burst at once, then a steady trickle."""

    def __init__(
        self,
        burst: int = 20,
        per_second: float = 1.0,
        max_sessions: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._burst = burst
        self._per_second = per_second
        self._max_sessions = max_sessions
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def check(self, session: str) -> None:
        """Take one token, or raise `Refused` if none is left."""
        now = self._clock()
        tokens, since = self._buckets.pop(session, (float(self._burst), now))
        tokens = min(self._burst, tokens + (now - since) * self._per_second)
        allowed = tokens >= 1
        self._buckets[session] = (tokens - 1 if allowed else tokens, now)
        # The session that was quiet for longest has most likely a full bucket again.
        if len(self._buckets) > self._max_sessions:
            self._buckets.popitem(last=False)
        if not allowed:
            raise Refused("too_fast")


class Pace:
    """A limit for each person, and one for all of them together."""

    def __init__(
        self, personal: RateLimiter | None = None, overall: RateLimiter | None = None
    ) -> None:
        self._personal = personal or RateLimiter()
        # About as many turns as one server can take.
        self._overall = overall or RateLimiter(burst=300, per_second=50)

    def check(self, person: str) -> None:
        """Let one message pass, or raise `Refused`."""
        # The person comes first: somebody who floods us uses up nobody else's share.
        self._personal.check(person)
        try:
            self._overall.check("")
        except Refused:
            raise Refused("too_busy") from None


class Once:
    """Runs the work for a message id once, and gives a repeat of the id the same answer.

    The work goes on when the one who waits for it goes away, so a lost connection loses no turn.
    Work that failed is forgotten: sending again is then a real second try.
    """

    def __init__(self, max_messages: int = 1_000) -> None:
        self._max_messages = max_messages
        self._tasks: OrderedDict[tuple[str, str], asyncio.Task[Any]] = OrderedDict()

    def knows(self, session: str, message_id: str) -> bool:
        """Return whether this message was taken and has not failed."""
        return (session, message_id) in self._tasks

    async def run(self, session: str, message_id: str, work: Callable[[], Awaitable[T]]) -> T:
        """Return the result of `work`, which is started only if the message is new."""
        key = (session, message_id)
        task = self._tasks.get(key)
        if task is None:
            task = asyncio.ensure_future(work())
            self._tasks[key] = task
            task.add_done_callback(lambda done: self._forget_failed(key, done))
            if len(self._tasks) > self._max_messages:
                self._tasks.popitem(last=False)
        return await asyncio.shield(task)

    def forget(self, session: str) -> None:
        """Forget what was answered in this session."""
        for key in [key for key in self._tasks if key[0] == session]:
            del self._tasks[key]

    def _forget_failed(self, key: tuple[str, str], task: asyncio.Task[Any]) -> None:
        failed = task.cancelled() or task.exception() is not None
        if failed and self._tasks.get(key) is task:
            del self._tasks[key]


# --- taking a turn -----------------------------------------------------------------------------


async def attempt_turn(on_new_message: OnNewMessage, message: UserMessage) -> bool:
    """Give one message to Rasa; return whether the turn ended well and said something.

    Rasa swallows what goes wrong inside an action, for one when the action server is down.
    """
    try:
        await on_new_message(message)
    except Exception as error:
        # Not the error's own words: they can quote what the person wrote.
        frames = "".join(traceback.format_tb(error.__traceback__))
        logger.error("A turn failed with %s.\n%s", type(error).__name__, frames)
        return False
    if action_failed(message.output_channel) or not message.output_channel.messages:
        logger.error("A turn had no answer. Is the action server up?")
        return False
    return True


async def run_turn(
    on_new_message: OnNewMessage,
    text: str,
    sender: str,
    input_channel: str,
    *,
    output: CollectingOutputChannel | None = None,
    message_id: str | None = None,
    metadata: dict[str, Any] | None = None,
) -> list[Message]:
    """Take one turn and return what the bot said, or that something went wrong.

    What was said before the failure stays: it may be the advice to call an ambulance.
    """
    collector = output if output is not None else CollectingOutputChannel()
    message = UserMessage(
        text,
        collector,
        sender,
        input_channel=input_channel,
        message_id=message_id,
        metadata=metadata,
    )
    if not await attempt_turn(on_new_message, message):
        await collector.send_text_message(sender, TEXTS["turn_failed"])
    return collector.messages
