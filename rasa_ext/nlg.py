"""Fills safety responses with what is known at that moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from backwise.language.reading import PAIN_SLOTS
from backwise.mood import (
    contact_lines,
    contacts,
    country_title,
    crisis,
    emergency_number,
    first_contact,
)
from backwise.triage import load_questions, staff_card

# A number of the wrong country would cost time, so none is guessed.
_UNKNOWN_NUMBER = (
    "your local emergency number (112 in Europe, 911 in North America; "
    "tell me your country for the right one)"
)
# Said once in full, that is enough.
_KNOWN_BY_NOW = "your local emergency number"
_SAFETY = ("utter_triage", "utter_crisis", "utter_result")


class ContentNLG(TemplatedNaturalLanguageGenerator):
    """Rasa's own response templates, with numbers, reasons and payloads of safety replies.

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
        """The response, its words and its payload completed."""
        if not utter_action.startswith(_SAFETY):
            return await super().generate(utter_action, tracker, output_channel, **kwargs)
        words = {**_words(tracker), **kwargs}
        response = await super().generate(utter_action, tracker, output_channel, **words)
        if response is not None and response.get("text"):
            # A line whose words are left out leaves no gap.
            lines = (line.strip() for line in response["text"].splitlines())
            response = {**response, "text": "\n".join(line for line in lines if line)}
        payload = (response or {}).get("custom")
        if response is None or not isinstance(payload, dict):
            return response
        return {**response, "custom": {**payload, **_live(payload, tracker, words)}}


def _words(tracker: DialogueStateTracker) -> dict[str, str]:
    """What stands in braces in the texts."""
    country = tracker.get_slot("country")
    number = emergency_number(country)
    asked = load_questions().get(tracker.get_slot("triage_question") or "")
    talk = crisis.Talk.of(tracker.get_slot("crisis"))
    if talk.shown and not talk.show:
        number = number or _KNOWN_BY_NOW
    return {
        "helpline": first_contact(country) if talk.show else "",
        "help_lines": "\n".join(contact_lines(country)),
        "plan_lines": "\n".join(
            f"• {title}: {talk.plan[id]}"
            for id, title in crisis.plan_parts().items()
            if id in talk.plan
        ),
        "emergency_number": number or _UNKNOWN_NUMBER,
        "country_name": country_title(country) or "your country",
        "triage_why": tracker.get_slot("triage_why") or "",
        "question": asked.question if asked else "",
        "why": asked.why if asked else "",
    }


def _live(
    payload: dict[str, Any], tracker: DialogueStateTracker, words: dict[str, Any]
) -> dict[str, Any]:
    """The fields of a payload that are known only now."""
    country = tracker.get_slot("country")
    if payload.get("kind") == "crisis":
        talk = crisis.Talk.of(tracker.get_slot("crisis"))
        severity = payload["severity"] if talk.severity == "none" else talk.severity
        return {"severity": severity, "contacts": contacts(country) if talk.show else []}
    if payload.get("kind") == "triage_question" and words["question"]:
        asked = load_questions()[tracker.get_slot("triage_question")]
        return {"flag": asked.flag, "question": asked.question}
    if payload.get("kind") == "triage":
        flags = tracker.get_slot("triage_flags") or payload.get("flags", [])
        reasons = tracker.get_slot("triage_reasons") or []
        told = {name: tracker.get_slot(name) for name in PAIN_SLOTS}
        return {
            "flags": flags,
            "reasons": reasons,
            "card": staff_card(flags, reasons, told, datetime.now()),
            "phone": emergency_number(country),
        }
    return {}
