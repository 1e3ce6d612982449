"""Low mood and crisis: questionnaires, the talk in a crisis, who to turn to."""

from backwise.mood.help import (
    HelpError,
    contact_lines,
    contacts,
    country_named,
    country_of_locale,
    country_title,
    emergency_number,
    first_contact,
    for_the_appointment,
    ways,
)

__all__ = [
    "HelpError",
    "contact_lines",
    "contacts",
    "country_named",
    "country_of_locale",
    "country_title",
    "emergency_number",
    "first_contact",
    "for_the_appointment",
    "ways",
]
