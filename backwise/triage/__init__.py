"""From signs, answers and the person to how soon somebody should look at the back."""

from backwise.triage.answers import signs
from backwise.triage.card import own_words, staff_card
from backwise.triage.decide import Decision, Person, decide, next_question
from backwise.triage.observe import Observation, observe
from backwise.triage.rules import (
    LEVELS,
    Level,
    Question,
    Rule,
    RuleError,
    load_questions,
    load_rules,
)

__all__ = [
    "LEVELS",
    "Decision",
    "Level",
    "Observation",
    "Person",
    "Question",
    "Rule",
    "RuleError",
    "decide",
    "load_questions",
    "load_rules",
    "next_question",
    "observe",
    "own_words",
    "signs",
    "staff_card",
]
