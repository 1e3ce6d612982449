"""A small project in which Rasa is a stand-in, so that the launcher itself is what is tested."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

REPOSITORY = Path(__file__).parents[2]
STANDIN = Path(__file__).with_name("standin")

YAML = {
    "config.yml": "language: en\n",
    "domain.yml": "intents: [greet]\n",
    "endpoints.yml": "action_endpoint: {}\n",
    "credentials.yml": "rest: {}\n",
    "data/nlu/greet.yml": "nlu: []\n",
    "knowledge/sources.yml": "sources: []\n",
}


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Project:
    """The small project, and the launcher running in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.port = free_port()
        self.actions_port = free_port()
        self.environment = {
            **os.environ,
            "PORT": str(self.port),
            "ACTIONS_PORT": str(self.actions_port),
            "BACKWISE_HOME": str(root / "var"),
        }
        for name, text in YAML.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        (root / "scripts").symlink_to(REPOSITORY / "scripts")
        shutil.copytree(STANDIN, root, dirs_exist_ok=True)
        rendering = Path("backwise", "rendering")
        (root / rendering).symlink_to(REPOSITORY / rendering)

    def start(self, command: str, **environment: str) -> subprocess.Popen[str]:
        """Start the launcher; its output goes to a file, see `output`."""
        with (self.root / "output").open("w") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "scripts.backwise_start", command],
                cwd=self.root,
                env={**self.environment, **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def run(self, command: str, **environment: str) -> int:
        """Run the launcher to its end, and return its exit code."""
        return self.start(command, **environment).wait(30)

    @property
    def output(self) -> str:
        """Return what the launcher has said so far."""
        return (self.root / "output").read_text()

    @property
    def trainings(self) -> int:
        """Return how often the model was trained."""
        trainings = self.root / "trainings"
        return len(trainings.read_text().splitlines()) if trainings.exists() else 0

    def processes(self) -> list[psutil.Process]:
        """Return every process that lives in the project."""
        return [process for process in psutil.process_iter() if self._owns(process)]

    def _owns(self, process: psutil.Process) -> bool:
        try:
            return process.cwd() == str(self.root) and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False


def wait_until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something is so, or fail."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Give a project, and leave no process of it behind."""
    project = Project(tmp_path.resolve())
    yield project
    for process in project.processes():
        process.kill()
