"""What a channel tells the one who starts the server."""

from __future__ import annotations


def say(line: str) -> None:
    """Print one line; at the log level of `make run` only warnings would be seen."""
    print(line, flush=True)
