"""What people notice, or better do not notice, when a part of Backwise fails or is started anew."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any

import pytest
import yaml

from tests.conversations.servers import REPOSITORY, Servers
from tests.conversations.talk import Talk, responses
from tests.conversations.test_guidance import KNOWN
from tests.conversations.test_scenarios import is_in

TEXTS = yaml.safe_load((REPOSITORY / "rasa_ext/channels/texts.yml").read_text(encoding="utf-8"))
FAILED = TEXTS["turn_failed"]
NewTalk = Callable[[], Talk]


# ── the action server is down ───────────────────────────────────────────────────────────────────


@pytest.fixture
def talk_before(new_talk: NewTalk) -> Talk:
    """A talk that had begun, with the question of the time pending."""
    talk = new_talk()
    assert talk.say("my lower back hurts").asks == "duration_days"
    return talk


@pytest.fixture
def no_actions(servers: Servers, talk_before: Talk) -> Iterator[None]:
    """The action server is down."""
    servers.stop_actions()
    yield
    servers.start_actions()


@pytest.mark.usefixtures("no_actions")
@pytest.mark.parametrize("in_form", [True, False])
def test_safety_and_crisis_replies_need_no_action_server(
    in_form: bool, talk_before: Talk, new_talk: NewTalk
) -> None:
    talk = talk_before if in_form else new_talk()
    assert [p["level"] for p in talk.say("I can't pee").payloads("triage")] == ["emergency"]
    assert responses()["utter_triage_standing"] in talk.say("does heat help?").text
    (crisis,) = talk.say("I want to kill myself").payloads("crisis")
    assert crisis["severity"] == "active"
    assert crisis["contacts"]
    reply = talk.say("yes")
    assert is_in("utter_crisis_not_safe", reply.text)
    assert reply.payloads("crisis")[0]["severity"] == "imminent"


@pytest.mark.usefixtures("no_actions")
def test_without_action_server_other_turns_say_that_something_went_wrong(new_talk: NewTalk) -> None:
    talk = new_talk()
    for text in ("my back hurts", "does heat help?", "can I take ibuprofen?", "lower back"):
        reply = talk.say(text)
        assert reply.messages[-1]["text"] == FAILED, text
        assert not reply.payloads("article")


@pytest.mark.usefixtures("no_actions")
def test_without_action_server_an_urgent_sign_is_still_told_of(talk_before: Talk) -> None:
    reply = talk_before.say("I have a fever")
    assert [payload["level"] for payload in reply.payloads("triage")] == ["urgent"]
    assert FAILED in reply.text


def test_after_the_action_server_is_back_nothing_is_lost(
    servers: Servers, talk_before: Talk
) -> None:
    servers.stop_actions()
    try:
        assert FAILED in talk_before.say("2 weeks").text
        assert FAILED in talk_before.say("5 out of 10").text
    finally:
        servers.start_actions()
    assert talk_before.say("let's go on").asks == "radiation"
    reply = talk_before.through("it stays put", "after lifting")
    assert "lower back pain for 2 weeks since lifting something, 5 out of 10" in reply.text


# ── many at once ────────────────────────────────────────────────────────────────────────────────


def test_twenty_messages_at_once_are_all_answered(new_talk: NewTalk) -> None:
    talks = [new_talk() for _ in range(10)]
    with ThreadPoolExecutor(20) as pool:
        replies = list(pool.map(lambda talk: talk.say("does heat help?"), talks * 2))
    for reply in replies:
        assert [payload["id"] for payload in reply.payloads("article")] == ["heat"]
    for talk in talks:
        assert talk.say("my neck hurts").asks == "duration_days"


def test_two_quick_messages_of_one_person_are_answered_in_order(talk: Talk) -> None:
    talk.say("my back hurts")
    # The second goes out before the first is answered.
    first, second = _send(talk, "my lower back"), _send(talk, "2 weeks")
    asked = [_last_text(connection) for connection in (first, second)]
    questions = ("utter_ask_duration_days", "utter_ask_intensity")
    assert asked == [responses()[question] for question in questions]


def _send(talk: Talk, text: str) -> HTTPConnection:
    connection = HTTPConnection(talk.url.removeprefix("http://"), timeout=60)
    body = json.dumps({"sender": talk.sender, "message": text})
    headers = {"Content-Type": "application/json"}
    connection.request("POST", "/webhooks/rest/webhook", body, headers)
    return connection


def _last_text(connection: HTTPConnection) -> str:
    text = json.load(connection.getresponse())[-1]["text"]
    connection.close()
    return str(text)


# ── the Rasa server is started anew ─────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def after_restart(servers: Servers) -> dict[str, Talk]:
    """Talks from before a restart; in one of them more than 12 hours have passed.

    From then on the server runs with `--debug`, for the test of the logs.
    """
    talks = {name: Talk(servers.settings.url) for name in ("in form", "standing", "old")}
    assert talks["in form"].through("my neck hurts", "2 weeks").asks == "intensity"
    assert talks["standing"].say("I can't pee").payloads("triage")
    assert talks["old"].through(KNOWN, "no", "not sure").asks == "heart_vessel"
    servers.stop_rasa()
    _age(servers, talks["old"].sender, hours=12.1)
    servers.start_rasa(debug=True)
    return talks


def _age(servers: Servers, sender: str, hours: float) -> None:
    """Move all events of a sender into the past."""
    with sqlite3.connect(servers.home / "backwise.db") as database:
        rows = database.execute("SELECT id, data FROM events WHERE sender_id = ?", (sender,))
        for number, data in rows.fetchall():
            event: dict[str, Any] = json.loads(data)
            event["timestamp"] -= hours * 3600
            database.execute(
                "UPDATE events SET timestamp = ?, data = ? WHERE id = ?",
                (event["timestamp"], json.dumps(event), number),
            )
    database.close()


def test_after_a_restart_a_form_goes_on_where_it_was(after_restart: dict[str, Talk]) -> None:
    talk = after_restart["in form"]
    reply = talk.say("6 out of 10")
    assert reply.asks == "radiation"
    assert responses()["utter_welcome"] not in reply.text
    assert "neck pain for 2 weeks" in talk.through("it stays put", "after sleeping badly").text


def test_after_a_restart_help_still_comes_first(after_restart: dict[str, Talk]) -> None:
    reply = after_restart["standing"].say("which exercises help?")
    assert reply.text == responses()["utter_triage_standing"]


def test_a_new_session_greets_remembers_the_pain_and_asks_red_flags_anew(
    after_restart: dict[str, Talk],
) -> None:
    talk = after_restart["old"]
    reply = talk.say("my back hurts again")
    assert "Welcome back" in reply.text
    assert "lower back pain" in reply.text
    # "no" and "not sure" of the last session count no more.
    assert reply.asks == "cauda_equina"
    assert talk.say("no").asks == "serious_illness"
    assert talk.say("no").asks == "heart_vessel"
    assert [p["level"] for p in talk.say("no").payloads("triage")] == ["self_care"]


# ── what people write is not logged ─────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("after_restart")
def test_no_message_reaches_a_log(servers: Servers, new_talk: NewTalk) -> None:
    secret = f"zorbel{uuid.uuid4().hex}"
    form, free, danger, crisis = (new_talk() for _ in range(4))
    assert free.say(f"does heat help against {secret}?").payloads("article")
    assert form.through("my back hurts", f"in my lower back, {secret}").asks == "duration_days"
    assert danger.say(f"I can't pee, {secret}").payloads("triage")
    assert crisis.say(f"I want to die, {secret}").payloads("crisis")
    assert free.say(f"/intake{{'name': '{secret}'}}").messages
    assert free.say(secret * 200).messages

    servers.stop_actions()
    assert FAILED in free.say(f"does heat help, {secret}?").text
    assert FAILED in form.say(f"for 2 weeks, {secret}").text
    assert danger.say(f"and my legs are numb, {secret}").messages
    servers.start_actions()

    written = servers.output()
    assert "A turn had no answer" in written, "the servers' output was not collected"
    assert [line for line in written.splitlines() if secret in line] == []


def test_a_failing_action_is_told_and_its_error_quotes_nobody(
    servers: Servers, new_talk: NewTalk
) -> None:
    secret = f"zorbel{uuid.uuid4().hex}"
    free, form = new_talk(), new_talk()
    form.say("my back hurts")
    servers.stop_actions()
    servers.start_actions("tests.conversations.failing_actions")
    try:
        assert FAILED in free.say(f"does heat help, {secret}?").text
        assert FAILED in form.say(f"does massage help, {secret}?").text
        assert form.say("my lower back").asks == "duration_days"
    finally:
        servers.stop_actions()
        servers.start_actions()
    written = servers.output()
    assert "An action failed with ValueError" in written
    assert [line for line in written.splitlines() if secret in line] == []
