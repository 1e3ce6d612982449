"""Low mood and crisis: who to turn to."""

from backwise.mood.help import (
    HelpError,
    contacts,
    country_named,
    country_title,
    emergency_number,
)

__all__ = ["HelpError", "contacts", "country_named", "country_title", "emergency_number"]
