"""How a session starts: a greeting, and what is remembered from the last one.

Rasa would take a custom `action_session_start` from the action server; then a
conversation could not even begin while that server is down, and no safety
reply would go out. So it runs here, inside the Rasa server.
"""

from __future__ import annotations

import logging
from datetime import date

from rasa.core.actions.action import ActionSessionStart, create_bot_utterance
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from backwise.exercise import load_kept, sessions, unreported
from backwise.intake import describe
from backwise.language.reading import PAIN_SLOTS
from backwise.store import StoreError, default_store
from rasa_ext import remember

_log = logging.getLogger(__name__)
# All else, red-flag answers above all, is asked anew.
REMEMBERED = (*PAIN_SLOTS, "country", "mood_signs", "mood_offer")


async def _run(
    self: ActionSessionStart,
    output_channel: OutputChannel,
    nlg: NaturalLanguageGenerator,
    tracker: DialogueStateTracker,
    domain: Domain,
) -> list[Event]:
    """Greets, and carries over the pain but no red-flag answer."""
    kept = {name: value for name in REMEMBERED if (value := tracker.get_slot(name)) is not None}
    events: list[Event] = [SessionStarted(), *(SlotSet(name, kept[name]) for name in kept)]
    signs = None if "mood_signs" in kept else remember.recall_signs(tracker.sender_id)
    if signs is not None:
        events.append(SlotSet("mood_signs", signs))
    crisis = remember.recall(tracker.sender_id)
    if crisis is not None:
        # The safety policy asks how it is now, after the first message.
        events.append(SlotSet("crisis", crisis))
    summary = describe(kept)
    response = "utter_welcome_back" if summary else "utter_welcome"
    message = await nlg.generate(response, tracker, output_channel.name(), summary=summary)
    if message:
        events.append(create_bot_utterance(message))
    # After a crisis nobody is asked about exercises first.
    day = _untold_day(tracker.sender_id) if crisis is None else None
    if day is not None:
        message = await nlg.generate(
            "utter_programme_back", tracker, output_channel.name(), day=f"{day:%A}"
        )
        if message:
            events += [create_bot_utterance(message), SlotSet("session_day", day.isoformat())]
    return [*events, ActionExecuted(ACTION_LISTEN_NAME)]


def _untold_day(person: str) -> date | None:
    """The last day of somebody's programme of which nothing was told."""
    try:
        store = default_store()
        kept = load_kept(store, person)
        return None if kept is None else unreported(sessions(store, person), kept, date.today())
    except StoreError as error:
        # The talk can begin without it.
        _log.warning("%s", error)
        return None


def install() -> None:
    """Puts our session start in place of Rasa's."""
    ActionSessionStart.run = _run
