"""Why, skip, back, stop, go on, start over, yes and no."""

from __future__ import annotations

import pytest

from actions.control import (
    ActionAffirm,
    ActionBack,
    ActionDeny,
    ActionRestart,
    ActionResume,
    ActionSkip,
    ActionSources,
    ActionStop,
    ActionWhy,
)
from tests.actions.turn import Turn, domain, slot


def asked(*questions: str) -> list[dict[str, object]]:
    return [slot("requested_slot", question) for question in questions]


@pytest.mark.parametrize(
    "question",
    [
        "region", "duration_days", "intensity", "radiation", "side", "trigger",
        "cauda_equina", "serious_illness", "serious_illness_detail", "heart_vessel",
    ],
)  # fmt: skip
def test_every_question_has_a_reason(question: str) -> None:
    out = Turn(slots={"requested_slot": question}, form="intake_form").run(ActionWhy())
    assert out.said == [f"utter_why_{question}"]
    assert out.said[0] in domain()["responses"]
    assert out.followup == "intake_form"


def test_why_with_nothing_pending() -> None:
    out = Turn().run(ActionWhy())
    assert (out.said, out.events) == (["utter_why"], [])


def test_skip_leaves_the_question_out() -> None:
    turn = Turn(slots={"requested_slot": "region", "skipped": ["side"]}, form="intake_form")
    out = turn.run(ActionSkip())
    assert out.said == ["utter_skipped"]
    assert out.slots == {"skipped": ["side", "region"]}
    assert out.followup == "intake_form"


@pytest.mark.parametrize("question", ["cauda_equina", "serious_illness", "heart_vessel"])
def test_a_skipped_red_flag_is_not_sure(question: str) -> None:
    out = Turn(slots={"requested_slot": question}, form="triage_form").run(ActionSkip())
    assert out.said == ["utter_skipped_safety"]
    assert out.slots == {"skipped": [question], question: "unsure"}


def test_skip_with_nothing_pending() -> None:
    out = Turn().run(ActionSkip())
    assert (out.said, out.events) == (["utter_ok"], [])


def test_back_empties_the_last_answer_and_asks_it_again() -> None:
    out = Turn(
        slots={"requested_slot": "intensity", "region": "neck", "duration_days": 3.0},
        events=asked("region", "duration_days", "intensity"),
        form="intake_form",
    ).run(ActionBack())
    assert out.said == ["utter_back"]
    assert out.slots == {"duration_days": None, "skipped": [], "requested_slot": None}
    assert out.followup == "intake_form"
    assert not out.did("active_loop")


def test_back_crosses_from_the_safety_questions_into_the_intake() -> None:
    out = Turn(
        slots={"requested_slot": "cauda_equina", "region": "neck", "trigger": "fall"},
        events=asked("region", "trigger", "cauda_equina"),
        form="triage_form",
    ).run(ActionBack())
    assert out.slots["trigger"] is None
    assert out.did("active_loop")
    assert out.followup == "intake_form"


def test_back_after_the_last_question_goes_to_the_safety_questions() -> None:
    out = Turn(
        slots={"region": "neck", "cauda_equina": "no", "heart_vessel": "no"},
        events=asked("region", "cauda_equina", "heart_vessel"),
    ).run(ActionBack())
    assert out.slots["heart_vessel"] is None
    assert out.followup == "triage_form"


def test_back_to_a_skipped_question_takes_the_skip_back() -> None:
    out = Turn(
        slots={"requested_slot": "duration_days", "skipped": ["region"]},
        events=asked("region", "duration_days"),
        form="intake_form",
    ).run(ActionBack())
    assert out.slots == {"region": None, "skipped": [], "requested_slot": None}


def test_back_does_not_take_away_what_was_told_unasked() -> None:
    out = Turn(
        slots={"requested_slot": "duration_days", "region": "neck"},
        events=asked("duration_days"),
        form="intake_form",
    ).run(ActionBack())
    assert out.said == ["utter_back_nothing"]
    assert out.slots == {}


def test_stop_closes_the_form() -> None:
    out = Turn(form="intake_form").run(ActionStop())
    assert out.said == ["utter_stopped"]
    assert out.did("active_loop")
    assert out.slots == {"requested_slot": None}


@pytest.mark.parametrize(
    ("turn", "followup", "said"),
    [
        (Turn(form="triage_form"), "triage_form", []),
        (Turn(events=asked("region")), "intake_form", []),
        (Turn(events=asked("region"), slots={"guided": True}), None, ["utter_nothing_to_resume"]),
        (Turn(), None, ["utter_nothing_to_resume"]),
    ],
    ids=["open", "stopped", "done", "never begun"],
)
def test_resume(turn: Turn, followup: str | None, said: list[str]) -> None:
    out = turn.run(ActionResume())
    assert (out.followup, out.said) == (followup, said)


@pytest.mark.parametrize(
    ("intent", "said"), [("restart", "utter_started_over"), ("delete_data", "utter_delete_data")]
)
def test_restart_keeps_the_country_only(intent: str, said: str) -> None:
    out = Turn(intent=intent, slots={"country": "gb", "region": "neck"}).run(ActionRestart())
    assert out.said == [said]
    # Rasa forgets slots and forms with it, and the page what was said before.
    assert out.did("restart")
    assert out.slots == {"country": "gb"}


def test_yes_follows_the_open_offer_once() -> None:
    out = Turn(slots={"offer": "action_exercise"}).run(ActionAffirm())
    assert out.followup == "action_exercise"
    assert out.slots == {"offer": None}


@pytest.mark.parametrize(
    ("question", "said"), [("radiation", "utter_which_place"), ("region", "utter_unclear")]
)
def test_yes_that_answers_no_question(question: str, said: str) -> None:
    out = Turn(slots={"requested_slot": question}, form="intake_form").run(ActionAffirm())
    assert (out.said, out.followup) == ([said], "intake_form")


def test_no_drops_the_offer() -> None:
    out = Turn(slots={"offer": "action_exercise"}).run(ActionDeny())
    assert (out.said, out.slots, out.followup) == (["utter_ok"], {"offer": None}, None)


@pytest.mark.parametrize("last", ["treatment:heat", None, "treatment:moonlight"])
def test_sources_are_always_named(last: str | None) -> None:
    out = Turn(slots={"last_article": last}).run(ActionSources())
    assert out.said == ["utter_sources"]
    (article,) = out.payloads("article")
    assert article["sources"]
    assert article["title"] == ("Heat" if last == "treatment:heat" else "Sources")
