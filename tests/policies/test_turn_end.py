"""A turn that one action handed to another ends there."""

from __future__ import annotations

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from rasa_ext.policies.turn_end import CONFIDENCE, TurnEndPolicy

DOMAIN = Domain.from_dict({"intents": ["ask"], "actions": ["action_one", "action_two", "utter_a"]})
FALLBACK = 0.3  # core_fallback_threshold in config.yml


@pytest.fixture
def policy(tmp_path_factory: pytest.TempPathFactory) -> TurnEndPolicy:
    storage = LocalModelStorage.create(tmp_path_factory.mktemp("policy"))
    context = ExecutionContext(GraphSchema({}))
    return TurnEndPolicy.load(
        TurnEndPolicy.get_default_config(), storage, Resource("turn_end"), context
    )


@pytest.mark.parametrize(
    ("run", "ends"),
    [
        ((), False),
        (("action_one",), False),
        (("action_one", "action_two"), True),
        (("utter_a", "action_one"), False),
        (("action_one", "action_two", "utter_a"), True),
    ],
)
def test_after_a_second_action_the_turn_is_over(
    policy: TurnEndPolicy, run: tuple[str, ...], ends: bool
) -> None:
    tracker = DialogueStateTracker.from_events("someone", [], [])
    heard = [ActionExecuted("action_one"), ActionExecuted("action_listen")]
    heard.append(UserUttered("how long", {"name": "ask", "confidence": 1.0}))
    tracker.update_with_events([*heard, *map(ActionExecuted, run)], DOMAIN)
    prediction = policy.predict_action_probabilities(tracker, DOMAIN)
    assert prediction.max_confidence == (CONFIDENCE if ends else 0)
    listens = DOMAIN.action_names_or_texts[prediction.max_confidence_index] == "action_listen"
    assert listens or not ends
    assert CONFIDENCE > FALLBACK
