"""Tunes the upper layers of the sentence model to notice danger; see detector.py.

`python -m backwise.language.tuning` does it if the messages have changed.
TensorFlow, which Rasa brings along, is needed here and only here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from backwise.language import detector, linear
from backwise.language.detector import STANCES, Example
from backwise.language.encoder import WEIGHTS, default_encoder, model_folder
from backwise.language.network import (
    DIMENSION,
    EPSILON,
    HEAD_SIZE,
    HEADS,
    LAYERS,
    SHARED,
    header,
)
from backwise.language.reader import Reader

EPOCHS = 3
_BATCH = 32
_RATE = 2e-4
_HEAD_RATE = 3e-3
_DROPOUT = 0.2
# For so many of each hundred messages, one more is made of two.
_MIXED = 25
# What stands between the two.
_JOINTS = (". ", " ", "\n", ", ")
# A tenth of the steps the rate climbs, then it falls to nothing.
_WARM = 0.1
_SEED = 7

Array = npt.NDArray[np.float32]


def prepare(store: Path = detector.STORE) -> None:
    """Tune and store the weights, unless those stored fit the messages.

    Raises:
        LexiconError: the messages are broken.
    """
    if detector.is_fresh(store):
        return
    found = [*detector.examples(), *calm([*detector.talk(), *detector.things()])]
    found = [*found, *mixed(found, len(found) * _MIXED // 100, np.random.default_rng(_SEED))]
    arrays = {**tune(found), **fit(found)}
    store.parent.mkdir(parents=True, exist_ok=True)
    half = {
        name: array.astype(np.float16) if array.dtype.kind == "f" else array
        for name, array in arrays.items()
    }
    np.savez(
        store,
        **half,
        topics=np.array(topics(found)),
        fingerprint=np.array(detector.fingerprint()),
    )


def calm(found: Iterable[Example]) -> list[Example]:
    """Those messages in which the word lists, too, find no danger."""
    reader = Reader()
    return [one for one in found if not reader.read(one.text).present]


def topics(found: Sequence[Example]) -> list[str]:
    """All topics, in the order of the detector's output."""
    return sorted({example.topic for example in found})


def tune(found: Sequence[Example], epochs: int = EPOCHS, seed: int = _SEED) -> dict[str, Array]:
    """The tuned layers and the two heads, by name.

    Args:
        found: the messages to learn from.
        epochs: how often each is seen.
        seed: of the order and the dropout.
    """
    import tensorflow as tf  # type: ignore[import-untyped]

    tf.random.set_seed(seed)
    order = np.random.default_rng(seed)
    names = topics(found)
    states = _states([example.text for example in found])
    topic = np.array([names.index(example.topic) for example in found], dtype=np.int32)
    stance = np.array([STANCES.index(example.stance) for example in found], dtype=np.int32)
    body = {name: tf.Variable(array) for name, array in _upper_layers().items()}
    heads = {
        name: tf.Variable(array)
        for head, size in (("topic", len(names)), ("stance", len(STANCES)))
        for name, array in (
            (f"{head}.weight", order.normal(0, 0.02, (size, 2 * DIMENSION)).astype(np.float32)),
            (f"{head}.bias", np.zeros(size, dtype=np.float32)),
        )
    }
    steps = epochs * -(-len(found) // _BATCH)
    body_optimizer = tf.keras.optimizers.Adam(_RATE)
    head_optimizer = tf.keras.optimizers.Adam(_HEAD_RATE)
    body_list, head_list = list(body.values()), list(heads.values())

    @tf.function(  # type: ignore[misc]
        input_signature=[
            tf.TensorSpec([None, None, DIMENSION], tf.float32),
            tf.TensorSpec([None, None], tf.float32),
            tf.TensorSpec([None], tf.int32),
            tf.TensorSpec([None], tf.int32),
        ]
    )
    def step(x: Any, mask: Any, topic: Any, stance: Any) -> None:
        with tf.GradientTape() as tape:
            pooled = _forward(tf, x, mask, body)
            loss = tf.constant(0.0)
            for head, gold in (("topic", topic), ("stance", stance)):
                scores = _linear(tf, pooled, head, heads)
                loss += tf.reduce_mean(
                    tf.nn.sparse_softmax_cross_entropy_with_logits(labels=gold, logits=scores)
                )
        gradients = tape.gradient(loss, body_list + head_list)
        gradients, _ = tf.clip_by_global_norm(gradients, 1.0)
        body_optimizer.apply_gradients(zip(gradients[: len(body_list)], body_list))  # noqa: B905
        head_optimizer.apply_gradients(zip(gradients[len(body_list) :], head_list))  # noqa: B905

    done = 0
    for _ in range(epochs):
        for rows in _batches([len(s) for s in states], order):
            share = min((done + 1) / (_WARM * steps), 1.0) * max(1 - done / steps, 0.0)
            body_optimizer.learning_rate.assign(_RATE * share)
            head_optimizer.learning_rate.assign(_HEAD_RATE * share)
            step(*_padded([states[row] for row in rows]), topic[rows], stance[rows])
            done += 1
    return {name: variable.numpy() for name, variable in {**body, **heads}.items()}


def fit(found: Sequence[Example]) -> dict[str, npt.NDArray[Any]]:
    """The linear model of the same messages: the flag of each that is there now."""
    encoder = default_encoder()
    return linear.fit(
        [one.text for one in found],
        np.array([encoder.read(one.text).vector for one in found]),
        [one.flag if one.stance == "present" else detector.ORDINARY for one in found],
    )


def mixed(found: Sequence[Example], count: int, order: np.random.Generator) -> list[Example]:
    """Messages that say two things, as real ones do.

    What the writer has now decides the label, whatever else is said; after it
    what is about a sign, beside ordinary talk.

    Args:
        found: the messages to put together.
        count: how many to make.
        order: where chance comes from.
    """
    ordinary = [one for one in found if one.topic == detector.ORDINARY]
    present = [one for one in found if one.stance == "present"]
    absent = [one for one in found if one.topic != detector.ORDINARY and one.stance != "present"]
    pairs: tuple[tuple[list[Example], list[Example]], ...] = (
        (present, ordinary),
        (present, absent),
        (absent, ordinary),
        (absent, absent),
    )
    kinds = [pair for pair in pairs if all(pair)]
    made: list[Example] = []
    while kinds and len(made) < count:
        kind = kinds[order.integers(len(kinds))]
        first, second = (some[order.integers(len(some))] for some in kind)
        texts = [first.text.rstrip("."), second.text]
        if order.random() < 0.5:
            texts = [second.text.rstrip("."), first.text]
        joint = _JOINTS[order.integers(len(_JOINTS))]
        made.append(Example(joint.join(texts), first.topic, first.stance, first.flag))
    return made


def _states(texts: Sequence[str]) -> list[Array]:
    """The words of each text after the layers that stay as they are."""
    encoder = default_encoder()
    return [encoder.read(text).states for text in texts]


def _upper_layers() -> dict[str, Array]:
    path = model_folder() / WEIGHTS
    entries, start = header(path)
    data = np.memmap(path, dtype=np.uint8, mode="r")
    wanted = tuple(f"encoder.layer.{index}." for index in range(SHARED, LAYERS))
    return {
        name: data[start + entry["data_offsets"][0] : start + entry["data_offsets"][1]]
        .view(np.float32)
        .reshape(entry["shape"])
        .copy()
        for name, entry in entries.items()
        if name.startswith(wanted)
    }


def _batches(lengths: Sequence[int], order: np.random.Generator) -> Iterator[npt.NDArray[Any]]:
    """Rows of texts of about one length together, in a new order each time."""
    rows = order.permutation(len(lengths))
    batches = []
    for start in range(0, len(rows), 20 * _BATCH):
        chunk = sorted(rows[start : start + 20 * _BATCH], key=lambda row: lengths[row])
        batches += [np.array(chunk[i : i + _BATCH]) for i in range(0, len(chunk), _BATCH)]
    order.shuffle(batches)
    yield from batches


def _padded(states: Sequence[Array]) -> tuple[Array, Array]:
    longest = max(len(one) for one in states)
    x = np.zeros((len(states), longest, DIMENSION), dtype=np.float32)
    mask = np.zeros((len(states), longest), dtype=np.float32)
    for row, one in enumerate(states):
        x[row, : len(one)] = one
        mask[row, : len(one)] = 1
    return x, mask


def _linear(tf: Any, x: Any, prefix: str, weights: Mapping[str, Any]) -> Any:
    return tf.matmul(x, weights[f"{prefix}.weight"], transpose_b=True) + weights[f"{prefix}.bias"]


def _normalise(tf: Any, x: Any, prefix: str, weights: Mapping[str, Any]) -> Any:
    mean, variance = tf.nn.moments(x, -1, keepdims=True)
    scaled = (x - mean) * tf.math.rsqrt(variance + EPSILON)
    return scaled * weights[f"{prefix}.weight"] + weights[f"{prefix}.bias"]


def _forward(tf: Any, x: Any, mask: Any, weights: Mapping[str, Any]) -> Any:
    """The upper layers and the pooling, as in network.py, with dropout and for several texts."""
    shape = tf.shape(x)
    hidden = (1 - mask)[:, None, None, :] * -1e9

    def heads(x: Any) -> Any:
        split = tf.reshape(x, [shape[0], shape[1], HEADS, HEAD_SIZE])
        return tf.transpose(split, [0, 2, 1, 3])

    for index in range(SHARED, LAYERS):
        prefix = f"encoder.layer.{index}"
        query, key, value = (
            heads(_linear(tf, x, f"{prefix}.attention.self.{part}", weights))
            for part in ("query", "key", "value")
        )
        match = tf.matmul(query, key, transpose_b=True) * HEAD_SIZE**-0.5 + hidden
        attention = tf.nn.dropout(tf.nn.softmax(match), _DROPOUT)
        mixed = tf.transpose(tf.matmul(attention, value), [0, 2, 1, 3])
        mixed = tf.reshape(mixed, [shape[0], shape[1], DIMENSION])
        attended = _linear(tf, mixed, f"{prefix}.attention.output.dense", weights)
        x = _normalise(
            tf,
            x + tf.nn.dropout(attended, _DROPOUT),
            f"{prefix}.attention.output.LayerNorm",
            weights,
        )
        wide = tf.nn.gelu(_linear(tf, x, f"{prefix}.intermediate.dense", weights))
        narrow = tf.nn.dropout(_linear(tf, wide, f"{prefix}.output.dense", weights), _DROPOUT)
        x = _normalise(tf, x + narrow, f"{prefix}.output.LayerNorm", weights)
    there = mask[:, :, None]
    mean = tf.reduce_sum(x * there, 1) / tf.reduce_sum(there, 1)
    peaks = tf.reduce_max(x - 1e4 * (1 - there), 1)
    return tf.nn.dropout(tf.concat([mean, peaks], -1), _DROPOUT)


if __name__ == "__main__":
    prepare()
    print(f"{len(detector.examples())} messages, weights in {detector.STORE}", file=sys.stderr)
