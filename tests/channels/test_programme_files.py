"""The week as a sheet and as a calendar file: for the person whose week it is, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
import requests
from chat_server import ScriptedAgent
from icalendar import Calendar

from backwise.exercise import Kept, Needs, build, keep
from backwise.knowledge import load
from backwise.store import default_store

NEEDS = Needs(
    pain={"region": "lower_back", "intensity": 3.0, "duration_days": 100.0},
    pictures=("non_specific_low_back_pain",),
    minutes=15,
)


class Visitor:
    """A browser that opened the chat."""

    def __init__(self, server: Any) -> None:
        self.url = server.url
        self.http = requests.Session()
        assert self.http.post(f"{self.url}/chat/session", timeout=30).status_code == 200

    @property
    def person(self) -> str:
        return self.http.cookies["backwise_session"].split(".")[0]

    def get(self, path: str) -> requests.Response:
        return self.http.get(f"{self.url}/chat/{path}", timeout=30)


@pytest.fixture
def visitor(serve: Callable[..., Any]) -> Visitor:
    return Visitor(serve(ScriptedAgent()))


def test_the_sheet_has_every_exercise_with_its_days(visitor: Visitor) -> None:
    keep(default_store(), visitor.person, Kept(NEEDS, date.today()))
    answer = visitor.get("programme")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    page = unescape(answer.text)
    programme = build(load(), NEEDS)
    assert programme.items
    for item in programme.items:
        exercise = load().exercise[item.exercise]
        assert f"<h2>{exercise.title}</h2>" in page
        assert exercise.stop_if in page
    assert programme.walk is not None
    days = [item.days for item in programme.items] + [programme.walk.days]
    assert page.count("☐") == sum(map(len, days))


def test_the_calendar_has_an_entry_for_every_day(visitor: Visitor) -> None:
    keep(default_store(), visitor.person, Kept(NEEDS, date.today()))
    answer = visitor.get("programme.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert len(events) == 7
    assert min(event.decoded("dtstart") for event in events).strftime("%Y-%m-%d") == (
        date.today().isoformat()
    )


@pytest.mark.parametrize("path", ["programme", "programme.ics"])
def test_nobody_gets_anothers_week(visitor: Visitor, serve: Callable[..., Any], path: str) -> None:
    keep(default_store(), visitor.person, Kept(NEEDS, date.today()))
    stranger = Visitor(serve(ScriptedAgent()))
    assert stranger.get(path).status_code == 404
    forged = {"backwise_session": f"{visitor.person}.{'0' * 64}"}
    answer = requests.get(f"{visitor.url}/chat/{path}", cookies=forged, timeout=30)
    assert answer.status_code == 401
    assert requests.get(f"{visitor.url}/chat/{path}", timeout=30).status_code == 401
