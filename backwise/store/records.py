"""Keeps records about people: a programme, how a session went, a screening.

One table serves all topics. What a record of a kind holds is the business of
the topic that keeps it; it must be plain JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection
from sqlalchemy.engine.url import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from backwise.store import sqlite
from backwise.store.address import database_url

_MIGRATIONS = Path(__file__).with_name("migrations")
# Two processes that start together must not both create the tables.
_LOCK_NUMBER = 7_245_001

_RECORDS = sa.table(
    "records",
    sa.column("id", sa.Integer),
    sa.column("person", sa.String),
    sa.column("kind", sa.String),
    sa.column("at", sa.DateTime),
    sa.column("data", sa.Text),
)


class StoreError(Exception):
    """The database could not be reached, or refused; nothing was changed."""


@dataclass(frozen=True)
class Record:
    """One thing that is remembered. `at` is in UTC."""

    id: int
    person: str
    kind: str
    at: datetime
    data: dict[str, Any]


class Store:
    """Records in a SQL database, SQLite or PostgreSQL.

    The tables are made, or brought up to date, at the first use.

    Args:
        url: the address of the database, as SQLAlchemy writes it.
    """

    def __init__(self, url: str | URL) -> None:
        self._url = make_url(url)
        if self._url.get_backend_name() == "sqlite" and self._url.database not in (
            None,
            ":memory:",
        ):
            Path(str(self._url.database)).parent.mkdir(parents=True, exist_ok=True)
        self._engine = sa.create_engine(self._url, future=True, pool_pre_ping=True)
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", sqlite.share)
            sa.event.listen(self._engine, "connect", _begin_when_told)
            sa.event.listen(self._engine, "begin", _begin_sqlite)
        self._is_ready = False

    def keep(
        self, person: str, kind: str, data: Mapping[str, Any], at: datetime | None = None
    ) -> int:
        """Remember something, and return its number.

        Args:
            person: whom it is about.
            kind: what it is, such as "programme".
            data: what to remember; plain JSON.
            at: when it was, with its time zone; now by default.

        Raises:
            StoreError: the database failed.
            TypeError: `data` is not JSON.
            ValueError: `at` has no time zone.
        """
        values = {"person": person, "kind": kind, "at": _utc(at), "data": json.dumps(dict(data))}
        with self._connection() as connection:
            result = connection.execute(
                sa.insert(_RECORDS).returning(_RECORDS.c.id).values(values)
                if self._engine.dialect.name == "postgresql"
                else sa.insert(_RECORDS).values(values)
            )
            return int(result.scalar_one() if result.returns_rows else result.lastrowid)

    def kept(self, person: str, kind: str, since: datetime | None = None) -> list[Record]:
        """What is remembered about a person, the oldest first.

        Args:
            person: whom it is about.
            kind: what it is.
            since: only what happened then or later, with its time zone.

        Raises:
            StoreError: the database failed.
        """
        query = (
            sa.select(_RECORDS)
            .where(_RECORDS.c.person == person, _RECORDS.c.kind == kind)
            .order_by(_RECORDS.c.at, _RECORDS.c.id)
        )
        if since is not None:
            query = query.where(_RECORDS.c.at >= _utc(since))
        with self._connection() as connection:
            return [_record(row) for row in connection.execute(query)]

    def last(self, person: str, kind: str) -> Record | None:
        """The latest record of a kind, or None.

        Raises:
            StoreError: the database failed.
        """
        query = (
            sa.select(_RECORDS)
            .where(_RECORDS.c.person == person, _RECORDS.c.kind == kind)
            .order_by(_RECORDS.c.at.desc(), _RECORDS.c.id.desc())
            .limit(1)
        )
        with self._connection() as connection:
            row = connection.execute(query).first()
        return None if row is None else _record(row)

    def change(self, person: str, record: int, data: Mapping[str, Any]) -> None:
        """Replace what a record holds.

        Args:
            person: whom it is about; nobody can change what is another person's.
            record: its number.
            data: what it holds from now on; plain JSON.

        Raises:
            StoreError: the database failed.
            KeyError: this person has no such record.
        """
        query = (
            sa.update(_RECORDS)
            .where(_RECORDS.c.person == person, _RECORDS.c.id == record)
            .values(data=json.dumps(dict(data)))
        )
        with self._connection() as connection:
            if connection.execute(query).rowcount == 0:
                raise KeyError(record)

    def forget(self, person: str, kind: str | None = None) -> int:
        """Delete what is remembered about a person, and return how many records that were.

        Args:
            person: whom to forget.
            kind: only records of this kind; all by default.

        Raises:
            StoreError: the database failed.
        """
        query = sa.delete(_RECORDS).where(_RECORDS.c.person == person)
        if kind is not None:
            query = query.where(_RECORDS.c.kind == kind)
        with self._connection() as connection:
            return int(connection.execute(query).rowcount)

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                if not self._is_ready:
                    _upgrade(connection)
            self._is_ready = True
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            # The error's own text holds the values, which are what somebody said.
            raise StoreError(
                f"The database {self._url.render_as_string()} failed: {type(error).__name__}"
            ) from None


@cache
def default_store() -> Store:
    """The store of this installation; see `database_url`."""
    return Store(database_url())


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_LOCK_NUMBER})"))
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _begin_when_told(connection: Any, _: object) -> None:
    # Python's own handling of transactions would begin them late, and not at all before
    # tables are made.
    connection.isolation_level = None


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _utc(at: datetime | None) -> datetime:
    at = at or datetime.now(timezone.utc)
    if at.tzinfo is None:
        raise ValueError("expected a time with its time zone")
    return at.astimezone(timezone.utc).replace(tzinfo=None)


def _record(row: Any) -> Record:
    at = row.at.replace(tzinfo=timezone.utc)
    return Record(row.id, row.person, row.kind, at, json.loads(row.data))
