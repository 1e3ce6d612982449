"""Danger and talk of suicide are answered first, in every state of the talk.

The policy reads the raw text of each message itself, so a form, a button or a
typed command cannot hide a danger from it, and it answers with plain domain
responses, which need no action server.
"""

from __future__ import annotations

from typing import Any

from rasa.core.featurizers.tracker_featurizers import TrackerFeaturizer
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from backwise.language import answers
from backwise.language.reader import default_reader
from backwise.language.reading import Finding, Reading
from backwise.triage import LEVELS, Decision, Person, decide, signs
from backwise.triage.rules import QUESTIONS

# Above RulePolicy (6) and every other policy of Rasa.
PRIORITY = 1000
_INTERRUPTING = ("ambulance", "emergency", "urgent")
_SEVERITIES = ("imminent", "active", "passive", "unclear")
_OURS = ("utter_triage", "utter_crisis")
# What a reply has asked: about thoughts of ending one's life, or about being safe now.
_CRISIS_QUESTION = {
    "unclear": "crisis", "passive": "crisis", "active": "crisis_safe", "imminent": "crisis_safe"
}  # fmt: skip
_CRISIS_ANSWERS: dict[str, dict[str, tuple[str, str | None]]] = {
    "crisis": {
        "yes": ("utter_crisis_active", "crisis_safe"),
        "unsure": ("utter_crisis_active", "crisis_safe"),
        "no": ("utter_crisis_denied", None),
    },
    "crisis_safe": {
        "yes": ("utter_crisis_stay", "crisis_safe"),
        "unsure": ("utter_crisis_not_safe", "crisis_safe"),
        "no": ("utter_crisis_not_safe", "crisis_safe"),
    },
}
# Only when the person turns to something else by themselves does the talk go on.
_BACK_TO_THE_PAIN = (
    "describe_pain", "ask_cause", "ask_treatment", "ask_exercise", "ask_medicine", "ask_prognosis",
    "ask_daily_life", "ask_imbalance", "resume", "restart", "goodbye", "delete_data",
)  # fmt: skip
# While help stands before everything else, the talk can only be begun anew.
_ALLOWED_WHILE_STANDING = ("restart", "delete_data", "goodbye")


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False
)
class SafetyPolicy(Policy):
    """Predicts the safety reply whenever the reader reports a danger.

    The slot `safety` holds what is pending: `standing` (help comes first),
    `checking` (asked whether we understood rightly), `crisis` (asked about
    thoughts of suicide) or `crisis_safe` (asked whether the person is safe).
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The priority over other policies."""
        return {"priority": PRIORITY}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SafetyPolicy:
        """The policy; there is nothing to train."""
        return cls(config, model_storage, resource, execution_context)

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        featurizer: TrackerFeaturizer | None = None,
    ) -> None:
        """Loads the reader."""
        super().__init__(config, model_storage, resource, execution_context, featurizer)
        self._reader = default_reader()

    def train(
        self,
        training_trackers: list[TrackerWithCachedStates],
        domain: Domain,
        **kwargs: Any,
    ) -> Resource:
        """Nothing is learned, so nothing can be trained away."""
        return self._resource

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
            if previous.startswith(_OURS):
                return self._after_reply(previous, tracker, domain)
            return self._nothing(domain)
        reading = self._reader.read(message.text or "")
        return (
            self._crisis(reading, domain)
            or self._danger(reading, tracker, domain)
            or self._crisis_answer(reading, tracker, domain)
            or self._pending(reading, tracker, domain)
            or self._nothing(domain)
        )

    def _crisis(self, reading: Reading, domain: Domain) -> PolicyPrediction | None:
        said = {f.severity for f in reading.present if f.flag == "crisis"}
        severity = next((s for s in _SEVERITIES if s in said), None)
        if severity is None:
            return None
        asked = SlotSet("safety", _CRISIS_QUESTION[severity])
        return self._reply(f"utter_crisis_{severity}", domain, asked)

    def _crisis_answer(
        self, reading: Reading, tracker: DialogueStateTracker, domain: Domain
    ) -> PolicyPrediction | None:
        pending = tracker.get_slot("safety")
        if pending not in _CRISIS_ANSWERS:
            return None
        answer = self._answer(reading, tracker)
        if answer not in ("yes", "no", "unsure"):
            intent = tracker.latest_message.intent.get("name") if tracker.latest_message else None
            if intent in _BACK_TO_THE_PAIN:
                return None
            return self._reply("utter_crisis_stay", domain)
        reply, next_question = _CRISIS_ANSWERS[pending][answer]
        return self._reply(reply, domain, SlotSet("safety", next_question))

    def _danger(
        self, reading: Reading, tracker: DialogueStateTracker, domain: Domain
    ) -> PolicyPrediction | None:
        decision = assess(reading, tracker)
        before = tracker.get_slot("triage_level") or "self_care"
        if decision.level not in _INTERRUPTING:
            return None
        if tracker.get_slot("safety") == "checking":
            return None
        if LEVELS.index(decision.level) >= LEVELS.index(before):
            return None
        words = [f.words for f in reading.present if f.flag != "crisis"]
        return self._reply(
            _response(decision, domain),
            domain,
            SlotSet("triage_level", decision.level),
            SlotSet("triage_flags", decision.flags),
            SlotSet("triage_reasons", words or decision.reasons),
            SlotSet("safety", "standing" if decision.stands else None),
        )

    def _pending(
        self, reading: Reading, tracker: DialogueStateTracker, domain: Domain
    ) -> PolicyPrediction | None:
        pending = tracker.get_slot("safety")
        intent = tracker.latest_message.intent.get("name") if tracker.latest_message else None
        if pending == "checking":
            if self._answer(reading, tracker) == "no" or intent == "correct":
                return self._reply("utter_triage_cleared", domain, *_cleared())
            return self._reply("utter_triage_standing", domain, SlotSet("safety", "standing"))
        if pending != "standing" or intent in _ALLOWED_WHILE_STANDING:
            return None
        if intent == "getting_help":
            return self._reply("utter_triage_help_coming", domain)
        if intent in ("correct", "deny", "back"):
            return self._reply("utter_triage_check", domain, SlotSet("safety", "checking"))
        return self._reply("utter_triage_standing", domain)

    def _answer(self, reading: Reading, tracker: DialogueStateTracker) -> str | None:
        intent = tracker.latest_message.intent if tracker.latest_message else {}
        return answers.yes_or_no(
            self._reader.normalise(reading.text),
            reading,
            intent.get("name") or "",
            intent.get("confidence") or 0.0,
        )

    def _after_reply(
        self, previous: str, tracker: DialogueStateTracker, domain: Domain
    ) -> PolicyPrediction:
        """Listen after a reply, unless the questions can go on."""
        goes_on = previous.startswith(("utter_triage_urgent", "utter_triage_cleared"))
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


def assess(reading: Reading, tracker: DialogueStateTracker) -> Decision:
    """The level with everything known so far and this message."""
    said: tuple[Finding, ...] = reading.present
    possible = {f.concept for f in said if f.assertion == "possible"}
    certain = {f.concept for f in said if f.assertion == "present"}
    told = signs(
        tracker.get_slot("findings") or [],
        {question: tracker.get_slot(question) for question in QUESTIONS},
    )
    known = told - reading.denied - (possible - certain)
    pain = reading.pain
    person = Person(
        age=pain.age or tracker.get_slot("age"),
        duration_days=tracker.get_slot("duration_days"),
        intensity=_first(pain.intensity, tracker.get_slot("intensity")),
        region=pain.region or tracker.get_slot("region"),
    )
    return decide(known | certain, person, possible=possible)


def _first(*values: float | None) -> float | None:
    return next((value for value in values if value is not None), None)


def _response(decision: Decision, domain: Domain) -> str:
    flag = next((r.flag for r in decision.rules if r.level == decision.level), "")
    special = f"utter_triage_{decision.level}_{flag}"
    return special if special in domain.responses else f"utter_triage_{decision.level}"


def _cleared() -> list[Event]:
    return [
        SlotSet("safety", None),
        SlotSet("triage_level", None),
        SlotSet("triage_flags", None),
        SlotSet("triage_reasons", None),
        SlotSet("findings", None),
        *(SlotSet(question, None) for question in QUESTIONS),
    ]
