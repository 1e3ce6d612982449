"""The page for the doctor: made when somebody asks for it, told and kept for printing."""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.common import knowledge, pain_of, resume
from actions.imbalance import kept_results
from actions.medicine import taker_of
from actions.mood import KEPT as SCREENING
from backwise.exercise import load_kept, sessions
from backwise.report import Facts, as_text, keep_page, make
from backwise.store import StoreError, default_store
from backwise.triage.rules import QUESTIONS

_URL, _FILENAME = "/chat/report", "backwise-page-for-the-doctor.html"


class ActionReport(Action):
    """Puts on one page what the person told, for a doctor or physiotherapist."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_report"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Sends the page, as text and as a document; says so if there is nothing for it yet."""
        try:
            page = make(knowledge(), _facts(tracker))
            if page is None:
                dispatcher.utter_message(response="utter_report_empty")
                return resume(tracker)
            keep_page(default_store(), tracker.sender_id, page)
        except StoreError:
            dispatcher.utter_message(response="utter_report_down")
            return resume(tracker)
        document = {
            "kind": "document",
            "url": _URL,
            "title": "Open the page to print it",
            "mime": "text/html",
            "filename": _FILENAME,
        }
        dispatcher.utter_message(response="utter_report", page=as_text(page), json_message=document)
        return resume(tracker)


def _facts(tracker: Tracker) -> Facts:
    store, person = default_store(), tracker.sender_id
    skipped = tracker.get_slot("skipped") or []
    asked = {
        question: "skipped" if question in skipped else tracker.get_slot(question)
        for question in QUESTIONS
        if question in skipped or tracker.get_slot(question)
    }
    taker = taker_of(tracker)
    return Facts(
        today=date.today(),
        pain=pain_of(tracker),
        age=taker.age,
        pregnancy_weeks=taker.weeks,
        health=taker.facts,
        asked=asked,
        words=tracker.get_slot("triage_reasons") or [],
        signs=tracker.get_slot("findings") or [],
        flags=tracker.get_slot("triage_flags") or [],
        level=tracker.get_slot("triage_level"),
        screenings=[(record.at.date(), record.data) for record in store.kept(person, SCREENING)],
        results=kept_results(person),
        programme=load_kept(store, person),
        sessions=sessions(store, person),
    )
