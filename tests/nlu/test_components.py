"""The components of the NLU pipeline, with Rasa's own messages and training data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from backwise.language import encoder
from rasa_ext.nlu import fingerprint
from rasa_ext.nlu.clinical_reader import ClinicalReader
from rasa_ext.nlu.intent_classifier import LinearIntentClassifier
from rasa_ext.nlu.sentence_encoder import SentenceEncoder

REPOSITORY = Path(__file__).parents[2]
CONTEXT = ExecutionContext(GraphSchema({}), node_name="component")
EXAMPLES = {
    "greet": ["hello", "hi there", "good morning", "hey", "hello you", "good evening"],
    "describe_pain": [
        "my back hurts", "my neck aches", "pain in my lower back", "my back is sore",
        "it hurts down my leg", "there is pain in my neck",
    ],
    "thanks": ["thank you", "thanks a lot", "many thanks", "thanks", "thank you so much", "cheers"],
}  # fmt: skip


@pytest.fixture(scope="module")
def sentence_encoder(tmp_path_factory: pytest.TempPathFactory) -> SentenceEncoder:
    storage = LocalModelStorage(tmp_path_factory.mktemp("encoder"))
    config = SentenceEncoder.get_default_config()
    return SentenceEncoder.create(config, storage, Resource("encoder"), CONTEXT)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> ClinicalReader:
    storage = LocalModelStorage(tmp_path_factory.mktemp("reader"))
    return ClinicalReader.create({}, storage, Resource("reader"), CONTEXT)


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(str(REPOSITORY / "domain.yml"))


# ── sentence vectors ────────────────────────────────────────────────────────


def test_each_message_gets_one_sentence_vector(sentence_encoder: SentenceEncoder) -> None:
    messages = [Message({TEXT: "my back hurts"}), Message({TEXT: "hello"})]
    sentence_encoder.process(messages)
    for message in messages:
        sequence, sentence = message.get_dense_features(TEXT)
        assert sequence is None
        assert sentence is not None
        assert sentence.features.shape == (1, 384)
        assert np.isclose(np.linalg.norm(sentence.features), 1.0, atol=1e-3)


def test_like_sentences_have_like_vectors(sentence_encoder: SentenceEncoder) -> None:
    texts = ["my lower back hurts", "I have pain in my lumbar spine", "what a lovely sunny day"]
    messages = sentence_encoder.process([Message({TEXT: text}) for text in texts])
    one, other, far = (m.get_dense_features(TEXT)[1].features[0] for m in messages)
    assert one @ other > one @ far + 0.2


def test_a_message_without_text_gets_no_vector(sentence_encoder: SentenceEncoder) -> None:
    (message,) = sentence_encoder.process([Message({INTENT: "greet"})])
    assert message.get_dense_features(TEXT) == (None, None)


def test_training_examples_get_vectors(sentence_encoder: SentenceEncoder) -> None:
    data = TrainingData([Message.build(text, intent="greet") for text in EXAMPLES["greet"]])
    sentence_encoder.process_training_data(data)
    assert all(m.get_dense_features(TEXT)[1] for m in data.training_examples)


def test_broken_weights_stop_the_training(
    sentence_encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = {name: "0" * 64 for name in encoder.CHECKSUMS}
    monkeypatch.setattr(encoder, "CHECKSUMS", wrong)
    with pytest.raises(encoder.EncoderError):
        sentence_encoder.process_training_data(TrainingData([]))


def test_a_missing_package_is_named_by_rasa() -> None:
    from rasa.utils.common import find_unavailable_packages

    needed = SentenceEncoder.required_packages()
    assert find_unavailable_packages(needed) == set()
    assert find_unavailable_packages([*needed, "no_such_package"]) == {"no_such_package"}


# ── fingerprints ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["words.yml", "code.py"])
def test_the_fingerprint_changes_with_a_content_file(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("one")
    before = fingerprint.of_files([tmp_path])
    assert fingerprint.of_files([tmp_path]) == before
    (tmp_path / name).write_text("two")
    assert fingerprint.of_files([tmp_path]) != before


def test_the_fingerprint_changes_with_a_new_or_renamed_file(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("one")
    before = fingerprint.of_files([tmp_path])
    (tmp_path / "notes.txt").write_text("no content")
    assert fingerprint.of_files([tmp_path]) == before
    (tmp_path / "a.yml").rename(tmp_path / "b.yml")
    renamed = fingerprint.of_files([tmp_path])
    (tmp_path / "c.yml").write_text("")
    assert len({before, renamed, fingerprint.of_files([tmp_path])}) == 3


def test_the_reader_is_made_anew_when_a_word_list_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from backwise.language import lexicon

    before = ClinicalReader.fingerprint_addon({})
    assert ClinicalReader.fingerprint_addon({}) == before
    (tmp_path / "words.yml").write_text("regions: {}")
    monkeypatch.setattr(lexicon, "KNOWLEDGE", tmp_path)
    assert ClinicalReader.fingerprint_addon({}) != before


def test_the_encoder_is_made_anew_when_the_weights_change(monkeypatch: pytest.MonkeyPatch) -> None:
    before = SentenceEncoder.fingerprint_addon({})
    monkeypatch.setattr(encoder, "CHECKSUMS", {"model.onnx": "another"})
    assert SentenceEncoder.fingerprint_addon({}) != before


# ── intents ─────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def classifier(
    sentence_encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory
) -> tuple[LinearIntentClassifier, LinearIntentClassifier]:
    """A trained classifier, and the same one loaded from where it was stored."""
    data = TrainingData(
        [Message.build(text, intent=name) for name, texts in EXAMPLES.items() for text in texts]
    )
    sentence_encoder.process_training_data(data)
    storage = LocalModelStorage(tmp_path_factory.mktemp("classifier"))
    resource = Resource("classifier")
    config = LinearIntentClassifier.get_default_config()
    trained = LinearIntentClassifier.create(config, storage, resource, CONTEXT)
    assert trained.train(data) == resource
    return trained, LinearIntentClassifier.load(config, storage, resource, CONTEXT)


def intents(
    classifier: LinearIntentClassifier, encoder: SentenceEncoder, *texts: str
) -> list[dict[str, Any]]:
    messages = encoder.process([Message({TEXT: text}) for text in texts])
    return [message.get(INTENT) for message in classifier.process(messages)]


def test_the_classifier_learns(
    classifier: tuple[LinearIntentClassifier, LinearIntentClassifier],
    sentence_encoder: SentenceEncoder,
) -> None:
    found = intents(classifier[0], sentence_encoder, "hello hello", "thanks!", "my spine hurts")
    assert [intent["name"] for intent in found] == ["greet", "thanks", "describe_pain"]
    assert all(0 < intent["confidence"] <= 1 for intent in found)


def test_a_stored_classifier_answers_as_before(
    classifier: tuple[LinearIntentClassifier, LinearIntentClassifier],
    sentence_encoder: SentenceEncoder,
) -> None:
    texts = ("good day", "cheers mate", "my neck is stiff", "xyz")
    trained, loaded = (intents(c, sentence_encoder, *texts) for c in classifier)
    assert [i["name"] for i in trained] == [i["name"] for i in loaded]
    assert np.allclose([i["confidence"] for i in trained], [i["confidence"] for i in loaded])


def test_the_ranking_begins_with_the_intent(
    classifier: tuple[LinearIntentClassifier, LinearIntentClassifier],
    sentence_encoder: SentenceEncoder,
) -> None:
    (message,) = classifier[1].process(sentence_encoder.process([Message({TEXT: "hello"})]))
    ranking = message.get("intent_ranking")
    assert ranking[0] == message.get(INTENT)
    confidences = [entry["confidence"] for entry in ranking]
    assert confidences == sorted(confidences, reverse=True)


def test_a_message_without_text_gets_no_intent(
    classifier: tuple[LinearIntentClassifier, LinearIntentClassifier],
) -> None:
    (message,) = classifier[1].process([Message({})])
    assert message.get(INTENT) is None


# ── the clinical reader ─────────────────────────────────────────────────────


def read(
    reader: ClinicalReader,
    text: str,
    tracker: DialogueStateTracker | None = None,
    intent: str = "describe_pain",
) -> dict[str, list[Any]]:
    message = Message({TEXT: text, INTENT: {"name": intent, "confidence": 0.95}})
    reader.process([message], tracker)
    found: dict[str, list[Any]] = {}
    for entity in message.get(ENTITIES):
        assert entity["extractor"] == "ClinicalReader"
        assert 0 <= entity["start"] <= entity["end"] <= len(text)
        found.setdefault(entity["entity"], []).append(entity["value"])
    return found


def tracker_with(domain: Domain, **slots: Any) -> DialogueStateTracker:
    tracker = DialogueStateTracker.from_events("someone", [], domain.slots)
    tracker.update_with_events([SlotSet(k, v) for k, v in slots.items()], domain)
    return tracker


def test_the_reader_without_a_talk(reader: ClinicalReader) -> None:
    found = read(reader, "my lower back hurts since 2 weeks, I have a fever, does heat help?")
    assert found["region"] == ["lower_back"]
    assert found["duration_days"] == [14.0]
    assert found["findings"] == ["fever"]
    assert found["treatment"] == ["heat"]


@pytest.mark.parametrize(
    ("question", "text", "intent", "slot", "value"),
    [
        ("intensity", "7", "describe_pain", "intensity", 7),
        ("region", "the top bit", "describe_pain", "region", "upper_back"),
        ("radiation", "nope", "deny", "radiation", "none"),
        ("cauda_equina", "no", "deny", "cauda_equina", "no"),
        ("cauda_equina", "yes", "affirm", "cauda_equina", "yes"),
        ("heart_vessel", "not sure", "unsure", "heart_vessel", "unsure"),
        ("serious_illness", "I have osteoporosis", "describe_symptom", "serious_illness", "yes"),
    ],
)
def test_an_answer_is_read_by_its_question(
    reader: ClinicalReader,
    domain: Domain,
    question: str,
    text: str,
    intent: str,
    slot: str,
    value: Any,
) -> None:
    asked = read(reader, text, tracker_with(domain, requested_slot=question), intent)
    assert asked[slot] == [value]
    assert slot not in read(reader, text, tracker_with(domain), intent)


def test_a_skipped_red_flag_fills_nothing(reader: ClinicalReader, domain: Domain) -> None:
    tracker = tracker_with(domain, requested_slot="cauda_equina")
    assert "cauda_equina" not in read(reader, "skip", tracker, "skip")


def test_lists_grow(reader: ClinicalReader, domain: Domain) -> None:
    first = read(reader, "it is worse when I sit", tracker_with(domain))["worse_with"]
    tracker = tracker_with(domain, worse_with=first)
    both = read(reader, "it is worse when I walk", tracker)["worse_with"]
    assert both[: len(first)] == first
    assert len(both) == len(first) + 1
    again = read(reader, "it is worse when I sit", tracker_with(domain, worse_with=both))
    assert again["worse_with"] == both


def test_signs_stay_until_they_are_denied(reader: ClinicalReader, domain: Domain) -> None:
    tracker = tracker_with(domain, findings=["fever"])
    assert read(reader, "and I am losing weight without trying", tracker)["findings"] == [
        "fever",
        "weight_loss",
    ]
    assert read(reader, "no, I have no fever", tracker)["findings"] == ["none"]
    assert "findings" not in read(reader, "it is in my neck", tracker)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("is a hot water bottle good", "treatment", "heat"),
        ("can I take Tylenol", "medicine", "paracetamol"),
        ("how do I do the Bird Dog", "exercise", "bird_dog"),
    ],
)
def test_names_and_aliases(reader: ClinicalReader, text: str, kind: str, value: str) -> None:
    assert value in read(reader, text)[kind]


def test_a_name_inside_a_word_is_none(reader: ClinicalReader) -> None:
    assert "treatment" not in read(reader, "my cheating theatre friend")
