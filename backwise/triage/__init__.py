"""From signs, answers and the person to how soon somebody should look at the back."""

from backwise.triage.answers import signs
from backwise.triage.decide import Decision, Person, decide
from backwise.triage.rules import LEVELS, Level, Rule, RuleError, load_rules

__all__ = [
    "LEVELS",
    "Decision",
    "Level",
    "Person",
    "Rule",
    "RuleError",
    "decide",
    "load_rules",
    "signs",
]
