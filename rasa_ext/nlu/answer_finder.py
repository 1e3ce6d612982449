"""Which documents answer a message, as a ranking beside the intent."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from backwise.knowledge import DEFAULT_FOLDER, load
from backwise.knowledge import finder as finders
from backwise.knowledge.finder import Finder
from backwise.knowledge.match import Match
from backwise.language.encoder import default_encoder
from backwise.language.questions import asks_what_it_is, is_general
from rasa_ext.nlu import fingerprint

ANSWERS = "answers"
# Where a question about a thing is taken for somebody's own story, and a document answers it.
_STORIES = ("describe_pain", "describe_symptom")
# "So what is cauda equina then?" asks what it is, not whether one has it.
_WORRY = "ask_urgency"
_QUESTION = "ask_cause"
_LIKELY = 0.5
# What is asked about something by name; any other intent is a mistake where a question names a
# diagnosis and nobody who has it.
_ASKED = (
    "ask_cause", "ask_prognosis", "ask_treatment", "ask_daily_life", "ask_more", "ask_medicine",
    "find_professional", "ask_exercise",
)  # fmt: skip
# What tells of somebody's own pain.
_PAIN = ("region", "side", "quality", "duration_days", "intensity")
_THEY = re.compile(r"\b(?:they|them|their)\b")
_FILE = "answers.npz"
_COUNT = 8


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AnswerFinder(GraphComponent):
    """Ranks the documents of the knowledge base for every message.

    The ranking travels in the message, so that the action server needs no
    sentence model.
    """

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The content, and the code that ranks it."""
        return fingerprint.of_files([DEFAULT_FOLDER, Path(finders.__file__)])

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to check: there is nothing to set."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AnswerFinder:
        """Without vectors until it is trained."""
        return cls(model_storage, resource)

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        """Without vectors until it is trained."""
        self._model_storage = model_storage
        self._resource = resource
        self._finder: Finder | None = None

    def train(self, training_data: TrainingData) -> Resource:
        """Stores the sentence vectors of what people ask."""
        self._finder = Finder.of(load(), default_encoder().encode_all)
        with self._model_storage.write_to(self._resource) as folder:
            self._finder.save(folder / _FILE)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> AnswerFinder:
        """With the vectors of the model."""
        component = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._finder = Finder.load(folder / _FILE)
        return component

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leaves training data as it is: nothing later is trained on rankings."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the ranking: kind, id and score, the best first."""
        for message in messages:
            text = message.get(TEXT)
            if not text or self._finder is None:
                continue
            found = self._finder.rank(text, default_encoder().encode(text), _COUNT)
            ranking = [
                {"kind": match.kind, "id": match.id, "score": round(match.score, 3)}
                for match in found
            ]
            message.set(ANSWERS, ranking, add_to_output=True)
            _ask(message, text.lower(), found)
        return messages


def _ask(message: Message, text: str, found: list[Match]) -> None:
    """Makes the intent a question where no story is told, and none about one's own case."""
    intent = message.get(INTENT) or {}
    name = intent.get(INTENT_NAME_KEY)
    is_story = name in _STORIES and is_general(text)
    is_worry = name == _WORRY and asks_what_it_is(text)
    is_likely = bool(found) and found[0].score >= _LIKELY
    if not ((is_story or is_worry) and is_likely) and not _is_about_a_name(message, text):
        return
    asked = {**intent, INTENT_NAME_KEY: _QUESTION}
    others = [
        entry
        for entry in message.get(INTENT_RANKING_KEY) or []
        if entry.get(INTENT_NAME_KEY) not in (name, *_STORIES, _WORRY, _QUESTION)
    ]
    message.set(INTENT, asked, add_to_output=True)
    message.set(INTENT_RANKING_KEY, [asked, *others], add_to_output=True)


def _is_about_a_name(message: Message, text: str) -> bool:
    """Whether a diagnosis is asked about by name: "what is a Tarlov cyst", or only "scoliosis"."""
    entities = message.get(ENTITIES) or []
    names = [e for e in entities if e["entity"] == "diagnosis"]
    is_bare = any(name["end"] - name["start"] == len(text.strip(" .!?")) for name in names)
    # "Stiff neck" is a diagnosis too, but whoever says only that tells where it hurts.
    if is_bare and not any(e["entity"] in _PAIN for e in entities):
        return True
    # "How are they treated" means the things that were named.
    things = _THEY.sub("", text)
    asked = (message.get(INTENT) or {}).get(INTENT_NAME_KEY) in _ASKED
    return bool(names) and not asked and is_general(things)
