"""The chat page as a test sees it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect


class ChatPage:
    """Talks through the page as a person does."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.words = page.get_by_label("Your message")
        self.log = page.get_by_role("log")
        self.bot = page.locator(".message.bot")
        self.user = page.locator(".message.user")
        self.retry = page.get_by_role("button", name="Try again")

    def type(self, text: str) -> None:
        """Write and send, without waiting for an answer."""
        self.words.fill(text)
        self.words.press("Enter")

    def say(self, text: str, answers: int = 1) -> Locator:
        """Write and send; return the first message of the answer."""
        before = self.bot.count()
        self.type(text)
        expect(self.bot).to_have_count(before + answers)
        return self.bot.nth(before)

    def button(self, name: str) -> Locator:
        """Return the last button with this name."""
        return self.page.get_by_role("button", name=name, exact=True).last

    def texts(self) -> list[str]:
        """Return the text of every bubble."""
        return self.page.locator(".bubble").all_inner_texts()

    def evaluate(self, script: str, argument: Any = None) -> Any:
        """Run a script in the page; `inside` is where the chat stands."""
        with_inside = f"""(argument) => {{
          const inside = document.querySelector("backwise-chat")?.shadowRoot;
          const found = {script};
          return typeof found === "function" ? found(argument) : found;
        }}"""
        return self.page.evaluate(with_inside, argument)
