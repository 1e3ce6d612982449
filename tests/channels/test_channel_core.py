"""What all channels share: reading words, pacing, once only, and one turn."""

from __future__ import annotations

import asyncio
import logging

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.training_data.message import Message as RasaMessage

from rasa_ext.channels import core
from rasa_ext.channels.core import Once, RateLimiter, Refused, clean_text, run_turn

SECRET_WORDS = "my very private words"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  my back hurts \n", "my back hurts"),
        ("/restart", "restart"),
        ("/ask_cause", "ask cause"),
        ('/intake{"region":"moon"}', "intake region moon"),
        ('/intake@1.0{"region": "moon"}', "intake 1.0 region moon"),
        ("//x", "x"),
        (" / / /session_start", "session start"),
        ("\u200b/restart", "restart"),
        ("\u200d/restart", "restart"),
        ("\x00/\x07restart", "restart"),
        ("10/10 and/or worse", "10/10 and/or worse"),
        ("/ it hurts: a lot, really", "it hurts: a lot, really"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("left\u202eright", "leftright"),
        ("one\r\ntwo\u2028three", "one\ntwo\nthree"),
        ("ouch 😖", "ouch 😖"),
        ("👩‍⚕️ said so", "👩‍⚕️ said so"),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
        ("half \ud83d emoji", "half  emoji"),
        ("Rücken 背中 पीठ", "Rücken 背中 पीठ"),
    ],
)
def test_words_are_read_as_plain_words(typed: str, read: str) -> None:
    assert clean_text(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "/greet",
        "//greet",
        '/ /greet{"a": "b"}',
        "/{/greet",
        "\ufeff/greet@0.9",
        "/\u200b/greet",
        "/@/x",
    ],
)
def test_no_typed_text_is_a_payload_for_rasa(typed: str) -> None:
    read = RasaMessage.build(clean_text(typed))
    assert YAMLStoryReader.unpack_regex_message(read) is read


@pytest.mark.parametrize("text", ["", "  \n", "/", "// /", "/{}", "\x00", "\u200d\u200d"])
def test_nothing_to_read_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        clean_text(text)
    assert refused.value.code == "empty"


@pytest.mark.parametrize("text", [None, 7, ["x"], {"a": 1}, b"x", True])
def test_what_is_no_text_is_refused(text: object) -> None:
    with pytest.raises(Refused) as refused:
        clean_text(text)
    assert refused.value.code == "bad_request"


def test_a_long_text_is_refused_and_never_cut() -> None:
    assert clean_text("x" * 4_000) == "x" * 4_000
    with pytest.raises(Refused) as refused:
        clean_text("x" * 4_001)
    assert refused.value.code == "too_long"
    assert "4,000" in str(refused.value)


def test_pacing_allows_a_burst_and_then_one_each_second() -> None:
    now = 0.0
    limiter = RateLimiter(burst=3, per_second=1, clock=lambda: now)
    for _ in range(3):
        limiter.check("anna")
    with pytest.raises(Refused) as refused:
        limiter.check("anna")
    assert refused.value.code == "too_fast"
    limiter.check("ben")  # one person's haste does not hold back another
    now = 1.0
    limiter.check("anna")
    with pytest.raises(Refused):
        limiter.check("anna")
    now = 1_000.0
    for _ in range(3):
        limiter.check("anna")
    with pytest.raises(Refused):
        limiter.check("anna")


def test_pacing_remembers_only_so_many() -> None:
    limiter = RateLimiter(burst=1, max_sessions=2, clock=lambda: 0.0)
    for session in ("anna", "ben", "cora"):
        limiter.check(session)
    limiter.check("anna")  # forgotten, so it has a full bucket again
    with pytest.raises(Refused):
        limiter.check("cora")


class Work:
    """Counts how often it is done."""

    def __init__(self, fails: int = 0) -> None:
        self.done = 0
        self.fails = fails

    async def __call__(self) -> int:
        self.done += 1
        await asyncio.sleep(0)
        if self.done <= self.fails:
            raise Refused("turn_failed")
        return self.done


def test_a_repeat_gets_the_first_answer() -> None:
    async def scenario() -> None:
        once, work = Once(), Work()
        first, second = await asyncio.gather(once.run("s", "1", work), once.run("s", "1", work))
        assert (first, second, await once.run("s", "1", work), work.done) == (1, 1, 1, 1)
        assert await once.run("other", "1", work) == 2  # ids count within a session

    asyncio.run(scenario())


def test_failed_work_can_be_tried_again() -> None:
    async def scenario() -> None:
        once, work = Once(), Work(fails=1)
        with pytest.raises(Refused):
            await once.run("s", "1", work)
        await asyncio.sleep(0)
        assert not once.knows("s", "1")
        assert await once.run("s", "1", work) == 2

    asyncio.run(scenario())


def test_a_lost_connection_does_not_stop_the_work() -> None:
    async def scenario() -> None:
        once, begun, go = Once(), asyncio.Queue(), asyncio.Event()

        async def work() -> str:
            begun.put_nowait("begun")
            await go.wait()
            return "answer"

        waiting = asyncio.ensure_future(once.run("s", "1", work))
        await begun.get()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        go.set()
        assert await once.run("s", "1", work) == "answer"
        assert begun.empty()  # it was not begun again

    asyncio.run(scenario())


def test_once_remembers_only_so_many_and_forgets_when_told() -> None:
    async def scenario() -> None:
        once, work = Once(max_messages=2), Work()
        for number in ("1", "2", "3"):
            await once.run("s", number, work)
        assert [once.knows("s", n) for n in ("1", "2", "3")] == [False, True, True]
        once.forget("s")
        assert not once.knows("s", "3")

    asyncio.run(scenario())


def take_turn(*said: str, error: Exception | None = None) -> list[core.Message]:
    async def on_new_message(message: UserMessage) -> None:
        for text in said:
            await message.output_channel.send_text_message(message.sender_id, text)
        if error:
            raise error

    return asyncio.run(run_turn(on_new_message, SECRET_WORDS, "anna", "rest"))


def test_a_turn_returns_what_was_said() -> None:
    assert take_turn("Hello.", "How are you?") == [
        {"recipient_id": "anna", "text": "Hello."},
        {"recipient_id": "anna", "text": "How are you?"},
    ]


def test_a_silent_turn_says_that_something_went_wrong() -> None:
    (message,) = take_turn()
    for words in ("went wrong", "kept", "try again", "emergency number"):
        assert words in message["text"]


def test_a_broken_turn_keeps_what_was_said_before(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    messages = take_turn("Call an ambulance.", error=ValueError(f"bad: {SECRET_WORDS}"))
    assert [m["text"] for m in messages] == ["Call an ambulance.", core.TEXTS["turn_failed"]]
    assert "ValueError" in caplog.text
    assert SECRET_WORDS not in caplog.text


def test_a_failed_call_to_the_action_server_is_told() -> None:
    async def on_new_message(message: UserMessage) -> None:
        await message.output_channel.send_text_message(message.sender_id, "First,")
        message.output_channel.action_failed = True  # as `rasa_ext.action_calls` marks it

    messages = asyncio.run(run_turn(on_new_message, SECRET_WORDS, "anna", "rest"))
    assert [m["text"] for m in messages] == ["First,", core.TEXTS["turn_failed"]]
