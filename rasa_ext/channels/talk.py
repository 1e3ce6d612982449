"""What the channels of other companies' platforms share: notice, consent, turns, erasing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.core.channels.channel import UserMessage

from rasa_ext.channels.core import TEXTS, Message, OnNewMessage, Refused, attempt_turn, clean_text
from rasa_ext.channels.erase import NotErased, erase
from rasa_ext.channels.history import PageOutputChannel, bot_message
from rasa_ext.channels.ledger import Ledger
from rasa_ext.channels.people import People
from rasa_ext.channels.person_files import with_keys
from rasa_ext.channels.session import SessionSigner, default_secret_path


class Talk:
    """The talks on one platform. `title` is the platform's name as people know it."""

    def __init__(
        self,
        channel: str,
        title: str,
        secret_path: Path | None = None,
        ledger: Ledger | None = None,
        people: People | None = None,
    ) -> None:
        self.channel = channel
        self.title = title
        self.signer = SessionSigner(secret_path or default_secret_path())
        self.ledger = ledger or Ledger()
        self.people = people or People()

    async def turn(
        self, on_new_message: OnNewMessage, person: str, words: object, message_id: str
    ) -> list[Message]:
        """Take a turn with what somebody typed; return everything to say, refusals too."""
        try:
            text = clean_text(words)
        except Refused as refused:
            return [said(str(refused))]
        return await self.turn_with(on_new_message, person, text, message_id)

    async def turn_with(
        self, on_new_message: OnNewMessage, person: str, payload: str, message_id: str
    ) -> list[Message]:
        """Take a turn with the payload of one of our own buttons, as it is."""
        output = PageOutputChannel()
        message = UserMessage(
            payload,
            output,
            person,
            input_channel=self.channel,
            message_id=message_id,
            metadata=self._metadata(person),
        )
        if not await attempt_turn(on_new_message, message):
            again = {"title": TEXTS["try_again"], "payload": payload}
            # What was said before the failure may be the advice to call an ambulance.
            output.messages.append(said(TEXTS["turn_failed"], [again]))
        return with_keys(output.messages, self.signer.key(person))

    def introduce(self, person: str, messages: list[Message]) -> list[Message]:
        """Return an answer with the notice about the platform, for somebody who has not had it.

        It comes first, unless there is danger: then what to do comes first.
        """
        if self.people.get(person).get("notice"):
            return messages
        if any(map(is_danger, messages)):
            self.people.change(person, notice=True)
            return [*messages, said(TEXTS["notice"].format(platform=self.title))]
        return [*self.notice(person), *messages]

    def notice(self, person: str) -> list[Message]:
        """Return the notice about the platform, with the question about questionnaires."""
        self.people.change(person, notice=True)
        buttons = [
            {"title": TEXTS["notice_yes"], "control": "notice_yes"},
            {"title": TEXTS["notice_no"], "control": "notice_no"},
        ]
        return [
            said(TEXTS["notice"].format(platform=self.title)),
            said(TEXTS["notice_question"], buttons),
        ]

    def consent(self, person: str, given: bool) -> list[Message]:
        """Note whether questionnaires are all right here."""
        self.people.change(person, questionnaires=given)
        return [said(TEXTS["notice_said_yes" if given else "notice_said_no"])]

    def ask_to_erase(self) -> list[Message]:
        """Ask whether everything shall be deleted."""
        buttons = [
            {"title": TEXTS["delete_yes"], "control": "delete_yes"},
            {"title": TEXTS["delete_no"], "control": "delete_no"},
        ]
        return [said(TEXTS["delete_ask"], buttons)]

    async def erase(self, agent: Any, person: str) -> list[Message]:
        """Delete everything about a person, and say so."""
        try:
            await erase(agent, person, self.ledger)
        except NotErased:
            return [said(TEXTS["delete_failed"])]
        self.people.forget(person)
        return [said(TEXTS["delete_done"].format(platform=self.title))]

    async def control(self, agent: Any, person: str, name: str) -> list[Message]:
        """Do what one of the channel's own buttons stands for."""
        if name in ("notice_yes", "notice_no"):
            return self.consent(person, name == "notice_yes")
        if name == "delete_yes":
            return await self.erase(agent, person)
        return [said(TEXTS["delete_kept"])] if name == "delete_no" else []

    def _metadata(self, person: str) -> dict[str, Any]:
        """What actions may need to know about the way a message came."""
        agreed = bool(self.people.get(person).get("questionnaires"))
        return {"channel": self.channel, "third_party": True, "questionnaires": agreed}


def said(text: str, buttons: list[dict[str, str]] | None = None) -> Message:
    """Return a message of the channel itself."""
    message = bot_message({"text": text})
    return {**message, "buttons": buttons} if buttons else message


def is_danger(message: Message) -> bool:
    """Whether a message says that help is needed now."""
    custom = message.get("custom") or {}
    red = custom.get("kind") == "triage" and custom.get("level") in ("ambulance", "emergency")
    return red or custom.get("kind") == "crisis"
