"""Steering the talk: why, skip, back, stop, go on, start over."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, Restarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.common import asked_questions, forget, knowledge, resume, source_list
from actions.imbalance import open_test
from actions.medicine import leave_unanswered, unanswer
from actions.mood import forget_mood, is_open
from backwise.triage.rules import QUESTIONS

# The forms that own each question, so that "back" can cross from one to the other.
_TRIAGE_QUESTIONS = (*QUESTIONS, "serious_illness_detail")
_EXPLAINED = (
    "region", "duration_days", "intensity", "radiation", "side", "trigger",
    *_TRIAGE_QUESTIONS, "medicine_answer", "programme_limits", "programme_minutes",
    "session_effort", "session_pain", "session_settled", "self_test_answer", "screening_item",
)  # fmt: skip
# What follows a "no" to an offer, where it matters.
_STEPS = "action_small_help"
_DECLINED = {"action_screening_begin": "action_screening_declined"}


class ActionWhy(Action):
    """Says why the pending question is asked, then asks it again."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_why"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Answers and resumes."""
        question = tracker.get_slot("requested_slot")
        if not question and tracker.get_slot("offer") in _DECLINED:
            question = "screening_item"
        if not question and not tracker.active_loop_name and tracker.get_slot("last_article"):
            # "Why?" after an answer asks how one knows.
            return [FollowupAction("action_answer")]
        known = question in _EXPLAINED
        dispatcher.utter_message(response=f"utter_why_{question}" if known else "utter_why")
        return resume(tracker)


class ActionSkip(Action):
    """Leaves the pending question out. A skipped red-flag question counts as "not sure"."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_skip"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Marks the question and resumes."""
        question = tracker.get_slot("requested_slot")
        if not tracker.active_loop_name and tracker.get_slot("offer") == _STEPS:
            # "Next" asks for the next part of what is told in parts.
            return [FollowupAction(_STEPS)]
        if not tracker.active_loop_name or not question:
            dispatcher.utter_message(response="utter_ok")
            return []
        if question == "medicine_answer":
            dispatcher.utter_message(response="utter_skipped")
            return [*leave_unanswered(tracker), *resume(tracker)]
        pending = open_test(tracker) if question == "self_test_answer" else None
        if pending is not None:
            question = pending[0].id
        is_safety = question in QUESTIONS
        dispatcher.utter_message(response="utter_skipped_safety" if is_safety else "utter_skipped")
        skipped = [*(tracker.get_slot("skipped") or []), question]
        events: list[EventType] = [SlotSet("skipped", skipped)]
        if is_safety:
            events.append(SlotSet(question, "unsure"))
        return events + resume(tracker)


class ActionBack(Action):
    """Takes back the last answer and asks that question again."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_back"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Empties the last answered question and goes to the form that owns it."""
        pending = tracker.get_slot("requested_slot")
        if pending == "medicine_answer" and (events := unanswer(tracker)):
            dispatcher.utter_message(response="utter_back")
            return [*events, *resume(tracker)]
        asked = asked_questions(tracker)
        skipped = tracker.get_slot("skipped") or []
        if pending in asked:
            asked = asked[: asked.index(pending)]
        answered = [q for q in asked if tracker.get_slot(q) is not None or q in skipped]
        if not answered:
            dispatcher.utter_message(response="utter_back_nothing")
            return resume(tracker)
        last = answered[-1]
        dispatcher.utter_message(response="utter_back")
        form = "triage_form" if last in _TRIAGE_QUESTIONS else "intake_form"
        events: list[EventType] = [
            SlotSet(last, None),
            SlotSet("skipped", [q for q in skipped if q != last]),
            SlotSet("requested_slot", None),
        ]
        if tracker.active_loop_name and tracker.active_loop_name != form:
            events.append(ActiveLoop(None))
        return [*events, FollowupAction(form)]


class ActionStop(Action):
    """Ends the questions, not the talk."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_stop"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Closes the open form."""
        dispatcher.utter_message(response="utter_stopped")
        return [ActiveLoop(None), SlotSet("requested_slot", None)]


class ActionResume(Action):
    """Goes on where the questions stopped."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_resume"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """The open form, or the one that was stopped."""
        if tracker.active_loop_name:
            return resume(tracker)
        if tracker.get_slot("offer") in (_STEPS, *_DECLINED):
            # "Go on" after an offer takes it.
            return [SlotSet("offer", None), FollowupAction(tracker.get_slot("offer"))]
        if is_open(tracker):
            return [FollowupAction("screening_form")]
        if asked_questions(tracker) and not tracker.get_slot("guided"):
            return [FollowupAction("intake_form")]
        dispatcher.utter_message(response="utter_nothing_to_resume")
        return []


class ActionResumeQuestion(Action):
    """After an aside: asks the pending question again, if there is one."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_resume_question"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Resumes silently."""
        return resume(tracker)


class ActionRestart(Action):
    """Forgets the pain and every answer, and begins anew."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_restart"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Empties everything but the country and the plan for bad moments."""
        deleting = (tracker.latest_message.get("intent") or {}).get("name") == "delete_data"
        dispatcher.utter_message(response="utter_delete_data" if deleting else "utter_started_over")
        kept: list[EventType] = [SlotSet("country", tracker.get_slot("country"))]
        if deleting:
            forget_mood(tracker)
        elif tracker.get_slot("crisis"):
            # A plan for bad moments outlives a fresh start.
            kept.append(SlotSet("crisis", tracker.get_slot("crisis")))
        if not deleting and tracker.get_slot("mood_offer"):
            # A no to the check of mood is still a no.
            kept.append(SlotSet("mood_offer", tracker.get_slot("mood_offer")))
        return [Restarted(), *kept]


class ActionAffirm(Action):
    """A "yes" with no form open: to what was offered, or asks what is wanted."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_affirm"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Follows the open offer."""
        if tracker.active_loop_name:
            pending = tracker.get_slot("requested_slot")
            unclear = "utter_which_place" if pending == "radiation" else "utter_unclear"
            dispatcher.utter_message(response=unclear)
            return resume(tracker)
        offer = tracker.get_slot("offer")
        if offer:
            return [SlotSet("offer", None), FollowupAction(offer)]
        dispatcher.utter_message(response="utter_ok")
        return []


class ActionDeny(Action):
    """A "no" that answers no pending question."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_deny"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Drops the open offer."""
        declined = _DECLINED.get(tracker.get_slot("offer") or "")
        if declined and not tracker.active_loop_name:
            return [SlotSet("offer", None), FollowupAction(declined)]
        unclear = "utter_unclear" if tracker.active_loop_name else "utter_ok"
        dispatcher.utter_message(response=unclear)
        return [*forget(["offer"]), *resume(tracker)]


class ActionSources(Action):
    """Names the sources of what was said last, or of everything."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_sources"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Lists titles, publishers and years."""
        kind, _, id = (tracker.get_slot("last_article") or "").partition(":")
        found = knowledge().get_object(kind, id) if kind and id else None
        sources = knowledge().sources_of(found) if found else list(knowledge().source.values())[:6]
        names = "\n".join(f"• {s.title} ({s.publisher}, {s.year}) {s.url}" for s in sources)
        dispatcher.utter_message(
            response="utter_sources",
            sources=names,
            json_message={
                "kind": "article",
                "topic": kind or "source",
                "id": id or "all",
                "title": found.title if found else "Sources",
                "stance": [],
                "sources": source_list(sources),
            },
        )
        return resume(tracker)
