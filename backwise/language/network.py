"""The network of the sentence model as an ONNX graph.

BERT (Devlin 2019) with six layers, for one text at a time. It comes in two
parts: the encoder runs all layers of the published model, and the detector has
the upper layers once more, tuned to its own task.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import TensorProto, helper, numpy_helper

DIMENSION = 384
LAYERS = 6
HEADS = 12
HEAD_SIZE = DIMENSION // HEADS
EPSILON = 1e-12
# The detector shares the layers below this one with the encoder.
SHARED = 3
_OPSET = 20

Array = npt.NDArray[np.float32]


def header(weights: Path) -> tuple[dict[str, Any], int]:
    """What a safetensors file holds, and where its data begin."""
    with weights.open("rb") as stream:
        (size,) = struct.unpack("<Q", stream.read(8))
        return json.loads(stream.read(size)), 8 + size


class Builder:
    """Collects the nodes and constants of a graph."""

    def __init__(
        self, weights: Path | None = None, arrays: Mapping[str, Array] | None = None
    ) -> None:
        """Constants come from `arrays` by name, or else point into a safetensors file."""
        self._arrays = arrays or {}
        self._header: dict[str, Any] = {}
        if weights:
            self._file = weights.name
            self._header, self._start = header(weights)
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def weight(self, name: str) -> str:
        """A constant of the model."""
        if name in self.constants:
            return name
        if name in self._arrays:
            self.constants[name] = numpy_helper.from_array(
                np.ascontiguousarray(self._arrays[name], dtype=np.float32), name
            )
            return name
        entry = self._header[name]
        begin, end = entry["data_offsets"]
        tensor = TensorProto(
            name=name,
            dims=entry["shape"],
            data_type=TensorProto.FLOAT,
            data_location=TensorProto.EXTERNAL,
        )
        for key, value in (
            ("location", self._file),
            ("offset", self._start + begin),
            ("length", end - begin),
        ):
            tensor.external_data.add(key=key, value=str(value))
        self.constants[name] = tensor
        return name

    def integers(self, *values: int) -> str:
        """A constant list of integers."""
        name = "int_" + "_".join(str(value) for value in values)
        self.constants[name] = helper.make_tensor(name, TensorProto.INT64, [len(values)], values)
        return name

    def number(self, name: str, value: float) -> str:
        """A constant number."""
        self.constants[name] = helper.make_tensor(name, TensorProto.FLOAT, [], [value])
        return name

    def add(self, operator: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        """One step; returns the name of its result."""
        output = output or f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def linear(self, x: str, prefix: str) -> str:
        """A linear map with a bias."""
        return self.add(
            "Gemm", x, self.weight(f"{prefix}.weight"), self.weight(f"{prefix}.bias"), transB=1
        )

    def normalise(self, x: str, prefix: str) -> str:
        """Layer normalisation."""
        return self.add(
            "LayerNormalization",
            x,
            self.weight(f"{prefix}.weight"),
            self.weight(f"{prefix}.bias"),
            axis=-1,
            epsilon=EPSILON,
        )

    def embed(self, pieces: str) -> str:
        """Word pieces → their vectors, [pieces, 384]."""
        length = self.add("Shape", pieces)
        words = self.add("Gather", self.weight("embeddings.word_embeddings.weight"), pieces)
        places = self.add(
            "Slice",
            self.weight("embeddings.position_embeddings.weight"),
            self.integers(0),
            length,
            self.integers(0),
        )
        kinds = self.weight("embeddings.token_type_embeddings.weight")
        kind = self.add("Gather", kinds, self.integers(0))
        x = self.add("Add", self.add("Add", words, places), kind)
        return self.normalise(x, "embeddings.LayerNorm")

    def layer(self, x: str, index: int) -> str:
        """One layer: attention, then two linear maps, each added to its input."""
        prefix = f"encoder.layer.{index}"
        scale = self.number("scale", HEAD_SIZE**-0.5)
        query, key, value = (
            self._heads(self.linear(x, f"{prefix}.attention.self.{part}"))
            for part in ("query", "key", "value")
        )
        match = self.add("MatMul", query, self.add("Transpose", key, perm=[0, 2, 1]))
        attention = self.add("Softmax", self.add("Mul", match, scale), axis=-1)
        mixed = self.add("Transpose", self.add("MatMul", attention, value), perm=[1, 0, 2])
        mixed = self.add("Reshape", mixed, self.integers(-1, DIMENSION))
        attended = self.linear(mixed, f"{prefix}.attention.output.dense")
        x = self.normalise(self.add("Add", x, attended), f"{prefix}.attention.output.LayerNorm")
        wide = self.add("Gelu", self.linear(x, f"{prefix}.intermediate.dense"))
        narrow = self.linear(wide, f"{prefix}.output.dense")
        return self.normalise(self.add("Add", x, narrow), f"{prefix}.output.LayerNorm")

    def _heads(self, x: str) -> str:
        """[pieces, 384] → [heads, pieces, head size]."""
        split = self.add("Reshape", x, self.integers(-1, HEADS, HEAD_SIZE))
        return self.add("Transpose", split, perm=[1, 0, 2])

    def serialise(self, inputs: Sequence[Any], outputs: Sequence[Any]) -> bytes:
        """The finished graph."""
        graph = helper.make_graph(
            self.nodes, "minilm", inputs, outputs, list(self.constants.values())
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)])
        model.ir_version = 9
        serialised: bytes = model.SerializeToString()
        return serialised


def encoder_graph(weights: Path) -> bytes:
    """Word pieces → `vector`, a unit vector, and `states`, the words after the shared layers."""
    b = Builder(weights)
    x = b.embed("pieces")
    for index in range(LAYERS):
        if index == SHARED:
            b.add("Identity", x, output="states")
        x = b.layer(x, index)
    pooled = b.add("ReduceMean", x, b.integers(0), keepdims=0)
    b.add("LpNormalization", pooled, output="vector", axis=-1, p=2)
    return b.serialise(
        [helper.make_tensor_value_info("pieces", TensorProto.INT64, ["n"])],
        [
            helper.make_tensor_value_info("vector", TensorProto.FLOAT, [DIMENSION]),
            helper.make_tensor_value_info("states", TensorProto.FLOAT, ["n", DIMENSION]),
        ],
    )


def detector_graph(arrays: Mapping[str, Array]) -> bytes:
    """`states` → how likely each `topic` and each `stance` is."""
    b = Builder(arrays=arrays)
    x = "states"
    for index in range(SHARED, LAYERS):
        x = b.layer(x, index)
    mean = b.add("ReduceMean", x, b.integers(0), keepdims=1)
    peaks = b.add("ReduceMax", x, b.integers(0), keepdims=1)
    pooled = b.add("Concat", mean, peaks, axis=-1)
    for name in ("topic", "stance"):
        b.add("Softmax", b.linear(pooled, name), output=name, axis=-1)
    return b.serialise(
        [helper.make_tensor_value_info("states", TensorProto.FLOAT, ["n", DIMENSION])],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, None])
            for name in ("topic", "stance")
        ],
    )
