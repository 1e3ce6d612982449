"""Danger and talk of suicide are answered first, in every state of the talk.

The policy reads the raw text of each message itself, so a form, a button or a
typed command cannot hide a danger from it, and it answers with plain domain
responses, which need no action server.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from backwise.language import answers
from backwise.language.normalise import Normalised
from backwise.language.reader import Reader, default_reader
from backwise.language.reading import PAIN_SLOTS, Reading
from backwise.mood import country_named, crisis
from backwise.triage import (
    Decision,
    Observation,
    Person,
    Question,
    decide,
    load_questions,
    next_question,
    observe,
    signs,
)
from backwise.triage.rules import QUESTIONS
from rasa_ext.pending import pending_safety
from rasa_ext.policies.untrained import UntrainedPolicy

# Above RulePolicy (6) and every other policy of Rasa.
PRIORITY = 1000
_INTERRUPTING = ("ambulance", "emergency", "urgent")
_SEVERITIES = ("imminent", "active", "passive", "unclear")
_OURS = ("utter_triage", "utter_crisis")
# Asked because of an unclear sign; put a second time when the reply was about other things.
_ASKED = ("question", "question_again")
# Only when the person turns to something else by themselves does the talk go on.
_BACK_TO_THE_PAIN = (
    "describe_pain", "ask_cause", "ask_treatment", "ask_exercise", "ask_medicine", "ask_prognosis",
    "ask_daily_life", "ask_imbalance", "resume", "restart", "delete_data", "ask_screening",
)  # fmt: skip
# After these replies the talk goes on by itself.
_GOES_ON = (
    "utter_triage_urgent", "utter_triage_cleared", "utter_triage_question_no",
    "utter_triage_question_noted", "utter_triage_question_unsure",
)  # fmt: skip
# After these the pending question about the pain is put again.
_CRISIS_OVER = ("utter_crisis_cleared", "utter_crisis_again_no")
# A reply of so many words to a question about the pain is read as an answer to it.
_SHORT_REPLY = 8
# How sure the intent must be to stand for a yes or no in the talk about suicide.
_SURE = 0.8
# What is told there was asked for, and is weighed there.
_FORMS_OF_CONDITIONS = ("medicine_form", "programme_form")
# While help stands before everything else, the talk can only be begun anew.
_ALLOWED_WHILE_STANDING = ("restart", "delete_data", "goodbye")


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False
)
class SafetyPolicy(UntrainedPolicy):
    """Predicts the safety reply whenever the reader reports a danger.

    The slot `safety` holds what is pending: `standing` (help comes first),
    `checking` (asked whether we understood rightly), `question` and
    `question_again` (asked about an unclear sign), `crisis` (asked about
    thoughts of suicide), `crisis_...` (another question of that talk, see
    `backwise.mood.crisis`) or `crisis_due` (that talk is to begin now).
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The priority over other policies."""
        return {"priority": PRIORITY}

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SafetyPolicy:
        """The policy with its reader."""
        policy = super().load(config, model_storage, resource, execution_context)
        # While Rasa trains, the detector is not there yet.
        policy._reader  # noqa: B018  (loaded now, not with the first message)
        return policy

    @cached_property
    def _reader(self) -> Reader:
        return default_reader()

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """The safety reply if one is due, else nothing."""
        message = _unanswered(tracker)
        if message is None:
            previous = tracker.latest_action_name or ""
            if tracker.get_slot("safety") == "crisis_due":
                # An answer in the questionnaire about mood spoke of death.
                return self._say(crisis.after_screening(_talk(tracker)), tracker, domain)
            if previous.startswith(_OURS):
                return self._after_reply(previous, tracker, domain)
            return self._nothing(domain)
        text = message.text or ""
        turn = _Turn.of(self._reader.read(text), self._reader.normalise(text), tracker)
        return (
            self._crisis(turn, tracker, domain)
            or self._danger(turn, domain)
            or self._maybe_crisis(turn, tracker, domain)
            or self._other_person(turn, tracker, domain)
            or self._crisis_again(turn, tracker, domain)
            or self._country(turn, domain)
            or self._crisis_answer(turn, tracker, domain)
            or self._pending(turn, domain)
            or self._question_answer(turn, domain)
            or self._question(turn, domain)
            or self._nothing(domain)
        )

    def _crisis(
        self, turn: _Turn, tracker: DialogueStateTracker, domain: Domain
    ) -> PolicyPrediction | None:
        if turn.severity is None:
            return None
        talk = turn.talk
        if turn.in_crisis:
            step = crisis.follow(talk, self._heard(turn))
            if step is not None:
                return self._say(step, tracker, domain)
        # A new talk; the plan made earlier stays.
        fresh = crisis.Talk(plan=talk.plan)
        return self._say(crisis.opened(turn.severity, fresh, show=True), tracker, domain)

    def _maybe_crisis(
        self, turn: _Turn, tracker: DialogueStateTracker, domain: Domain
    ) -> PolicyPrediction | None:
        """What may be talk of suicide is asked about, once no bodily danger comes first."""
        if turn.in_crisis:
            return None
        if any(finding.flag == "crisis" for finding in turn.reading.present):
            fresh = crisis.Talk(plan=turn.talk.plan)
            return self._say(crisis.opened("unclear", fresh, show=True), tracker, domain)
        return None

    def _other_person(
        self, turn: _Turn, tracker: DialogueStateTracker, domain: Domain
    ) -> PolicyPrediction | None:
        """Somebody else's talk of suicide: how to be there for them."""
        says = crisis.things_said(turn.normalised.text)
        if turn.pending is not None or "other_person" not in says or "grief" in says:
            return None
        talk = replace(turn.talk, show=True, step=None)
        return self._say(crisis.Step(("utter_crisis_other",), talk), tracker, domain)

    def _crisis_again(
        self, turn: _Turn, tracker: DialogueStateTracker, domain: Domain
    ) -> PolicyPrediction | None:
        """Asks how it is now, at the first message of a later session."""
        if turn.pending is not None or not (tracker.get_slot("crisis") or {}).get("due"):
            return None
        return self._say(crisis.asked_again(turn.talk), tracker, domain)

    def _crisis_answer(
        self, turn: _Turn, tracker: DialogueStateTracker, domain: Domain
    ) -> PolicyPrediction | None:
        if not turn.in_crisis:
            return None
        step = crisis.follow(turn.talk, self._heard(turn))
        return None if step is None else self._say(step, tracker, domain)

    def _heard(self, turn: _Turn) -> crisis.Heard:
        says = crisis.things_said(turn.normalised.text)
        if turn.intent == "correct":
            says |= {"misunderstood"}
        return crisis.Heard(
            text=turn.reading.text,
            severity=turn.severity,
            answer=crisis.answer(turn.normalised.text) or self._intended(turn),
            says=says,
            country=country_named(turn.normalised.text),
            goes_back="back" in says or turn.intent in _BACK_TO_THE_PAIN,
        )

    @staticmethod
    def _intended(turn: _Turn) -> str | None:
        intents = {"affirm": "yes", "deny": "no", "unsure": "unsure", "skip": "skip"}
        return intents.get(turn.intent or "") if turn.confidence >= _SURE else None

    def _say(
        self, step: crisis.Step, tracker: DialogueStateTracker, domain: Domain
    ) -> PolicyPrediction:
        """The first reply of a step now, the others after it."""
        talk = step.talk
        first, *then = step.replies
        said = tracker.latest_message.text if tracker.latest_message else None
        normalised = self._reader.normalise(said or "").text
        country = country_named(normalised) or tracker.get_slot("country")
        if talk.show:
            talk = replace(talk, shown=country or "world")
        data = {**talk.data(), "then": then}
        events = [SlotSet("crisis", data), SlotSet("safety", crisis.pending(talk))]
        if country != tracker.get_slot("country"):
            events.append(SlotSet("country", country))
        return self._reply(first, domain, *events)

    def _danger(self, turn: _Turn, domain: Domain) -> PolicyPrediction | None:
        if turn.pending == "checking":
            return None
        decision = turn.decision
        if decision.level in _INTERRUPTING and decision.is_more_pressing_than(turn.level):
            return self._escalate(decision, turn, domain)
        about_others = decide(turn.seen.others)
        if about_others.stands and about_others.is_more_pressing_than(turn.level):
            return self._escalate(about_others, turn, domain)
        return None

    def _escalate(
        self, decision: Decision, turn: _Turn, domain: Domain, *events: Event
    ) -> PolicyPrediction:
        said = list(dict.fromkeys([*turn.said_before, *turn.words]))
        return self._reply(
            f"utter_triage_{decision.level}",
            domain,
            *events,
            SlotSet("triage_level", decision.level),
            SlotSet("triage_flags", decision.flags),
            SlotSet("triage_reasons", said or decision.reasons),
            SlotSet("triage_why", decision.reasons[0]),
            SlotSet("safety", "standing" if decision.stands else None),
        )

    def _country(self, turn: _Turn, domain: Domain) -> PolicyPrediction | None:
        if turn.pending != "standing":
            return None
        named = country_named(turn.normalised.text)
        if named is None:
            return None
        return self._reply("utter_triage_country", domain, SlotSet("country", named))

    def _pending(self, turn: _Turn, domain: Domain) -> PolicyPrediction | None:
        if turn.pending == "checking":
            if self._answer(turn) == "no" or turn.intent == "correct":
                return self._reply("utter_triage_cleared", domain, *_cleared())
            return self._reply("utter_triage_standing", domain, SlotSet("safety", "standing"))
        if turn.pending != "standing" or turn.intent in _ALLOWED_WHILE_STANDING:
            return None
        if turn.intent == "getting_help":
            return self._reply("utter_triage_help_coming", domain)
        if turn.intent in ("correct", "deny", "back"):
            return self._reply("utter_triage_check", domain, SlotSet("safety", "checking"))
        return self._reply("utter_triage_standing", domain)

    def _question(self, turn: _Turn, domain: Domain) -> PolicyPrediction | None:
        if turn.pending is not None:
            return None
        question = next_question(
            turn.signs,
            turn.seen.unclear,
            turn.person,
            asked=turn.asked,
            # "Can I take ibuprofen, I'm on warfarin?" wants an answer to that first.
            about_pain=turn.about_pain and (turn.in_triage or turn.intent != "ask_medicine"),
        )
        if question is None:
            return None
        return self._reply(
            "utter_triage_question",
            domain,
            SlotSet("safety", "question"),
            SlotSet("triage_question", question.id),
            SlotSet("triage_asked", [*turn.asked, question.id]),
        )

    def _question_answer(self, turn: _Turn, domain: Domain) -> PolicyPrediction | None:
        question = turn.question
        if turn.pending not in _ASKED or question is None:
            return None
        answer = self._answer(turn)
        if answer == "no":
            return self._reply("utter_triage_question_no", domain, SlotSet("safety", None))
        if answer == "yes":
            return self._settle(question.if_yes, "utter_triage_question_noted", turn, domain)
        if turn.intent == "why":
            return self._reply("utter_triage_question_why", domain)
        if answer is None and turn.pending == "question":
            again = SlotSet("safety", "question_again")
            return self._reply("utter_triage_question_again", domain, again)
        return self._settle(question.if_unsure, "utter_triage_question_unsure", turn, domain)

    def _settle(self, more: list[str], reply: str, turn: _Turn, domain: Domain) -> PolicyPrediction:
        """Go on with the signs that an answer stands for."""
        known = turn.signs | set(more)
        told = SlotSet("findings", sorted(known - {"none"}) or None)
        decision = decide(known, turn.person)
        if decision.level in _INTERRUPTING and decision.is_more_pressing_than(turn.level):
            return self._escalate(decision, turn, domain, told)
        return self._reply(reply, domain, told, SlotSet("safety", None))

    def _answer(self, turn: _Turn) -> str | None:
        return answers.yes_or_no(
            turn.normalised,
            turn.reading,
            turn.intent or "",
            turn.confidence,
            a_time_is_yes=turn.pending in _ASKED,
        )

    def _after_reply(
        self, previous: str, tracker: DialogueStateTracker, domain: Domain
    ) -> PolicyPrediction:
        """Listen after a reply, unless more is to be said or the questions can go on."""
        data = tracker.get_slot("crisis") or {}
        if previous.startswith("utter_crisis") and data.get("then"):
            first, *then = data["then"]
            return self._reply(first, domain, SlotSet("crisis", {**data, "then": then}))
        if previous in _CRISIS_OVER and tracker.active_loop_name:
            return self._nothing(domain)
        goes_on = previous in _GOES_ON
        if goes_on and tracker.active_loop_name:
            # RulePolicy takes the form up again, with the question that was pending.
            return self._nothing(domain)
        if goes_on and not tracker.get_slot("guided"):
            return self._reply("intake_form", domain)
        return self._reply(ACTION_LISTEN_NAME, domain)

    def _reply(self, action: str, domain: Domain, *events: Event) -> PolicyPrediction:
        # A form marks its own prediction as needing no user message, which beats all
        # predictions without that mark, whatever their priority.
        return PolicyPrediction(
            PolicyPrediction.for_action_name(domain, action).probabilities,
            self.__class__.__name__,
            self.priority,
            optional_events=list(events),
            is_no_user_prediction=True,
        )

    def _nothing(self, domain: Domain) -> PolicyPrediction:
        return self._prediction([0.0] * domain.num_actions)


def _unanswered(tracker: DialogueStateTracker) -> UserUttered | None:
    """The last message if no action has run since.

    Not "the last action was to listen": an action that failed leaves no such mark.
    """
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return event
        if isinstance(event, ActionExecuted):
            return None
    return None


@dataclass(frozen=True)
class _Turn:
    """One message with what was known before it."""

    reading: Reading
    normalised: Normalised
    seen: Observation
    signs: frozenset[str]
    person: Person
    intent: str | None
    confidence: float
    pending: str | None
    level: str
    asked: list[str]
    question: Question | None
    said_before: list[str]
    in_form: bool
    in_triage: bool
    talk: crisis.Talk

    @classmethod
    def of(cls, reading: Reading, normalised: Normalised, tracker: DialogueStateTracker) -> _Turn:
        """From the reading of the last message, and the slots."""
        seen = observe(reading)
        asked_for = tracker.get_slot("requested_slot")
        if (
            asked_for in (*PAIN_SLOTS, "screening_item")
            and len(reading.text.split()) <= _SHORT_REPLY
        ):
            # "Down my left leg" answers a question; only words tell more than that.
            named = {f.concept for f in reading.findings if f.by == "words"}
            seen = replace(seen, unclear=seen.unclear & named)
        if asked_for in QUESTIONS and not pending_safety(tracker):
            hinted = answers.hints(asked_for, normalised)
            seen = replace(seen, unclear=seen.unclear | (hinted - seen.certain))
        told = signs(
            tracker.get_slot("findings") or [],
            {question: tracker.get_slot(question) for question in QUESTIONS},
        )
        slots = {name: tracker.get_slot(name) for name in PAIN_SLOTS}
        intent = tracker.latest_message.intent if tracker.latest_message else {}
        return cls(
            reading=reading,
            normalised=normalised,
            seen=seen,
            signs=seen.signs(told),
            person=Person.of({**slots, **reading.pain.said()}),
            intent=intent.get("name"),
            confidence=intent.get("confidence") or 0.0,
            pending=pending_safety(tracker),
            level=tracker.get_slot("triage_level") or "self_care",
            asked=tracker.get_slot("triage_asked") or [],
            question=load_questions().get(tracker.get_slot("triage_question") or ""),
            said_before=tracker.get_slot("triage_reasons") or [],
            in_form=tracker.active_loop_name not in (None, *_FORMS_OF_CONDITIONS),
            in_triage=tracker.active_loop_name == "triage_form",
            talk=_talk(tracker),
        )

    @property
    def in_crisis(self) -> bool:
        """Whether a question of the talk about suicide waits for its answer."""
        return (self.pending or "").startswith("crisis")

    @property
    def severity(self) -> str | None:
        """The most pressing talk of suicide that is certain."""
        said = {
            finding.severity
            for finding in self.reading.present
            if finding.flag == "crisis" and finding.assertion == "present"
        }
        return next((s for s in _SEVERITIES if s in said), None)

    @property
    def decision(self) -> Decision:
        """The level with everything known so far and this message."""
        return decide(self.signs, self.person)

    @property
    def words(self) -> list[str]:
        """The person's words for the signs of this message."""
        return [f.words for f in self.reading.findings if f.counts and f.flag != "crisis"]

    @property
    def about_pain(self) -> bool:
        """Whether the message is part of telling about the pain."""
        tells = (self.intent or "").startswith("describe") or self.reading.pain.region
        return bool(tells) or self.in_form


def _talk(tracker: DialogueStateTracker) -> crisis.Talk:
    return crisis.Talk.of(tracker.get_slot("crisis"))


def _cleared() -> list[Event]:
    names = (
        "safety", "triage_level", "triage_flags", "triage_reasons", "triage_why",
        "triage_question", "findings", *QUESTIONS,
    )  # fmt: skip
    return [SlotSet(name, None) for name in names]
