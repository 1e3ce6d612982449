"""Training, only when it is needed."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from scripts.backwise_start.checks import check_space, check_yaml
from scripts.backwise_start.freshness import MODEL, fingerprint, is_fresh, mark_fresh
from scripts.backwise_start.problem import DISK_FULL, Problem
from scripts.backwise_start.processes import background, python
from scripts.backwise_start.progress import Step

LOG = Path("models/training.log")
_NEEDED_MB = 300
_COMPONENT = re.compile(r"Starting to train component '(?:.*\.)?(\w+)'")
# "rasa.shared.exceptions.YamlException: …", or the warning with which Rasa drops a whole domain
_ERROR = re.compile(r"(?:(?:\w+\.)*|.*UserWarning: (?=.* failed))([A-Z]\w+(?:: | .* failed).+)")
_COLOUR = re.compile(r"\x1b\[[\d;]*m")


def train_if_stale(root: Path, environment: Mapping[str, str]) -> None:
    """Train unless the model fits the files; raise `Problem` when that fails."""
    if is_fresh(root):
        print("The model is up to date.", flush=True)
        return
    check_yaml(root)
    (root / LOG).parent.mkdir(exist_ok=True)
    check_space(root, _NEEDED_MB, "training")
    trained_on = fingerprint(root)
    _tune(root, environment)
    _train(root, {**environment, "LOG_LEVEL": "INFO"})
    mark_fresh(root, trained_on)


def _tune(root: Path, environment: Mapping[str, str]) -> None:
    """Train the detector of danger; it stays until its messages change."""
    command = python("backwise.language.tuning")
    with (
        Step("Training the danger detector", "some minutes the first time"),
        background(command, root, environment, output=subprocess.PIPE) as process,
        (root / LOG).open("w", encoding="utf-8") as log,
    ):
        assert process.stdout is not None
        for line in process.stdout:
            log.write(line)
        status = process.wait()
    if status != 0:
        raise Problem(_why(root, status))


def _train(root: Path, environment: Mapping[str, str]) -> None:
    command = python(
        "rasa", "train", "--out", str(MODEL.parent), "--fixed-model-name", MODEL.name[:-7]
    )
    with (
        Step("Training the model", "about a minute") as step,
        background(command, root, environment, output=subprocess.PIPE) as process,
        (root / LOG).open("w", encoding="utf-8") as log,
    ):
        assert process.stdout is not None
        for line in process.stdout:
            log.write(line)
            if component := _COMPONENT.search(line):
                step.detail = component[1]
        status = process.wait()
        if status != 0:
            log.flush()
            raise Problem(_why(root, status))
    if not (root / MODEL).exists():
        raise Problem(f"Training ended without a model. Its output is in {LOG}.")


def _why(root: Path, status: int) -> str:
    lines = _COLOUR.sub("", (root / LOG).read_text(encoding="utf-8")).splitlines()
    if any("No space left on device" in line for line in lines):
        return DISK_FULL
    errors = [match[1] for line in lines if (match := _ERROR.fullmatch(line))]
    reason = errors[-1].rstrip(".") if errors else f"Rasa ended with exit code {status}"
    return f"Training failed: {reason}. All of its output is in {LOG}."
