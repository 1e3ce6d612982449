"""Questions about mood: asking leave, asking, saying what came out, keeping it if wanted."""

from __future__ import annotations

import logging
import re
from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecutionRejected, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.common import article, bullets, is_first_look, mood_offered, resume, untold
from backwise.language import answers
from backwise.language.reading import PAIN_SLOTS
from backwise.mood import (
    contact_lines,
    country_named,
    country_of_locale,
    country_title,
    for_the_appointment,
    instruments,
    notice,
    screening,
    small_helps,
    ways,
)
from backwise.mood.screening import Screening
from backwise.store import Record, StoreError, default_store

_log = logging.getLogger(__name__)
KEPT = "screening"
FORM = "screening_form"
_BEGIN = "action_screening_begin"
# "I am not depressed" asks for no questions.
_DENIES = re.compile(
    r"\bi(?: a|'|’)?m (?:not|n't) (?:\w+ ){0,2}(?:depressed|anxious|worried|low|sad)", re.IGNORECASE
)
# How sure the intent must be to steer the questions.
_SURE = 0.6


def screening_of(tracker: Tracker) -> Screening | None:
    """The questionnaire that is open or was answered last."""
    return Screening.of(tracker.get_slot("screening"))


def is_open(tracker: Tracker) -> bool:
    """Whether a questionnaire was begun and not ended."""
    state = screening_of(tracker)
    return state is not None and bool(state.answers) and state.step is not None


def last_kept(tracker: Tracker, kind: str) -> Record | None:
    """What was kept last; None if nothing was, or the store cannot be reached."""
    try:
        return default_store().last(tracker.sender_id, kind)
    except StoreError:
        return None


def forget_mood(tracker: Tracker) -> None:
    """Deletes what was kept about mood and crisis."""
    try:
        for kind in (KEPT, "crisis", "mood"):
            default_store().forget(tracker.sender_id, kind)
    except StoreError:
        _log.warning("what was kept about mood could not be deleted")


class ActionScreening(Action):
    """Asks leave to put the questions, because the person asked for them."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_screening"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Says what it is about; goes on with what is open."""
        if tracker.active_loop_name == FORM:
            return resume(tracker)
        if tracker.active_loop_name:
            dispatcher.utter_message(response="utter_screening_later")
            return resume(tracker)
        text = tracker.latest_message.get("text") or ""
        if _DENIES.search(text) and not text.rstrip().endswith("?"):
            dispatcher.utter_message(response="utter_mood_is_fine")
            return resume(tracker)
        about = instruments.about(text)
        if is_open(tracker) and (screening_of(tracker) or Screening(about)).instrument == about:
            return [FollowupAction(FORM)]
        return offer(dispatcher, about, "utter_screening_offer_asked")


def _keep_signs(tracker: Tracker) -> None:
    """Keeps what was noticed, for somebody who agreed to have the result remembered.

    Raises:
        StoreError: the database failed.
    """
    noticed = tracker.get_slot("mood_signs")
    if noticed:
        default_store().keep(tracker.sender_id, "mood", noticed)


def offer(dispatcher: CollectingDispatcher, instrument: str, response: str) -> list[EventType]:
    """Asks leave to put the questions of an instrument."""
    payload = {"kind": "screening", "instrument": instrument, "item": "offer"}
    about = instruments.instrument(instrument).about
    questions = "a few short questions about your mood"
    if about == "worry":
        questions = "two short questions about worry"
    dispatcher.utter_message(response=response, questions=questions, json_message=payload)
    return [SlotSet("screening", Screening(instrument).data()), SlotSet("offer", _BEGIN)]


class ActionLowMood(Action):
    """Answers somebody who says that it weighs on them; a grumble is met as one."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_low_mood"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Takes it seriously, then takes up the pending question."""
        text = screening.normalise(tracker.latest_message.get("text") or "").text
        is_sign = any(tracker.get_latest_entity_values("mood_signs"))
        only_grumbles = not is_sign and notice.is_grumble(text)
        dispatcher.utter_message(response="utter_grumble" if only_grumbles else "utter_low_mood")
        return resume(tracker)


class ActionMoodOffer(Action):
    """Offers a short check, because signs of low mood have added up."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_mood_offer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Asks leave, once."""
        events = offer(dispatcher, instruments.load().low_mood, "utter_mood_offer")
        return [*events, mood_offered(tracker), FollowupAction("action_listen")]


class ActionScreeningBegin(Action):
    """The person agreed: the first question follows."""

    def name(self) -> str:
        """Name in the domain."""
        return _BEGIN

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Says how to answer."""
        state = screening_of(tracker) or Screening(instruments.load().low_mood)
        dispatcher.utter_message(response="utter_screening_begin")
        return [SlotSet("screening", state.data()), FollowupAction(FORM)]


class ActionScreeningDeclined(Action):
    """The person does not want the questions; they are not offered again for a while."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_screening_declined"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Takes the no as it is."""
        dispatcher.utter_message(response="utter_screening_declined")
        return [
            SlotSet("screening", None),
            mood_offered(tracker, declined=True),
            FollowupAction("action_listen"),
        ]


# What somebody asks for by name; all ways are told where nothing is.
_PROFESSIONS = (
    ("therapy", re.compile(r"\b(?:therap(?:y|ist)s?|psych\w*|counsel\w*|shrink|cbt)")),
    ("physio", re.compile(r"\b(?:physio\w*|physical therap\w*|pt)\b")),
    ("pain", re.compile(r"\bpain (?:clinic|service|team|centre|center|program\w*|specialist)")),
    ("doctor", re.compile(r"\b(?:doctors?|gps?|physician|nurse)\b")),
)  # fmt: skip


class ActionFindHelp(Action):
    """Tells how to reach a person: a doctor, a therapist, a physiotherapist, a pain service."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_find_help"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """The ways of the country, what to say, what to note; asks for the country if unknown."""
        message = tracker.latest_message
        text = screening.normalise(message.get("text") or "").text
        is_place = (message.get("intent") or {}).get("name") == "tell_country"
        if is_place and not tracker.get_slot("help_wanted"):
            return self._noted(dispatcher, tracker, text)
        wanted = tracker.get_slot("help_wanted") if is_place else _wanted(text)
        said = country_named(text) or tracker.get_slot("country")
        locale = (message.get("metadata") or {}).get("language")
        guessed = None if said else country_of_locale(locale)
        country = said or guessed
        names = [name for name in wanted or [] if name != "all"]
        if not is_place and not names:
            dispatcher.utter_message(response="utter_request_human")
        dispatcher.utter_message(
            response="utter_find_help_in" if country else "utter_find_help",
            country=country_title(country) or "",
            ways=bullets(ways(country, names)),
        )
        if not is_place:
            say, note = for_the_appointment(names)
            dispatcher.utter_message(
                response="utter_find_help_appointment", say=bullets(say), note=bullets(note)
            )
            dispatcher.utter_message(response="utter_report_offer")
        if not names or "therapy" in names:
            # A line to call only for a country that somebody told, never for a guessed one.
            dispatcher.utter_message(response="utter_find_help_now", line=contact_lines(said)[0])
        if guessed:
            dispatcher.utter_message(
                response="utter_find_help_guessed", country=country_title(guessed)
            )
        elif not country:
            dispatcher.utter_message(response="utter_find_help_where")
        events: list[EventType] = [SlotSet("help_wanted", None if said else names or ["all"])]
        if said and said != tracker.get_slot("country"):
            events.append(SlotSet("country", said))
        if not country and not tracker.active_loop_name:
            # The question about the country stands alone.
            return events
        return [*events, *resume(tracker)]

    def _noted(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, text: str
    ) -> list[EventType]:
        named = country_named(text)
        if named is None:
            dispatcher.utter_message(response="utter_country_unknown")
            return resume(tracker)
        dispatcher.utter_message(response="utter_country_noted", country=country_title(named))
        return [SlotSet("country", named), *resume(tracker)]


def _wanted(text: str) -> list[str]:
    return [name for name, words in _PROFESSIONS if words.search(text)]


class ActionSmallHelp(Action):
    """Gives a short help, part by part."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_small_help"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """The first part of what is asked for, or the next one of what is open."""
        message = tracker.latest_message
        asked = (message.get("intent") or {}).get("name") == "ask_small_help"
        open_help = None if asked else tracker.get_slot("small_help")
        if open_help is None:
            text = screening.normalise(message.get("text") or "").text
            before = tracker.get_slot("small_help") or {"id": next(iter(small_helps.load()))}
            help, part = small_helps.wanted(text) or small_helps.load()[before["id"]], 0
        else:
            help, part = small_helps.load()[open_help["id"]], open_help["part"]
        after = part + 1
        goes_on = after < len(help.parts)
        claim = help.parts[part]
        buttons = [{"title": "Yes, next", "payload": "Yes, next"}] if goes_on else []
        dispatcher.utter_message(
            text=claim.text,
            buttons=buttons,
            json_message=article("mood", help.id, help.title, [claim]),
        )
        state = {"id": help.id, "part": after} if goes_on else None
        events = [SlotSet("small_help", state), SlotSet("offer", self.name() if goes_on else None)]
        if goes_on and not tracker.active_loop_name:
            return [*events, FollowupAction("action_listen")]
        return [*events, *(resume(tracker) or [FollowupAction("action_listen")])]


class ValidateScreeningForm(Action):
    """Reads a reply to the pending question; what is no answer is left to other rules."""

    def name(self) -> str:
        """The name Rasa looks for."""
        return "validate_screening_form"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """The next question, the end, or nothing."""
        state = screening_of(tracker)
        if state is None or state.step is None:
            return [SlotSet("requested_slot", None)]
        asked = tracker.get_slot("requested_slot") == "screening_item"
        if not asked or not is_first_look(tracker):
            return _ask(state)
        reply = _reply(tracker, state)
        if reply.said == "nothing":
            return [ActionExecutionRejected(FORM)]
        events = self._take(dispatcher, state, reply)
        if reply.said == "unclear":
            return events
        # "Several days" is no duration of the pain.
        return [*untold(tracker, PAIN_SLOTS), *events]

    def _take(
        self, dispatcher: CollectingDispatcher, state: Screening, reply: screening.Reply
    ) -> list[EventType]:
        if reply.said == "stop":
            return [SlotSet("screening", state.data()), SlotSet("requested_slot", None)]
        if reply.said == "unclear":
            dispatcher.utter_message(response="utter_screening_unclear")
            return _ask(state)
        after = _after(state, reply)
        if reply.in_own_words and reply.value is not None:
            nearest = screening.choices(state)[int(reply.value)]
            dispatcher.utter_message(response="utter_screening_noted", answer=nearest.lower())
        if reply.said == "skip":
            dispatcher.utter_message(response="utter_skipped")
        if reply.said == "back":
            dispatcher.utter_message(response="utter_back")
        if _begins_the_rest(state, after):
            rest = len(after.items) - len(after.answers)
            dispatcher.utter_message(response="utter_screening_more", count=rest)
        if after.asks_more and not state.asks_more:
            # The safety policy asks about this now; the result can wait.
            return [*_set(after), SlotSet("safety", "crisis_due"), SlotSet("requested_slot", None)]
        if after.step is None:
            return [*_set(after), SlotSet("requested_slot", None)]
        return _ask(after)


def _reply(tracker: Tracker, state: Screening) -> screening.Reply:
    message = tracker.latest_message
    intent = message.get("intent") or {}
    name, confidence = intent.get("name") or "", intent.get("confidence") or 0.0
    normalised = screening.normalise(message.get("text") or "")
    plain = answers.plain_yes_or_no(normalised)
    if plain is None and confidence >= _SURE:
        plain = {"affirm": "yes", "deny": "no"}.get(name)
    return screening.read(
        state, normalised, yes_or_no=plain, intent=name if confidence >= _SURE else ""
    )


def _after(state: Screening, reply: screening.Reply) -> Screening:
    if reply.said == "back":
        return state.back()
    if reply.said == "keep":
        return state.kept(reply.value)
    return state.answered(None if reply.said == "skip" else int(reply.value or 0))


def _begins_the_rest(before: Screening, after: Screening) -> bool:
    gate = after.form.gate
    return (
        gate is not None
        and len(before.answers) < gate.items == len(after.answers)
        and (not after.is_short)
    )


def _set(state: Screening) -> list[EventType]:
    return [SlotSet("screening", state.data())]


def _ask(state: Screening) -> list[EventType]:
    return [*_set(state), SlotSet("requested_slot", "screening_item")]


class ActionAskScreeningItem(Action):
    """Puts the pending question of the questionnaire, the result before the last one."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_ask_screening_item"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """The instrument's own words, with its answers as buttons."""
        state = screening_of(tracker)
        if state is None or state.step is None:
            return []
        if state.step == "keep":
            if not tracker.get_slot("screening_told"):
                tell(dispatcher, tracker, state)
            dispatcher.utter_message(response="utter_ask_screening_keep")
            return [SlotSet("screening_told", True)]
        form = state.form
        item = form.item(state.step)
        words = item.text if item else (form.difficulty.text if form.difficulty else "")
        # The first question of a turn that did not come from the one before needs the frame.
        lead = form.question + "\n" if item and not _just_answered(tracker, state) else ""
        number = f"{len(state.answers) + 1}. " if item else ""
        dispatcher.utter_message(
            text=f"{lead}{number}{words}",
            buttons=[{"title": title, "payload": title} for title in screening.choices(state)],
            json_message={"kind": "screening", "instrument": state.instrument, "item": state.step},
        )
        return [SlotSet("screening_told", None)]


def _just_answered(tracker: Tracker, state: Screening) -> bool:
    return bool(state.answers) and is_first_look(tracker)


def tell(dispatcher: CollectingDispatcher, tracker: Tracker, state: Screening) -> None:
    """Says the score, what it means, and what to do next."""
    short = state.is_short
    form = state.form
    most = 3 * len(state.items)
    about = "mood" if form.about == "low mood" else "worry"
    parts = [
        f"at least {state.score}" if state.left_out else str(state.score),
        f"{most}",
    ]
    dispatcher.utter_message(
        response="utter_screening_unsure" if _cannot_tell(state) else "utter_screening_result",
        score=parts[0],
        most=parts[1],
        about=about,
        says=state.band.says,
        json_message={
            "kind": "screening",
            "instrument": "phq2" if short and form.gate else state.instrument,
            "score": state.score,
            "band": state.band.id,
        },
    )
    if state.pain_points:
        dispatcher.utter_message(
            response="utter_screening_pain",
            points=state.pain_points,
            words=_listed(state.pain_words),
        )
    before = last_kept(tracker, KEPT)
    if before is not None:
        _compare(dispatcher, state, before)
    if not _cannot_tell(state):
        dispatcher.utter_message(text=state.band.next)


def _cannot_tell(state: Screening) -> bool:
    """Whether so much was left out that a low score says nothing."""
    return bool(state.left_out) and state.band.from_ == 0


def _compare(dispatcher: CollectingDispatcher, state: Screening, before: Record) -> None:
    points = screening.change(state, before.data)
    clear = state.form.change
    if points is None or clear is None:
        return
    big = abs(points) >= clear.points
    how = ("worse" if points > 0 else "better") if big else "same"
    dispatcher.utter_message(
        response=f"utter_screening_change_{how}",
        points=abs(points),
        before=before.data["score"],
        day=f"{before.at:%-d %B}"
        if before.at.year == datetime.now().year
        else f"{before.at:%B %Y}",
    )


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


class ActionScreeningEnd(Action):
    """After the last question: keeps what may be kept; after a stop: says how to go on."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_screening_end"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Ends the questionnaire, or leaves it open for later."""
        state = screening_of(tracker)
        if state is None or state.step is not None:
            dispatcher.utter_message(response="utter_screening_paused")
            return [mood_offered(tracker)]
        if state.keep != "none":
            try:
                default_store().keep(tracker.sender_id, KEPT, screening.record(state))
                _keep_signs(tracker)
            except StoreError:
                dispatcher.utter_message(response="utter_screening_not_kept")
                return [SlotSet("screening_told", None), mood_offered(tracker)]
        dispatcher.utter_message(response=f"utter_screening_kept_{state.keep}")
        if state.form.about == "low mood":
            dispatcher.utter_message(response="utter_screening_worry")
        return [SlotSet("screening_told", None), mood_offered(tracker)]
