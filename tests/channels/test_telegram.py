"""Telegram, against a Bot API on loopback that refuses what Telegram would refuse."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from bot_api import TOKEN, BotAPI, buttons
from chat_server import ScriptedAgent
from loopback import until
from payloads import EVERY_KIND

from rasa_ext.channels.core import TEXTS, Pace, RateLimiter
from rasa_ext.channels.talk import Talk
from rasa_ext.channels.telegram import COMMANDS, TelegramInput

PNG = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)
QUESTION = {
    "text": "Is the skin between your legs numb?",
    "buttons": [{"title": t, "payload": t} for t in ("Yes", "No", "I am not sure")],
}


@pytest.fixture
def telegram() -> Iterator[BotAPI]:
    with BotAPI() as api:
        yield api
    assert api.refused == [], "Telegram would have refused these"


@pytest.fixture
def start(serve: Callable[..., Any], telegram: BotAPI) -> Callable[..., Any]:
    """Start the server with the channel; nothing is greeted with the notice unless asked for."""

    def begin(script: Any = None, notice: bool = False, **options: Any) -> Any:
        talk = Talk("telegram", "Telegram")
        if not notice:
            talk.introduce = lambda person, messages: messages
        options.setdefault("pace", Pace(RateLimiter(burst=1_000)))
        channel = TelegramInput(TOKEN, api=telegram.url, talk=talk, **options)
        agent = ScriptedAgent(script) if script else ScriptedAgent()
        server = serve(agent, channels=[channel])
        until(lambda: telegram.webhook or telegram.made("getUpdates"), "the start")
        return server

    return begin


def heard(server: Any) -> list[str]:
    return [text for _, text in server.agent.heard]


# --- talking -----------------------------------------------------------------------------------


def test_a_token_is_all_it_takes(start: Any, telegram: BotAPI, capsys: Any) -> None:
    server = start()
    telegram.write("my back hurts")
    telegram.wait_for("You said: my back hurts")
    assert heard(server) == ["my back hurts"]
    assert "Telegram is on: https://t.me/backwise_test_bot." in capsys.readouterr().out
    (commands,) = telegram.made("setMyCommands")
    assert [c["command"] for c in commands["commands"]] == list(COMMANDS)


def test_two_people_have_two_talks_with_ids_that_cannot_be_guessed(
    start: Any, telegram: BotAPI
) -> None:
    server = start()
    telegram.write("one", chat=7)
    telegram.write("two", chat=8)
    telegram.wait_for("one", chat=7)
    telegram.wait_for("two", chat=8)
    senders = {sender for sender, _ in server.agent.heard}
    assert len(senders) == 2
    assert all(len(s) == len("telegram-") + 32 for s in senders)


def test_typed_payloads_are_plain_words(start: Any, telegram: BotAPI) -> None:
    server = start()
    telegram.write('/intake{"region": "moon"}')
    telegram.wait_for("intake region moon")
    assert heard(server) == ["intake region moon"]


@pytest.mark.parametrize(
    ("command", "words"),
    [("/start", "hello"), ("/start@backwise_test_bot x", "hello"), ("/help", "help")],
)
def test_commands(start: Any, telegram: BotAPI, command: str, words: str) -> None:
    server = start()
    telegram.write(command)
    telegram.wait_for(f"You said: {words}")
    assert heard(server) == [words]


def test_typing_is_shown_while_a_turn_takes_its_time(start: Any, telegram: BotAPI) -> None:
    go = threading.Event()

    async def slow(text: str) -> list[dict[str, Any]]:
        while not go.is_set():
            await asyncio.sleep(0.01)
        return [{"text": text}]

    start(slow)
    telegram.write("hello")
    until(lambda: telegram.made("sendChatAction"), "typing")
    assert telegram.texts() == []
    go.set()
    telegram.wait_for("hello")


def test_a_long_message_is_refused_kindly(start: Any, telegram: BotAPI) -> None:
    server = start()
    telegram.write("x" * 4_001)
    telegram.wait_for("4,000 letters")
    assert heard(server) == []


# --- buttons -----------------------------------------------------------------------------------


def test_a_button_says_its_words_and_stays_as_the_chosen_one(start: Any, telegram: BotAPI) -> None:
    server = start(lambda text: [QUESTION if text == "hello" else {"text": f"You said: {text}"}])
    telegram.write("hello")
    shown = telegram.wait_for("numb")
    rows = shown["reply_markup"]["inline_keyboard"]
    assert [[b["text"] for b in row] for row in rows] == [["Yes", "No", "I am not sure"]]
    telegram.press("Yes")
    telegram.wait_for("You said: Yes")
    assert heard(server) == ["hello", "Yes"]
    until(lambda: not telegram.queries, "the answer to the press")
    until(lambda: buttons(shown) == [("✓ Yes", "done")], "the chosen button")


def test_a_button_may_hold_a_payload_that_nobody_can_type(start: Any, telegram: BotAPI) -> None:
    payload = '/intake{"region": "lower_back", "note": "' + "x" * 200 + '"}'
    button = {"title": "Lower back", "payload": payload}
    server = start(lambda _: [{"text": "Where?", "buttons": [button]}])
    telegram.write("hello")
    telegram.wait_for("Where?")
    telegram.press("Lower back")
    until(lambda: len(server.agent.heard) == 2, "the turn")
    assert heard(server)[1] == payload


def test_an_old_button_is_not_an_answer_to_a_new_question(start: Any, telegram: BotAPI) -> None:
    server = start(lambda _: [QUESTION])
    telegram.write("hello")
    first = dict(telegram.wait_for("numb"))
    telegram.write("in words")
    telegram.wait_for("numb", times=2)
    # The buttons of the question that was answered in words are gone.
    until(lambda: not telegram.said()[0].get("reply_markup"), "closing")
    telegram.press("Yes", message=first)
    until(lambda: not telegram.queries, "the answer to the press")
    assert telegram.made("answerCallbackQuery")[-1]["text"] == TEXTS["question_over"]
    assert heard(server) == ["hello", "in words"]


def test_a_button_pressed_twice_counts_once(start: Any, telegram: BotAPI) -> None:
    server = start(lambda text: [QUESTION if text == "hello" else {"text": "ok"}])
    telegram.write("hello")
    shown = dict(telegram.wait_for("numb"))
    telegram.press("Yes", message=shown)
    telegram.press("Yes", message=shown)
    telegram.wait_for("ok")
    until(lambda: not telegram.queries, "both answers")
    assert heard(server) == ["hello", "Yes"]


def test_buttons_work_after_a_restart(start: Any, telegram: BotAPI) -> None:
    first = start(lambda _: [QUESTION])
    telegram.write("hello")
    telegram.wait_for("numb")
    first.__exit__()
    second = start()
    telegram.press("No")
    telegram.wait_for("You said: No")
    assert heard(second) == ["No"]


def test_many_buttons_come_in_rows(start: Any, telegram: BotAPI) -> None:
    titles = ["Lower back", "Middle of the back", "Upper back", "Neck", "Buttock", "Tailbone"]
    said = {"text": "Where?", "buttons": [{"title": t, "payload": t} for t in titles]}
    start(lambda _: [said])
    telegram.write("hello")
    rows = telegram.wait_for("Where?")["reply_markup"]["inline_keyboard"]
    assert [b["text"] for row in rows for b in row] == titles
    assert [len(row) for row in rows] == [1, 1, 3, 1]


# --- forms -------------------------------------------------------------------------------------


def test_every_kind_of_message_is_one_that_telegram_takes(start: Any, telegram: BotAPI) -> None:
    start(lambda _: EVERY_KIND)
    telegram.write("hello")
    telegram.wait_for("The last one.")
    told = "\n".join(telegram.texts())
    for message in EVERY_KIND:
        for line in message["text"].splitlines():
            assert line.strip().lstrip("0123456789. ") in told or line in told
    for words in ("🚨 Go to emergency care now", "Samaritans", "Call 116 123", "Heat wraps first."):
        assert words in told


def test_a_long_answer_is_cut_between_paragraphs(start: Any, telegram: BotAPI) -> None:
    text = "\n\n".join(f"Paragraph {n}. " + "Backs like to move. 😀 " * 30 for n in range(20))
    start(lambda _: [{**QUESTION, "text": text}])
    telegram.write("hello")
    until(lambda: any("Paragraph 19" in t for t in telegram.texts()), "the end")
    assert len(telegram.said()) > 2
    assert all(t.startswith("Paragraph") for t in telegram.texts())
    assert " ".join("\n".join(telegram.texts()).split()) == " ".join(text.split())
    assert [bool(buttons(m)) for m in telegram.said()][-1]
    assert not any(buttons(m) for m in telegram.said()[:-1])


def test_markup_in_words_stays_words(start: Any, telegram: BotAPI) -> None:
    start()
    telegram.write("<b>bold</b> & <script>alert(1)</script> [a](b) *c*")
    telegram.wait_for("<b>bold</b> & <script>alert(1)</script> [a](b) *c*")


def test_pictures_and_reports_are_sent_as_files(
    start: Any, telegram: BotAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = {"kind": "chart", "url": PNG, "alt": "Pain went down"}
    report = {"kind": "document", "url": "/chat/static/icon.svg", "filename": "report.svg"}
    server = start(
        lambda _: [{"text": "Your week.", "custom": chart}, {"text": "For you.", "custom": report}]
    )
    monkeypatch.setenv("PORT", server.url.rsplit(":", 1)[1])
    telegram.write("hello")
    telegram.wait_for("report.svg")
    (photo,) = telegram.made("sendPhoto")
    assert photo["caption"] == "Pain went down"
    (document,) = telegram.made("sendDocument")
    assert document["document"][1] == "image/svg+xml"
    assert document["document"][2].startswith(b"<svg")


@pytest.mark.parametrize("url", ["https://elsewhere.example/a.png", "//x/a.png", "/chat/none.png"])
def test_a_picture_that_cannot_be_had_leaves_the_words(
    start: Any, telegram: BotAPI, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    exercise = {"kind": "exercise", "title": "Cat and cow", "image": url}
    server = start(lambda _: [{"text": "Cat and cow\nKneel.", "custom": exercise}])
    monkeypatch.setenv("PORT", server.url.rsplit(":", 1)[1])
    telegram.write("hello")
    telegram.wait_for("Kneel.")
    assert telegram.made("sendPhoto") == []


# --- what is no message ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"sticker": {"file_id": "s"}}, "only_text"),
        ({"voice": {"file_id": "v"}}, "only_text"),
        ({"photo": [{"file_id": "p"}]}, "only_text"),
        ({"location": {"latitude": 1, "longitude": 2}}, "only_text"),
    ],
)
def test_what_has_no_words_is_answered(
    start: Any, telegram: BotAPI, more: dict[str, Any], words: str
) -> None:
    server = start()
    telegram.write(None, **more)
    telegram.wait_for(TEXTS[words][:30])
    assert heard(server) == []


def test_the_words_under_a_picture_are_read(start: Any, telegram: BotAPI) -> None:
    server = start()
    telegram.write(None, photo=[{"file_id": "p"}], caption="it hurts here")
    telegram.wait_for("You said: it hurts here")
    assert heard(server) == ["it hurts here"]


def test_a_changed_message_is_asked_for_anew(start: Any, telegram: BotAPI) -> None:
    server = start()
    telegram.write("changed", as_="edited_message", edit_date=2)
    telegram.wait_for("as a new message")
    assert heard(server) == []


def test_a_group_is_refused_once_and_left(start: Any, telegram: BotAPI) -> None:
    server = start()
    joined = {
        "chat": {"id": -5, "type": "supergroup"},
        "from": {"id": 7},
        "new_chat_member": {"status": "member"},
    }
    telegram.update(my_chat_member=joined)
    telegram.write("hello all", chat=-5, type="supergroup")
    telegram.wait_for("one to one", chat=-5)
    until(lambda: telegram.made("leaveChat"), "leaving")
    assert len(telegram.said(-5)) == 1
    assert server.agent.heard == []


@pytest.mark.parametrize(
    "content",
    [
        {"poll": {"id": "1"}},
        {"channel_post": {"message_id": 1, "chat": {"id": -9, "type": "channel"}, "text": "x"}},
        {"my_chat_member": {"chat": {"id": 7, "type": "private"}, "new_chat_member": {}}},
        {"message": {"chat": None}},
        {"message": {}},
        {"callback_query": {"id": "1", "data": "x"}},
        {"something_new": []},
    ],
    ids=lambda c: next(iter(c)),
)
def test_other_updates_do_no_harm(start: Any, telegram: BotAPI, content: dict[str, Any]) -> None:
    server = start()
    telegram._updates.append({"update_id": telegram._next(), **content})
    telegram.write("still there?")
    telegram.wait_for("You said: still there?")
    assert heard(server) == ["still there?"]


# --- trouble -----------------------------------------------------------------------------------


def test_a_failed_turn_says_so_and_can_be_tried_again(start: Any, telegram: BotAPI) -> None:
    answers = iter([[], [{"text": "Here I am."}]])
    server = start(lambda _: next(answers))
    telegram.write("my leg is numb")
    telegram.wait_for("went wrong on our side")
    telegram.press("Try again")
    telegram.wait_for("Here I am.")
    assert heard(server) == ["my leg is numb"] * 2


@pytest.mark.parametrize(
    "fault",
    [
        ("sendMessage", 429, {"parameters": {"retry_after": 1}}),
        ("sendMessage", 500, {}),
        ("sendMessage", 502, {"description": "Bad Gateway"}),
    ],
)
def test_a_busy_telegram_is_tried_again(start: Any, telegram: BotAPI, fault: Any) -> None:
    start()
    telegram.faults.append(fault)
    telegram.write("one")
    telegram.write("two")
    telegram.wait_for("You said: two")
    assert telegram.texts() == ["You said: one", "You said: two"]


def test_an_outage_loses_nothing_and_stops_nobody(start: Any, telegram: BotAPI) -> None:
    go = threading.Event()

    async def slow(text: str) -> list[dict[str, Any]]:
        while not go.is_set():
            await asyncio.sleep(0.01)
        return [{"text": f"You said: {text}"}]

    server = start(slow)
    telegram.write("one")
    telegram.write("two")
    until(lambda: server.agent.heard, "the first turn")
    telegram.down = True
    go.set()
    body = {"sender": "anna", "message": "hello"}
    answer = requests.post(f"{server.url}/webhooks/rest/webhook", json=body, timeout=30)
    assert answer.json()[0]["text"] == "You said: hello"
    assert telegram.texts() == []
    telegram.down = False
    telegram.wait_for("You said: two")
    assert telegram.texts() == ["You said: one", "You said: two"]


def test_words_are_not_lost_when_their_markup_is_refused(start: Any, telegram: BotAPI) -> None:
    danger = {"kind": "triage", "level": "ambulance", "card": 'Pain < 1 h & "tearing".'}
    start(lambda _: [{**QUESTION, "text": "Call <112> now.", "custom": danger}])
    refusal = {"description": "Bad Request: can't parse entities"}
    telegram.faults.append(("sendMessage", 400, refusal))
    telegram.write("hello")
    shown = telegram.wait_for("Call <112> now.")
    assert shown["text"] == (
        "🚨 Call an ambulance now\n\nCall <112> now.\n\n"
        'Card to show to staff\nPain < 1 h & "tearing".'
    )
    assert [title for title, _ in buttons(shown)] == ["Yes", "No", "I am not sure"]


def test_a_person_who_blocked_the_bot_disturbs_nobody(start: Any, telegram: BotAPI) -> None:
    start()
    telegram.faults.append(("sendMessage", 403, {"description": "bot was blocked by the user"}))
    telegram.write("one", chat=7)
    # People are answered side by side: the refusal is for the first.
    until(lambda: not telegram.faults, "the refusal")
    telegram.write("two", chat=8)
    telegram.wait_for("You said: two", chat=8)
    assert telegram.texts(7) == []


def test_an_update_counts_once_also_after_a_restart(start: Any, telegram: BotAPI) -> None:
    first = start()
    update = telegram.write("hello")
    telegram.wait_for("You said: hello")
    telegram._updates.append(update)
    telegram.write("next")
    telegram.wait_for("You said: next")
    first.__exit__()
    second = start()
    telegram._updates.append(update)
    telegram.write("last")
    telegram.wait_for("You said: last")
    assert heard(first) + heard(second) == ["hello", "next", "last"]


def test_what_was_not_answered_is_answered_after_a_restart(start: Any, telegram: BotAPI) -> None:
    async def never(_: str) -> list[dict[str, Any]]:
        await asyncio.sleep(3600)
        return []

    first = start(never)
    telegram.write("my leg is numb")
    until(lambda: first.agent.heard, "the turn")
    first.__exit__()
    start()
    telegram.wait_for("You said: my leg is numb")


def test_what_was_not_delivered_is_delivered_after_a_restart(start: Any, telegram: BotAPI) -> None:
    first = start(lambda text: [{"text": f"One {text}"}])
    telegram.faults += [("sendMessage", 429, {"parameters": {"retry_after": 600}})]
    telegram.write("hello")
    until(lambda: first.agent.heard and not telegram.faults, "the refusal")
    first.__exit__()
    second = start(lambda text: [{"text": f"Two {text}"}])
    telegram.wait_for("One hello")
    assert second.agent.heard == []


def test_the_words_are_gone_from_the_ledger_once_they_are_answered(
    start: Any, telegram: BotAPI, home: Any
) -> None:
    start()
    telegram.write("my very private words")
    telegram.wait_for("private words")
    until(
        lambda: (
            not any(b"private" in f.read_bytes() for f in home.iterdir() if "wal" not in f.name)
        ),
        "the words to be gone",
    )


def test_order_is_kept_for_each_person(start: Any, telegram: BotAPI) -> None:
    server = start()
    for number in range(20):
        telegram.write(f"{number}", chat=7 + number % 2)
    telegram.wait_for("You said: 18", chat=7)
    telegram.wait_for("You said: 19", chat=8)
    numbers = [int(text) for text in heard(server)]
    for chat in (0, 1):
        own = [n for n in numbers if n % 2 == chat]
        assert own == sorted(own)
        assert telegram.texts(7 + chat) == [f"You said: {n}" for n in own]


def test_who_writes_too_fast_is_told_once_and_others_are_answered(
    start: Any, telegram: BotAPI
) -> None:
    server = start(pace=Pace(RateLimiter(burst=5, clock=lambda: 0.0)))
    for number in range(300):
        telegram.write(f"{number}", chat=7)
    telegram.write("me too", chat=8)
    telegram.wait_for("You said: me too", chat=8)
    until(lambda: len(telegram.said(7)) == 6, "five answers and one hint")
    assert TEXTS["too_fast"][:30] in telegram.texts(7)[-1]
    assert len([s for s, _ in server.agent.heard]) == 6


# --- start and webhook -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("token", "line"),
    [
        ("", "Telegram is off: TELEGRAM_TOKEN is not set."),
        ("nonsense", "Telegram is off: TELEGRAM_TOKEN does not look like a token of @BotFather."),
        ("999:" + "x" * 35, "Telegram is off: Telegram does not know this token."),
    ],
)
def test_without_a_good_token_it_is_off_and_the_rest_is_on(
    serve: Any, telegram: BotAPI, capsys: Any, token: str, line: str
) -> None:
    server = serve(ScriptedAgent(), channels=[TelegramInput(token, api=telegram.url)])
    printed = []
    until(lambda: printed.append(capsys.readouterr().out) or line in "".join(printed), line)
    assert "".join(printed).strip() == line
    body = {"sender": "anna", "message": "hello"}
    url = f"{server.url}/webhooks/rest/webhook"
    assert requests.post(url, json=body, timeout=30).json()[0]["text"] == "You said: hello"


def test_a_telegram_out_of_reach_at_the_start_is_told_and_waited_for(
    serve: Any, telegram: BotAPI, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rasa_ext.channels.telegram._START_PATIENCE", 0.2)
    telegram.down = True
    serve(ScriptedAgent(), channels=[TelegramInput(TOKEN, api=telegram.url)])
    printed: list[str] = []
    line = "Telegram cannot be reached. Backwise keeps trying."
    until(lambda: printed.append(capsys.readouterr().out) or line in "".join(printed), line)
    telegram.down = False
    telegram.write("hello")
    telegram.wait_for("You said: hello")


@pytest.fixture
def hook(start: Any, telegram: BotAPI) -> Any:
    server = start(webhook_url="https://bot.example/")
    url = f"{server.url}/webhooks/telegram/webhook"
    secret = {"X-Telegram-Bot-Api-Secret-Token": telegram.webhook["secret_token"]}

    def post(update: Any, headers: Any = None, **options: Any) -> requests.Response:
        options = options or {"json": update}
        headers = secret if headers is None else headers
        return requests.post(url, headers=headers, timeout=30, **options)

    post.server = server
    return post


def test_the_webhook_takes_updates_that_carry_the_secret(hook: Any, telegram: BotAPI) -> None:
    assert telegram.webhook["url"] == "https://bot.example/webhooks/telegram/webhook"
    update = telegram.write("hello")
    assert hook(update).status_code == 200
    telegram.wait_for("You said: hello")
    assert hook(update).status_code == 200  # a repeat
    telegram.write("next")
    hook(telegram._updates[-1])
    telegram.wait_for("You said: next")
    assert heard(hook.server) == ["hello", "next"]


def test_the_webhook_answers_before_the_turn_is_over(start: Any, telegram: BotAPI) -> None:
    go = threading.Event()

    async def slow(text: str) -> list[dict[str, Any]]:
        while not go.is_set():
            await asyncio.sleep(0.01)
        return [{"text": text}]

    server = start(slow, webhook_url="https://bot.example")
    secret = {"X-Telegram-Bot-Api-Secret-Token": telegram.webhook["secret_token"]}
    url = f"{server.url}/webhooks/telegram/webhook"
    answer = requests.post(url, json=telegram.write("hello"), headers=secret, timeout=30)
    assert answer.status_code == 200
    assert telegram.texts() == []
    go.set()
    telegram.wait_for("hello")


@pytest.mark.parametrize("headers", [{}, {"X-Telegram-Bot-Api-Secret-Token": "guess"}])
def test_an_update_without_the_secret_is_refused(
    hook: Any, telegram: BotAPI, headers: dict[str, str]
) -> None:
    assert hook(telegram.write("hello"), headers=headers).status_code == 403
    assert hook.server.agent.heard == []


def test_while_polling_the_webhook_is_shut(start: Any, telegram: BotAPI) -> None:
    server = start()
    url = f"{server.url}/webhooks/telegram/webhook"
    headers = {"X-Telegram-Bot-Api-Secret-Token": ""}
    assert requests.post(url, json={}, headers=headers, timeout=30).status_code == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b"[]", 200),
        (b'"x"', 200),
        (b" " * (1024 * 1024 + 1), 413),
    ],
    ids=["broken", "no UTF-8", "deep", "list", "text", "1 MB"],
)
def test_a_strange_body_does_no_harm(hook: Any, telegram: BotAPI, body: bytes, status: int) -> None:
    assert hook(None, data=body).status_code == status
    hook(telegram.write("still there?"))
    telegram.wait_for("still there?")


# --- notice, consent, erasing ------------------------------------------------------------------


def test_the_notice_comes_first_and_once(start: Any, telegram: BotAPI) -> None:
    server = start(notice=True)
    telegram.write("my back hurts")
    telegram.wait_for("You said: my back hurts")
    telegram.write("again")
    telegram.wait_for("You said: again")
    assert [t[:25] for t in telegram.texts()] == [
        TEXTS["notice"][:25],
        TEXTS["notice_question"][:25],
        "You said: my back hurts",
        "You said: again",
    ]
    assert "Telegram may keep it" in telegram.texts()[0]
    unasked = {"channel": "telegram", "third_party": True, "questionnaires": False}
    assert server.agent.metadata == [unasked, unasked]


def test_in_danger_what_to_do_comes_before_the_notice(start: Any, telegram: BotAPI) -> None:
    danger = {"kind": "triage", "level": "ambulance"}
    start(lambda _: [{"text": "Call an ambulance.", "custom": danger}], notice=True)
    telegram.write("tearing pain")
    telegram.wait_for(TEXTS["notice"][:25])
    assert [t[:15] for t in telegram.texts()] == ["🚨 Call an ambul", TEXTS["notice"][:15]]


def test_questionnaires_need_a_yes_which_can_be_taken_back(start: Any, telegram: BotAPI) -> None:
    server = start(notice=True)
    telegram.write("hello")
    telegram.wait_for("You said: hello")
    for number, (title, given) in enumerate([("notice_yes", True), ("notice_no", False)], 1):
        telegram.write("/privacy")
        telegram.wait_for(TEXTS["notice_question"][:25], times=1 + number)
        telegram.press(TEXTS[title])
        telegram.wait_for(TEXTS["notice_said_yes" if given else "notice_said_no"][:20])
        telegram.write(f"and now {number}")
        telegram.wait_for(f"and now {number}")
        assert server.agent.metadata[-1]["questionnaires"] is given


def test_everything_is_erased_after_a_yes(start: Any, telegram: BotAPI, home: Any) -> None:
    server = start(notice=True)
    telegram.write("my secret")
    telegram.wait_for("You said: my secret")
    telegram.write("/delete")
    telegram.wait_for("Shall I erase everything")
    telegram.press("No, keep it")
    telegram.wait_for("kept as it is")
    assert server.agent.tracker_store.store
    telegram.write("/delete")
    telegram.wait_for("Shall I erase everything", times=2)
    telegram.press("Yes, erase it")
    telegram.wait_for("I have erased our talk")
    assert server.agent.tracker_store.store == {}
    telegram.write("hello")
    telegram.wait_for(TEXTS["notice"][:25], times=2)  # somebody new
