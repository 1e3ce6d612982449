"""What policies without anything to learn have in common."""

from __future__ import annotations

from typing import Any, TypeVar

from rasa.core.policies.policy import Policy
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.domain import Domain
from rasa.shared.core.generator import TrackerWithCachedStates

P = TypeVar("P", bound="UntrainedPolicy")


class UntrainedPolicy(Policy):
    """Decides by itself, so nothing can be trained away."""

    @classmethod
    def load(
        cls: type[P],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> P:
        """The policy as it was made; nothing of it is in the model."""
        return cls(config, model_storage, resource, execution_context)

    def train(
        self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any
    ) -> Resource:
        """Nothing is learned."""
        return self._resource
