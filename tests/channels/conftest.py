"""Where the tests of the channels find the code and their own helpers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for the database of this test alone."""
    from backwise.store import default_store

    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("BACKWISE_HOME", str(tmp_path / "home"))
    default_store.cache_clear()
    return tmp_path / "home"


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Start a server for an agent; it ends with the test."""
    from chat_server import ChatServer

    with ExitStack() as servers:

        def start(agent: Any, **options: Any) -> Any:
            secret = options.pop("secret_path", tmp_path / "home" / "secret")
            return servers.enter_context(ChatServer(agent, secret, **options))

        yield start
