"""One exercise as text and as a card."""

from __future__ import annotations

from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from backwise.drawing import address, alt_text
from backwise.exercise import dose_words
from backwise.knowledge.schema import Dose, Exercise


def send(dispatcher: CollectingDispatcher, exercise: Exercise, dose: Dose | None = None) -> None:
    """Tells how to do an exercise.

    Args:
        dispatcher: where to.
        exercise: the exercise.
        dose: how much, where that is not the usual.
    """
    told = card(exercise, dose or exercise.dose)
    lines = [exercise.title, exercise.purpose.text]
    lines += [f"{number}. {step}" for number, step in enumerate(told["steps"], 1)]
    lines += [*told["careful"], f"How much: {told['dose']}", exercise.stop_if]
    dispatcher.utter_message(text="\n".join(lines), json_message={"kind": "exercise", **told})


def card(exercise: Exercise, dose: Dose) -> dict[str, Any]:
    """What a card of an exercise shows."""
    return {
        "id": exercise.id,
        "title": exercise.title,
        "purpose": exercise.purpose.text,
        "steps": [exercise.start, *exercise.steps],
        "careful": [claim.text for claim in exercise.avoid_if],
        "dose": dose_words(dose),
        "stop_if": exercise.stop_if,
        "image": address(exercise.id),
        "alt": alt_text(exercise),
        "evidence": exercise.evidence.text,
    }
