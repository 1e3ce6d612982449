"""Where data is kept."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy.engine.url import URL, make_url


def database_url() -> URL:
    """Return the database of `DATABASE_URL`, or the SQLite file in `BACKWISE_HOME`."""
    url = os.environ.get("DATABASE_URL")
    if url:
        return make_url(url.replace("postgres://", "postgresql://", 1))
    home = Path(os.environ.get("BACKWISE_HOME") or "var")
    return make_url(f"sqlite:///{home.absolute() / 'backwise.db'}")
