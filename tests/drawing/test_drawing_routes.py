"""The drawings as the chat page, Telegram and Slack get them, and the messages that name them."""

from __future__ import annotations

import asyncio
import re
from base64 import b64decode
from typing import Any

import pytest
import requests
from rasa_sdk.executor import CollectingDispatcher

from actions import exercise_card
from actions.answer import ActionAnswer
from actions.cause import ActionPrognosis
from actions.imbalance import ActionImbalance
from backwise.drawing import draw, names
from backwise.knowledge import load
from rasa_ext.channels.files import NoFile, fetch
from rasa_ext.channels.programme_files import _steps
from tests.actions.turn import Turn

DRAWINGS = names(load())
PNG = b"\x89PNG\r\n\x1a\n"


def get(server: Any, path: str, **options: Any) -> requests.Response:
    return requests.get(f"{server.url}/chat/drawings/{path}", timeout=30, **options)


def test_a_drawing_is_served_with_its_type_and_may_be_kept(server: Any) -> None:
    answer = get(server, "cat_camel.svg")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.text.startswith("<svg ")
    tag = {"If-None-Match": answer.headers["ETag"]}
    again = get(server, "cat_camel.svg", headers=tag)
    assert (again.status_code, again.content) == (304, b"")


def test_opened_by_itself_it_may_style_itself_and_nothing_else(server: Any) -> None:
    policy = get(server, "cat_camel.svg").headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_drawing_is_served_in_both_kinds(server: Any, name: str) -> None:
    assert get(server, f"{name}.svg").status_code == 200
    photo = get(server, f"{name}.png")
    assert photo.headers["Content-Type"] == "image/png"
    assert photo.content.startswith(PNG)


def test_the_movement_has_a_form_of_its_own(server: Any) -> None:
    still, moving = get(server, "clam.svg"), get(server, "clam.svg?form=turns")
    assert "@keyframes" in moving.text
    assert "@keyframes" not in still.text
    assert still.headers["ETag"] != moving.headers["ETag"]


@pytest.mark.parametrize(
    "path",
    [
        "hedgehog.svg", "clam", "clam.gif", "clam.svg.png", ".svg", "clam.svg?form=backwards",
        "%2e%2e%2findex.html", "..%2f..%2fcredentials.yml", "x%2fclam.svg", "CLAM.svg",
    ],
)  # fmt: skip
def test_unknown_names_are_not_found(server: Any, path: str) -> None:
    assert get(server, path).status_code == 404


def test_telegram_and_slack_get_a_photo(server: Any) -> None:
    address = exercise_card.card(load().exercise["clam"], load().exercise["clam"].dose)["image"]
    content, mime = asyncio.run(fetch(address, server.url, photo=True))
    assert mime == "image/png"
    assert content.startswith(PNG)
    with pytest.raises(NoFile):
        asyncio.run(fetch("/chat/drawings/hedgehog.svg", server.url, photo=True))


# --- messages ----------------------------------------------------------------------------------


@pytest.mark.parametrize("id", list(load().exercise))
def test_a_card_names_a_drawing_that_is_served(server: Any, id: str) -> None:
    exercise = load().exercise[id]
    card = exercise_card.card(exercise, exercise.dose)
    assert requests.get(server.url + card["image"], timeout=30).status_code == 200
    assert card["alt"] == " ".join((exercise.start, *exercise.steps))


def image_of(payloads: list[dict[str, Any]]) -> tuple[str, str]:
    (payload,) = payloads
    return payload["image"], payload["alt"]


def test_the_usual_course_shows_the_part_of_the_spine(server: Any) -> None:
    turn = Turn({"region": "lower_back", "duration_days": 3.0}, text="how long does it last")
    image, alt = image_of(turn.run(ActionPrognosis()).payloads("article"))
    assert image == "/chat/drawings/spine_lower_back.svg"
    assert alt.endswith("Shown in colour: Lower back.")
    assert requests.get(server.url + image, timeout=30).status_code == 200


def test_stiff_and_early_tired_muscles_are_shown(server: Any) -> None:
    turn = Turn({"region": "neck"}, text="which neck muscles are tight")
    image, alt = image_of(turn.run(ActionImbalance()).payloads("article"))
    assert image == "/chat/drawings/upper_crossed.svg"
    assert "Chest muscles" in alt
    assert requests.get(server.url + image, timeout=30).status_code == 200


def test_a_crossed_picture_is_shown_when_named_wherever_it_hurts() -> None:
    turn = Turn({"region": "lower_back"}, text="what is upper crossed syndrome?")
    image, _ = image_of(turn.run(ActionImbalance()).payloads("article"))
    assert image == "/chat/drawings/upper_crossed.svg"


@pytest.mark.parametrize(
    ("kind", "id", "image"),
    [("region", "tailbone", "/chat/drawings/spine_tailbone.svg"), ("treatment", "heat", None)],
)
def test_an_article_about_a_region_shows_it(kind: str, id: str, image: str | None) -> None:
    tracker = Turn(text="tell me about it", intent="ask_cause").tracker
    tracker.latest_message["answers"] = [{"kind": kind, "id": id, "score": 0.9}]
    dispatcher = CollectingDispatcher()
    ActionAnswer().run(dispatcher, tracker, {})
    (article,) = [m["custom"] for m in dispatcher.messages if m.get("custom")]
    assert (article["id"], article.get("image")) == (id, image)


def test_the_sheet_to_print_shows_every_exercise() -> None:
    shown = _steps("bird_dog")
    match = re.search(r'<img src="([^"]+)" alt="([^"]+)">', shown)
    assert match is not None
    drawn = b64decode(match[1].removeprefix("data:image/svg+xml;base64,")).decode()
    assert drawn == draw(load(), "bird_dog")
    assert match[2].startswith("Kneel on hands and knees")
