"""The chat as an element: in a page of another site, by WebSocket, for everybody."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed")

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from script import ANSWERS

WEB = Path(__file__).parents[2] / "web"
IMAGES = Path(__file__).parents[2] / "docs" / "images"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FORM = "() => inside.querySelector('.chat').getBoundingClientRect().toJSON()"


@pytest.fixture
def embed(open_chat: Callable[..., Any], server: Any, elsewhere: Any) -> Callable[..., Any]:
    """Open the page of another site that has the one line in it."""

    def begin(query: str = "", element: str = "", **options: Any) -> Any:
        elsewhere.embed(server, query, element)
        return open_chat("/", site=elsewhere, **options)

    return begin


def violations(chat: Any) -> list[str]:
    """What axe finds wrong, with where."""
    results = Axe().run(chat.page, options={"runOnly": {"type": "tag", "values": WCAG}})
    return [
        f"{problem['id']}: {node['target']} {node['failureSummary']}"
        for problem in results.response["violations"]
        for node in problem["nodes"]
    ]


def picture(chat: Any, name: str, tmp_path: Path) -> None:
    """Take a picture for the docs; only with BACKWISE_PICTURES=1 does it replace the old one."""
    folder = IMAGES if os.environ.get("BACKWISE_PICTURES") == "1" else tmp_path
    content = chat.page.screenshot(path=folder / name)
    assert len(content) > 5_000


# --- in a page of another site -----------------------------------------------------------------


def test_one_line_embeds_it(embed: Any, tmp_path: Path) -> None:
    chat = embed()
    launcher = chat.button("Backwise Close the chat")
    expect(launcher).to_have_attribute("aria-expanded", "true")
    chat.say("my back hurts")
    assert chat.texts() == ["my back hurts", "You said: my back hurts"]
    chat.page.reload()
    expect(chat.bot).to_have_count(1)
    assert chat.page.context.cookies() == []
    # The style of the page around it does not reach in.
    assert (
        chat.evaluate("getComputedStyle(inside.querySelector('.bubble')).textTransform") == "none"
    )
    assert chat.evaluate("getComputedStyle(inside.querySelector('.bot .bubble')).color") == (
        "rgb(29, 43, 42)"
    )
    picture(chat, "widget.png", tmp_path)


def test_it_can_start_closed(embed: Any) -> None:
    chat = embed("?closed&position=left&title=Back%20help")
    launcher = chat.button("Back help Open the chat")
    expect(launcher).to_have_attribute("aria-expanded", "false")
    expect(chat.words).to_be_hidden()
    launcher.press("Enter")
    expect(chat.words).to_be_focused()
    expect(chat.page.get_by_role("heading", name="Back help", exact=True)).to_be_visible()
    assert chat.evaluate(FORM)["left"] < 100
    chat.words.press("Escape")
    expect(chat.words).to_be_hidden()
    expect(launcher).to_be_focused()


def test_an_answer_while_it_is_closed_is_announced(embed: Any) -> None:
    chat = embed(by_socket=True)
    chat.words.fill("hello")
    chat.evaluate("() => { inside.getElementById('send').click(); inside.host.close(); }")
    expect(chat.button("Backwise New message")).to_be_visible()


def test_it_can_stand_in_the_page(embed: Any) -> None:
    element = '<div style="width: 500px"><backwise-chat position="inline"></backwise-chat></div>'
    chat = embed(element=element)
    chat.say("hello")
    box = chat.evaluate(FORM)
    assert (box["width"], box["height"] > 400) == (500, True)
    expect(chat.page.locator("backwise-chat")).to_have_count(1)


def test_another_language_changes_the_words_around(embed: Any) -> None:
    chat = embed(element='<backwise-chat lang="de"></backwise-chat>')
    expect(chat.page.get_by_label("Ihre Nachricht")).to_be_visible()
    expect(chat.button("Meine Daten löschen")).to_be_visible()
    chat.page.get_by_label("Ihre Nachricht").fill("hello")
    chat.button("Senden").click()
    expect(chat.bot.first).to_contain_text("You said: hello")


@pytest.mark.parametrize("accent", ["#ffe600", "hotpink", "#000", "white", "rgb(120 10 10)"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_any_colour_is_made_readable(embed: Any, accent: str, theme: str) -> None:
    chat = embed(element=f'<backwise-chat accent="{accent}" theme="{theme}"></backwise-chat>')
    chat.say("question")
    chat.button("Yes").click()
    expect(chat.bot).to_have_count(2)
    chat.say("article")
    assert [v for v in violations(chat) if "color-contrast" in v and "backwise-chat" in v] == []


def test_a_site_that_is_not_allowed_is_told(
    open_chat: Any, server: Any, elsewhere: Any, browser: Any
) -> None:
    elsewhere.embed(server)
    page = browser.new_page()
    # Another name for this machine is another origin, and not on the list.
    page.goto(elsewhere.url.replace("127.0.0.1", "localhost"))
    expect(page.get_by_role("alert")).to_contain_text("did not reach the server")
    page.close()


def test_two_sites_on_one_browser_are_two_talks(embed: Any, open_chat: Any, server: Any) -> None:
    chat = embed()
    chat.say("hello")
    chat.page.goto(f"{server.url}/chat")
    expect(chat.page.locator("#welcome")).to_be_visible()
    expect(chat.bot).to_have_count(0)


def test_deleting_erases_what_the_server_keeps(embed: Any, server: Any) -> None:
    chat = embed()
    chat.say("my secret")
    sender, _ = server.agent.heard[-1]
    assert sender in server.agent.tracker_store.store
    chat.button("Delete my data").click()
    chat.page.get_by_role("dialog").get_by_role("button", name="Delete my data").click()
    expect(chat.page.locator("#welcome")).to_be_visible()
    assert sender not in server.agent.tracker_store.store
    chat.say("hello")
    assert server.agent.heard[-1][0] != sender


def test_only_the_talk_is_printed(embed: Any) -> None:
    chat = embed()
    chat.say("hello")
    chat.evaluate(
        """() => {
          window.printed = [];
          new MutationObserver((changes) => {
            for (const node of changes.flatMap((c) => [...c.addedNodes])) {
              if (node.tagName !== "IFRAME") continue;
              node.contentWindow.print = () => {
                window.printed.push(node.contentDocument.body.innerText);
              };
            }
          }).observe(document.body, { childList: true });
        }"""
    )
    chat.button("Print").click()
    chat.page.wait_for_function("window.printed.length")
    (printed,) = chat.evaluate("window.printed")
    assert "You said: hello" in printed
    assert "A practice" not in printed


def test_the_page_prints_the_talk_alone(chat: Any) -> None:
    chat.say("long")
    chat.page.emulate_media(media="print")
    expect(chat.words).to_be_hidden()
    expect(chat.button("Print")).to_be_hidden()
    expect(chat.bot.last.get_by_text("Paragraph 8.")).to_be_visible()
    assert chat.evaluate("inside.getElementById('scroller').clientHeight") > 1_000


# --- by WebSocket ------------------------------------------------------------------------------


def test_a_talk_goes_by_socket_where_there_is_one(open_chat: Any) -> None:
    chat = open_chat(by_socket=True)
    chat.page.wait_for_timeout(500)  # time to connect
    requested: list[str] = []
    chat.page.on("request", lambda request: requested.append(request.url))
    chat.say("hello")
    chat.say("again")
    assert [url for url in requested if "/messages" in url] == []


def test_a_socket_works_from_another_site(embed: Any) -> None:
    chat = embed(by_socket=True)
    chat.page.wait_for_timeout(500)
    requested: list[str] = []
    chat.page.on("request", lambda request: requested.append(request.url))
    chat.say("hello")
    assert [url for url in requested if "/messages" in url] == []


class Tunnel:
    """Passes a page's sockets on to the server, until a test cuts them."""

    def __init__(self, chat: Any) -> None:
        self.sockets: list[Any] = []
        self.is_down = False
        self.swallows = False

        def route(socket: Any) -> None:
            if self.is_down:
                socket.close()
                return
            server = socket.connect_to_server()
            self.sockets.append(socket)
            socket.on_message(server.send)
            server.on_message(lambda data: None if self.swallows else socket.send(data))

        chat.page.route_web_socket("**/chat/socket", route)
        chat.page.reload()
        self.page = chat.page
        self.wait_for(1)

    def wait_for(self, count: int) -> None:
        for _ in range(500):
            if len(self.sockets) >= count:
                self.page.wait_for_timeout(200)
                return
            self.page.wait_for_timeout(20)
        raise AssertionError("no new connection")

    def cut(self) -> None:
        self.sockets[-1].close()


def test_an_answer_that_was_lost_on_the_way_is_fetched(open_chat: Any, server: Any) -> None:
    chat = open_chat(by_socket=True)
    tunnel = Tunnel(chat)
    tunnel.swallows = True
    before = len(server.agent.heard)
    chat.type("hello")
    for _ in range(300):
        if len(server.agent.heard) > before:
            break
        chat.page.wait_for_timeout(20)
    tunnel.cut()
    expect(chat.bot).to_have_count(1)
    assert chat.texts() == ["hello", "You said: hello"]
    assert len(server.agent.heard) == before + 1  # the turn was taken once


def test_what_was_said_meanwhile_in_another_window_is_shown(open_chat: Any) -> None:
    chat = open_chat(by_socket=True)
    tunnel = Tunnel(chat)
    chat.say("one")
    tunnel.is_down = True
    tunnel.cut()
    expect(chat.page.get_by_text("No connection")).to_be_visible()
    other = chat.page.context.new_page()
    other.goto(chat.page.url)
    other.get_by_label("Your message").fill("two")
    other.get_by_label("Your message").press("Enter")
    expect(other.locator(".message.bot")).to_have_count(2)
    tunnel.is_down = False
    expect(chat.bot).to_have_count(2, timeout=20_000)
    assert chat.texts() == ["one", "You said: one", "two", "You said: two"]
    expect(chat.page.get_by_text("No connection")).to_be_hidden()
    chat.say("three")


# --- ways to answer ----------------------------------------------------------------------------


def test_pain_can_be_told_with_a_slider(chat: Any, tmp_path: Path) -> None:
    answer = chat.say("how bad is it")
    slider = answer.get_by_role("slider", name="Your pain from 0 to 10")
    send = answer.get_by_role("button", name="Send")
    expect(send).to_be_disabled()  # it suggests no number
    slider.focus()
    for _ in range(2):
        slider.press("ArrowRight")
    expect(answer.get_by_text("7 out of 10")).to_be_visible()
    expect(slider).to_have_attribute("aria-valuetext", "7 out of 10")
    picture(chat, "slider.png", tmp_path)
    send.click()
    expect(chat.user.last).to_contain_text("7")
    expect(chat.bot.last).to_contain_text("You said: 7")
    expect(slider).to_be_disabled()


def test_the_slider_can_be_passed_over(chat: Any) -> None:
    answer = chat.say("how bad is it")
    chat.say("I can not say")
    expect(answer.get_by_role("slider")).to_be_disabled()


def test_a_place_can_be_tapped(chat: Any, tmp_path: Path) -> None:
    answer = chat.say("where")
    group = answer.get_by_role("group", name="Tap where it hurts")
    names = [b.get_attribute("aria-label") for b in group.get_by_role("button").all()]
    assert names == [
        "Neck", "Upper back", "Middle of the back", "Lower back", "Left buttock",
        "Tailbone", "Right buttock",
    ]  # fmt: skip
    picture(chat, "body_map.png", tmp_path)
    group.get_by_role("button", name="Lower back").click()
    expect(chat.bot.last).to_contain_text("You said: Lower back")
    expect(group.get_by_role("button", name="Lower back")).to_have_attribute("aria-pressed", "true")
    expect(group.get_by_role("button", name="Neck")).to_be_disabled()


def test_a_place_can_be_chosen_by_keyboard(chat: Any) -> None:
    answer = chat.say("where")
    spot = answer.get_by_role("button", name="Left buttock")
    spot.focus()
    spot.press("Enter")
    expect(chat.bot.last).to_contain_text("You said: Left buttock")


def test_in_danger_what_to_do_stays_in_view(chat: Any, tmp_path: Path) -> None:
    chat.say("ambulance")
    banner = chat.page.locator("#banner")
    picture(chat, "danger.png", tmp_path)
    for _ in range(3):
        chat.say("long")
    expect(banner).to_be_in_viewport()
    expect(banner).to_contain_text("Call an ambulance now")
    expect(banner.get_by_role("link", name="Call 112")).to_have_attribute("href", "tel:112")
    banner.get_by_role("button", name="Show what to do").click()
    expect(chat.page.get_by_role("heading", name="Call an ambulance now")).to_be_in_viewport()
    chat.say("self care")
    expect(banner).to_be_hidden()


# --- for everybody -----------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(open_chat: Any, scheme: str) -> None:
    # The page's own policy would refuse the styles that axe tries things out with.
    chat = open_chat(color_scheme=scheme, bypass_csp=True)
    expect(chat.page.locator("#welcome")).to_be_visible()
    assert violations(chat) == []
    for words, messages in ANSWERS.items():
        if messages:
            chat.say(words, answers=len(messages))
            for summary in chat.bot.last.locator("summary").all():
                summary.click()
            assert violations(chat) == [], words
    # Cards of the same name are told apart.
    chat.say("drawing")
    assert violations(chat) == []
    chat.type("no answer")
    expect(chat.retry).to_be_visible()
    assert violations(chat) == []
    chat.words.fill("x" * 4_001)
    assert violations(chat) == []
    chat.button("Delete my data").click()
    assert violations(chat) == []


@pytest.mark.parametrize("query", ["", "?closed", "?position=left", "?position=inline"])
def test_axe_finds_nothing_in_an_embedded_chat(embed: Any, query: str) -> None:
    chat = embed(query)
    if "closed" not in query:
        chat.say("question")
    assert [v for v in violations(chat) if "backwise-chat" in v] == []


def test_zoomed_to_400_percent_nothing_is_lost(open_chat: Any) -> None:
    # A window of 1280 by 1024 at 400 %.
    chat = open_chat(viewport={"width": 320, "height": 256})
    for words in ("where", "how bad", "emergency", "question"):
        chat.say(words)
    assert chat.evaluate("inside.getElementById('scroller').scrollWidth") <= 320
    answer = chat.button("I am not sure")
    answer.scroll_into_view_if_needed()
    expect(answer).to_be_in_viewport()
    answer.click()
    expect(chat.bot.last).to_contain_text("You said: I am not sure")


def test_on_a_phone_an_embedded_chat_takes_the_screen(embed: Any, tmp_path: Path) -> None:
    chat = embed(viewport={"width": 320, "height": 640})
    chat.say("emergency")
    box = chat.evaluate(FORM)
    assert (box["width"], box["height"]) == (320, 640)
    picture(chat, "widget_phone.png", tmp_path)
    chat.button("Close the chat").click()
    expect(chat.page.get_by_role("heading", name="A practice")).to_be_visible()


def test_all_of_it_is_small() -> None:
    files = [path for path in WEB.iterdir() if path.suffix in (".js", ".css", ".html", ".svg")]
    size = sum(len(gzip.compress(path.read_bytes())) for path in files)
    assert len(files) > 8
    assert size <= 40 * 1024


def test_it_names_no_other_server() -> None:
    for path in WEB.glob("*.*"):
        named = re.findall(r"https?://[\w.-]+", path.read_text(encoding="utf-8"))
        assert set(named) <= {"http://www.w3.org", "https://your.server"}, path.name
