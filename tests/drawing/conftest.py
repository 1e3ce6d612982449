"""The real chat page, which serves the drawings."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "channels"), str(HERE.parents[1])]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server with the chat page, and nobody to talk with."""
    from chat_server import ChatServer, ScriptedAgent

    from backwise.store import default_store

    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        patch.setenv("BACKWISE_HOME", str(home))
        default_store.cache_clear()
        with ChatServer(ScriptedAgent(), home / "secret") as running:
            yield running
