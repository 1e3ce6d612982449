"""Whether the model still fits what it was trained on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

MODEL = Path("models/backwise.tar.gz")
DETECTOR = Path("models/detector.npz")
_STAMP = Path("models/backwise.sha256")

# Everything that shapes the model. Channels, actions and the chat page do not.
_SOURCES = (
    "config.yml",
    "domain.yml",
    "requirements.txt",
    "backwise/knowledge",
    "backwise/language",
    "backwise/triage",
    "data",
    "knowledge",
    "rasa_ext/nlu",
    "rasa_ext/policies",
)


def is_fresh(root: Path) -> bool:
    """Return whether there is a model, trained on the files as they are now."""
    stamp = root / _STAMP
    parts = (root / MODEL, root / DETECTOR, stamp)
    return all(part.exists() for part in parts) and stamp.read_text() == fingerprint(root)


def mark_fresh(root: Path, trained_on: str) -> None:
    """Note the fingerprint of what the model was trained on."""
    (root / _STAMP).write_text(trained_on)


def fingerprint(root: Path) -> str:
    """Return a hash over the names and the content of all sources."""
    digest = hashlib.sha256()
    for path in _files(root):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(root).as_posix()} {content}\n".encode())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for source in _SOURCES:
        path = root / source
        if path.is_file():
            yield path
        else:
            yield from sorted(
                file
                for file in path.rglob("*")
                if file.is_file() and "__pycache__" not in file.parts
            )
