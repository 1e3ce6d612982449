"""A real browser and a real server with a scripted bot."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "channels"), str(HERE.parents[1])]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Any]:
    """Somebody else's site: another origin, which may embed the chat."""
    from elsewhere import Elsewhere

    with Elsewhere() as site:
        yield site


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, elsewhere: Any) -> Iterator[Any]:
    """Serve the page with the scripted bot behind it."""
    from chat_server import ChatServer, ScriptedAgent
    from script import answer

    from backwise.store import default_store
    from rasa_ext.channels.chat import ChatInput
    from rasa_ext.channels.core import RateLimiter

    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        patch.setenv("BACKWISE_HOME", str(home))
        default_store.cache_clear()
        chat = ChatInput(home / "secret", RateLimiter(burst=1_000), origins=[elsewhere.url])
        with ChatServer(ScriptedAgent(answer), home / "secret", chat=chat) as running:
            yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start Chromium. Not for the whole session: its event loop would disturb other tests."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with playwright.sync_playwright() as tool:
        # The sandbox does not work for root, as in a container; the pages are our own.
        running = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def open_chat(browser: Any, server: Any, elsewhere: Any) -> Iterator[Callable[..., Any]]:
    """Open the page in a fresh browser profile.

    At the end: no error in the console, no refusal by the page's own policy, and no request to
    anybody else.
    """
    from chat_page import ChatPage

    contexts, problems, requested = [], [], []

    def open_page(
        path: str = "/chat", site: Any = server, by_socket: bool = False, **options: Any
    ) -> Any:
        options.setdefault("viewport", {"width": 1000, "height": 800})
        context = browser.new_context(reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        if not by_socket:
            # As in a network that lets no socket through.
            page.route_web_socket("**/chat/socket", lambda socket: socket.close())
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: line.type == "error" and problems.append(line.text))
        page.on("request", lambda request: requested.append(request.url))
        page.goto(f"{site.url}{path}")
        return ChatPage(page)

    yield open_page
    for context in contexts:
        context.close()
    # What a test made the network or the server refuse is no fault of the page.
    assert [p for p in problems if not p.startswith("Failed to load resource")] == []
    ours = (server.url, elsewhere.url)
    assert [url for url in requested if not url.startswith(ours)] == []


@pytest.fixture
def chat(open_chat: Callable[..., Any]) -> Any:
    """Open the page at its usual size."""
    return open_chat()
