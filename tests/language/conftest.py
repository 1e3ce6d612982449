"""The real reader and the real sentence model, each made once."""

from __future__ import annotations

import pytest

from backwise.language.encoder import SentenceEncoder
from backwise.language.reader import Reader, default_reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    """A reader with the project's own word lists, and without the detector."""
    return Reader()


@pytest.fixture(scope="session")
def whole_reader() -> Reader:
    """The reader as it is used: word lists and detector."""
    return default_reader()


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    """The sentence model of the installed package."""
    return SentenceEncoder(threads=1)
