"""The chat page: talking, failing and trying again, coming back, reading on."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed")

from playwright.sync_api import Route, expect

MESSAGES = "**/chat/messages"


class Held:
    """Keeps the page's messages back until a test lets them go."""

    def __init__(self, chat: Any) -> None:
        self.routes: list[Route] = []
        self.page = chat.page
        chat.page.route(MESSAGES, lambda route: self.routes.append(route))

    def wait_for(self, count: int) -> None:
        for _ in range(300):
            if len(self.routes) >= count:
                return
            self.page.wait_for_timeout(20)
        raise AssertionError(f"{len(self.routes)} of {count} messages were sent")

    @property
    def sent(self) -> list[dict[str, str]]:
        return [route.request.post_data_json for route in self.routes]


# --- talking -----------------------------------------------------------------------------------


def test_the_page_says_what_it_is(chat: Any) -> None:
    expect(chat.page).to_have_title("Backwise")
    header = chat.page.get_by_role("banner")
    for words in ("An AI guide", "Not a doctor", "In an emergency call your local number"):
        expect(header).to_contain_text(words)


def test_enter_sends_and_the_focus_stays(chat: Any) -> None:
    chat.say("my back hurts")
    assert chat.texts() == ["my back hurts", "You said: my back hurts"]
    expect(chat.words).to_have_value("")
    expect(chat.words).to_be_focused()


def test_the_send_button_sends(chat: Any) -> None:
    chat.words.fill("hello")
    chat.button("Send").click()
    expect(chat.bot).to_have_count(1)
    expect(chat.words).to_be_focused()


def test_shift_enter_makes_a_line(chat: Any) -> None:
    chat.words.fill("one")
    chat.words.press("Shift+Enter")
    chat.words.press_sequentially("two")
    expect(chat.words).to_have_value("one\ntwo")
    expect(chat.user).to_have_count(0)
    chat.words.press("Enter")
    expect(chat.user).to_have_count(1)


def test_nothing_is_sent_without_words(chat: Any) -> None:
    held = Held(chat)
    chat.type("   ")
    chat.type("hello")
    held.wait_for(1)
    assert [m["text"] for m in held.sent] == ["hello"]


def test_a_way_to_begin_can_be_chosen(chat: Any) -> None:
    expect(chat.button("Send")).to_be_visible()
    chat.button("My lower back hurts").click()
    expect(chat.bot).to_have_count(1)
    assert chat.texts()[0] == "My lower back hurts"
    expect(chat.page.locator("#welcome")).to_be_hidden()


def test_the_talk_is_a_live_list(chat: Any) -> None:
    chat.say("hello")
    expect(chat.log).to_have_attribute("aria-live", "polite")
    items = chat.log.get_by_role("listitem").filter(has=chat.page.locator(".bubble"))
    expect(items).to_have_count(2)
    expect(items.nth(0)).to_contain_text("You said:")
    expect(items.nth(1)).to_contain_text("Backwise said:")


def test_messages_go_one_after_another_with_ids_of_their_own(chat: Any) -> None:
    held = Held(chat)
    chat.type("first")
    chat.type("second")
    held.wait_for(1)
    chat.page.wait_for_timeout(100)  # time in which a wrong page would send the second, too
    assert [m["text"] for m in held.sent] == ["first"]
    held.routes[0].continue_()
    held.wait_for(2)
    held.routes[1].continue_()
    expect(chat.bot).to_have_count(2)
    assert [m["text"] for m in held.sent] == ["first", "second"]
    assert held.sent[0]["id"] != held.sent[1]["id"]


def test_a_sign_shows_that_an_answer_is_on_its_way(chat: Any) -> None:
    typing = chat.page.locator("#typing")
    held = Held(chat)
    expect(typing).to_be_hidden()
    chat.type("hello")
    expect(typing).to_be_visible()
    dot = "getComputedStyle(inside.querySelector('#typing i')).animationName"
    assert chat.evaluate(dot) == "none"  # the reader asked for less motion
    chat.page.emulate_media(reduced_motion="no-preference")
    assert chat.evaluate(dot) == "breathe"
    held.wait_for(1)
    held.routes[0].continue_()
    expect(typing).to_be_hidden()


def test_a_text_that_is_too_long_stays_with_the_writer(chat: Any) -> None:
    held = Held(chat)
    chat.type("x" * 4_003)
    expect(chat.page.get_by_role("status")).to_contain_text("Too long by 3 characters")
    expect(chat.words).to_have_value("x" * 4_003)
    expect(chat.words).to_have_attribute("aria-invalid", "true")
    chat.type("😖" * 4_000)  # counted as a person counts
    held.wait_for(1)
    assert [len(m["text"]) for m in held.sent] == [4_000]


# --- answers to choose from --------------------------------------------------------------------


def test_a_chosen_answer_is_sent_and_marked(chat: Any) -> None:
    chat.say("question")
    group = chat.page.get_by_role("group", name="Answers to choose from")
    expect(group.get_by_role("button")).to_have_text(["Yes", "No", "I am not sure"])
    chat.button("No").click()
    expect(chat.bot).to_have_count(2)
    assert chat.texts()[-2:] == ["No", "You said: No"]
    for name, pressed in (("Yes", "false"), ("No", "true"), ("I am not sure", "false")):
        expect(chat.button(name)).to_be_disabled()
        expect(chat.button(name)).to_have_attribute("aria-pressed", pressed)
    expect(chat.words).to_be_focused()


def test_an_answer_can_be_typed_instead(chat: Any) -> None:
    chat.say("question")
    chat.say("yes")
    expect(chat.button("Yes")).to_have_attribute("aria-pressed", "true")
    expect(chat.button("No")).to_be_disabled()


def test_an_answer_is_sent_only_once(chat: Any) -> None:
    chat.say("question")
    held = Held(chat)
    chat.button("Yes").dblclick()
    held.wait_for(1)
    held.routes[0].continue_()
    expect(chat.bot).to_have_count(2)
    assert len(held.sent) == 1


def test_answers_can_be_chosen_by_keyboard(chat: Any) -> None:
    chat.say("question")
    chat.button("Yes").focus()
    chat.page.keyboard.press("Tab")
    expect(chat.button("No")).to_be_focused()
    chat.page.keyboard.press("Space")
    expect(chat.bot).to_have_count(2)
    expect(chat.words).to_be_focused()


def test_a_choice_does_not_open_the_keyboard_of_a_phone(open_chat: Callable[..., Any]) -> None:
    chat = open_chat(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    chat.say("question")
    chat.words.blur()
    chat.button("Yes").tap()
    expect(chat.bot).to_have_count(2)
    expect(chat.words).not_to_be_focused()


# --- when something fails ----------------------------------------------------------------------


def test_a_lost_message_is_kept_and_sent_again_with_the_same_id(chat: Any) -> None:
    held = Held(chat)
    chat.type("hello")
    held.wait_for(1)
    held.routes[0].abort()
    note = chat.user.get_by_role("alert")
    expect(note).to_contain_text("did not reach the server")
    expect(note).to_contain_text("emergency number")
    chat.retry.click()
    held.wait_for(2)
    held.routes[1].continue_()
    expect(chat.bot).to_have_count(1)
    expect(note).to_have_count(0)
    expect(chat.user).to_have_count(1)
    assert held.sent[0] == held.sent[1]


def test_a_failed_turn_is_told_in_the_servers_words(chat: Any, server: Any) -> None:
    chat.type("no answer")
    note = chat.page.get_by_role("alert")
    expect(note).to_contain_text("something went wrong on our side")
    turns = len(server.agent.heard)
    chat.retry.click()
    expect(note).to_have_count(1)
    expect(note).to_contain_text("something went wrong on our side")
    assert len(server.agent.heard) == turns + 1
    chat.say("hello")  # the talk goes on


def test_a_lost_session_does_not_lose_the_words(chat: Any) -> None:
    chat.say("one")
    chat.page.context.clear_cookies()
    chat.say("two")
    assert chat.texts()[-1] == "You said: two"


def test_a_page_without_a_server_says_so_and_can_try_again(
    open_chat: Callable[..., Any],
) -> None:
    chat = open_chat()
    chat.say("hello")
    chat.page.route("**/chat/session", lambda route: route.abort())
    chat.page.reload()
    expect(chat.page.get_by_role("alert")).to_be_visible()
    chat.page.unroute("**/chat/session")
    chat.retry.click()
    expect(chat.bot).to_have_count(1)
    expect(chat.page.get_by_role("alert")).to_have_count(0)


# --- coming back, starting over, being forgotten -----------------------------------------------


def test_the_talk_is_there_after_loading_the_page_again(chat: Any) -> None:
    chat.say("question")
    chat.button("Yes").click()
    expect(chat.bot).to_have_count(2)
    chat.say("emergency")
    before = chat.log.inner_text()
    chat.page.reload()
    expect(chat.bot).to_have_count(3)
    assert chat.log.inner_text() == before
    expect(chat.button("Yes")).to_have_attribute("aria-pressed", "true")
    expect(chat.button("Yes")).to_be_disabled()
    # An old warning is shown, but does not interrupt a screen reader again.
    expect(chat.page.get_by_role("heading", name="Go to emergency care now")).to_be_visible()
    expect(chat.page.get_by_role("alert")).to_have_count(0)


def test_open_answers_are_still_open_after_loading_again(chat: Any) -> None:
    chat.say("question")
    chat.page.reload()
    chat.button("No").click()
    expect(chat.bot).to_have_count(2)


def test_start_over_says_so(chat: Any) -> None:
    chat.say("hello")
    chat.button("Start over").click()
    expect(chat.bot).to_have_count(2)
    assert chat.texts()[-2] == "start over"


def test_forget_me_asks_first(chat: Any) -> None:
    chat.say("hello")
    chat.button("Delete my data").click()
    dialog = chat.page.get_by_role("dialog", name="Delete your data?")
    expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
    dialog.get_by_role("button", name="Keep it").click()
    expect(dialog).to_be_hidden()
    chat.page.reload()
    expect(chat.bot).to_have_count(1)


def test_forget_me_makes_a_new_person(chat: Any, server: Any) -> None:
    chat.say("hello")
    chat.button("Delete my data").click()
    dialog = chat.page.get_by_role("dialog", name="Delete your data?")
    dialog.get_by_role("button", name="Delete my data").click()
    expect(chat.page.locator("#welcome")).to_be_visible()
    expect(chat.bot).to_have_count(0)
    expect(chat.words).to_be_focused()
    chat.say("hello again")
    assert len({sender for sender, _ in server.agent.heard[-2:]}) == 2
    chat.page.reload()
    expect(chat.bot).to_have_count(1)


# --- reading -----------------------------------------------------------------------------------


def test_the_beginning_of_a_long_answer_is_in_view(chat: Any) -> None:
    chat.say("hello")
    answer = chat.say("long")
    expect(answer.get_by_text("Paragraph 1.")).to_be_in_viewport()
    expect(chat.user.last).to_be_in_viewport()


def test_a_reader_further_up_is_not_moved(chat: Any) -> None:
    for _ in range(3):
        chat.say("long")
    held = Held(chat)
    chat.type("hello")
    held.wait_for(1)
    chat.evaluate("inside.getElementById('scroller').scrollTop = 0")
    jump = chat.page.get_by_role("button", name=re.compile("New messages"))
    expect(jump).to_be_hidden()
    held.routes[0].continue_()
    expect(jump).to_be_visible()
    assert chat.evaluate("inside.getElementById('scroller').scrollTop") == 0
    jump.click()
    expect(jump).to_be_hidden()
    expect(chat.bot.last).to_be_in_viewport()


def test_the_order_of_focus_follows_the_page(chat: Any) -> None:
    order = []
    expect(chat.button("My neck is stiff")).to_be_visible()
    for _ in range(10):
        chat.page.keyboard.press("Tab")
        order.append(
            chat.evaluate(
                "inside.activeElement.ariaLabel || inside.activeElement.id || "
                "inside.activeElement.textContent.trim()"
            )
        )
    assert order == [
        "start-over",
        "print",
        "forget",
        "My lower back hurts",
        "Pain goes down my leg",
        "My neck is stiff",
        "What helps with back pain?",
        "Talk with Backwise",
        "words",
        "send",
    ]
