"""What the safety policy predicts in every state of a talk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from backwise.mood.crisis import Talk
from rasa_ext.policies.safety import PRIORITY, SafetyPolicy, _Turn

REPOSITORY = Path(__file__).parents[2]
LISTEN = ActionExecuted("action_listen")
IN_FORM: tuple[Event, ...] = (
    ActionExecuted("intake_form"),
    ActiveLoop("intake_form"),
    SlotSet("requested_slot", "duration_days"),
    LISTEN,
)


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(str(REPOSITORY / "domain.yml"))


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> SafetyPolicy:
    return SafetyPolicy.create(
        SafetyPolicy.get_default_config(),
        LocalModelStorage(tmp_path_factory.mktemp("policy")),
        Resource("safety"),
        ExecutionContext(GraphSchema({})),
    )


class Predict:
    """Predicts after a few events."""

    def __init__(self, policy: SafetyPolicy, domain: Domain) -> None:
        self._policy = policy
        self._domain = domain
        self.prediction: PolicyPrediction

    def __call__(self, *events: Event) -> str | None:
        """The predicted action; None if nothing is predicted."""
        tracker = DialogueStateTracker.from_events("someone", [], self._domain.slots)
        tracker.update_with_events(list(events), self._domain)
        self.prediction = self._policy.predict_action_probabilities(tracker, self._domain)
        best = self.prediction.max_confidence_index
        confidence = self.prediction.max_confidence
        return self._domain.action_names_or_texts[best] if confidence > 0 else None

    @property
    def slots(self) -> dict[str, Any]:
        """The slots that come with the prediction."""
        return {e.key: e.value for e in self.prediction.optional_events if isinstance(e, SlotSet)}


@pytest.fixture
def predict(policy: SafetyPolicy, domain: Domain) -> Predict:
    return Predict(policy, domain)


def in_crisis(pending: str) -> tuple[Event, ...]:
    """A question of the crisis talk that waits for its answer."""
    step = "thoughts" if pending == "crisis" else pending.removeprefix("crisis_")
    imminent = step in ("help", "called", "nearby", "waiting")
    talk = Talk("imminent" if imminent else "active", step, asked=(step,))
    return (
        SlotSet("safety", pending),
        SlotSet("crisis", talk.data()),
        ActionExecuted("utter_crisis_active"),
        LISTEN,
    )


def said(text: str, intent: str = "describe_symptom", confidence: float = 0.95) -> UserUttered:
    return UserUttered(text, {"name": intent, "confidence": confidence})


DANGERS = [
    ("I have crushing chest pain", "utter_triage_ambulance", "standing"),
    ("I can't feel between my legs", "utter_triage_emergency", "standing"),
    ("my left leg is getting weaker every day", "utter_triage_emergency", "standing"),
    ("I fell off a ladder", "utter_triage_emergency", "standing"),
    ("I have a fever", "utter_triage_urgent", None),
    ("I have had breast cancer", "utter_triage_urgent", None),
    ("I want to kill myself", "utter_crisis_active", "crisis_today"),
    ("I can't go on like this", "utter_crisis_unclear", "crisis"),
    ("I took all my tablets", "utter_crisis_imminent", "crisis_help"),
    ("I wish I was dead", "utter_crisis_passive", "crisis"),
    ("I might be numb between my legs", "utter_triage_question", "question"),
]


@pytest.mark.parametrize(("text", "reply", "pending"), DANGERS)
@pytest.mark.parametrize(
    "before",
    [
        (LISTEN,),
        IN_FORM,
        (*IN_FORM, said("3 days"), ActionExecutionRejected("intake_form"), LISTEN),
        (LISTEN, said("hi"), ActionExecuted("utter_greet"), LISTEN),
        # A failed action leaves no sign that the bot listens.
        (LISTEN, said("does heat help")),
    ],
    ids=["first message", "mid-form", "after a refusal", "after a reply", "after a failure"],
)
def test_danger_is_answered_first_in_every_state(
    text: str, reply: str, pending: str | None, before: tuple[Event, ...], predict: Predict
) -> None:
    assert predict(*before, said(text)) == reply
    assert predict.slots["safety"] == pending


@pytest.mark.parametrize("intent", ["ask_treatment", "greet", "affirm", "out_of_scope", "restart"])
def test_the_intent_cannot_hide_a_danger(intent: str, predict: Predict) -> None:
    assert predict(LISTEN, said("I can't pee", intent)) == "utter_triage_emergency"


def test_a_prediction_beats_every_other(predict: Predict) -> None:
    predict(*IN_FORM, said("I can't pee"))
    assert predict.prediction.policy_priority == PRIORITY
    assert PRIORITY > 6, "Rasa's RulePolicy"
    # A form's own prediction carries this mark, and would win over one without it.
    assert predict.prediction.is_no_user_prediction
    assert predict.prediction.max_confidence == 1.0


def test_a_danger_notes_level_flags_and_words(predict: Predict) -> None:
    predict(LISTEN, said("my back hurts and I have a fever"))
    assert predict.slots["triage_level"] == "urgent"
    assert predict.slots["triage_flags"] == ["infection"]
    assert "fever" in " ".join(predict.slots["triage_reasons"])


@pytest.mark.parametrize(
    "text",
    [
        "my lower back hurts since 3 days",
        "no fever and no numbness",
        "my dad has cancer",
        "what if I had cancer?",
        "I had a fever years ago",
        "my back is killing me",
        "does heat help?",
        "",
    ],
)
@pytest.mark.parametrize("before", [(LISTEN,), IN_FORM], ids=["first message", "mid-form"])
def test_nothing_for_ordinary_talk(text: str, before: tuple[Event, ...], predict: Predict) -> None:
    assert predict(*before, said(text, "describe_pain")) is None
    assert not predict.prediction.is_no_user_prediction
    assert predict.prediction.optional_events == []


def test_nothing_once_the_message_is_answered(predict: Predict) -> None:
    answered = (LISTEN, said("I have a fever"), ActionExecuted("utter_greet"))
    assert predict(*answered) is None


def test_the_same_level_does_not_interrupt_twice(predict: Predict) -> None:
    known = SlotSet("triage_level", "urgent")
    assert predict(known, LISTEN, said("I have a fever")) is None
    assert predict(known, LISTEN, said("I can't pee")) == "utter_triage_emergency"


def test_signs_of_earlier_messages_count(predict: Predict) -> None:
    known = [SlotSet("findings", ["fever"]), SlotSet("triage_level", "urgent")]
    assert predict(*known, LISTEN, said("I'm on chemo")) == "utter_triage_emergency"


def test_listens_after_a_reply(predict: Predict) -> None:
    turn = (LISTEN, said("I can't pee"), ActionExecuted("utter_triage_emergency"))
    assert predict(*turn) == "action_listen"
    turn = (*IN_FORM, said("I want to die"), ActionExecuted("utter_crisis_active"))
    assert predict(*turn) == "action_listen"


@pytest.mark.parametrize("reply", ["utter_triage_urgent", "utter_triage_cleared"])
def test_after_an_urgent_or_cleared_reply_the_questions_go_on(reply: str, predict: Predict) -> None:
    turn = (said("I have a fever"), ActionExecuted(reply))
    assert predict(LISTEN, *turn) == "intake_form"
    assert predict(*IN_FORM, *turn) is None, "the open form goes on by itself"
    assert predict(SlotSet("guided", True), LISTEN, *turn) == "action_listen"


@pytest.mark.parametrize(
    ("pending", "text", "intent", "reply", "then"),
    [
        ("standing", "does heat help", "ask_treatment", "utter_triage_standing", ...),
        ("standing", "I'm getting help", "getting_help", "utter_triage_help_coming", ...),
        ("standing", "you misunderstood", "correct", "utter_triage_check", "checking"),
        ("standing", "no", "deny", "utter_triage_check", "checking"),
        ("standing", "start over", "restart", None, ...),
        ("standing", "bye", "goodbye", None, ...),
        ("checking", "no", "deny", "utter_triage_cleared", None),
        ("checking", "yes", "affirm", "utter_triage_standing", "standing"),
        ("checking", "not sure", "unsure", "utter_triage_standing", "standing"),
        ("checking", "does heat help", "ask_treatment", "utter_triage_standing", "standing"),
        ("crisis", "yes", "affirm", "utter_crisis_active", "crisis_today"),
        ("crisis", "not sure", "unsure", "utter_crisis_active", "crisis_today"),
        ("crisis", "no", "deny", "utter_crisis_denied", None),
        ("crisis", "hm", "nlu_fallback", "utter_crisis_listen_1", "crisis"),
        ("crisis_today", "yes", "affirm", "utter_crisis_not_safe", "crisis_called"),
        ("crisis_today", "no", "deny", "utter_crisis_not_today", "crisis_means"),
        ("crisis_today", "not sure", "unsure", "utter_crisis_not_safe", "crisis_called"),
        ("crisis_today", "I'm in Canada", "inform", "utter_crisis_country", "crisis_today"),
        ("crisis_today", "does heat help", "ask_treatment", "utter_crisis_before_back", ...),
        ("crisis_help", "yes", "affirm", "utter_crisis_with_someone", "crisis_called"),
        ("crisis_help", "no", "deny", "utter_crisis_alone", "crisis_called"),
        ("crisis_called", "not sure", "unsure", "utter_crisis_cannot_call", "crisis_nearby"),
        ("standing", "I'm in Ireland", "inform", "utter_triage_country", ...),
        ("crisis_person", "does heat help", "ask_treatment", None, ...),
    ],
)
def test_what_is_pending(
    pending: str, text: str, intent: str, reply: str | None, then: Any, predict: Predict
) -> None:
    asked = in_crisis(pending) if pending.startswith("crisis") else ()
    before = (SlotSet("safety", pending), SlotSet("triage_level", "emergency"), *IN_FORM, *asked)
    assert predict(*before, said(text, intent)) == reply
    if then is not ...:
        assert predict.slots.get("safety", ...) == then


def test_a_no_after_the_talk_has_gone_on_is_no_answer_to_the_crisis(predict: Predict) -> None:
    asked = in_crisis("crisis_help")
    assert predict(*asked, said("no", "deny")) == "utter_crisis_alone"
    went_on = (*asked, said("which exercises help?", "ask_exercise"), *IN_FORM)
    assert predict(*went_on, said("no", "deny")) is None


def test_a_short_answer_about_the_pain_is_only_that(predict: Predict) -> None:
    asked = (ActiveLoop("intake_form"), SlotSet("requested_slot", "radiation"), LISTEN)
    assert predict(*asked, said("down my left leg to the foot", "describe_pain")) is None


def test_cleared_forgets_the_signs_and_the_answers(predict: Predict) -> None:
    before = (SlotSet("safety", "checking"), SlotSet("triage_level", "emergency"), LISTEN)
    predict(*before, said("no", "deny"))
    forgotten = {"findings", "triage_level", "triage_flags", "cauda_equina", "heart_vessel"}
    assert forgotten <= {name for name, value in predict.slots.items() if value is None}


def test_a_yes_to_a_red_flag_question_interrupts(predict: Predict) -> None:
    before = (ActionExecuted("triage_form"), ActiveLoop("triage_form"), LISTEN)
    answer = (said("yes", "affirm"), SlotSet("heart_vessel", "yes"))
    assert predict(*before, *answer) == "utter_triage_ambulance"


def test_a_danger_told_while_a_crisis_question_waits_is_answered_first(predict: Predict) -> None:
    asked = in_crisis("crisis_help")
    message = said("i can't pee since this morning", "describe_symptom")
    assert predict(*asked, message) == "utter_triage_emergency"


def turn(policy: SafetyPolicy, domain: Domain, text: str, *events: Event) -> _Turn:
    tracker = DialogueStateTracker.from_events("someone", [], domain.slots)
    tracker.update_with_events([*events, said(text)], domain)
    reader = policy._reader
    return _Turn.of(reader.read(text), reader.normalise(text), tracker)


def test_what_is_denied_counts_no_more(policy: SafetyPolicy, domain: Domain) -> None:
    known = SlotSet("findings", ["fever"])
    assert turn(policy, domain, "my neck hurts", known).decision.level == "urgent"
    assert turn(policy, domain, "I have no fever", known).decision.level == "self_care"


ASKED = (
    SlotSet("safety", "question"),
    SlotSet("triage_question", "cauda_equina"),
    SlotSet("triage_asked", ["cauda_equina"]),
    *IN_FORM,
)


@pytest.mark.parametrize(
    ("text", "intent", "reply", "then"),
    [
        ("no", "deny", "utter_triage_question_no", None),
        ("not really", "deny", "utter_triage_question_no", None),
        ("yes", "affirm", "utter_triage_emergency", "standing"),
        ("a bit", "affirm", "utter_triage_emergency", "standing"),
        ("3 days ago", "inform", "utter_triage_emergency", "standing"),
        ("not sure", "unsure", "utter_triage_urgent", None),
        ("skip", "skip", "utter_triage_urgent", None),
        ("why do you ask?", "why", "utter_triage_question_why", ...),
        ("does heat help", "ask_treatment", "utter_triage_question_again", "question_again"),
        ("I have chest pain", "describe_symptom", "utter_triage_ambulance", "standing"),
        ("I want to die", "describe_symptom", "utter_crisis_active", "crisis_today"),
    ],
)
def test_the_answer_to_a_question_back(
    text: str, intent: str, reply: str, then: Any, predict: Predict
) -> None:
    assert predict(*ASKED, said(text, intent)) == reply
    assert predict.slots.get("safety", ...) == then


def test_a_question_back_is_put_twice_and_then_counts_as_not_sure(predict: Predict) -> None:
    again = (*ASKED, SlotSet("safety", "question_again"), LISTEN)
    assert predict(*again, said("does heat help", "ask_treatment")) == "utter_triage_urgent"
    assert "cauda_equina_unsure" in predict.slots["findings"]


def test_a_question_back_is_put_once_in_a_session(predict: Predict) -> None:
    text = "I might be numb between my legs"
    assert predict(LISTEN, said(text)) == "utter_triage_question"
    assert predict.slots["triage_question"] == "cauda_equina"
    assert predict(SlotSet("triage_asked", ["cauda_equina"]), LISTEN, said(text)) is None


def test_a_risk_is_asked_about_only_when_pain_is_told(predict: Predict) -> None:
    text = "I have osteoporosis"
    assert predict(LISTEN, said(text, "ask_medicine")) is None
    assert predict(LISTEN, said(text, "describe_pain")) == "utter_triage_question"
    assert predict(*IN_FORM, said(text, "ask_medicine")) is None
    asked = (ActiveLoop("triage_form"), SlotSet("requested_slot", "which_illness"), LISTEN)
    assert predict(*asked, said(text, "ask_medicine")) == "utter_triage_question"


def test_only_one_leg_after_the_question_about_both_is_asked_about(predict: Predict) -> None:
    asked = (ActiveLoop("triage_form"), SlotSet("requested_slot", "cauda_equina"), LISTEN)
    assert predict(*asked, said("only the left", "inform")) == "utter_triage_question"
    assert predict.slots["triage_question"] == "leg_strength"


def test_a_danger_somebody_else_is_in_now_is_answered(predict: Predict) -> None:
    text = "my husband has had chest pain since this morning"
    assert predict(LISTEN, said(text)) == "utter_triage_ambulance"
    assert predict(LISTEN, said("my husband had chest pain last year")) is None


def test_what_was_said_is_gathered_for_the_card(predict: Predict) -> None:
    before = (SlotSet("triage_reasons", ["fever"]), SlotSet("triage_level", "urgent"), LISTEN)
    predict(*before, said("now I can't pee"))
    assert predict.slots["triage_reasons"] == ["fever", "can't pee"]
    assert predict.slots["triage_why"]


def test_every_level_has_a_reply_in_the_domain(domain: Domain) -> None:
    assert {reply for _, reply, _ in DANGERS} <= set(domain.responses)
