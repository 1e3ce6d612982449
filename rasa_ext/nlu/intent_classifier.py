"""A linear intent classifier on sentence vectors and character n-grams.

Why this one and not DIET: docs/decisions/0002-intent-classifier.md.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from rasa_ext.nlu.sentence_encoder import SentenceEncoder

_FILE = "classifier.skops"
# The only type skops does not know: the matrix of the n-grams' weights.
_TRUSTED = ["scipy.sparse._csr.csr_matrix"]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Logistic regression over the sentence vector and TF-IDF weighted character n-grams."""

    @classmethod
    def required_components(cls) -> list[type]:
        """The sentence vectors."""
        return [SentenceEncoder]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages whose version is part of the fingerprint."""
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`C`: inverse strength of regularisation; `ngrams`: lengths of the n-grams."""
        return {"C": 10.0, "ngrams": [2, 4], "max_iter": 300, "ranking_length": 5}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to check beyond what scikit-learn checks."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """An untrained classifier."""
        return cls(config, model_storage, resource)

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """An untrained classifier."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._vectorizer = TfidfVectorizer(
            analyzer="char_wb", ngram_range=tuple(config["ngrams"]), min_df=2, sublinear_tf=True
        )
        self._classifier = LogisticRegression(
            C=config["C"], max_iter=config["max_iter"], class_weight="balanced", random_state=42
        )

    def train(self, training_data: TrainingData) -> Resource:
        """Fits and stores the classifier."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        self._vectorizer.fit([e.get(TEXT) for e in examples])
        self._classifier.fit(self._features(examples), [e.get(INTENT) for e in examples])
        with self._model_storage.write_to(self._resource) as folder:
            skops.io.dump((self._vectorizer, self._classifier), folder / _FILE)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        """The trained classifier."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._vectorizer, component._classifier = skops.io.load(
                folder / _FILE, trusted=_TRUSTED
            )
        return component

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leaves training data as it is: nothing later is trained on predicted intents."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the most likely intent and the runners-up."""
        with_text = [m for m in messages if m.get(TEXT)]
        if not with_text:
            return messages
        names = self._classifier.classes_
        rows = self._classifier.predict_proba(self._features(with_text))
        for message, row in zip(with_text, rows, strict=True):
            best = np.argsort(-row)[: self._config["ranking_length"]]
            ranking = [{"name": str(names[i]), "confidence": float(row[i])} for i in best]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _features(self, messages: list[Message]) -> csr_matrix:
        vectors = np.vstack([_sentence_vector(message) for message in messages])
        ngrams = self._vectorizer.transform([message.get(TEXT) for message in messages])
        return hstack([csr_matrix(vectors), ngrams]).tocsr()


def _sentence_vector(message: Message) -> np.ndarray:
    _, sentence = message.get_dense_features(TEXT)
    return sentence.features
