"""Low mood and crisis: questionnaires, the talk in a crisis, who to turn to."""

from backwise.mood.help import (
    HelpError,
    contact_lines,
    contacts,
    country_named,
    country_title,
    emergency_number,
    first_contact,
)

__all__ = [
    "HelpError",
    "contact_lines",
    "contacts",
    "country_named",
    "country_title",
    "emergency_number",
    "first_contact",
]
