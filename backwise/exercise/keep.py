"""A programme and its sessions as they are kept in the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from backwise.exercise.programme import Needs
from backwise.exercise.progress import Session
from backwise.store import Record, Store

PROGRAMME = "programme"
SESSION = "session"
_TUPLES = ("pictures", "stiff", "tires_early")
_SETS = ("conditions", "equipment", "disliked")


@dataclass(frozen=True)
class Kept:
    """Somebody's programme: whom it was made for and when it began.

    `held_back` counts the weeks that were missed; walking starts lower after them.
    """

    needs: Needs
    started: date
    held_back: int = 0
    record: int | None = None

    def day(self, today: date) -> int:
        """Which day of its week it is, from 1 to 7."""
        return max(0, (today - self.started).days) % 7 + 1

    def now(self, today: date) -> Needs:
        """The needs of the week in which `today` lies."""
        weeks = max(0, (today - self.started).days) // 7 + 1
        return replace(self.needs, week=max(1, weeks - self.held_back))


@dataclass(frozen=True)
class Done:
    """A session with its day and the exercises that were on the list."""

    day: date
    session: Session
    exercises: tuple[str, ...] = ()


def load_kept(store: Store, person: str) -> Kept | None:
    """The programme of a person; None if there is none.

    Raises:
        StoreError: the database failed.
    """
    record = store.last(person, PROGRAMME)
    return None if record is None else _kept(record)


def keep(store: Store, person: str, kept: Kept) -> Kept:
    """Keeps a new programme, or what changed of it.

    Raises:
        StoreError: the database failed.
    """
    needs = {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in asdict(kept.needs).items()
    }
    data = {"needs": needs, "started": kept.started.isoformat(), "held_back": kept.held_back}
    if kept.record is None:
        return replace(kept, record=store.keep(person, PROGRAMME, data))
    store.change(person, kept.record, data)
    return kept


def keep_session(store: Store, person: str, done: Done, at: datetime | None = None) -> None:
    """Keeps how a session went.

    Raises:
        StoreError: the database failed.
    """
    data = {**asdict(done.session), "day": done.day.isoformat(), "exercises": list(done.exercises)}
    store.keep(person, SESSION, data, at)


def sessions(store: Store, person: str) -> list[Done]:
    """The sessions of a person, the oldest first.

    Raises:
        StoreError: the database failed.
    """
    return [_done(record.data) for record in store.kept(person, SESSION)]


def unreported(done: list[Done], kept: Kept, today: date) -> date | None:
    """The last day before today of which nothing was told; None if all is told."""
    yesterday = today - timedelta(days=1)
    told = {one.day for one in done}
    return yesterday if yesterday >= kept.started and yesterday not in told else None


def _kept(record: Record) -> Kept:
    data = record.data
    told: Mapping[str, Any] = data["needs"]
    values = {name: value for name, value in told.items() if name in Needs.__dataclass_fields__}
    values |= {name: tuple(told[name]) for name in _TUPLES if name in told}
    values |= {name: frozenset(told[name]) for name in _SETS if name in told}
    started = date.fromisoformat(data["started"])
    return Kept(Needs(**values), started, data.get("held_back", 0), record.id)


def _done(data: Mapping[str, Any]) -> Done:
    names = Session.__dataclass_fields__
    session = Session(**{name: value for name, value in data.items() if name in names})
    return Done(date.fromisoformat(data["day"]), session, tuple(data.get("exercises", ())))
