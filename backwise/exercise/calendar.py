"""The week of a programme as an iCalendar file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone

from icalendar import Calendar, Event

from backwise.exercise.programme import Programme

_BEGIN = time(18, 0)


def week_calendar(
    programme: Programme,
    monday: date,
    titles: dict[str, str],
    name: str,
    *,
    begin: time = _BEGIN,
    now: datetime | None = None,
) -> bytes:
    """The days of a week, one event each, as the bytes of an .ics file.

    Args:
        programme: the week.
        monday: its first day, whichever weekday that is.
        titles: titles of the exercises by id.
        name: what the calendar and its events are called.
        begin: the time of day, in the reader's own time zone.
        now: when the file is made; now by default.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Backwise//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    stamp = now or datetime.now(timezone.utc)
    for day in range(1, 8):
        items = programme.on(day)
        walk = programme.walk if programme.walk and day in programme.walk.days else None
        if not items and walk is None:
            continue
        lines: Sequence[str] = [titles[item.exercise] for item in items]
        if walk:
            lines = [*lines, f"{titles['walking']}: {walk.minutes} min"]
        minutes = round(sum(item.seconds for item in items) / 60) + (walk.minutes if walk else 0)
        start = datetime.combine(monday + timedelta(days=day - 1), begin)
        event = Event()
        event.add("uid", f"{start:%Y%m%d}-week{programme.week}@backwise.local")
        event.add("dtstamp", stamp)
        event.add("dtstart", start)
        event.add("dtend", start + timedelta(minutes=max(5, minutes)))
        event.add("summary", name)
        event.add("description", "\n".join(lines))
        calendar.add_component(event)
    return bytes(calendar.to_ical())
