"""Whether a medicine suits this person, with a short form for what is not known yet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.common import bullets, help_comes_first, knowledge, resume
from actions.form import TalkForm
from backwise.knowledge.schema import MedicineQuestion
from backwise.medicine import (
    Decision,
    Taker,
    answer,
    asked_medicines,
    asks_in_general,
    decide,
    next_question,
    with_taken,
)

_FORM = "medicine_form"
# What a pharmacist would name first when no medicine is named.
_FIRST = ("ibuprofen", "ibuprofen_gel", "paracetamol", "menthol_rub")
# More than this is not read in a chat; the payload carries all.
_MOST_REASONS = 6
# From here an answer of daily life is what was asked for, where no medicine is named.
_ANSWERED = 0.6


class ValidateMedicineForm(TalkForm):
    """Asks only what can still change the verdict."""

    def name(self) -> str:
        """The name Rasa looks for."""
        return "validate_medicine_form"

    def questions(self, domain_slots: list[str], tracker: Tracker) -> list[str]:
        """One slot for every question, as long as there is one."""
        return ["medicine_answer"] if open_question(tracker) else []

    def validate_medicine_answer(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Notes the question as answered; the facts are in slots of their own."""
        question = tracker.get_slot("medicine_question")
        if value == "which":
            dispatcher.utter_message(response="utter_medicine_which")
            return {"medicine_answer": None}
        asked = [*(tracker.get_slot("medicine_questions") or []), question]
        noted: dict[str, Any] = {"medicine_answer": None, "medicine_questions": asked}
        if value == "unsure" and _is_number(question):
            noted["medicine_unknown"] = [*(tracker.get_slot("medicine_unknown") or []), question]
        return noted


class ActionAskMedicineAnswer(Action):
    """Puts the next question of the form."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_ask_medicine_answer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Asks, and remembers what was asked."""
        question = open_question(tracker)
        if question is None:
            return []
        dispatcher.utter_message(
            response=f"utter_ask_medicine_{question.answer}", question=question.text
        )
        return [SlotSet("medicine_question", question.id)]


class ActionMedicine(Action):
    """Takes up a question about a medicine: asks what matters, or says the verdict."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_medicine"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Answers, or starts the form; an open one is taken up again afterwards."""
        text, entities = _named(tracker)
        asked, taken = asked_medicines(text, entities)
        if help_comes_first(tracker):
            dispatcher.utter_message(response="utter_no_exercise_now")
            self._warn(dispatcher, tracker, asked, taken)
            return resume(tracker)
        last = tracker.get_slot("medicine")
        about_last = _told_now(tracker) or _intent(tracker) != "ask_medicine"
        if not asked and last in knowledge().medicine and about_last and not asks_in_general(text):
            asked = [last]
        if not asked:
            return self._overview(dispatcher, tracker)
        facts = with_taken(knowledge(), tracker.get_slot("medicine_facts") or {}, asked[0], taken)
        events: list[EventType] = [
            SlotSet("medicine", asked[0]),
            SlotSet("medicine_facts", facts),
            SlotSet("medicine_questions", None),
            SlotSet("medicine_unknown", None),
            SlotSet("last_article", f"medicine:{asked[0]}"),
        ]
        others = next(tracker.get_latest_entity_values("others_facts"), None)
        if others is not None:
            # Nothing more can be asked about somebody who is not here.
            taker = Taker(facts=with_taken(knowledge(), others, asked[0], taken))
            send_verdict(dispatcher, asked[0], decide(knowledge(), asked[0], taker), for_other=True)
            return [SlotSet("last_article", f"medicine:{asked[0]}"), *resume(tracker)]
        if len(asked) > 1:
            for medicine in asked[:3]:
                send_verdict(
                    dispatcher, medicine, decide(knowledge(), medicine, taker_of(tracker, facts))
                )
            return [*events, *resume(tracker)]
        taker = taker_of(tracker, facts)
        if next_question(knowledge(), asked[0], taker) is None:
            send_verdict(dispatcher, asked[0], decide(knowledge(), asked[0], taker))
            return [*events, *resume(tracker)]
        if tracker.active_loop_name and tracker.active_loop_name != _FORM:
            events += [
                SlotSet("interrupted_form", tracker.active_loop_name),
                ActiveLoop(None),
                SlotSet("requested_slot", None),
            ]
        dispatcher.utter_message(
            response="utter_medicine_asking", title=knowledge().medicine[asked[0]].title
        )
        return [*events, FollowupAction(_FORM)]

    def _warn(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, asked: list[str], taken: list[str]
    ) -> None:
        """While a doctor should look first nothing is offered, but what would harm is said."""
        if tracker.get_slot("triage_level") != "urgent":
            return
        for medicine in asked[:3]:
            told = tracker.get_slot("medicine_facts") or {}
            facts = with_taken(knowledge(), told, medicine, taken)
            decision = decide(knowledge(), medicine, taker_of(tracker, facts))
            if decision.verdict == "avoid":
                send_verdict(dispatcher, medicine, decision)

    def _overview(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """The usual ones, as far as what was said speaks for or against them."""
        taker = taker_of(tracker)
        is_known = bool(taker.facts) and taker.age is not None
        lines = []
        for medicine in _FIRST:
            decision = decide(knowledge(), medicine, taker)
            group = knowledge().medicine_group[knowledge().medicine[medicine].group]
            why = decision.reasons[0] if decision.checks else group.what.text
            # Of somebody of whom nothing is known, nothing is cleared.
            says_verdict = is_known or decision.verdict != "ok_by_label"
            word = f"{_IN_A_LIST[decision.verdict]}. " if says_verdict else ""
            lines.append(f"{group.title}: {word}{why}")
        text, _ = _named(tracker)
        if not asks_in_general(text) and _is_answered_elsewhere(tracker):
            return [FollowupAction("action_answer")]
        response = "utter_medicine_overview" if asks_in_general(text) else "utter_medicine_unknown"
        dispatcher.utter_message(response=response, points=bullets(lines))
        return resume(tracker)


def _is_answered_elsewhere(tracker: Tracker) -> bool:
    """Whether the question is not about a medicine after all: "which foods help"."""
    ranking = tracker.latest_message.get("answers") or []
    best = next((match for match in ranking if match["kind"] != "aspect"), None)
    return best is not None and best["kind"] == "daily_life" and best["score"] >= _ANSWERED


class ActionMedicineVerdict(Action):
    """Says the verdict when the form is done, and takes up the one it interrupted."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_medicine_verdict"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Sends the verdict."""
        medicine = tracker.get_slot("medicine")
        if medicine in knowledge().medicine:
            send_verdict(dispatcher, medicine, decide(knowledge(), medicine, taker_of(tracker)))
        interrupted = tracker.get_slot("interrupted_form")
        events: list[EventType] = [
            SlotSet("medicine_question", None),
            SlotSet("interrupted_form", None),
        ]
        return [*events, *([FollowupAction(interrupted)] if interrupted else [])]


_IN_A_LIST = {
    "ok_by_label": "nothing you told me speaks against it",
    "ask_first": "ask a pharmacist or doctor first",
    "avoid": "best left alone",
}


def open_question(tracker: Tracker) -> MedicineQuestion | None:
    """The question that the form waits for or will put next."""
    medicine = tracker.get_slot("medicine")
    if medicine not in knowledge().medicine:
        return None
    asked = tracker.get_slot("medicine_questions") or []
    return next_question(knowledge(), medicine, taker_of(tracker), asked)


def leave_unanswered(tracker: Tracker) -> list[EventType]:
    """Passes the open question over: what it would settle is not known."""
    question = open_question(tracker)
    if question is None:
        return []
    facts = {**(tracker.get_slot("medicine_facts") or {}), **answer(question, {}, "skip")}
    events: list[EventType] = [
        SlotSet("medicine_facts", facts),
        SlotSet(
            "medicine_questions", [*(tracker.get_slot("medicine_questions") or []), question.id]
        ),
    ]
    if question.answer in ("age", "weeks"):
        unknown = [*(tracker.get_slot("medicine_unknown") or []), question.id]
        events.append(SlotSet("medicine_unknown", unknown))
    return events


def unanswer(tracker: Tracker) -> list[EventType]:
    """Takes the last answer of the form back; nothing if there is none."""
    asked = tracker.get_slot("medicine_questions") or []
    if not asked:
        return []
    last = knowledge().medicine_question[asked[-1]]
    told = tracker.get_slot("medicine_facts") or {}
    events: list[EventType] = [
        SlotSet("medicine_questions", asked[:-1]),
        SlotSet("medicine_facts", {k: v for k, v in told.items() if k not in last.facts}),
        SlotSet(
            "medicine_unknown",
            [q for q in tracker.get_slot("medicine_unknown") or [] if q != last.id],
        ),
    ]
    slot = {"age": "age", "weeks": "pregnancy_weeks"}.get(last.answer)
    return [*events, *([SlotSet(slot, None)] if slot else [])]


def send_verdict(
    dispatcher: CollectingDispatcher, medicine: str, decision: Decision, *, for_other: bool = False
) -> None:
    """The verdict in words and as a payload, with when to stop and get help."""
    content = knowledge().medicine[medicine]
    group = knowledge().medicine_group[content.group]
    verdict = "ask_first" if for_other and decision.verdict == "ok_by_label" else decision.verdict
    dispatcher.utter_message(
        response=f"utter_medicine_{verdict}",
        title=content.title,
        summary=content.summary.text,
        reasons=bullets(_shortened(decision.reasons)),
        stop_if=" ".join(claim.text for claim in group.stop_if),
        json_message={
            "kind": "medicine",
            "id": medicine,
            "title": content.title,
            "verdict": verdict,
            "reasons": list(decision.reasons),
            "sources": list(decision.sources),
        },
    )


def taker_of(tracker: Tracker, facts: dict[str, bool | None] | None = None) -> Taker:
    """What is known of the person, as far as it matters for medicines."""
    told = dict((tracker.get_slot("medicine_facts") or {}) if facts is None else facts)
    for sign in tracker.get_slot("findings") or []:
        if sign in knowledge().medicine_fact:
            told.setdefault(sign, True)
    return Taker(
        age=tracker.get_slot("age"),
        weeks=tracker.get_slot("pregnancy_weeks"),
        facts=told,
        unknown=tracker.get_slot("medicine_unknown") or [],
    )


def _named(tracker: Tracker) -> tuple[str, list[tuple[str, int, int]]]:
    message = tracker.latest_message
    named = [
        (entity["value"], entity["start"], entity["end"])
        for entity in message.get("entities") or []
        if entity["entity"] == "medicine"
    ]
    return (message.get("text") or "").lower(), named


def _intent(tracker: Tracker) -> str:
    return (tracker.latest_message.get("intent") or {}).get("name") or ""


def _told_now(tracker: Tracker) -> bool:
    told = ("medicine_facts", "pregnancy_weeks", "age")
    return any(next(tracker.get_latest_entity_values(name), None) is not None for name in told)


def _is_number(question: str) -> bool:
    return knowledge().medicine_question[question].answer in ("age", "weeks")


def _shortened(reasons: Iterable[str]) -> list[str]:
    listed = list(reasons)
    if len(listed) <= _MOST_REASONS:
        return listed
    more = len(listed) - _MOST_REASONS
    return [*listed[:_MOST_REASONS], f"There are {more} more reasons. Your pharmacist knows them."]
