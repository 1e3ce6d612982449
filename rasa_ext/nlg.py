"""Fills the typed payload of a safety response with what is known at that moment."""

from __future__ import annotations

from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from backwise.mood import contacts


class ContentNLG(TemplatedNaturalLanguageGenerator):
    """Rasa's own response templates, with live lists in `triage` and `crisis` payloads.

    It runs inside the Rasa server, so safety replies need no action server.
    """

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        """Takes the responses from the domain."""
        super().__init__(domain.responses)

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """The response, its payload completed."""
        response = await super().generate(utter_action, tracker, output_channel, **kwargs)
        payload = (response or {}).get("custom")
        if response is None or not isinstance(payload, dict):
            return response
        if payload.get("kind") == "triage":
            payload = {
                **payload,
                "flags": tracker.get_slot("triage_flags") or payload.get("flags", []),
                "reasons": tracker.get_slot("triage_reasons") or [],
            }
        elif payload.get("kind") == "crisis":
            payload = {**payload, "contacts": contacts(tracker.get_slot("country"))}
        return {**response, "custom": payload}
