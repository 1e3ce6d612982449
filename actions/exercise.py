"""Exercises: one by name, or a few that suit."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import exercise_card
from actions.common import (
    conditions_of,
    diagnosis_of,
    help_comes_first,
    knowledge,
    latest_entity,
    pain_of,
    resume,
)
from backwise.exercise import choose
from backwise.knowledge import best_pictures
from backwise.language.questions import asks


class ActionExercise(Action):
    """Shows an exercise, or the few that suit; never before the safety questions."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_exercise"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Answers, then takes up the pending question."""
        if help_comes_first(tracker):
            dispatcher.utter_message(response="utter_no_exercise_now")
            return resume(tracker)
        named = latest_entity(tracker, "exercise")
        exercise = knowledge().exercise.get(named) if named else None
        if exercise is not None:
            exercise_card.send(dispatcher, exercise)
            return [SlotSet("last_article", f"exercise:{exercise.id}"), *resume(tracker)]
        if tracker.active_loop_name or not tracker.get_slot("guided"):
            text = (tracker.latest_message.get("text") or "").lower()
            if diagnosis_of(tracker) and asks(text):
                # "Which exercises are good with scoliosis" can be told of people in general.
                return [FollowupAction("action_answer")]
            dispatcher.utter_message(response="utter_exercise_after_questions")
            return resume(tracker) or [FollowupAction("intake_form")]
        pain = pain_of(tracker)
        pictures = [picture.id for picture, _ in best_pictures(knowledge(), pain)[:2]]
        chosen = choose(knowledge(), pain, pictures, conditions_of(tracker))
        dispatcher.utter_message(response="utter_exercises", count=len(chosen))
        for exercise in chosen:
            exercise_card.send(dispatcher, exercise)
        return []
