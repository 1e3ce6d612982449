"""What is known of a treatment, with each guideline's stance."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.common import article, bullets, help_comes_first, knowledge, latest_entity, resume
from backwise.knowledge.schema import Treatment

_OVERVIEW = 5


class ActionTreatment(Action):
    """Answers about a named treatment, or gives an overview."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_treatment"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Answers, then takes up the pending question."""
        named = latest_entity(tracker, "treatment")
        treatment = knowledge().treatment.get(named) if named else None
        if treatment is None:
            self._overview(dispatcher)
            return resume(tracker)
        send_treatment(dispatcher, treatment)
        if help_comes_first(tracker):
            dispatcher.utter_message(response="utter_no_exercise_now")
        return [SlotSet("last_article", f"treatment:{treatment.id}"), *resume(tracker)]

    def _overview(self, dispatcher: CollectingDispatcher) -> None:
        first = knowledge().get_objects("treatment", {"self_care": True}, _OVERVIEW)
        dispatcher.utter_message(
            response="utter_treatment_overview",
            points=bullets(f"{t.title}: {t.summary.text}" for t in first),
        )


def send_treatment(dispatcher: CollectingDispatcher, treatment: Treatment) -> None:
    """One treatment, with how to do it and where guidelines disagree."""
    details = [claim.text for claim in treatment.how[:2]]
    if treatment.disagreement:
        details.append(treatment.disagreement.text)
    if treatment.not_when:
        details += [f"Careful: {claim.text}" for claim in treatment.not_when[:2]]
    dispatcher.utter_message(
        response="utter_article",
        title=treatment.title,
        summary=treatment.summary.text,
        details=bullets(details),
        json_message=article(
            "treatment",
            treatment.id,
            treatment.title,
            [treatment.summary, treatment.what, *treatment.how],
            [
                {
                    "guideline": s.guideline,
                    "position": s.position,
                    "applies": list(s.applies),
                    "year": s.year,
                    "says": s.says,
                    "source": s.source,
                }
                for s in treatment.stances
            ],
        ),
    )
