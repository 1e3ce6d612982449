"""The weekly programme: made, shown, followed and changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import exercise_card
from actions.common import (
    RED_FLAG_SLOTS,
    bullets,
    conditions_of,
    forget,
    help_comes_first,
    knowledge,
    latest_entity,
    pain_of,
    resume,
)
from actions.form import TalkForm
from actions.imbalance import kept_results
from backwise.exercise import (
    Done,
    Feedback,
    Item,
    Kept,
    Needs,
    Programme,
    Session,
    build,
    change,
    conditions,
    dose_words,
    explain,
    keep,
    keep_session,
    light,
    load_kept,
    load_plan,
    read,
    sessions,
    step,
    swap,
    with_conditions,
    with_minutes,
)
from backwise.exercise.keep import PROGRAMME
from backwise.imbalance import muscles_of
from backwise.knowledge import best_pictures
from backwise.store import Store, StoreError, default_store

_FORM = "programme_form"
_SESSION_FORM = "session_form"
_CALENDAR, _SHEET = "/chat/programme.ics", "/chat/programme"
_YES_NO = {"affirm": True, "deny": False}
_LIMITS = ("programme_limits", "programme_minutes")
_SESSION = ("session_effort", "session_pain", "session_settled", "session_before")
_EFFORTS = ("too_easy", "right", "too_hard")


class ActionProgramme(Action):
    """Takes up whatever is said about the programme."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_programme"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Shows, makes or changes the programme, or asks how a session went."""
        if help_comes_first(tracker):
            dispatcher.utter_message(response="utter_no_exercise_now")
            return resume(tracker)
        try:
            kept = load_kept(default_store(), tracker.sender_id)
            tells = kept is not None and _intent(tracker) == "report_exercise"
            if tells and tracker.active_loop_name in (None, _SESSION_FORM):
                # What happened may be told at any time; what to do next comes after the questions.
                return _Talk(dispatcher, tracker, kept).answer()
            if tracker.active_loop_name not in (None, _FORM, _SESSION_FORM) or not _is_screened(
                tracker
            ):
                return _screen_first(dispatcher, tracker, kept)
            if kept is None:
                return _start(dispatcher, tracker)
            return _Talk(dispatcher, tracker, kept).answer()
        except StoreError:
            dispatcher.utter_message(response="utter_store_down")
            return resume(tracker)


class ValidateProgrammeForm(TalkForm):
    """Asks what to plan around, and how much time there is."""

    def name(self) -> str:
        """The name Rasa looks for."""
        return "validate_programme_form"

    async def extract_programme_limits(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Conditions named, or none."""
        if tracker.get_slot("requested_slot") != "programme_limits":
            return {}
        named = sorted(conditions(_text(tracker)))
        if named:
            return {"programme_limits": named}
        return {"programme_limits": []} if _intent(tracker) in ("deny", "unsure") else {}

    async def extract_programme_minutes(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Minutes a day."""
        if tracker.get_slot("requested_slot") != "programme_minutes":
            return {}
        told = read(_text(tracker), asked_for_minutes=True).minutes
        return {"programme_minutes": float(told)} if told else {}


class ActionProgrammeReady(Action):
    """Makes the programme when all is known, keeps it and shows it."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_programme_ready"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Sends the first day."""
        if help_comes_first(tracker):
            dispatcher.utter_message(response="utter_no_exercise_now")
            return []
        try:
            store = default_store()
            kept = keep(store, tracker.sender_id, Kept(_needs(tracker), date.today()))
            send_day(dispatcher, kept, first=True, with_lesson=True)
        except StoreError:
            dispatcher.utter_message(response="utter_store_down")
        return [*forget(_LIMITS), _asked_again(tracker, _LIMITS)]


class ValidateSessionForm(TalkForm):
    """Asks how a session went: effort, pain, and the next morning."""

    def name(self) -> str:
        """The name Rasa looks for."""
        return "validate_session_form"

    async def extract_session_effort(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Too easy, right or too hard."""
        effort = _feedback(tracker).effort
        asked = tracker.get_slot("requested_slot") == "session_effort"
        return {"session_effort": effort} if effort and asked else {}

    async def extract_session_pain(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """The worst pain, 0 to 10."""
        if tracker.get_slot("requested_slot") != "session_pain":
            return {}
        told = _feedback(tracker).pain
        if told is None and _intent(tracker) == "deny":
            told = 0.0
        return {} if told is None else {"session_pain": told}

    async def extract_session_settled(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Whether it was back to its usual by the next morning."""
        if tracker.get_slot("requested_slot") != "session_settled":
            return {}
        told = _feedback(tracker).settled
        if told is None:
            told = _YES_NO.get(_intent(tracker))
        if told is None:
            return {"session_settled": "unknown"} if _intent(tracker) == "unsure" else {}
        return {"session_settled": "yes" if told else "no"}

    def validate_session_effort(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Only what the rules know."""
        return {"session_effort": value if value in _EFFORTS else None}


class ActionSessionDone(Action):
    """Says what the session means for the next one, and changes the programme."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_session_done"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Sends the light and what changes; two bad sessions lead to the safety questions."""
        empty = [*forget(_SESSION), _asked_again(tracker, _SESSION)]
        try:
            kept = load_kept(default_store(), tracker.sender_id)
            if kept is None:
                return empty
            settled = {"yes": True, "no": False}.get(tracker.get_slot("session_settled") or "")
            session = Session(
                effort=tracker.get_slot("session_effort"),
                before=tracker.get_slot("session_before"),
                pain=tracker.get_slot("session_pain"),
                settled=settled,
            )
            return [*empty, *_Talk(dispatcher, tracker, kept).finish(session)]
        except StoreError:
            dispatcher.utter_message(response="utter_store_down")
            return empty


class _Talk:
    """One turn about a programme that is there."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker, kept: Kept) -> None:
        self.dispatcher = dispatcher
        self.tracker = tracker
        self.kept = kept
        self.store: Store = default_store()
        self.today = date.today()
        self.said: Feedback = _feedback(tracker)
        told_day = tracker.get_slot("session_day")
        is_earlier = told_day and "today" not in self.said.cues
        self.session_day = date.fromisoformat(told_day) if is_earlier else self.today

    def answer(self) -> list[EventType]:
        """Goes by what the message says; by its intent where it says nothing more."""
        cues = self.said.cues
        named = latest_entity(self.tracker, "exercise")
        if "new_sign" in cues:
            return self.finish(Session(pain=self.said.pain, new_sign=True))
        if "hurts" in cues and named in knowledge().exercise:
            return self._swap(named, "utter_programme_hurts")
        if _intent(self.tracker) == "change_programme" or "swap" in cues:
            return self._change(named)
        if "missed_long" in cues:
            return self._missed()
        if "not_done" in cues:
            return self._skipped()
        if _intent(self.tracker) == "report_exercise":
            return self._ask_how_it_went()
        return self._show()

    def finish(self, session: Session) -> list[EventType]:
        """Keeps the session and follows the rules of progress."""
        programme = self._programme()
        day = self.kept.day(self.session_day)
        ids = [item.first for item in programme.on(day)]
        before = sessions(self.store, self.tracker.sender_id)
        what = change([*(done.session for done in before), session])
        stepped = replace(session, stepped=what in ("up", "down"))
        done = Done(self.session_day, stepped, tuple(ids))
        keep_session(self.store, self.tracker.sender_id, done)
        if what == "screen":
            self.dispatcher.utter_message(response="utter_session_screen")
            return [*forget(RED_FLAG_SLOTS), FollowupAction("triage_form")]
        if what in ("up", "down"):
            by = 1 if what == "up" else -1
            steps = [*ids, "walking"] if what == "down" else ids
            self._keep(step(self.kept.needs, steps, 1 if by == 1 else -1))
        self.dispatcher.utter_message(
            response=f"utter_session_{light(session)}", change=_CHANGES[what]
        )
        if what in ("up", "down"):
            self._tell_changes(programme)
        told = [SlotSet("session_day", None)]
        if _is_screened(self.tracker):
            return told
        return [*told, *_screen_first(self.dispatcher, self.tracker, self.kept)]

    def _show(self) -> list[EventType]:
        cues = self.said.cues
        if "calendar" in cues or "print" in cues:
            is_calendar = "calendar" in cues
            self.dispatcher.utter_message(
                response="utter_programme_calendar" if is_calendar else "utter_programme_sheet",
                json_message={
                    "kind": "document",
                    "url": _CALENDAR if is_calendar else _SHEET,
                    "title": "Open the calendar file" if is_calendar else "Open the sheet",
                    "mime": "text/calendar" if is_calendar else "text/html",
                    "filename": "backwise-week.ics" if is_calendar else "backwise-week.html",
                },
            )
            return resume(self.tracker)
        if "why" in cues:
            return self._explain()
        if "week" in cues and "today" not in cues:
            send_week(self.dispatcher, self.kept)
            return resume(self.tracker)
        send_day(self.dispatcher, self.kept, with_lesson=True)
        return resume(self.tracker)

    def _explain(self) -> list[EventType]:
        named = latest_entity(self.tracker, "exercise")
        items = [i for i in self._programme().items if named in (None, i.exercise)]
        lines = [
            f"{knowledge().exercise[item.exercise].title}: {explain(knowledge(), item)}"
            for item in items
        ]
        if lines:
            self.dispatcher.utter_message(response="utter_programme_why", points=bullets(lines))
        else:
            self.dispatcher.utter_message(response="utter_programme_not_in")
        return resume(self.tracker)

    def _change(self, named: str | None) -> list[EventType]:
        cues, needs = self.said.cues, self.kept.needs
        limits = conditions(_text(self.tracker))
        if limits:
            self._keep(with_conditions(needs, limits))
            titles = [load_plan().conditions[c].title for c in sorted(limits)]
            self.dispatcher.utter_message(
                response="utter_programme_around", limits=" and ".join(titles)
            )
        elif self.said.minutes or "less_time" in cues:
            self._keep(with_minutes(needs, self.said.minutes or 5))
            self.dispatcher.utter_message(
                response="utter_programme_minutes", minutes=self.kept.needs.minutes
            )
        elif self.said.effort in ("too_hard", "too_easy"):
            is_up = self.said.effort == "too_easy"
            today = self._programme().on(self.kept.day(self.today))
            items = [i.first for i in today if named in (None, i.exercise)]
            self._keep(step(needs, items, 1 if is_up else -1))
            self.dispatcher.utter_message(
                response="utter_programme_harder" if is_up else "utter_programme_easier"
            )
        elif named in knowledge().exercise:
            return self._swap(named, "utter_programme_swapped")
        else:
            self.dispatcher.utter_message(response="utter_programme_change_what")
            return resume(self.tracker)
        send_day(self.dispatcher, self.kept)
        return []

    def _swap(self, exercise: str, response: str) -> list[EventType]:
        programme = self._programme()
        if exercise not in {item.exercise for item in programme.items}:
            self.dispatcher.utter_message(response="utter_programme_not_in")
            return resume(self.tracker)
        self._keep(swap(knowledge(), self.kept.needs, programme, exercise))
        first = next(item.first for item in programme.items if item.exercise == exercise)
        new = next((i for i in self._programme().items if i.first == first), None)
        old = knowledge().exercise[exercise].title
        if new is None or new.exercise == exercise:
            self.dispatcher.utter_message(response="utter_programme_left_out", old=old)
            return resume(self.tracker)
        self.dispatcher.utter_message(
            response=response, old=old, new=knowledge().exercise[new.exercise].title
        )
        send_item(self.dispatcher, new)
        return [SlotSet("last_article", f"exercise:{new.exercise}"), *resume(self.tracker)]

    def _missed(self) -> list[EventType]:
        self.kept = replace(self.kept, held_back=self.kept.held_back + 1)
        self._keep(self.kept.needs)
        self._keep_left_out()
        self.dispatcher.utter_message(response="utter_session_missed")
        if not _is_screened(self.tracker):
            return _screen_first(self.dispatcher, self.tracker, self.kept)
        send_day(self.dispatcher, self.kept)
        return []

    def _skipped(self) -> list[EventType]:
        self._keep_left_out()
        self.dispatcher.utter_message(response="utter_session_skipped")
        return [SlotSet("session_day", None), *resume(self.tracker)]

    def _keep_left_out(self) -> None:
        done = Done(self.session_day, Session(done=False))
        keep_session(self.store, self.tracker.sender_id, done)

    def _ask_how_it_went(self) -> list[EventType]:
        told = self.said
        settled = None if told.settled is None else ("yes" if told.settled else "no")
        return [
            SlotSet("session_effort", told.effort),
            SlotSet("session_before", told.before),
            SlotSet("session_pain", told.pain),
            SlotSet("session_settled", settled),
            FollowupAction(_SESSION_FORM),
        ]

    def _tell_changes(self, before: Programme) -> None:
        """Names what differs between two programmes, in one message."""
        old = {item.first: item for item in before.items}
        lines = []
        for item in self._programme().items:
            was = old.get(item.first)
            if was is None or was != item:
                title = knowledge().exercise[item.exercise].title
                lines.append(f"{title}: {dose_words(item.dose)}")
        if lines:
            self.dispatcher.utter_message(response="utter_programme_next", points=bullets(lines))

    def _programme(self) -> Programme:
        return build(knowledge(), self.kept.now(self.today))

    def _keep(self, needs: Needs) -> None:
        self.kept = keep(self.store, self.tracker.sender_id, replace(self.kept, needs=needs))


_CHANGES = {
    "up": "Next time we go up a little.",
    "stay": "Next time stays the same.",
    "down": "Next time we take a step back.",
    "screen": "",
}


def send_day(
    dispatcher: CollectingDispatcher, kept: Kept, *, first: bool = False, with_lesson: bool = False
) -> None:
    """Today's list, as text and as a payload with cards; with the short read of the day."""
    today = date.today()
    programme = build(knowledge(), kept.now(today))
    day = kept.day(today)
    items = programme.on(day)
    lines = [f"{_title(item)}: {dose_words(item.dose)}" for item in items]
    if programme.walk and day in programme.walk.days:
        lines.append(_walk_words(programme))
    minutes = max(1, round(sum(item.seconds for item in items) / 60))
    dispatcher.utter_message(
        response="utter_programme_first" if first else "utter_programme_today",
        week=programme.week,
        day=day,
        minutes=minutes,
        points="\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1)),
        json_message=_payload(kept, programme, day, items),
    )
    lesson = knowledge().lesson.get(_lesson_of(programme, day))
    if lesson is not None and with_lesson:
        dispatcher.utter_message(
            response="utter_programme_lesson",
            title=lesson.title,
            lesson=" ".join(claim.text for claim in lesson.text),
        )


def send_week(dispatcher: CollectingDispatcher, kept: Kept) -> None:
    """The week at a glance."""
    programme = build(knowledge(), kept.now(date.today()))
    lines = [
        f"{_title(item)}: {dose_words(item.dose)}; {_days_words(item.days)}"
        for item in programme.items
    ]
    if programme.walk:
        lines.append(f"{_walk_words(programme)}; {_days_words(programme.walk.days)}")
    dispatcher.utter_message(
        response="utter_programme_week",
        week=programme.week,
        points=bullets(lines),
        json_message=_payload(kept, programme, None, list(programme.items)),
    )


def send_item(dispatcher: CollectingDispatcher, item: Item) -> None:
    """One exercise of the programme with its steps and its own dose."""
    exercise_card.send(dispatcher, knowledge().exercise[item.exercise], item.dose)


def _payload(
    kept: Kept, programme: Programme, day: int | None, items: Iterable[Item]
) -> dict[str, Any]:
    walk = programme.walk
    return {
        "kind": PROGRAMME,
        "id": str(kept.record),
        "week": programme.week,
        "day": day,
        "items": [
            {
                **exercise_card.card(knowledge().exercise[item.exercise], item.dose),
                "days": list(item.days),
                "why": explain(knowledge(), item),
                "sets": item.dose.sets,
                "reps": item.dose.reps,
                "hold_seconds": item.dose.hold_seconds,
                "rest_seconds": item.dose.rest_seconds,
                "per_side": item.dose.per_side,
            }
            for item in items
        ],
        "walk": None
        if walk is None
        else {"minutes": walk.minutes, "days": list(walk.days), "bouts": walk.bouts},
        "calendar": _CALENDAR,
        "sheet": _SHEET,
    }


def _title(item: Item) -> str:
    return knowledge().exercise[item.exercise].title


def _walk_words(programme: Programme) -> str:
    walk = programme.walk
    assert walk is not None
    title = knowledge().exercise["walking"].title
    split = f", in {walk.bouts} parts with a rest between" if walk.bouts > 1 else ""
    return f"{title}: {walk.minutes} minutes{split}"


def _days_words(days: tuple[int, ...]) -> str:
    return "every day" if len(days) == 7 else "on days " + ", ".join(map(str, days))


def _lesson_of(programme: Programme, day: int) -> str:
    return programme.lessons[(day - 1) % len(programme.lessons)] if programme.lessons else ""


def _start(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """The questions before a programme; what the message tells already counts."""
    named = sorted(conditions(_text(tracker)))
    minutes = read(_text(tracker)).minutes
    dispatcher.utter_message(response="utter_programme_start")
    return [
        SlotSet("programme_limits", named or None),
        SlotSet("programme_minutes", float(minutes) if minutes else None),
        FollowupAction(_FORM),
    ]


def _screen_first(
    dispatcher: CollectingDispatcher, tracker: Tracker, kept: Kept | None
) -> list[EventType]:
    """The safety questions come before any exercise, in every session."""
    if tracker.active_loop_name not in (None, _SESSION_FORM):
        dispatcher.utter_message(response="utter_exercise_after_questions")
        return resume(tracker)
    response = "utter_exercise_after_questions" if kept is None else "utter_programme_screen"
    dispatcher.utter_message(response=response)
    form = "intake_form" if kept is None else "triage_form"
    return [SlotSet("after_guidance", "action_programme"), FollowupAction(form)]


def _is_screened(tracker: Tracker) -> bool:
    return bool(tracker.get_slot("guided"))


def _needs(tracker: Tracker) -> Needs:
    pain = pain_of(tracker)
    pictures = tuple(picture.id for picture, _ in best_pictures(knowledge(), pain)[:2])
    limits = tracker.get_slot("programme_limits") or []
    minutes = tracker.get_slot("programme_minutes")
    muscles = muscles_of(knowledge(), kept_results(tracker.sender_id))
    return Needs(
        pain=pain,
        pictures=pictures,
        conditions=frozenset([*conditions_of(tracker), *limits]),
        level=tracker.get_slot("triage_level") or "self_care",
        age=tracker.get_slot("age"),
        minutes=int(minutes) if minutes else None,
        stiff=muscles["stiff"],
        tires_early=muscles["tires_early"],
    )


def _asked_again(tracker: Tracker, slots: Iterable[str]) -> SlotSet:
    """What was passed over this time is asked the next time."""
    skipped = tracker.get_slot("skipped") or []
    return SlotSet("skipped", [slot for slot in skipped if slot not in slots])


def _feedback(tracker: Tracker) -> Feedback:
    return read(_text(tracker), asked_for_pain=tracker.get_slot("requested_slot") == "session_pain")


def _text(tracker: Tracker) -> str:
    return tracker.latest_message.get("text") or ""


def _intent(tracker: Tracker) -> str:
    return (tracker.latest_message.get("intent") or {}).get("name") or ""
