"""How the chat page shows each kind of message, and that everybody can read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed")

from playwright.sync_api import expect
from script import ANSWERS, CARD
from test_widget import picture

# For each text on the page its contrast with the colour behind it, if that is too low.
LOW_CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b]
    .map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (; node; node = node.parentElement ?? node.getRootNode().host) {
      const colour = rgba(getComputedStyle(node).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const low = [];
  const walker = document.createTreeWalker(inside, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility()) continue;
    if (node.closest(".visually-hidden, noscript")) continue;
    const [a, b] = [light(rgba(getComputedStyle(node).color)), light(behind(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push(`${ratio.toFixed(2)} ${walker.currentNode.data.trim()}`);
  }
  return low;
}"""

# What can be pressed and is smaller than a fingertip. Links in running text may be.
SMALL_TARGETS = """() => [...inside.querySelectorAll("button, .call, summary, textarea")]
  .filter((node) => node.checkVisibility())
  .map((node) => [node.textContent.trim(), node.getBoundingClientRect()])
  .filter(([, box]) => box.width < 44 || box.height < 44)
  .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""


def say_everything(chat: Any) -> None:
    for words, messages in ANSWERS.items():
        if messages:
            chat.say(words, answers=len(messages))
    for summary in chat.page.locator("summary").all():
        summary.click()
    chat.type("no answer")
    expect(chat.retry).to_be_visible()


# --- plain text --------------------------------------------------------------------------------


def test_text_is_never_markup(chat: Any) -> None:
    answer = chat.say("hostile")
    expect(answer).to_contain_text("<b>bold</b>")
    expect(answer.locator("img, b")).to_have_count(0)
    chat.say("<i>mine</i> <script>document.title = 'broken'</script>")
    expect(chat.user.last).to_contain_text("<i>mine</i> <script>")
    expect(chat.page).to_have_title("Backwise")


def test_only_harmless_addresses_become_links(chat: Any) -> None:
    links = chat.say("hostile").get_by_role("link")
    addresses = links.evaluate_all("nodes => nodes.map(n => [n.getAttribute('href'), n.rel])")
    assert addresses == [["https://ok.example/a?b=1", "noopener noreferrer"], ["tel:112", ""]]


def test_paragraphs_and_lists_are_shown_as_such(chat: Any) -> None:
    bubble = chat.say("article").locator(".bubble")
    expect(bubble.locator("p")).to_have_count(3)
    expect(bubble.locator("ul > li")).to_have_text(["Warm, not hot", "Up to 20 minutes"])


# --- triage and crisis -------------------------------------------------------------------------


def test_an_emergency_is_a_red_alert_with_a_card(chat: Any) -> None:
    chat.say("emergency")
    alert = chat.page.get_by_role("alert")
    expect(alert.get_by_role("heading")).to_have_text("Go to emergency care now")
    expect(alert).to_contain_text("Do not drive yourself.")
    expect(alert.get_by_role("listitem")).to_have_text(
        ["numb between my legs", "I cannot pee since this morning"]
    )
    expect(alert).to_contain_text("Card to show to staff")
    for line in CARD.splitlines():
        expect(alert).to_contain_text(line)
    expect(alert.get_by_role("link")).to_have_count(0)
    title = "getComputedStyle(inside.querySelector('.panel.red .panel-title')).backgroundColor"
    assert chat.evaluate(title) == "rgb(166, 27, 27)"
    # What to do is said once, in the banner.
    assert chat.texts() == ["emergency"]


def test_an_ambulance_can_be_called_where_the_number_is_known(chat: Any) -> None:
    chat.say("ambulance")
    alert = chat.page.get_by_role("alert")
    expect(alert.get_by_role("heading")).to_have_text("Call an ambulance now")
    expect(alert.get_by_role("link", name="Call 112")).to_have_attribute("href", "tel:112")


def test_urgent_is_amber_and_does_not_interrupt(chat: Any) -> None:
    answer = chat.say("urgent")
    panel = answer.locator(".panel.amber")
    expect(panel.get_by_role("heading")).to_have_text("See a doctor within 24 hours")
    expect(panel).to_contain_text("fever with back pain")
    expect(chat.page.get_by_role("alert")).to_have_count(0)


def test_self_care_is_calm(chat: Any) -> None:
    panel = chat.say("self care").locator(".panel.calm")
    expect(panel.get_by_role("heading")).to_have_text("You can start with self-care")
    expect(panel).to_contain_text("no warning signs")
    expect(chat.page.get_by_role("alert")).to_have_count(0)


def test_a_safety_question_stands_out(chat: Any) -> None:
    answer = chat.say("question")
    expect(answer.locator(".question")).to_contain_text("Is the skin between your legs numb?")


def test_a_crisis_shows_people_to_talk_to(chat: Any) -> None:
    panel = chat.say("crisis").locator(".panel.calm")
    expect(panel.locator(".contacts > li")).to_have_count(2)
    links = panel.get_by_role("link").evaluate_all("ns => ns.map(n => n.getAttribute('href'))")
    assert links == ["tel:116123", "https://www.samaritans.org/", "tel:988", "sms:988"]
    expect(panel).to_contain_text("Day and night")


# --- everything else ---------------------------------------------------------------------------


def test_an_exercise_is_a_card_with_steps(chat: Any) -> None:
    answer = chat.say("exercise", answers=2)
    card = answer.locator(".panel")
    expect(card.get_by_role("heading")).to_have_text("Cat and cow")
    expect(card.locator("ol > li")).to_have_text(
        ["Kneel on hands and knees.", "Round your back slowly.", "Let it sink slowly."]
    )
    expect(card).to_contain_text("2 × 10, every day")
    expect(card).to_contain_text("Exercise helps a little")
    expect(card.get_by_role("img", name="How to do it: Cat and cow")).to_be_visible()
    # The text says the same as the card, so it is not shown twice ...
    expect(answer.locator(".bubble")).to_have_count(0)
    # ... but what only the text says is shown.
    expect(chat.bot.last.locator(".bubble")).to_contain_text("Breathe on while you hold it.")


def test_an_exercise_shows_its_movement_when_asked_by_keyboard(chat: Any, tmp_path: Path) -> None:
    card = chat.say("drawing").locator(".panel")
    drawing = card.get_by_role("img", name="Lie on your side. Open the top knee.")
    expect(drawing).to_be_visible()
    assert drawing.evaluate("image => image.decode().then(() => image.naturalWidth)") > 200
    picture(chat, "exercise.png", tmp_path)
    button = card.get_by_role("button", name="Show the movement")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.focus()
    chat.page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(drawing).to_have_attribute("src", re.compile(r"/chat/drawings/clam\.svg\?form=turns$"))
    assert drawing.evaluate("image => image.decode().then(() => image.naturalWidth)") > 200
    button.press("Space")
    expect(drawing).to_have_attribute("src", re.compile(r"/chat/drawings/clam\.svg$"))
    # What one says later closes answers, and not this.
    chat.say("article")
    expect(button).to_be_enabled()


def test_an_article_shows_its_drawing_and_nothing_to_move(chat: Any) -> None:
    answer = chat.say("spine")
    drawing = answer.get_by_role("img", name="Shown in colour: Lower back.")
    expect(drawing).to_be_visible()
    assert drawing.evaluate("image => image.decode().then(() => image.naturalWidth)") > 200
    expect(answer.get_by_role("button")).to_have_count(0)


def test_a_picture_from_elsewhere_is_a_link_and_not_loaded(chat: Any) -> None:
    chat.say("exercise", answers=2)
    link = chat.bot.last.get_by_role("link", name="How to do it: Bird dog")
    expect(link).to_have_attribute("href", "https://elsewhere.example/dog.png")
    expect(chat.bot.last.locator("img")).to_have_count(0)


def test_an_article_folds_its_guidelines_and_sources(chat: Any) -> None:
    answer = chat.say("article")
    expect(answer.get_by_text("Heat wraps first.")).to_be_hidden()
    answer.get_by_text("What the guidelines say (2)").click()
    expect(answer.get_by_text("Heat wraps first.")).to_be_visible()
    expect(answer.get_by_text("Recommends it")).to_be_visible()
    expect(answer.get_by_text("Does not say")).to_be_visible()
    answer.get_by_text("Sources (2)").click()
    source = answer.get_by_role("link", name="Low back pain and sciatica")
    expect(source).to_have_attribute("href", "https://www.nice.org.uk/guidance/ng59")
    expect(answer.get_by_text("Cochrane review 2006")).to_be_visible()


def test_a_medicine_shows_the_verdict_and_why(chat: Any) -> None:
    panel = chat.say("medicine").locator(".panel.amber")
    expect(panel.get_by_role("heading")).to_have_text("Better avoid this")
    expect(panel).to_contain_text("ibuprofen can make you bleed")
    # A reason that the text gives is not given twice.
    expect(panel.get_by_role("listitem")).to_have_text(["You take a blood thinner"])
    assert chat.texts() == ["medicine"]


def test_an_unknown_kind_shows_only_its_text(chat: Any) -> None:
    answer = chat.say("unknown")
    expect(answer.locator("> :not(.visually-hidden)")).to_have_text(["Only words here."])


def test_charts_and_documents(chat: Any) -> None:
    chart = chat.say("chart", answers=2)
    expect(chart.get_by_role("img", name="Pain went down")).to_be_visible()
    report = chat.bot.last.get_by_role("link", name="report.pdf")
    expect(report).to_have_attribute(
        "href", chat.page.url.replace("/chat", "/chat/static/icon.svg")
    )


# --- for everybody -----------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read_and_pressed(open_chat: Callable[..., Any], scheme: str) -> None:
    chat = open_chat(color_scheme=scheme)
    assert chat.evaluate(LOW_CONTRAST) == []
    assert chat.evaluate(SMALL_TARGETS) == []
    say_everything(chat)
    assert chat.evaluate(LOW_CONTRAST) == []
    assert chat.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("width", [320, 1600])
def test_nothing_sticks_out_at_any_width(open_chat: Callable[..., Any], width: int) -> None:
    chat = open_chat(viewport={"width": width, "height": 600})
    say_everything(chat)
    chat.say("a" * 300)
    sticking_out = """() => [...inside.querySelectorAll("*")]
      .filter((node) => node.checkVisibility() && !node.closest(".visually-hidden"))
      .filter((node) => node.getBoundingClientRect().right > innerWidth)
      .map((node) => node.outerHTML.slice(0, 80))"""
    assert chat.evaluate(sticking_out) == []
    assert chat.evaluate("inside.getElementById('scroller').scrollWidth") <= width


def test_the_focus_can_be_seen(chat: Any) -> None:
    for name in ("Start over", "Delete my data", "My neck is stiff", "Send"):
        chat.button(name).focus()
        chat.page.keyboard.press("Shift+Tab")
        chat.page.keyboard.press("Tab")
        expect(chat.button(name)).to_be_focused()
        outline = chat.evaluate("getComputedStyle(inside.activeElement).outlineWidth")
        assert outline == "3px"
