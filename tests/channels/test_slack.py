"""Slack, against a Web API on loopback that refuses what Slack would refuse."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from chat_server import ScriptedAgent
from loopback import until
from payloads import EVERY_KIND
from slack_web import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, SlackWeb, buttons

from rasa_ext.channels.core import TEXTS, Pace, RateLimiter
from rasa_ext.channels.slack import SlackInput
from rasa_ext.channels.slack_events import is_genuine
from rasa_ext.channels.slack_form import escape, read_text
from rasa_ext.channels.talk import Talk

QUESTION = {
    "text": "Is the skin between your legs numb?",
    "buttons": [{"title": t, "payload": t} for t in ("Yes", "No", "I am not sure")],
}


@pytest.fixture
def slack() -> Iterator[SlackWeb]:
    with SlackWeb() as web:
        yield web
    assert web.refused == [], "Slack would have refused these"


@pytest.fixture
def start(serve: Callable[..., Any], slack: SlackWeb) -> Callable[..., Any]:
    """Start the server with the channel; nothing is greeted with the notice unless asked for."""

    def begin(script: Any = None, notice: bool = False, socket: bool = False, **more: Any) -> Any:
        talk = Talk("slack", "Slack")
        if not notice:
            talk.introduce = lambda person, messages: messages
        options = {"app_token": APP_TOKEN} if socket else {"signing_secret": SIGNING_SECRET}
        options |= {"pace": Pace(RateLimiter(burst=1_000)), **more}
        channel = SlackInput(BOT_TOKEN, api=f"{slack.url}/api/", talk=talk, **options)
        server = serve(ScriptedAgent(script) if script else ScriptedAgent(), channels=[channel])
        slack.events_url = f"{server.url}/webhooks/slack/webhook"
        until(lambda: slack.made("auth.test"), "the start")
        return server

    return begin


def heard(server: Any) -> list[str]:
    return [text for _, text in server.agent.heard]


# --- talking -----------------------------------------------------------------------------------


def test_the_address_can_be_verified(start: Any, slack: SlackWeb) -> None:
    start()
    answer = slack.post({"type": "url_verification", "challenge": "xyz"})
    assert (answer.status_code, answer.text) == (200, "xyz")


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", "Application/JSON"]
)
def test_a_direct_message_is_answered(start: Any, slack: SlackWeb, content_type: str) -> None:
    server = start()
    answer = slack.post(slack.write("my back hurts"), content_type=content_type)
    assert answer.status_code == 200
    message = slack.wait_for("You said: my back hurts", "D7")
    assert message["text"] == "You said: my back hurts"
    assert "thread_ts" not in message
    assert heard(server) == ["my back hurts"]


def test_an_answer_in_a_thread_stays_there(start: Any, slack: SlackWeb) -> None:
    start()
    slack.post(slack.write("hello", thread_ts="1700000000.000001"))
    assert slack.wait_for("You said: hello")["thread_ts"] == "1700000000.000001"


def test_a_mention_is_answered_in_a_thread_with_a_word_on_privacy(
    start: Any, slack: SlackWeb
) -> None:
    server = start(notice=True)
    slack.post(slack.mention("my back hurts", ts="1700000000.000009"))
    assert slack.wait_for("You said: my back hurts", "C1")["thread_ts"] == "1700000000.000009"
    assert "Everybody in this channel can read" in slack.texts("C1")[0]
    slack.post(slack.mention("again", thread_ts="1700000000.000009"))
    slack.wait_for("You said: again", "C1")
    assert len(slack.said("C1")) == 3
    slack.post(slack.write("in private"))
    slack.wait_for("You said: in private", "D7")
    in_channel, again, private = [sender for sender, _ in server.agent.heard]
    assert in_channel == again != private


def test_a_slash_command_begins_a_private_talk(start: Any, slack: SlackWeb) -> None:
    server = start()
    answer = slack.post(slack.command("my neck is stiff", user="U8"))
    assert answer.json() == {"response_type": "ephemeral", "text": TEXTS["in_private"]}
    slack.wait_for("You said: my neck is stiff", "D8")
    slack.post(slack.command("", user="U8"))
    slack.wait_for("You said: hello", "D8")
    assert heard(server) == ["my neck is stiff", "hello"]


def test_the_talk_is_the_same_by_command_and_by_message(start: Any, slack: SlackWeb) -> None:
    server = start()
    slack.post(slack.command("one"))
    slack.wait_for("You said: one")
    slack.post(slack.write("two"))
    slack.wait_for("You said: two")
    assert len({sender for sender, _ in server.agent.heard}) == 1


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("see <https://a.example/x|this page> and <https://b.example>", None),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<tel:112|112> <@U9> <#C1|general> <!here>", "112  general"),
        ("/restart", "/restart"),
    ],
)
def test_slacks_markup_is_not_read_as_words(written: str, read: str | None) -> None:
    assert read_text(written) == (read or "see this page and https://b.example")


def test_typed_payloads_are_plain_words(start: Any, slack: SlackWeb) -> None:
    server = start()
    slack.post(slack.write('/intake{"region": "moon"}'))
    slack.wait_for("intake region moon")
    assert heard(server) == ["intake region moon"]


# --- buttons -----------------------------------------------------------------------------------


def test_a_button_says_its_words_and_the_others_are_gone(start: Any, slack: SlackWeb) -> None:
    server = start(lambda text: [QUESTION if text == "hello" else {"text": f"You said: {text}"}])
    slack.post(slack.write("hello"))
    shown = slack.wait_for("numb")
    assert [title for title, _ in buttons(shown)] == ["Yes", "No", "I am not sure"]
    slack.post(slack.press("Yes"))
    slack.wait_for("You said: Yes")
    assert heard(server) == ["hello", "Yes"]
    until(lambda: not buttons(shown) and "✓ *Yes*" in slack.texts()[0], "the chosen button")


def test_more_than_five_buttons_come_in_rows(start: Any, slack: SlackWeb) -> None:
    titles = [f"Answer {n}" for n in range(12)] + ["x" * 100]
    start(lambda _: [{"text": "Where?", "buttons": [{"title": t, "payload": t} for t in titles]}])
    slack.post(slack.write("hello"))
    shown = slack.wait_for("Where?")
    rows = [len(b["elements"]) for b in shown["blocks"] if b["type"] == "actions"]
    assert rows == [5, 5, 3]


def test_an_old_button_is_not_an_answer_to_a_new_question(start: Any, slack: SlackWeb) -> None:
    server = start(lambda _: [QUESTION])
    slack.post(slack.write("hello"))
    old = slack.press("Yes", message=dict(slack.wait_for("numb")))
    slack.post(slack.write("in words"))
    slack.wait_for("numb", times=2)
    until(lambda: not buttons(slack.said()[0]), "closing")
    slack.post(old)
    until(lambda: slack.made("chat.postEphemeral"), "the hint")
    assert slack.made("chat.postEphemeral")[0]["text"] == TEXTS["question_over"]
    assert heard(server) == ["hello", "in words"]


def test_somebody_elses_button_is_not_mine(start: Any, slack: SlackWeb) -> None:
    server = start(lambda _: [QUESTION])
    slack.post(slack.mention("hello", user="U7"))
    slack.wait_for("numb")
    slack.post(slack.press("Yes", user="U8"))
    until(lambda: slack.made("chat.postEphemeral"), "the hint")
    assert heard(server) == ["hello"]


# --- forms -------------------------------------------------------------------------------------


def test_every_kind_of_message_is_one_that_slack_takes(start: Any, slack: SlackWeb) -> None:
    start(lambda _: EVERY_KIND)
    slack.post(slack.write("hello"))
    slack.wait_for("The last one.")
    told = "\n".join(slack.texts())
    for message in EVERY_KIND:
        for line in message["text"].splitlines():
            assert line.strip() in told
    for words in ("🚨 Go to emergency care now", "Samaritans", "Call 116 123", "Heat wraps first."):
        assert words in told


def test_a_long_answer_is_cut_into_blocks(start: Any, slack: SlackWeb) -> None:
    text = "\n\n".join(f"Paragraph {n} & more. " + "<Backs> like to move. " * 40 for n in range(12))
    start(lambda _: [{"text": text}])
    slack.post(slack.write("hello"))
    shown = slack.wait_for("Paragraph 11")
    assert len(shown["blocks"]) > 3
    assert "".join(slack.texts()[0].split()) == "".join(text.split())


def test_marks_in_words_stay_marks() -> None:
    assert escape("<b>*bold* & _x_") == "&lt;b&gt;*\u200bbold*\u200b &amp; _\u200bx_\u200b"


def test_pictures_are_uploaded(
    start: Any, slack: SlackWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    from test_telegram import PNG

    chart = {"kind": "chart", "url": PNG, "alt": "Pain went down"}
    report = {"kind": "document", "url": "/chat/static/icon.svg", "filename": "report.svg"}
    server = start(
        lambda _: [{"text": "Your week.", "custom": chart}, {"text": "For you.", "custom": report}]
    )
    monkeypatch.setenv("PORT", server.url.rsplit(":", 1)[1])
    slack.post(slack.write("hello", thread_ts="1700000000.000001"))
    slack.wait_for("For you.")
    assert [upload[:4] for upload in slack.uploads] == [b"\x89PNG", b"<svg"]
    asked = slack.made("files.getUploadURLExternal")
    assert asked[0]["alt_txt"] == "Pain went down"
    done = slack.made("files.completeUploadExternal")[0]
    assert (done["channel_id"], done["thread_ts"]) == ("D7", "1700000000.000001")


# --- what is no message ------------------------------------------------------------------------


def test_a_file_without_words_and_a_changed_message_are_answered(
    start: Any, slack: SlackWeb
) -> None:
    server = start()
    slack.post(slack.write("", subtype="file_share", files=[{"id": "F"}]))
    slack.wait_for(TEXTS["only_text"][:25])
    changed = {"user": "U7", "text": "new", "ts": "1"}
    before = {"user": "U7", "text": "old", "ts": "1"}
    more = {"subtype": "message_changed", "message": changed, "previous_message": before}
    slack.post(slack.write("", **more))
    slack.wait_for("as a new message")
    assert heard(server) == []


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message", "channel_type": "im", "bot_id": "B1", "text": "mine", "channel": "D7"},
        {"type": "message", "channel_type": "im", "user": "UBOT", "text": "x", "channel": "D7"},
        {"type": "message", "channel_type": "channel", "user": "U7", "text": "x", "channel": "C1"},
        {"type": "message", "channel_type": "im", "subtype": "message_deleted", "channel": "D7"},
        {"type": "app_home_opened", "user": "U7"},
        {"type": "reaction_added"},
        {"type": "message", "channel_type": "im"},
        {},
    ],
    ids=str,
)
def test_other_events_do_no_harm(start: Any, slack: SlackWeb, event: dict[str, Any]) -> None:
    server = start()
    assert slack.post(slack.event(event)).status_code == 200
    slack.post(slack.write("still there?"))
    slack.wait_for("You said: still there?")
    assert heard(server) == ["still there?"]


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "block_actions", "actions": [{"type": "radio_buttons", "selected_option": {}}]},
        {"type": "block_actions", "actions": []},
        {"type": "block_actions"},
    ],
    ids=str,
)
def test_other_inputs_do_no_harm(start: Any, slack: SlackWeb, payload: dict[str, Any]) -> None:
    server = start()
    assert slack.post(payload).status_code == 200
    assert heard(server) == []


# --- trouble -----------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["http_timeout", "http_error", "connection_failed"])
def test_a_retry_is_not_a_second_message(start: Any, slack: SlackWeb, reason: str) -> None:
    first = start()
    event = slack.write("hello")
    slack.post(event)
    slack.wait_for("You said: hello")
    retry = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": reason}
    assert slack.post(event, **retry).status_code == 200
    first.__exit__()
    second = start()
    slack.post(event, **retry)
    slack.post(slack.write("next"))
    slack.wait_for("You said: next")
    assert heard(first) + heard(second) == ["hello", "next"]


def test_slack_is_answered_before_the_turn_is_over(start: Any, slack: SlackWeb) -> None:
    go = threading.Event()

    async def slow(text: str) -> list[dict[str, Any]]:
        while not go.is_set():
            await asyncio.sleep(0.01)
        return [{"text": text}]

    start(slow)
    assert slack.post(slack.write("hello")).status_code == 200
    assert slack.said() == []
    go.set()
    slack.wait_for("hello")


@pytest.mark.parametrize(
    "fault",
    [
        ("chat.postMessage", 429, {"Retry-After": "1"}, {"ok": False, "error": "ratelimited"}),
        ("chat.postMessage", 500, {}, {}),
        ("chat.postMessage", 200, {}, {"ok": False, "error": "internal_error"}),
    ],
    ids=["429", "500", "internal"],
)
def test_a_busy_slack_is_tried_again(start: Any, slack: SlackWeb, fault: Any) -> None:
    start()
    slack.faults.append(fault)
    slack.post(slack.write("one"))
    slack.post(slack.write("two"))
    slack.wait_for("You said: two")
    assert slack.texts() == ["You said: one", "You said: two"]


def test_words_are_not_lost_when_their_blocks_are_refused(start: Any, slack: SlackWeb) -> None:
    start()
    refusal = {"ok": False, "error": "invalid_blocks"}
    slack.faults.append(("chat.postMessage", 200, {}, refusal))
    slack.post(slack.write("hello"))
    (shown,) = until(slack.said, "the words")
    assert shown["text"] == "You said: hello"


def test_a_failed_turn_says_so_and_can_be_tried_again(start: Any, slack: SlackWeb) -> None:
    answers = iter([[], [{"text": "Here I am."}]])
    server = start(lambda _: next(answers))
    slack.post(slack.write("x" * 3_000))
    slack.wait_for("went wrong on our side")
    slack.post(slack.press("Try again"))
    slack.wait_for("Here I am.")
    assert heard(server) == ["x" * 3_000] * 2


# --- who may speak -----------------------------------------------------------------------------


def test_a_forged_or_old_request_is_refused(start: Any, slack: SlackWeb) -> None:
    server = start()
    event = slack.write("hello")
    assert slack.post(event, secret="guess").status_code == 403
    assert slack.post(event, age=301).status_code == 403
    assert slack.post(event, age=-301).status_code == 403
    plain = requests.post(slack.events_url, json=event, timeout=30)
    assert plain.status_code == 403
    for stamp in ("", "x", "1e9", "٣"):
        assert not is_genuine("s", {"x-slack-request-timestamp": stamp}, b"")
    assert heard(server) == []


def test_a_replayed_request_counts_once(start: Any, slack: SlackWeb) -> None:
    server = start()
    event, command = slack.write("hello"), slack.command("by command")
    for payload in (event, event, command, command):
        assert slack.post(payload).status_code == 200
    slack.wait_for("You said: by command")
    slack.post(slack.write("last"))
    slack.wait_for("You said: last")
    assert heard(server) == ["hello", "by command", "last"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b"[]", 400),
        (b" " * (1024 * 1024 + 1), 413),
    ],
    ids=["broken", "no UTF-8", "deep", "list", "1 MB"],
)
def test_a_strange_body_does_no_harm(start: Any, slack: SlackWeb, body: bytes, status: int) -> None:
    start()
    assert slack.post({}, body=body).status_code == status
    slack.post(slack.write("still there?"))
    slack.wait_for("still there?")


# --- Socket Mode, start ------------------------------------------------------------------------


def test_socket_mode_needs_no_public_address(start: Any, slack: SlackWeb, capsys: Any) -> None:
    server = start(lambda text: [QUESTION if text == "hello" else {"text": text}], socket=True)
    slack.send_by_socket("events_api", slack.write("hello"))
    slack.wait_for("numb")
    slack.send_by_socket("interactive", slack.press("No"))
    slack.wait_for("No", times=2)
    slack.send_by_socket("slash_commands", slack.command("by command"))
    slack.wait_for("by command")
    assert heard(server) == ["hello", "No", "by command"]
    assert len(slack.acks) == 3
    assert slack.acks[2]["payload"]["text"] == TEXTS["in_private"]
    assert "Slack is on: @backwise in Test team (Socket Mode)." in capsys.readouterr().out
    assert requests.post(slack.events_url, json={}, timeout=30).status_code == 404


@pytest.mark.parametrize(
    ("tokens", "line"),
    [
        ({"bot_token": ""}, "Slack is off: SLACK_BOT_TOKEN is not set."),
        ({"bot_token": "x"}, "Slack is off: SLACK_BOT_TOKEN should begin with xoxb-."),
        (
            {"bot_token": BOT_TOKEN},
            "Slack is off: set SLACK_APP_TOKEN (laptop) or SLACK_SIGNING_SECRET (server).",
        ),
        (
            {"bot_token": "xoxb-wrong", "signing_secret": "s"},
            "Slack is off: Slack does not accept the tokens (invalid_auth).",
        ),
        (
            {"bot_token": BOT_TOKEN, "app_token": "xapp-wrong"},
            "Slack is off: Slack does not accept the tokens (invalid_auth).",
        ),
    ],
)
def test_without_good_tokens_it_is_off_and_the_rest_is_on(
    serve: Any, slack: SlackWeb, capsys: Any, tokens: dict[str, str], line: str
) -> None:
    channel = SlackInput(**tokens, api=f"{slack.url}/api/")
    server = serve(ScriptedAgent(), channels=[channel])
    printed = []
    until(lambda: printed.append(capsys.readouterr().out) or line in "".join(printed), line)
    assert "".join(printed).strip() == line
    body = {"sender": "anna", "message": "hello"}
    url = f"{server.url}/webhooks/rest/webhook"
    assert requests.post(url, json=body, timeout=30).json()[0]["text"] == "You said: hello"


# --- notice, erasing ---------------------------------------------------------------------------


def test_notice_consent_and_erasing(start: Any, slack: SlackWeb) -> None:
    server = start(notice=True)
    slack.post(slack.write("my secret"))
    slack.wait_for("You said: my secret")
    assert "Slack may keep it" in slack.texts()[0]
    assert server.agent.metadata[-1]["questionnaires"] is False
    slack.post(slack.press(TEXTS["notice_yes"]))
    slack.wait_for(TEXTS["notice_said_yes"][:20])
    slack.post(slack.write("again"))
    slack.wait_for("You said: again")
    assert server.agent.metadata[-1] == {
        "channel": "slack",
        "third_party": True,
        "questionnaires": True,
    }
    slack.post(slack.command("delete"))
    slack.wait_for("Shall I erase everything")
    slack.post(slack.press("Yes, erase it"))
    slack.wait_for("I have erased our talk")
    assert server.agent.tracker_store.store == {}


def test_a_genuine_signature_is_known() -> None:
    # The example of Slack's own documentation of signed requests.
    secret = "8f742231b10e8888abcd99yyyzzz85a5"
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id="
        b"G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-"
        b"collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F39770"
        b"0885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10"
        b"d2c447fce8b6703c"
    )
    headers = {
        "x-slack-request-timestamp": "1531420618",
        "x-slack-signature": (
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
        ),
    }
    assert is_genuine(secret, headers, body, now=1531420618)
    assert not is_genuine(secret, headers, body, now=time.time())
    assert not is_genuine(secret, headers, body + b"x", now=1531420618)
