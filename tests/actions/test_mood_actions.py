"""The offer of a check of mood, help by profession, and short helps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer
from actions.common import is_mood_offer_due
from actions.control import ActionDeny, ActionResume, ActionResumeQuestion, ActionSkip
from actions.mood import (
    ActionFindHelp,
    ActionLowMood,
    ActionMoodOffer,
    ActionScreeningDeclined,
    ActionSmallHelp,
)
from backwise.mood import contact_lines, small_helps, ways
from tests.actions.turn import Outcome, Turn

TODAY = date.today()
LOW = {"seen": {"low_mood": TODAY.isoformat()}, "lasting": ["low_mood"], "lost_function": None}


def offered(days_ago: int, weight: float = 3, *, declined: bool = True) -> dict[str, Any]:
    """The slot after an offer."""
    day = TODAY - timedelta(days=days_ago)
    return {"day": day.isoformat(), "weight": weight, "declined": declined}


def said(outcome: Outcome) -> list[str]:
    """The responses, and the texts that are none."""
    return [m.get("response") or m.get("text") for m in outcome.messages]


def test_the_offer_follows_an_answer_when_signs_have_added_up() -> None:
    assert Turn({"mood_signs": LOW}).run(ActionResumeQuestion()).followup == "action_mood_offer"
    assert Turn({}).run(ActionResumeQuestion()).followup is None


@pytest.mark.parametrize(
    "slots",
    [
        {"triage_level": "ambulance"},
        {"triage_level": "emergency"},
        {"triage_level": "urgent"},
        {"safety": "standing"},
        {"safety": "question"},
        {"safety": "crisis_today"},
        {"crisis": {"severity": "passive", "step": "rest"}},
        {"mood_offer": offered(0)},
        {"mood_offer": offered(13)},
        {"mood_signs": None},
    ],
)
def test_it_is_held_back(slots: dict[str, Any]) -> None:
    assert not is_mood_offer_due(Turn({"mood_signs": LOW, **slots}).tracker)


@pytest.mark.parametrize(
    "slots",
    [
        {},
        {"triage_level": "appointment"},
        {"crisis": {"severity": "none", "step": None}},
        {"mood_offer": offered(14)},
        {"mood_offer": offered(1, weight=0)},
    ],
)
def test_it_is_due(slots: dict[str, Any]) -> None:
    assert is_mood_offer_due(Turn({"mood_signs": LOW, **slots}).tracker)


def test_it_never_comes_in_a_form() -> None:
    turn = Turn({"mood_signs": LOW}, form="intake_form")
    assert turn.run(ActionResumeQuestion()).followup == "intake_form"


@pytest.mark.parametrize(("agreed", "due"), [(True, True), (False, False)])
def test_another_companys_platform_needs_a_yes_first(agreed: bool, due: bool) -> None:
    tracker = Turn({"mood_signs": LOW}).tracker
    tracker.latest_message["metadata"] = {"third_party": True, "questionnaires": agreed}
    assert is_mood_offer_due(tracker) is due


def test_an_offer_is_remembered_with_its_weight() -> None:
    outcome = Turn({"mood_signs": LOW}).run(ActionMoodOffer())
    assert said(outcome) == ["utter_mood_offer"]
    assert outcome.messages[0]["custom"]["kind"] == "screening"
    assert outcome.slots["mood_offer"] == offered(0, declined=False)
    assert outcome.slots["offer"] == "action_screening_begin"


@pytest.mark.parametrize(
    ("text", "entities", "response"),
    [
        ("ugh I'm so fed up with this chair", {}, "utter_grumble"),
        ("I'm fed up with the pain", {}, "utter_low_mood"),
        ("I feel so low, and I hate this chair", {"mood_signs": LOW}, "utter_low_mood"),
    ],
)
def test_a_grumble_is_met_as_one(text: str, entities: dict[str, Any], response: str) -> None:
    turn = Turn(text=text, intent="express_low_mood", entities=entities)
    assert turn.run(ActionLowMood()).said == [response]


def test_a_no_is_remembered_and_ends_it() -> None:
    slots = {"mood_signs": LOW, "offer": "action_screening_begin", "mood_offer": offered(0)}
    assert Turn(slots).run(ActionDeny()).followup == "action_screening_declined"
    outcome = Turn(slots).run(ActionScreeningDeclined())
    assert outcome.slots["mood_offer"] == offered(0)
    after = {**slots, **outcome.slots}
    assert Turn(after).run(ActionResumeQuestion()).followup is None


def find(text: str, intent: str = "find_professional", **slots: Any) -> Outcome:
    """What is said to somebody who looks for help."""
    return Turn(slots, text=text, intent=intent).run(ActionFindHelp())


def test_an_unknown_country_gets_the_default_and_is_asked_for() -> None:
    outcome = find("find me a therapist")
    assert said(outcome) == [
        "utter_find_help", "utter_find_help_appointment", "utter_report_offer",
        "utter_find_help_now", "utter_find_help_where",
    ]  # fmt: skip
    assert ways(None, ["therapy"])[0] in outcome.messages[0]["ways"]
    assert outcome.slots["help_wanted"] == ["therapy"]


def test_the_answer_to_where_gives_what_was_asked_for() -> None:
    outcome = find("I'm in Cork", "tell_country", help_wanted=["therapy"])
    assert outcome.messages[0]["country"] == "Ireland"
    assert outcome.messages[0]["ways"] == f"• {ways('ie', ['therapy'])[0]}"
    assert outcome.slots == {"help_wanted": None, "country": "ie"}


def test_a_country_that_was_not_asked_for_is_noted() -> None:
    outcome = find("I'm in Cork", "tell_country")
    assert said(outcome) == ["utter_country_noted"]
    assert outcome.slots == {"country": "ie"}
    assert said(find("I'm on Mars", "tell_country")) == ["utter_country_unknown"]


def test_who_asks_for_a_person_gets_every_way() -> None:
    outcome = find("can I talk to a human", "request_human", country="gb")
    assert said(outcome)[0] == "utter_request_human"
    assert outcome.messages[1]["ways"].count("•") == 4


def test_settings_name_a_country_only_as_a_guess() -> None:
    tracker_turn = Turn(text="find me a physio", intent="find_professional")
    tracker = tracker_turn.tracker
    tracker.latest_message["metadata"] = {"language": "en-ZA"}
    dispatcher = CollectingDispatcher()
    events = ActionFindHelp().run(dispatcher, tracker, {})
    assert dispatcher.messages[-1]["response"] == "utter_find_help_guessed"
    assert not [e for e in events if e.get("name") == "country"]


@pytest.mark.parametrize("country", [None, "gb", "za"])
def test_somebody_to_call_is_named_of_the_told_country_only(country: str | None) -> None:
    outcome = find("find me a therapist", country=country)
    line = next(m["line"] for m in outcome.messages if m["response"] == "utter_find_help_now")
    assert line == contact_lines(country)[0]


@pytest.mark.parametrize("one", list(small_helps.load().values()), ids=lambda one: one.id)
def test_a_small_help_is_told_part_by_part(one: small_helps.SmallHelp) -> None:
    asked = f"help me with it: {one.title.lower()}"
    outcome = Turn(text=asked, intent="ask_small_help").run(ActionSmallHelp())
    for place, part in enumerate(one.parts):
        message = outcome.messages[0]
        assert message["text"] == part.text
        is_last = place == len(one.parts) - 1
        assert [b["title"] for b in message["buttons"]] == ([] if is_last else ["Yes, next"])
        assert outcome.slots["offer"] == (None if is_last else "action_small_help")
        if not is_last:
            turn = Turn(outcome.slots, text="yes, next", intent="affirm")
            outcome = turn.run(ActionSmallHelp())


@pytest.mark.parametrize("action", [ActionSkip, ActionResume])
def test_next_and_continue_go_on_with_an_open_small_help(action: Any) -> None:
    slots = {"offer": "action_small_help", "small_help": {"id": "breathing", "part": 1}}
    assert Turn(slots, text="next", intent="skip").run(action()).followup == "action_small_help"


def test_an_answer_offers_the_small_help_that_goes_with_it() -> None:
    turn = Turn(text="what is pacing?", intent="ask_daily_life")
    tracker = turn.tracker
    tracker.latest_message["answers"] = [{"kind": "daily_life", "id": "pacing", "score": 0.9}]
    dispatcher = CollectingDispatcher()
    ActionAnswer().run(dispatcher, tracker, {})
    payload = dispatcher.messages[-1]["buttons"][0]["payload"]
    found = small_helps.wanted(payload.lower())
    assert found is not None
    assert found.id == "pacing"
