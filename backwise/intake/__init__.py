"""Which question comes next, and what was understood so far."""

from backwise.intake.questions import intake_questions, triage_questions
from backwise.intake.summary import describe, duration_words

__all__ = ["describe", "duration_words", "intake_questions", "triage_questions"]
