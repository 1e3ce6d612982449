"""The weekly programme on the page: ticks, reasons, the timer, the sheet and the calendar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed")

from playwright.sync_api import expect


def test_todays_list_keeps_its_ticks(chat: Any) -> None:
    card = chat.say("programme")
    expect(
        card.get_by_role("listitem").filter(has=chat.page.get_by_role("checkbox"))
    ).to_have_count(2)
    expect(card).to_contain_text("10 minutes, in 2 parts with a rest between")
    box = card.get_by_role("checkbox", name="Bird dog")
    box.focus()
    box.press("Space")
    expect(box).to_be_checked()
    chat.page.reload()
    expect(chat.page.get_by_role("checkbox", name="Bird dog")).to_be_checked()
    expect(chat.page.get_by_role("checkbox", name="Walk")).not_to_be_checked()


def test_each_exercise_tells_how_and_why(chat: Any) -> None:
    card = chat.say("programme")
    expect(card.get_by_text("Stretch one arm and the other leg.")).to_be_hidden()
    card.get_by_text("How it goes").click()
    expect(card.get_by_text("Stretch one arm and the other leg.")).to_be_visible()
    card.get_by_text("Why this one").click()
    expect(card.get_by_text("It trains the muscles along your back.")).to_be_visible()


def test_the_timer_counts_holds_and_rests_by_keyboard(open_chat: Callable[..., Any]) -> None:
    chat = open_chat()
    card = chat.say("programme")
    card.get_by_text("How it goes").click()
    chat.page.clock.install()
    timer = card.locator(".timer")
    start = timer.get_by_role("button", name="Start the timer")
    start.focus()
    start.press("Enter")
    words, count = timer.get_by_role("status"), timer.locator(".count")
    expect(words).to_have_text("Get ready")
    expect(count).to_have_text(" 5")
    chat.page.clock.run_for(5_000)
    expect(words).to_have_text("Hold: round 1 of 2, 1 of 2")
    chat.page.clock.run_for(2_000)
    timer.get_by_role("button", name="Pause").press("Space")
    chat.page.clock.run_for(60_000)
    expect(count).to_have_text(" 1")
    timer.get_by_role("button", name="Go on").press("Space")
    chat.page.clock.run_for(4_000)
    expect(words).to_have_text("Rest")
    chat.page.clock.run_for(4_000)
    expect(words).to_have_text("Hold: round 2 of 2, 1 of 2")
    chat.page.clock.run_for(6_000)
    expect(words).to_have_text("Done. Well done!")
    expect(timer.get_by_role("button", name="Start the timer")).to_be_visible()


def test_the_week_can_be_printed_and_put_into_a_calendar(chat: Any, server: Any) -> None:
    card = chat.say("programme")
    for name, path in (("Print the week", "programme"), ("Add to my calendar", "programme.ics")):
        address = card.get_by_role("link", name=name).get_attribute("href")
        assert address.startswith(f"{server.url}/chat/{path}?key=")


def test_the_talk_goes_on_beside_the_timer(chat: Any) -> None:
    card = chat.say("programme")
    card.get_by_text("How it goes").click()
    chat.say("what comes next")
    expect(card.get_by_role("button", name="Start the timer")).to_be_enabled()
