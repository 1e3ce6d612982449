"""Which lock store the settings choose. No Redis server is needed to make its client."""

from __future__ import annotations

import pytest
from rasa.core.lock_store import RedisLockStore
from rasa.shared.exceptions import RasaException

from rasa_ext.lock_store import BackwiseLockStore, ConditionLockStore


def test_without_redis_turns_are_kept_in_order_in_this_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    assert isinstance(BackwiseLockStore(), ConditionLockStore)


def test_a_redis_address_is_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "rediss://ann:p%40ss@locks.example:7000/3")
    store = BackwiseLockStore()
    assert isinstance(store, RedisLockStore)
    settings = store.red.connection_pool.connection_kwargs
    assert (settings["host"], settings["port"], settings["db"]) == ("locks.example", 7000, 3)
    assert (settings["username"], settings["password"]) == ("ann", "p@ss")


@pytest.mark.parametrize("url", ["http://localhost", "redis://", "redis://localhost/first", "6379"])
def test_what_is_no_redis_address_is_refused_with_an_example(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", url)
    with pytest.raises(RasaException, match="redis://localhost:6379/1"):
        BackwiseLockStore()
