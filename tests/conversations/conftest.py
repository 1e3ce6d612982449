"""One trained model and one pair of servers for all conversations."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.backwise_start.freshness import MODEL
from scripts.backwise_start.settings import Settings
from scripts.backwise_start.training import train_if_stale
from tests.conversations.servers import REPOSITORY, Servers
from tests.conversations.talk import Talk


@pytest.fixture(scope="session")
def model() -> Path:
    """Give a model that fits the files."""
    settings = Settings.read(REPOSITORY, os.environ)
    train_if_stale(REPOSITORY, settings.environment(os.environ))
    return REPOSITORY / MODEL


@pytest.fixture(scope="session")
def servers(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Give both servers."""
    servers = Servers(tmp_path_factory.mktemp("backwise"))
    try:
        servers.start()
        yield servers
    finally:
        servers.stop()


@pytest.fixture
def new_talk(servers: Servers) -> Callable[[], Talk]:
    """Give a way to begin a talk with a person who is new."""
    return lambda: Talk(servers.settings.url)


@pytest.fixture
def talk(new_talk: Callable[[], Talk]) -> Talk:
    """Give the talk of one new person."""
    return new_talk()
