"""Fingerprints of what a component depends on besides its own class.

Rasa reuses a trained component unless its class source, config or input
changed; helper modules and content files must be named explicitly.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def of_files(paths: Iterable[Path]) -> str:
    """A hash of the names and bytes of files; folders count with all their YAML and Python."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        files = (
            sorted(p for p in path.rglob("*") if p.suffix in {".py", ".yml"})
            if path.is_dir()
            else [path]
        )
        for file in files:
            digest.update(file.name.encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
