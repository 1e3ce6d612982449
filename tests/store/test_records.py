"""What is remembered, in SQLite and in PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier

import pytest

from backwise.store import Store, StoreError, database_url, sqlite

NOW = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'folder' / 'backwise.db'}"
        return
    address = request.getfixturevalue("postgresql")
    yield address
    for person in ("ann", "bob"):
        Store(address).forget(person)


@pytest.fixture
def store(url: str) -> Store:
    return Store(url)


def test_what_is_kept_comes_back_after_a_restart(store: Store, url: str) -> None:
    number = store.keep("ann", "programme", {"week": 1, "name": "Übung 🚶"}, NOW)
    [record] = Store(url).kept("ann", "programme")
    assert (record.id, record.person, record.kind, record.at) == (number, "ann", "programme", NOW)
    assert record.data == {"week": 1, "name": "Übung 🚶"}


def test_records_come_oldest_first_whatever_the_order_they_were_kept_in(store: Store) -> None:
    for days in (2, 1, 3):
        store.keep("ann", "session", {"day": days}, NOW + timedelta(days=days))
    assert [r.data["day"] for r in store.kept("ann", "session")] == [1, 2, 3]
    since = NOW + timedelta(days=2)
    assert [r.data["day"] for r in store.kept("ann", "session", since)] == [2, 3]
    last = store.last("ann", "session")
    assert last is not None
    assert last.data == {"day": 3}


def test_people_and_kinds_are_kept_apart(store: Store) -> None:
    number = store.keep("ann", "session", {"x": 1})
    assert store.kept("bob", "session") == []
    assert store.kept("ann", "programme") == []
    assert store.last("bob", "session") is None
    with pytest.raises(KeyError):
        store.change("bob", number, {"x": 2})
    assert store.kept("ann", "session")[0].data == {"x": 1}


def test_a_record_can_be_changed(store: Store) -> None:
    number = store.keep("ann", "programme", {"week": 1}, NOW)
    store.change("ann", number, {"week": 2})
    [record] = store.kept("ann", "programme")
    assert (record.data, record.at) == ({"week": 2}, NOW)


def test_a_person_is_forgotten_and_nobody_else(store: Store) -> None:
    store.keep("ann", "session", {})
    store.keep("ann", "programme", {})
    store.keep("bob", "session", {})
    assert store.forget("ann", "session") == 1
    assert store.forget("ann") == 1
    assert store.kept("ann", "programme") == []
    assert len(store.kept("bob", "session")) == 1


def test_a_time_of_another_zone_is_the_same_moment(store: Store) -> None:
    there = timezone(timedelta(hours=5, minutes=30))
    store.keep("ann", "session", {}, NOW.astimezone(there))
    assert store.kept("ann", "session")[0].at == NOW
    with pytest.raises(ValueError, match="time zone"):
        store.keep("ann", "session", {}, datetime(2026, 3, 1))


def test_what_is_not_json_is_refused_and_changes_nothing(store: Store) -> None:
    with pytest.raises(TypeError):
        store.keep("ann", "session", {"when": NOW})
    assert store.kept("ann", "session") == []


def _keep_ten(url: str) -> None:
    store = Store(url)
    for number in range(10):
        store.keep("ann", "session", {"number": number})


def test_processes_that_start_together_do_not_disturb_each_other(url: str) -> None:
    with ProcessPoolExecutor(4) as pool:
        list(pool.map(_keep_ten, [url] * 4))
    assert len(Store(url).kept("ann", "session")) == 40


def test_those_who_open_a_new_file_together_wait_for_each_other(tmp_path: Path) -> None:
    many = 8
    barrier = Barrier(many)

    def open_together(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            barrier.wait()
            sqlite.share(connection)

    with ThreadPoolExecutor(many) as pool:
        for number in range(25):
            list(pool.map(open_together, [tmp_path / f"{number}.db"] * many))


def test_a_database_that_is_away_is_told_without_what_was_said(tmp_path: Path) -> None:
    broken = tmp_path / "backwise.db"
    broken.write_text("this is no database, it is a text that is long enough to be read as one")
    with pytest.raises(StoreError, match="failed") as caught:
        Store(f"sqlite:///{broken}").keep("ann", "mood", {"said": "secret"})
    assert "secret" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_the_password_is_not_told() -> None:
    store = Store("postgresql://backwise:hush@127.0.0.1:9/none")
    with pytest.raises(StoreError) as caught:
        store.kept("ann", "session")
    assert "hush" not in str(caught.value)


def test_it_lives_beside_the_talks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("BACKWISE_HOME", str(tmp_path))
    store = Store(database_url())
    store.keep("ann", "session", {})
    with sqlite3.connect(tmp_path / "backwise.db") as connection:
        assert connection.execute("SELECT count(*) FROM records").fetchone() == (1,)
