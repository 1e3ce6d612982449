"""A linear intent classifier on sentence vectors and character n-grams.

Why this one and not DIET: docs/decisions/0002-intent-classifier.md.
"""

from __future__ import annotations

from pathlib import Path
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

from backwise.language import scope
from backwise.language.encoder import DIMENSION
from rasa_ext.nlu import fingerprint
from rasa_ext.nlu.sentence_encoder import SentenceEncoder

_OUT = "out_of_scope"
# How much more a word for the spine counts than one n-gram.
_SPINE_WEIGHT = 2.0
_NEIGHBOURS = 5
_FILE = "classifier.skops"
_EXAMPLES = "examples.npz"
# The only type skops does not know: the matrix of the n-grams' weights.
_TRUSTED = ["scipy.sparse._csr.csr_matrix"]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Logistic regression over the sentence vector and TF-IDF weighted character n-grams.

    What is out of scope is endless, so examples of it can only be a sample. Two
    things help: whether a message names the spine, and whether it lies nearer
    to known out-of-scope examples than to those about a topic.
    """

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
        """Settings.

        `C` is the inverse strength of regularisation, `ngrams` the lengths of
        the n-grams, `ranking_length` how many intents are reported (0: all),
        `nearness` how much the nearest examples weigh for out of scope, and
        `talk` lists the intents that steer the talk and have no topic.
        """
        return {
            "C": 10.0,
            "ngrams": [2, 4],
            "max_iter": 300,
            "ranking_length": 0,
            "nearness": 10.0,
            "talk": [],
        }

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The words for the spine, and the code that looks for them."""
        return fingerprint.of_files([scope.SCOPE, Path(scope.__file__)])

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
        self._outside = self._inside = np.zeros((0, DIMENSION), dtype=np.float32)
        self._classifier = LogisticRegression(
            C=config["C"], max_iter=config["max_iter"], class_weight="balanced", random_state=42
        )

    def train(self, training_data: TrainingData) -> Resource:
        """Fits and stores the classifier."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        intents = [e.get(INTENT) for e in examples]
        vectors = _vectors(examples)
        self._vectorizer.fit([e.get(TEXT) for e in examples])
        self._classifier.fit(self._features(examples, vectors), intents)
        no_topic = {_OUT, *self._config["talk"]}
        self._outside = vectors[[intent == _OUT for intent in intents]]
        self._inside = vectors[[intent not in no_topic for intent in intents]]
        with self._model_storage.write_to(self._resource) as folder:
            skops.io.dump((self._vectorizer, self._classifier), folder / _FILE)
            np.savez(folder / _EXAMPLES, outside=self._outside, inside=self._inside)
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
            with np.load(folder / _EXAMPLES) as examples:
                component._outside, component._inside = examples["outside"], examples["inside"]
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
        vectors = _vectors(with_text)
        rows = self._classifier.predict_proba(self._features(with_text, vectors))
        if _OUT in names:
            rows = self._weigh_out_of_scope(rows, vectors)
        for message, row in zip(with_text, rows, strict=True):
            best = list(np.argsort(-row)[: self._config["ranking_length"] or None])
            # How foreign a message is, is always of interest.
            best += [i for i, name in enumerate(names) if name == _OUT and i not in best]
            ranking = [{"name": str(names[i]), "confidence": float(row[i])} for i in best]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _features(self, messages: list[Message], vectors: np.ndarray) -> csr_matrix:
        texts = [message.get(TEXT) for message in messages]
        spine = [[_SPINE_WEIGHT * scope.names_the_spine(text)] for text in texts]
        ngrams = self._vectorizer.transform(texts)
        return hstack([csr_matrix(vectors), ngrams, csr_matrix(spine)]).tocsr()

    def _weigh_out_of_scope(self, rows: np.ndarray, vectors: np.ndarray) -> np.ndarray:
        """Moves the share of "out of scope" by how near the known examples lie."""
        column = list(self._classifier.classes_).index(_OUT)
        share = np.clip(rows[:, column], 1e-6, 1 - 1e-6)
        margin = _nearness(vectors, self._outside) - _nearness(vectors, self._inside)
        logit = np.log(share / (1 - share)) + self._config["nearness"] * margin
        moved = 1 / (1 + np.exp(-logit))
        rows = rows * ((1 - moved) / (1 - share))[:, None]
        rows[:, column] = moved
        return rows


def _vectors(messages: list[Message]) -> np.ndarray:
    return np.vstack([message.get_dense_features(TEXT)[1].features for message in messages])


def _nearness(vectors: np.ndarray, examples: np.ndarray) -> np.ndarray:
    """Mean cosine to the nearest examples; 0 where there are none."""
    count = min(_NEIGHBOURS, len(examples))
    if not count:
        return np.zeros(len(vectors))
    cosines = vectors @ examples.T
    return np.sort(cosines, axis=1)[:, -count:].mean(axis=1)
