"""The chat page's channel: page, session, turns, history."""

from __future__ import annotations

import logging
import re
import stat
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
import requests
from chat_server import ScriptedAgent
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain

from rasa_ext.channels.core import TEXTS, RateLimiter
from rasa_ext.channels.session import SessionSigner

COOKIE = "backwise_session"
RICH = {
    "text": "Choose.",
    "buttons": [{"title": "Yes", "payload": "Yes"}],
    "custom": {"kind": "triage", "level": "self_care"},
    "image": "/chat/static/icon.svg",
}


class Visitor:
    """One browser: it keeps its cookie and sends its origin."""

    def __init__(self, server: Any) -> None:
        self.server = server
        self.http = requests.Session()

    def open(self, **options: Any) -> requests.Response:
        return self.http.post(f"{self.server.url}/chat/session", timeout=30, **options)

    def say(self, text: Any, message_id: Any = "m1", **options: Any) -> requests.Response:
        body = {"text": text, "id": message_id}
        return self.http.post(f"{self.server.url}/chat/messages", json=body, timeout=30, **options)

    def history(self) -> list[tuple[str, str]]:
        return [(m["from"], m.get("text")) for m in self.open().json()["messages"]]

    @property
    def sender(self) -> str:
        return self.http.cookies[COOKIE].split(".")[0]


@pytest.fixture
def visitor(serve: Callable[..., Any]) -> Visitor:
    person = Visitor(serve(ScriptedAgent()))
    assert person.open().status_code == 200
    return person


def without_times(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for message in messages:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", message.pop("time"))
    return messages


# --- the page ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/chat", "/chat/"])
def test_the_page_is_served_with_a_strict_policy(visitor: Visitor, path: str) -> None:
    answer = visitor.http.get(visitor.server.url + path, timeout=30)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("chat.js", "text/javascript; charset=utf-8"),
        ("style.css", "text/css; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ],
)
def test_files_have_their_type_and_a_tag(visitor: Visitor, name: str, content_type: str) -> None:
    url = f"{visitor.server.url}/chat/static/{name}"
    answer = visitor.http.get(url, timeout=30)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, content_type)
    tag = {"If-None-Match": answer.headers["ETag"]}
    again = visitor.http.get(url, headers=tag, timeout=30)
    assert (again.status_code, again.content) == (304, b"")
    assert visitor.http.get(url, headers={"If-None-Match": '"old"'}, timeout=30).status_code == 200


@pytest.mark.parametrize(
    "path", ["nothing.js", "%2e%2e/credentials.yml", "..%2fcredentials.yml", "%2fetc%2fpasswd"]
)
def test_nothing_outside_the_page_is_served(visitor: Visitor, path: str) -> None:
    answer = visitor.http.get(f"{visitor.server.url}/chat/static/{path}", timeout=30)
    assert answer.status_code == 404


def test_every_file_the_page_names_is_there(visitor: Visitor) -> None:
    get = visitor.http.get
    page = get(f"{visitor.server.url}/chat", timeout=30).text
    named = set(re.findall(r'(?:src|href)="(/[^"]+)"', page))
    assert "/chat/static/chat.js" in named
    for path in named:
        assert get(visitor.server.url + path, timeout=30).status_code == 200


# --- the session -------------------------------------------------------------------------------


def test_the_cookie_is_only_for_the_server(visitor: Visitor) -> None:
    cookie = SimpleCookie(Visitor(visitor.server).open().headers["Set-Cookie"])[COOKIE]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/chat"
    assert cookie["secure"] == ""
    assert re.fullmatch(r"[0-9a-f]{32}\.[0-9a-f]{64}", cookie.value)


def test_the_cookie_is_secure_behind_https(visitor: Visitor) -> None:
    answer = visitor.open(headers={"X-Forwarded-Proto": "https"})
    assert SimpleCookie(answer.headers["Set-Cookie"])[COOKIE]["secure"] is True


def test_every_visitor_gets_an_id_of_their_own(visitor: Visitor) -> None:
    other = Visitor(visitor.server)
    other.open()
    assert other.sender != visitor.sender
    before = visitor.sender
    visitor.open()
    assert visitor.sender == before


def test_the_secret_is_kept_for_the_owner_alone_and_survives_a_restart(
    serve: Callable[..., Any], tmp_path: Path
) -> None:
    agent, secret = ScriptedAgent(), tmp_path / "deep" / "home" / "secret"
    person = Visitor(serve(agent, secret_path=secret))
    assert not secret.exists()  # made at first need
    person.open()
    person.say("hello")
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert [file.name for file in secret.parent.iterdir()] == ["secret"]
    person.server = serve(agent, secret_path=secret)
    assert person.history() == [("user", "hello"), ("bot", "You said: hello")]


def test_another_servers_cookie_is_not_ours(tmp_path: Path) -> None:
    ours, theirs = SessionSigner(tmp_path / "a"), SessionSigner(tmp_path / "b")
    session = ours.new_id()
    assert ours.verify(ours.sign(session)) == session
    assert ours.verify(theirs.sign(session)) is None


def test_a_broken_secret_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"")
    with pytest.raises(RuntimeError, match="too short"):
        SessionSigner(tmp_path / "secret").sign("0" * 32)


def forgeries(genuine: str) -> list[str]:
    session, signature = genuine.split(".")
    return [
        f"{'0' * 32}.{signature}",
        f"{session}.{'0' * 64}",
        session,
        f"{session}.",
        f"{session}.{signature}x",
        genuine.upper(),
        "default",
        "%00",
    ]


@pytest.mark.parametrize("number", range(8))
def test_a_forged_cookie_opens_nobodys_talk(visitor: Visitor, number: int) -> None:
    visitor.say("my secret")
    forged = {"Cookie": f"{COOKIE}={forgeries(visitor.http.cookies[COOKIE])[number]}"}
    url = visitor.server.url
    opened = requests.post(f"{url}/chat/session", headers=forged, timeout=30)
    assert opened.json() == {"messages": []}
    assert visitor.sender not in opened.headers["Set-Cookie"]
    body = {"text": "hello", "id": "m2"}
    said = requests.post(f"{url}/chat/messages", json=body, headers=forged, timeout=30)
    assert (said.status_code, said.json()["error"]["code"]) == (401, "no_session")


def test_the_client_does_not_choose_the_sender(visitor: Visitor) -> None:
    body = {"text": "hello", "id": "m1", "sender": "anna", "sender_id": "anna"}
    visitor.http.post(f"{visitor.server.url}/chat/messages", json=body, timeout=30)
    assert visitor.server.agent.heard == [(visitor.sender, "hello")]


def test_forgetting_makes_a_new_person(visitor: Visitor) -> None:
    visitor.say("hello")
    before = visitor.sender
    answer = visitor.http.delete(f"{visitor.server.url}/chat/session", timeout=30)
    assert answer.status_code == 204
    assert COOKIE not in visitor.http.cookies
    assert visitor.say("hello").status_code == 401
    assert visitor.history() == []
    assert visitor.sender != before


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_other_sites_cannot_speak_for_the_visitor(visitor: Visitor, origin: str) -> None:
    headers = {"Origin": origin}
    session = f"{visitor.server.url}/chat/session"
    answers = [
        visitor.say("hello", headers=headers),
        visitor.open(headers=headers),
        visitor.http.delete(session, headers=headers, timeout=30),
    ]
    assert [a.json()["error"]["code"] for a in answers] == ["bad_request"] * 3
    assert visitor.server.agent.heard == []
    assert not any("Set-Cookie" in a.headers for a in answers)


def test_the_page_itself_can_speak(visitor: Visitor) -> None:
    assert visitor.say("hello", headers={"Origin": visitor.server.url}).status_code == 200


# --- turns -------------------------------------------------------------------------------------


def test_an_answer_keeps_each_response_together(serve: Callable[..., Any]) -> None:
    person = Visitor(serve(ScriptedAgent(lambda _: [RICH, {"text": "One.\n\nTwo."}])))
    person.open()
    answer = person.say("hello")
    assert answer.headers["Cache-Control"] == "no-store"
    expected = [{"from": "bot", **RICH}, {"from": "bot", "text": "One.\n\nTwo."}]
    assert without_times(answer.json()["messages"]) == expected
    loaded = without_times(person.open().json()["messages"])
    assert loaded == [{"from": "user", "text": "hello"}, *expected]


def test_a_button_without_a_payload_sends_its_title(serve: Callable[..., Any]) -> None:
    said = [{"text": "Well?", "buttons": [{"title": "Yes"}]}]
    person = Visitor(serve(ScriptedAgent(lambda _: said)))
    person.open()
    (message,) = person.say("hello").json()["messages"]
    assert message["buttons"] == [{"title": "Yes", "payload": "Yes"}]


def test_a_typed_payload_reaches_rasa_as_words(visitor: Visitor) -> None:
    visitor.say('/intake{"region":"moon"}')
    assert visitor.server.agent.heard == [(visitor.sender, "intake region moon")]


@pytest.mark.parametrize(
    ("text", "message_id", "status", "code"),
    [
        pytest.param("x" * 4_001, "m1", 413, "too_long", id="long"),
        pytest.param("x" * 70_000, "m1", 413, "too_long", id="very long"),
        ("   ", "m1", 400, "bad_request"),
        (None, "m1", 400, "bad_request"),
        (7, "m1", 400, "bad_request"),
        ("hello", None, 400, "bad_request"),
        ("hello", "", 400, "bad_request"),
        ("hello", "x" * 65, 400, "bad_request"),
        ("hello", "<b>", 400, "bad_request"),
        ("hello", 5, 400, "bad_request"),
    ],
)
def test_what_cannot_be_read_is_an_error(
    visitor: Visitor, text: Any, message_id: Any, status: int, code: str
) -> None:
    answer = visitor.say(text, message_id)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["message"]
    assert visitor.server.agent.heard == []


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"", b"\xff"])
def test_a_broken_body_is_an_error(visitor: Visitor, body: bytes) -> None:
    answer = visitor.http.post(f"{visitor.server.url}/chat/messages", data=body, timeout=30)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_request")


def test_a_repeat_is_answered_without_a_second_turn(visitor: Visitor) -> None:
    first, repeat = visitor.say("hello", "m1"), visitor.say("hello", "m1")
    assert first.json() == repeat.json()
    assert len(visitor.server.agent.heard) == 1
    visitor.say("hello", "m2")
    assert len(visitor.server.agent.heard) == 2


def test_too_many_messages_are_held_back_but_repeats_are_not(serve: Callable[..., Any]) -> None:
    limiter = RateLimiter(burst=2, clock=lambda: 0.0)
    person = Visitor(serve(ScriptedAgent(), limiter=limiter))
    person.open()
    statuses = [person.say("hello", id_).status_code for id_ in ("m1", "m2", "m3", "m1")]
    assert statuses == [200, 200, 429, 200]
    assert person.say("hello", "m3").json()["error"]["code"] == "too_fast"


def test_a_failed_turn_can_be_tried_again_and_stands_once_in_the_talk(
    serve: Callable[..., Any],
) -> None:
    answers = iter([[], [{"text": "Here I am."}]])  # first as with the action server down
    person = Visitor(serve(ScriptedAgent(lambda _: next(answers))))
    person.open()
    failed = person.say("hello", "m1")
    assert (failed.status_code, failed.json()["error"]["code"]) == (500, "turn_failed")
    assert failed.json()["error"]["message"] == TEXTS["turn_failed"]
    again = person.say("hello", "m1")
    assert [m["text"] for m in again.json()["messages"]] == ["Here I am."]
    assert person.history() == [("user", "hello"), ("bot", "Here I am.")]


def test_advice_given_before_a_failure_is_not_lost(serve: Callable[..., Any]) -> None:
    def script(_: str) -> Any:
        yield {"text": "Call an ambulance now."}
        raise ConnectionError

    person = Visitor(serve(ScriptedAgent(script)))
    person.open()
    texts = [m["text"] for m in person.say("hello").json()["messages"]]
    assert texts == ["Call an ambulance now.", TEXTS["turn_failed"]]


def test_overlapping_messages_of_one_person_are_taken_one_by_one(
    serve: Callable[..., Any],
) -> None:
    busy, overlaps = threading.Lock(), []

    def script(text: str) -> list[dict[str, Any]]:
        free = busy.acquire(blocking=False)
        overlaps.append(not free)
        if free:
            busy.release()
        return [{"text": text}]

    person = Visitor(serve(ScriptedAgent(script)))
    person.open()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: person.say(f"say {n}", f"m{n}").json(), range(8)))
    assert [a["messages"][0]["text"] for a in answers] == [f"say {n}" for n in range(8)]
    assert overlaps == [False] * 8


# --- history -----------------------------------------------------------------------------------


def test_the_talk_is_kept_in_a_database(serve: Callable[..., Any], tmp_path: Path) -> None:
    database = str(tmp_path / "talk.db")

    def store() -> SQLTrackerStore:
        return SQLTrackerStore(Domain.empty(), dialect="sqlite", db=database)

    person = Visitor(serve(ScriptedAgent(store=store())))
    person.open()
    person.say("hello", "m1")
    person.say("again", "m2")
    person.server = serve(ScriptedAgent(store=store()))  # as after a restart of the server
    assert person.history() == [
        ("user", "hello"),
        ("bot", "You said: hello"),
        ("user", "again"),
        ("bot", "You said: again"),
    ]


def test_the_talk_begins_after_the_last_restart(visitor: Visitor) -> None:
    visitor.say("old", "m1")
    visitor.say("start over", "m2")
    assert visitor.history() == []
    visitor.say("new", "m3")
    assert visitor.history() == [("user", "new"), ("bot", "You said: new")]


def test_no_log_holds_what_people_write(
    serve: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    def script(text: str) -> list[dict[str, Any]]:
        raise ValueError(text)

    words = "my very private words"
    caplog.set_level(logging.DEBUG)
    person = Visitor(serve(ScriptedAgent(script)))
    person.open()
    person.say(words)
    body = {"sender": "anna", "message": words}
    requests.post(f"{person.server.url}/webhooks/rest/webhook", json=body, timeout=30)
    assert "ValueError" in caplog.text
    assert words not in caplog.text
