"""What a message says about the pain, its dangers and the question just asked, as entities."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from backwise import language, medicine
from backwise.knowledge import load
from backwise.language import answers, lexicon, mood_model, quantities, tuning
from backwise.language.reader import Reader, default_reader
from backwise.language.reading import Reading
from backwise.mood.notice import Noticed
from backwise.triage import observe
from rasa_ext.nlu import fingerprint
from rasa_ext.pending import pending_safety

_LISTS = ("quality", "worse_with", "better_with")
_TOLD = ("trigger", "worse_with", "better_with")
_OBJECTS = ("treatment", "medicine", "exercise", "pain_source", "diagnosis")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class ClinicalReader(GraphComponent, EntityExtractorMixin):
    """Turns the library's reading of a message into Rasa entities.

    Rasa hands the live tracker to `process` because of the parameter's name;
    it is None where there is no conversation.
    """

    @staticmethod
    def required_packages() -> list[str]:
        """Packages whose version is part of the fingerprint."""
        return ["spacy", "medspacy"]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to check: there is nothing to set."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The reader's code and word lists."""
        return fingerprint.of_files([Path(language.__file__).parent, lexicon.KNOWLEDGE])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ClinicalReader:
        """A reader whose detector is still to be trained."""
        return cls(resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ClinicalReader:
        """A reader with the project's own word lists, content and detector."""
        component = cls(resource)
        component._reader  # noqa: B018  (loaded now, not with the first message)
        return component

    def __init__(self, resource: Resource) -> None:
        """Compiles the names of everything in the knowledge base."""
        self._resource = resource
        self._knowledge = load()
        self._names = {kind: self._knowledge.names(kind) for kind in _OBJECTS}
        self._asked_about = {*self._names["treatment"], *self._names["medicine"]}
        self._name_patterns = {
            kind: re.compile(
                r"(?<!\w)(?:"
                + "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
                + r")(?!\w)"
            )
            for kind, names in self._names.items()
        }

    @cached_property
    def _reader(self) -> Reader:
        return default_reader()

    def train(self, training_data: TrainingData) -> Resource:
        """Trains the detector of danger, unless it fits its messages already.

        It is kept beside Rasa's model, because the library uses it without Rasa too.
        """
        tuning.prepare()
        mood_model.prepare()
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leaves training data as it is: nothing later is trained on what is read."""
        return training_data

    def process(
        self, messages: list[Message], tracker: DialogueStateTracker | None = None
    ) -> list[Message]:
        """Adds the entities."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                found = self._entities(text, message.get(INTENT) or {}, tracker)
                message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def _entities(
        self, text: str, intent: dict[str, Any], tracker: DialogueStateTracker | None
    ) -> list[dict[str, Any]]:
        reading = self._reader.read(text)
        values: dict[str, Any] = dict(reading.pain.said())
        if (intent.get("name") or "").startswith("ask_"):
            # "Does heat help?" asks; it does not tell that heat helps.
            for name in _TOLD:
                values.pop(name, None)
        if tracker is not None:
            values.update(self._answer(text, reading, intent, tracker))
            for name in _LISTS:
                if name in values:
                    # A list grows: what was said before stays said.
                    before = tracker.get_slot(name) or []
                    values[name] = list(dict.fromkeys([*before, *values[name]]))
            findings = self._findings(reading, tracker)
            values.update(self._facts(text, reading, intent, tracker))
            values.update(self._mood(text, reading, tracker))
        else:
            findings = sorted(observe(reading).certain)
        entities = [
            _entity(name, value, text)
            for name, entry in values.items()
            for value in (entry if isinstance(entry, list) else [entry])
        ]
        if others := medicine.told(reading, others=True, names=self._asked_about):
            entities.append(_entity("others_facts", others, text))
        entities += [_entity("findings", concept, text) for concept in findings]
        return entities + self._objects(text)

    def _answer(
        self,
        text: str,
        reading: Reading,
        intent: dict[str, Any],
        tracker: DialogueStateTracker,
    ) -> dict[str, Any]:
        question = tracker.get_slot("requested_slot")
        # While a safety reply waits for its own answer, "no" belongs to that.
        if not question or pending_safety(tracker):
            return {}
        normalised = self._reader.normalise(text)
        name, confidence = intent.get("name") or "", intent.get("confidence") or 0.0
        if question in answers.QUESTION_FLAGS:
            answer = answers.to_red_flags(question, normalised, reading, name, confidence)
            return {question: answer} if answer in ("yes", "no", "unsure") else {}
        return answers.to_question(question, normalised, reading)

    def _facts(
        self,
        text: str,
        reading: Reading,
        intent: dict[str, Any],
        tracker: DialogueStateTracker,
    ) -> dict[str, Any]:
        """What matters for medicines: told by the way, or as the answer to a question."""
        told: dict[str, bool | None] = dict(medicine.told(reading, names=self._asked_about))
        values: dict[str, Any] = {}
        normalised = self._reader.normalise(text)
        if (weeks := quantities.pregnancy_weeks(normalised.text)) is not None:
            values["pregnancy_weeks"] = weeks
            told["pregnant"] = True
        question = self._knowledge.medicine_question.get(
            tracker.get_slot("medicine_question") or ""
        )
        if (
            question is not None
            and tracker.get_slot("requested_slot") == "medicine_answer"
            and not pending_safety(tracker)
        ):
            said = answers.yes_or_no(
                normalised, reading, intent.get("name") or "", intent.get("confidence") or 0.0
            )
            named = [o["value"] for o in self._objects(text) if o["entity"] == "medicine"]
            facts = medicine.with_taken(self._knowledge, medicine.told(reading), None, named)
            settled = medicine.answer(question, facts, said)
            told.update(settled)
            number = {
                "age": lambda: quantities.age(normalised.text, asked=True),
                "weeks": lambda: quantities.pregnancy_weeks(normalised.text, asked=True),
            }.get(question.answer, lambda: None)()
            if number is not None:
                values["age" if question.answer == "age" else "pregnancy_weeks"] = number
            if settled or number is not None:
                values["medicine_answer"] = "told"
            elif said in ("unsure", "skip"):
                values["medicine_answer"] = "unsure"
            elif said == "yes":
                values["medicine_answer"] = "which"
        if told:
            values["medicine_facts"] = {**(tracker.get_slot("medicine_facts") or {}), **told}
        return values

    def _mood(self, text: str, reading: Reading, tracker: DialogueStateTracker) -> dict[str, Any]:
        """The signs of low mood so far, if this message tells of any."""
        before = Noticed.of(tracker.get_slot("mood_signs"))
        normalised = self._reader.normalise(text).text
        after = before.with_message(reading.mood, normalised, date.today())
        return {"mood_signs": after.data()} if after != before else {}

    def _findings(self, reading: Reading, tracker: DialogueStateTracker) -> list[str]:
        """All signs of this session: earlier ones stay until they are denied."""
        before = tracker.get_slot("findings") or []
        seen = observe(reading)
        if not seen.certain and not seen.denied & set(before):
            return []
        kept = [concept for concept in before if concept not in seen.denied]
        # An empty list cannot be sent as entities; "none" stands for it.
        return list(dict.fromkeys([*kept, *sorted(seen.certain)])) or ["none"]

    def _objects(self, text: str) -> list[dict[str, Any]]:
        lowered = text.lower()
        return [
            {
                "entity": kind,
                "value": self._names[kind][match.group()],
                "start": match.start(),
                "end": match.end(),
                "extractor": "ClinicalReader",
            }
            for kind, pattern in self._name_patterns.items()
            for match in pattern.finditer(lowered)
        ]


def _entity(name: str, value: Any, text: str) -> dict[str, Any]:
    return {
        "entity": name,
        "value": value,
        "start": 0,
        "end": len(text),
        "extractor": "ClinicalReader",
    }
