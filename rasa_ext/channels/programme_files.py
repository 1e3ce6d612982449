"""A person's week as a sheet to print and as a calendar file."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, timedelta
from html import escape

from backwise.drawing import alt_text, draw
from backwise.exercise import Kept, Programme, build, dose_words, load_kept
from backwise.exercise.calendar import week_calendar
from backwise.knowledge import load
from backwise.knowledge.schema import Exercise
from backwise.store import default_store
from rasa_ext.channels.core import TEXTS
from rasa_ext.channels.person_files import to_print

_NAME = "Back exercises"
_DAYS = range(1, 8)


def calendar(person: str, today: date | None = None) -> bytes | None:
    """The running week as an .ics file; None if there is no programme."""
    found = _week(person, today or date.today())
    if found is None:
        return None
    _, programme, first = found
    titles = {exercise.id: exercise.title for exercise in load().exercise.values()}
    return week_calendar(programme, first, titles, _NAME)


def sheet(person: str, today: date | None = None) -> bytes | None:
    """The running week as a page to print; None if there is no programme."""
    found = _week(person, today or date.today())
    if found is None:
        return None
    _, programme, first = found
    days = [first + timedelta(days=day - 1) for day in _DAYS]
    head = "".join(f'<th scope="col">{day:%a %d %b}</th>' for day in days)
    walk = programme.walk
    rows = [
        (load().exercise[i.exercise].title, dose_words(i.dose), i.days) for i in programme.items
    ]
    if walk is not None:
        rows.append(("Walking", f"{walk.minutes} minutes", walk.days))
    body = "".join(_row(title, dose, on) for title, dose, on in rows)
    steps = "".join(_steps(item.exercise) for item in programme.items)
    page = f"""<p>{escape(TEXTS["sheet_advice"])}</p>
<table>
<thead><tr><th scope="col">Exercise</th>{head}</tr></thead>
<tbody>{body}</tbody>
</table>
{steps}"""
    return to_print(f"{_NAME}, week {programme.week}", page)


def _week(person: str, today: date) -> tuple[Kept, Programme, date] | None:
    kept = load_kept(default_store(), person)
    if kept is None:
        return None
    first = today - timedelta(days=kept.day(today) - 1)
    return kept, build(load(), kept.now(today)), first


def _row(title: str, dose: str, on: tuple[int, ...]) -> str:
    boxes = "".join(f"<td>{'☐' if day in on else ''}</td>" for day in _DAYS)
    return f'<tr><th scope="row">{escape(title)}<br><small>{escape(dose)}</small></th>{boxes}</tr>'


def _steps(id: str) -> str:
    exercise = load().exercise[id]
    steps = "".join(f"<li>{escape(step)}</li>" for step in (exercise.start, *exercise.steps))
    careful = " ".join([*(claim.text for claim in exercise.avoid_if), exercise.stop_if])
    return (
        f"<section><h2>{escape(exercise.title)}</h2>{_drawing(exercise)}<ol>{steps}</ol>"
        f"<p>{escape(careful)}</p>"
        "</section>"
    )


def _drawing(exercise: Exercise) -> str:
    drawn = b64encode(draw(load(), exercise.id).encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{drawn}" alt="{escape(alt_text(exercise))}">'
