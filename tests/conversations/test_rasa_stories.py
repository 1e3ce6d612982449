"""Rasa's own test of stories: which action follows on what."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from scripts.backwise_start.processes import python
from scripts.backwise_start.settings import Settings
from tests.conversations.servers import REPOSITORY

STORIES = REPOSITORY / "tests" / "test_stories.yml"


def test_the_model_predicts_the_stories(model: Path, tmp_path: Path) -> None:
    settings = Settings.read(REPOSITORY, {**os.environ, "BACKWISE_HOME": str(tmp_path / "home")})
    command = python("rasa", "test", "core", "--fail-on-prediction-errors", "--no-plot")
    command += ["--model", str(model), "--stories", str(STORIES), "--out", str(tmp_path)]
    done = subprocess.run(
        command,
        cwd=REPOSITORY,
        env=settings.environment(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    failed = tmp_path / "failed_test_stories.yml"
    wrong = failed.read_text(encoding="utf-8") if failed.exists() else "no stories were run"
    assert done.returncode == 0, f"{wrong}\n{done.stdout}\n{done.stderr}"
    assert "None of the test stories failed" in wrong
