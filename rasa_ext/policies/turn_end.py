"""Ends a turn that was handed from one action to another.

Rules tell which action answers an intent. Where that action hands over to another
one, no rule knows what comes next; without this policy the person would read that
they were not understood, right below the answer.
"""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker

from rasa_ext.policies.untrained import UntrainedPolicy

# Below every other policy of Rasa.
PRIORITY = 0
# Above RulePolicy's fallback (`core_fallback_threshold` in config.yml), below its rules (1.0).
CONFIDENCE = 0.5
# What no action of ours begins with: Rasa's own, and the forms, which end themselves.
_OURS = "action_"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False
)
class TurnEndPolicy(UntrainedPolicy):
    """Predicts that the turn is over, once one of our actions was handed the turn."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The priority among policies."""
        return {"priority": PRIORITY}

    def predict_action_probabilities(
        self, tracker: DialogueStateTracker, domain: Domain, **kwargs: Any
    ) -> PolicyPrediction:
        """Listening, if two actions of ours or more were run since the person spoke."""
        probabilities = self._default_predictions(domain)
        if _handed_over(tracker):
            probabilities[domain.index_for_action(ACTION_LISTEN_NAME)] = CONFIDENCE
        return self._prediction(probabilities)


def _handed_over(tracker: DialogueStateTracker) -> bool:
    run = 0
    for event in reversed(tracker.applied_events()):
        if not isinstance(event, ActionExecuted):
            continue
        if event.action_name == ACTION_LISTEN_NAME:
            break
        run += event.action_name is not None and event.action_name.startswith(_OURS)
    return run >= 2
