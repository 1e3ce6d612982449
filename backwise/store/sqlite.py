"""Settings that let several processes share one SQLite file."""

from __future__ import annotations

import sqlite3
import time

# In seconds: how long to wait for another process that writes.
_PATIENCE = 10


def share(connection: sqlite3.Connection, _: object = None) -> None:
    """Let readers go on while one process writes, and let writers wait for each other.

    What is deleted is overwritten in the file too. The signature is that of
    SQLAlchemy's event "connect".

    Raises:
        sqlite3.Error: the file is no database, or another process kept it locked.
    """
    connection.execute(f"PRAGMA busy_timeout = {_PATIENCE * 1000}")
    _keep_a_log_of_writes(connection)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = ON")


def _keep_a_log_of_writes(connection: sqlite3.Connection) -> None:
    # Of the processes that change a new file to a log at the same moment, SQLite refuses
    # all but one at once, whatever busy_timeout says.
    give_up = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(0.01)
