"""Red-flag questions, and what comes out of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import exercise_card
from actions.common import (
    article,
    asked_questions,
    bullets,
    conditions_of,
    decision_of,
    diagnosis_of,
    is_mood_offer_due,
    knowledge,
    pain_of,
    topic_of,
    with_side,
)
from actions.form import TalkForm
from backwise.exercise import choose, phase
from backwise.intake import triage_questions
from backwise.knowledge import best_pictures, runner_up
from backwise.knowledge.answers import answer
from backwise.knowledge.base import Kind
from backwise.knowledge.schema import Picture
from backwise.triage import Decision, staff_card
from backwise.triage.rules import QUESTIONS

_ANSWERS = ("yes", "no", "unsure")
_WHEN = "daily_life:when_to_see_a_doctor"
_WHETHER_A_DOCTOR = re.compile(
    r"\b(?:doctors?|gp|physician|specialist|hospital|medical (?:help|attention)|seen|checked)\b",
    re.IGNORECASE,
)
_OWN_STORY = re.compile(r"\b(?:my|mine|i'?ve|i (?:have|had|got)|since)\b", re.IGNORECASE)
_FIRST_STEPS = ("staying_active", "heat", "walking")


class ValidateTriageForm(TalkForm):
    """Asks the red-flag questions that fit this person."""

    def name(self) -> str:
        """The name Rasa looks for."""
        return "validate_triage_form"

    def questions(self, domain_slots: list[str], tracker: Tracker) -> list[str]:
        """Those that the answers so far leave open."""
        return list(
            triage_questions(
                {question: tracker.get_slot(question) for question in QUESTIONS},
                tracker.get_slot("findings") or [],
            )
        )

    async def extract_serious_illness_detail(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Any reply to "which of them?" that names a sign is an answer."""
        if tracker.get_slot("requested_slot") != "serious_illness_detail":
            return {}
        told = any(tracker.get_latest_entity_values("findings"))
        return {"serious_illness_detail": "told"} if told else {}


def _validate(question: str) -> Any:
    def validate(
        self: Any,
        value: Any,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> dict[str, Any]:
        return {question: value if value in _ANSWERS else None}

    return validate


for _question in QUESTIONS:
    setattr(ValidateTriageForm, f"validate_{_question}", _validate(_question))


class ActionGuidance(Action):
    """The result: how soon to be seen, what may be behind it, what helps, and a check-up date."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_guidance"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Sends the guidance that the level allows."""
        decision = decision_of(tracker)
        self._result(dispatcher, tracker, decision)
        events: list[EventType] = [
            SlotSet("triage_level", decision.level),
            SlotSet("triage_flags", decision.flags),
            SlotSet("triage_why", decision.reasons[0] if decision.reasons else None),
            SlotSet("guided", True),
        ]
        if decision.level in ("ambulance", "emergency", "urgent"):
            if decision.level == "urgent":
                dispatcher.utter_message(response="utter_report_offer")
            return [*events, SlotSet("after_guidance", None)]
        wanted = tracker.get_slot("after_guidance")
        if wanted:
            return [*events, SlotSet("after_guidance", None), FollowupAction(wanted)]
        pain = pain_of(tracker)
        fitting = best_pictures(knowledge(), pain)
        pictures = [picture for picture, _ in fitting]
        send_picture(dispatcher, fitting)
        if phase(pain.get("duration_days")) == "chronic":
            dispatcher.utter_message(response="utter_long_lasting")
        self._first_steps(dispatcher)
        best = [picture.id for picture in pictures[:2]]
        exercises = choose(knowledge(), pain, best, conditions_of(tracker))
        if exercises:
            dispatcher.utter_message(response="utter_exercises", count=len(exercises))
            for exercise in exercises:
                exercise_card.send(dispatcher, exercise)
        days = pain.get("duration_days")
        dispatcher.utter_message(
            response="utter_safety_net", days="a week" if days is None or days < 28 else "two weeks"
        )
        if is_mood_offer_due(tracker):
            # One question at a time: the programme is one tap away, and can wait.
            return [*events, FollowupAction("action_mood_offer")]
        dispatcher.utter_message(response="utter_programme_offer")
        return [*events, SlotSet("offer", "action_programme")]

    def _result(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, decision: Decision
    ) -> None:
        if decision.level in ("ambulance", "emergency"):
            dispatcher.utter_message(
                response=f"utter_triage_{decision.level}", triage_why=decision.reasons[0]
            )
            return
        card = ""
        if decision.level == "urgent":
            words = tracker.get_slot("triage_reasons") or decision.reasons
            card = staff_card(decision.flags, words, pain_of(tracker), datetime.now())
        dispatcher.utter_message(
            response=f"utter_result_{decision.level}",
            reasons=bullets(decision.reasons),
            json_message={
                "kind": "triage",
                "level": decision.level,
                "flags": decision.flags,
                "reasons": decision.reasons,
                "card": card,
            },
        )

    def _first_steps(self, dispatcher: CollectingDispatcher) -> None:
        steps = [t for t in (knowledge().treatment.get(i) for i in _FIRST_STEPS) if t]
        dispatcher.utter_message(
            response="utter_helps_now",
            points=bullets(treatment.summary.text for treatment in steps),
        )


def send_picture(dispatcher: CollectingDispatcher, fitting: Sequence[tuple[Picture, int]]) -> None:
    """Explains the picture that fits best, how well it fits, and what else could; no diagnosis."""
    if not fitting:
        dispatcher.utter_message(response="utter_picture_unknown")
        return
    picture, _ = fitting[0]
    rival = runner_up(fitting)
    dispatcher.utter_message(
        response="utter_picture_or" if rival else "utter_picture",
        title=_inside(picture.title),
        other=_inside(rival.title) if rival else "",
        explanation=" ".join(claim.text for claim in picture.explanation),
        course=" ".join(claim.text for claim in picture.course),
        json_message=article(
            "cause", picture.id, picture.title, [*picture.explanation, *picture.course]
        ),
    )


def _inside(title: str) -> str:
    return title[0].lower() + title[1:]


class ActionUrgency(Action):
    """Answers "is it serious?": by the questions if they are open, else by what came out."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_urgency"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Never says that nothing can be wrong."""
        if tracker.active_loop_name:
            dispatcher.utter_message(response="utter_urgency_asking")
            return [FollowupAction(tracker.active_loop_name)]
        if not tracker.get_slot("guided"):
            text = tracker.latest_message.get("text") or ""
            if _WHETHER_A_DOCTOR.search(text) and not _OWN_STORY.search(text):
                return self._when_to_see_one(dispatcher, tracker)
            dispatcher.utter_message(response="utter_urgency_first")
            first = "triage_form" if asked_questions(tracker) else "intake_form"
            return [FollowupAction(first)]
        decision = decision_of(tracker)
        dispatcher.utter_message(
            response=f"utter_result_{decision.level}"
            if not decision.stands
            else f"utter_triage_{decision.level}",
            reasons=bullets(decision.reasons),
            triage_why=decision.reasons[0] if decision.reasons else "",
        )
        dispatcher.utter_message(response="utter_when_to_get_help")
        return []

    def _when_to_see_one(
        self, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """What holds for everybody; how soon in this case, the questions would show."""
        key = diagnosis_of(tracker) or _WHEN
        kind, _, id = key.partition(":")
        document = knowledge().get_object(cast("Kind", kind), id)
        found = answer(document, "doctor") if document is not None else None
        assert document is not None
        assert found is not None
        dispatcher.utter_message(
            response="utter_article",
            title=with_side(document, "doctor"),
            summary=found.summary,
            details=bullets(found.details),
            json_message=article(topic_of(kind), document.id, document.title, found.claims),
        )
        dispatcher.utter_message(response="utter_intake_offer")
        return [
            SlotSet("last_article", key),
            SlotSet("offer", "intake_form"),
        ]
