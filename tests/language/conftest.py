"""The real reader and the real sentence model, each made once."""

from __future__ import annotations

import pytest

from backwise.language.encoder import SentenceEncoder
from backwise.language.reader import Reader, default_reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The reader with the project's own word lists."""
    return default_reader()


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    """The sentence model of the installed package."""
    return SentenceEncoder(threads=1)
