"""Low mood and crisis: who to turn to."""

from backwise.mood.help import HelpError, contacts

__all__ = ["HelpError", "contacts"]
