"""Guidance by level, and the topics one can ask about."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions import exercise_card
from actions.answer import ActionAnswer, ActionOptions
from actions.cause import ActionPrognosis
from actions.common import knowledge
from actions.diary import ActionProgress
from actions.exercise import ActionExercise
from actions.medicine import ActionMedicine
from actions.triage import ActionGuidance, ActionUrgency
from tests.actions.turn import Turn, domain, slot

PAIN = {
    "region": "lower_back",
    "duration_days": 3.0,
    "intensity": 5.0,
    "radiation": "none",
    "trigger": "lifting",
}
CLEAR = {"cauda_equina": "no", "serious_illness": "no", "heart_vessel": "no"}


@pytest.mark.parametrize(
    ("slots", "level", "said"),
    [
        ({"heart_vessel": "yes"}, "ambulance", ["utter_triage_ambulance"]),
        ({"cauda_equina": "yes"}, "emergency", ["utter_triage_emergency"]),
        ({"findings": ["fever"]}, "urgent", ["utter_result_urgent", "utter_report_offer"]),
    ],
)
def test_help_comes_without_exercises(slots: dict[str, Any], level: str, said: list[str]) -> None:
    out = Turn(slots={**PAIN, **CLEAR, **slots}).run(ActionGuidance())
    assert out.said == said
    assert out.slots["triage_level"] == level
    assert out.slots["guided"] is True
    assert not out.payloads("exercise")


@pytest.mark.parametrize(
    ("slots", "level", "days"),
    [
        ({}, "self_care", "a week"),
        ({"duration_days": 60.0}, "appointment", "two weeks"),
        ({"duration_days": None}, "self_care", "a week"),
    ],
)
def test_guidance(slots: dict[str, Any], level: str, days: str) -> None:
    out = Turn(slots={**PAIN, **CLEAR, **slots}).run(ActionGuidance())
    assert out.said[0] == f"utter_result_{level}"
    assert {"utter_helps_now", "utter_exercises", "utter_safety_net"} <= set(out.said)
    assert set(out.said) <= set(domain()["responses"])
    assert 3 <= len(out.payloads("exercise")) <= 5
    assert next(m["days"] for m in out.messages if "days" in m) == days
    assert out.slots["offer"] == "action_programme"
    (triage,) = out.payloads("triage")
    assert triage["level"] == level


def test_osteoporosis_leaves_out_what_it_forbids() -> None:
    out = Turn(slots={**PAIN, **CLEAR, "findings": ["osteoporosis"]}).run(ActionGuidance())
    chosen = [knowledge().exercise[e["id"]] for e in out.payloads("exercise")]
    assert chosen
    assert not [e.id for e in chosen if "osteoporosis" in e.not_for]


@pytest.mark.parametrize("action", [ActionExercise(), ActionMedicine()])
def test_nothing_to_do_or_take_while_help_comes_first(action: Any) -> None:
    turn = Turn(
        slots={"triage_level": "urgent", "guided": True},
        entities={"exercise": "bird_dog", "medicine": "ibuprofen"},
    )
    out = turn.run(action)
    assert out.said == ["utter_no_exercise_now"]
    assert [m["custom"] for m in out.messages] == [{}]


@pytest.mark.parametrize(
    ("level", "facts", "verdicts"),
    [
        ("urgent", {"anticoagulant": True}, ["avoid"]),
        ("urgent", {}, []),
        ("emergency", {"anticoagulant": True}, []),
    ],
)
def test_what_would_harm_is_said_while_a_doctor_should_look(
    level: str, facts: dict[str, bool], verdicts: list[str]
) -> None:
    turn = Turn(
        slots={"triage_level": level, "guided": True, "medicine_facts": facts},
        text="can I take ibuprofen",
        entities={"medicine": "ibuprofen"},
    )
    out = turn.run(ActionMedicine())
    assert out.said[0] == "utter_no_exercise_now"
    assert [payload["verdict"] for payload in out.payloads("medicine")] == verdicts


@pytest.mark.parametrize(
    ("turn", "followup"),
    [(Turn(), "intake_form"), (Turn(form="triage_form"), "triage_form")],
)
def test_exercises_come_after_the_questions(turn: Turn, followup: str) -> None:
    out = turn.run(ActionExercise())
    assert (out.said, out.followup) == (["utter_exercise_after_questions"], followup)


def test_exercises_after_guidance() -> None:
    out = Turn(slots={**PAIN, "guided": True}).run(ActionExercise())
    assert 3 <= len(out.payloads("exercise")) <= 5


def test_one_exercise_by_name() -> None:
    out = Turn(entities={"exercise": "bird_dog"}).run(ActionExercise())
    assert [e["id"] for e in out.payloads("exercise")] == ["bird_dog"]
    assert out.slots == {"last_article": "exercise:bird_dog"}


def test_a_medicine_that_must_not_be_is_told_at_once() -> None:
    turn = Turn(
        entities={"medicine": "ibuprofen"}, slots={"medicine_facts": {"anticoagulant": True}}
    )
    (medicine,) = turn.run(ActionMedicine()).payloads("medicine")
    assert medicine["verdict"] == "avoid"
    assert medicine["reasons"]


def test_what_is_not_known_of_the_person_is_asked() -> None:
    out = Turn(entities={"medicine": "ibuprofen"}).run(ActionMedicine())
    assert (out.said, out.followup) == (["utter_medicine_asking"], "medicine_form")


def test_an_unknown_medicine_goes_to_the_pharmacist() -> None:
    out = Turn(text="can I take zorbelfen?").run(ActionMedicine())
    assert out.said == ["utter_medicine_unknown"]


def test_a_treatment_with_each_guidelines_stance() -> None:
    out = Turn(entities={"treatment": "acupuncture"}, form="intake_form").run(ActionAnswer())
    (article,) = out.payloads("article")
    assert {entry["position"] for entry in article["stance"]} >= {"for", "against"}
    assert article["sources"]
    assert out.followup == "intake_form"


def test_an_overview_of_what_helps() -> None:
    assert Turn().run(ActionOptions()).said == ["utter_treatment_overview"]


def test_what_nobody_knows_is_said_so() -> None:
    assert Turn(text="does moonlight help?").run(ActionAnswer()).said == ["utter_answer_unknown"]


def test_prognosis_in_general_and_of_the_picture() -> None:
    assert Turn().run(ActionPrognosis()).followup == "action_answer"
    assert Turn(slots=PAIN).run(ActionPrognosis()).payloads("article")


@pytest.mark.parametrize(
    ("found", "followup"),
    [
        (("daily_life", "numb_after_surgery", 0.7), "action_answer"),
        (("daily_life", "will_it_get_better", 0.9), None),
        (("daily_life", "numb_after_surgery", 0.4), None),
        (("picture", "radiating_leg_pain", 0.9), None),
    ],
)
def test_what_has_a_course_of_its_own_is_answered_by_itself(
    found: tuple[str, str, float], followup: str | None
) -> None:
    assert Turn(slots=PAIN, answers=[found]).run(ActionPrognosis()).followup == followup


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("it is much better", "utter_progress_better"),
        ("it helped", "utter_progress_better"),
        ("it is not getting better", "utter_progress_same"),
        ("no better", "utter_progress_same"),
        ("it's about the same", "utter_progress_same"),
        ("it got worse", "utter_progress_worse"),
    ],
)
def test_progress(text: str, said: str) -> None:
    assert Turn(text=text, intent="report_progress").run(ActionProgress()).said == [said]


def test_worse_asks_the_red_flags_anew() -> None:
    out = Turn(text="it got worse", slots={**PAIN, **CLEAR, "guided": True}).run(ActionProgress())
    assert out.followup == "triage_form"
    assert [out.slots[q] for q in (*CLEAR, "findings", "guided")] == [None] * 5
    assert "region" not in out.slots


@pytest.mark.parametrize(
    ("turn", "said", "followup"),
    [
        (Turn(form="triage_form"), "utter_urgency_asking", "triage_form"),
        (Turn(), "utter_urgency_first", "intake_form"),
        (Turn(events=[slot("requested_slot", "region")]), "utter_urgency_first", "triage_form"),
        (Turn(slots={**CLEAR, "guided": True}), "utter_result_self_care", None),
        (Turn(slots={"findings": ["fever"], "guided": True}), "utter_result_urgent", None),
        (Turn(slots={"heart_vessel": "yes", "guided": True}), "utter_triage_ambulance", None),
    ],
)
def test_urgency(turn: Turn, said: str, followup: str | None) -> None:
    out = turn.run(ActionUrgency())
    assert out.said[0] == said
    assert out.followup == followup


def test_whether_a_doctor_is_needed_is_told_for_everybody_with_the_questions_on_offer() -> None:
    out = Turn(text="Do I need to see a doctor for a curved spine?").run(ActionUrgency())
    assert out.payloads("article")[0]["id"] == "when_to_see_a_doctor"
    assert out.slots["offer"] == "intake_form"
    own = Turn(text="my leg has hurt since May, do I need a doctor?").run(ActionUrgency())
    assert own.followup == "intake_form"


def test_an_exercise_tells_who_should_leave_it_out() -> None:
    press_up = knowledge().exercise["press_up"]
    dispatcher = CollectingDispatcher()
    exercise_card.send(dispatcher, press_up)
    (message,) = dispatcher.messages
    assert press_up.avoid_if
    for claim in press_up.avoid_if:
        assert claim.text in message["text"]
        assert claim.text in message["custom"]["careful"]
