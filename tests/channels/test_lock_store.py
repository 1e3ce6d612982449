"""The lock store: turns in order, the next one woken, tickets that run out."""

from __future__ import annotations

import asyncio

import pytest
from rasa.core.lock_store import LockError, LockStore
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from rasa_ext.lock_store import ConditionLockStore

NEVER = 1_000.0  # seconds: a store that polls would make these tests hang until the guard ends them
GUARD = 30.0


def run(scenario: object) -> None:
    asyncio.run(asyncio.wait_for(scenario, GUARD))


def test_rasa_makes_it_from_the_endpoint_configuration() -> None:
    config = EndpointConfig(type="rasa_ext.lock_store.ConditionLockStore")
    assert isinstance(LockStore.create(config), ConditionLockStore)


def test_several_workers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANIC_WORKERS", "2")
    with pytest.raises(RasaException, match="SANIC_WORKERS"):
        ConditionLockStore()


def test_turns_of_one_person_run_in_order_and_wake_each_other() -> None:
    async def scenario() -> None:
        store, trace = ConditionLockStore(), []

        async def turn(name: str) -> None:
            async with store.lock("anna", NEVER, wait_time_in_seconds=NEVER):
                trace.append(f"{name} begins")
                for _ in range(5):
                    await asyncio.sleep(0)
                trace.append(f"{name} ends")

        await asyncio.gather(*(turn(name) for name in ("first", "second", "third")))
        names = ("first", "second", "third")
        assert trace == [f"{n} {what}" for n in names for what in ("begins", "ends")]
        assert store.get_lock("anna") is None

    run(scenario())


def test_two_people_do_not_wait_for_each_other() -> None:
    async def scenario() -> None:
        store = ConditionLockStore()
        async with store.lock("anna", NEVER), store.lock("ben", NEVER):
            pass

    run(scenario())


def test_a_failed_turn_lets_the_next_one_in() -> None:
    async def scenario() -> None:
        store, entered = ConditionLockStore(), asyncio.Event()

        async def fails() -> None:
            async with store.lock("anna", NEVER):
                entered.set()
                await asyncio.sleep(0)
                raise ValueError

        async def waits() -> str:
            await entered.wait()
            async with store.lock("anna", NEVER):
                return "in"

        results = await asyncio.gather(fails(), waits(), return_exceptions=True)
        assert isinstance(results[0], ValueError)
        assert results[1] == "in"

    run(scenario())


def test_a_cancelled_waiter_does_not_block_those_behind() -> None:
    async def scenario() -> None:
        store = ConditionLockStore()

        async def waits() -> str:
            async with store.lock("anna", NEVER):
                return "in"

        async with store.lock("anna", NEVER):
            gone, stays = asyncio.ensure_future(waits()), asyncio.ensure_future(waits())
            await asyncio.sleep(0)
            gone.cancel()
            await asyncio.sleep(0)
        assert await stays == "in"

    run(scenario())


def test_the_ticket_of_a_hanging_turn_runs_out() -> None:
    async def scenario() -> None:
        store = ConditionLockStore()
        # The one in front is still at it when the second gets in, because its time is over.
        async with store.lock("anna", 0.05), store.lock("anna", NEVER, NEVER):
            pass

    run(scenario())


def test_a_waiter_whose_own_ticket_ran_out_is_told() -> None:
    async def scenario() -> None:
        store = ConditionLockStore()
        async with store.lock("anna", NEVER):
            waiting = store._acquire_lock("anna", store.issue_ticket("anna", 0.0), NEVER)
            await asyncio.sleep(0.01)
            with pytest.raises(LockError):
                await waiting

    run(scenario())
