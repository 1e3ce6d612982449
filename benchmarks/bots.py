"""The two bots of the benchmark: trained, started, and ended again."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from scripts.backwise_start.processes import background, python
from scripts.backwise_start.servers import actions_command, has_reply, rasa_command
from scripts.backwise_start.settings import Settings

ROOT = Path(__file__).parents[1]
_TRAIN_SECONDS = 900
_START_SECONDS = 300


@dataclass(frozen=True)
class Bot:
    """A bot: its project, its servers, and a talk that suits it."""

    name: str
    project: Path
    settings: Settings
    environment: Mapping[str, str]
    model: Path
    has_actions: bool
    talk: Sequence[str]
    question: str  # the same at every depth of a conversation

    @property
    def _log(self) -> Path:
        return self.model.parent / "output.log"

    def train(self) -> float:
        """Train from nothing, and return the seconds it took."""
        command = python(
            "rasa",
            "train",
            "--out",
            str(self.model.parent),
            "--fixed-model-name",
            self.model.name.split(".")[0],
        )
        started = time.perf_counter()
        with self._log.open("a") as output:
            subprocess.run(
                command,
                cwd=self.project,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=True,
                timeout=_TRAIN_SECONDS,
            )
        return time.perf_counter() - started

    @contextmanager
    def running(self) -> Iterator[tuple[float, list[psutil.Process]]]:
        """Run the servers; give the seconds until the first real reply, and the processes."""
        commands = [rasa_command(self.settings, self.model)]
        if self.has_actions:
            commands.append(actions_command(self.settings))
        started = time.perf_counter()
        with ExitStack() as stack:
            output = stack.enter_context(self._log.open("a")).fileno()
            servers = [
                stack.enter_context(background(command, self.project, self.environment, output))
                for command in commands
            ]
            while not has_reply(self.settings):
                if any(server.poll() is not None for server in servers):
                    raise RuntimeError(f"a server of {self.name} ended by itself")
                if time.perf_counter() - started > _START_SECONDS:
                    raise RuntimeError(f"{self.name} gave no reply")
                time.sleep(0.05)
            seconds = time.perf_counter() - started
            yield seconds, [psutil.Process(server.pid) for server in servers]


def ours(folder: Path) -> Bot:
    """Return Backwise, with models, caches and data in a folder of the benchmark."""
    return _bot(
        folder / "ours",
        ROOT,
        (5305, 5355),
        has_actions=True,
        talk=(
            "Hello",
            "My lower back has hurt for three days since I lifted a box",
            "About a six",
            "No, it stays in my back",
            "No numbness, and my bladder is fine",
            "No",
            "I am 42",
            "Why does my back hurt?",
            "Should I stay in bed?",
            "Can I take ibuprofen?",
            "What exercises help?",
            "Is it serious?",
            "Thank you",
        ),
        question="Does heat help?",
    )


def stock(folder: Path) -> Bot:
    """Return the bot that `rasa init` makes, as it is."""
    project = folder / "stock" / "project"
    create = "import sys, rasa.cli.scaffold as s; s.create_initial_project(sys.argv[1])"
    subprocess.run([sys.executable, "-W", "ignore", "-c", create, str(project)], check=True)
    return _bot(
        folder / "stock",
        project,
        (5405, 5455),
        has_actions=False,
        talk=(
            "Hello",
            "I am sad",
            "No",
            "My day was horrible",
            "Yes",
            "Are you a bot?",
            "I am feeling very good",
            "Good evening",
            "I am disappointed",
            "Not really",
            "Super stoked",
            "Am I talking to a human?",
            "Bye",
        ),
        question="Are you a bot?",
    )


def memory_mb(servers: Sequence[psutil.Process]) -> float:
    """Return the resident memory of the servers and all they started."""
    tree = [process for server in servers for process in (server, *server.children(True))]
    return float(sum(process.memory_info().rss for process in tree) / 1e6)


def warm_up() -> None:
    """Read the packages from disk once, so that the first bot does not pay for it."""
    subprocess.run(
        [sys.executable, "-c", "import rasa.core.agent"],
        check=True,
        capture_output=True,
    )


def _bot(
    folder: Path,
    project: Path,
    ports: tuple[int, int],
    *,
    has_actions: bool,
    talk: Sequence[str],
    question: str,
) -> Bot:
    environ = {
        **{name: value for name, value in os.environ.items() if name in ("HOME", "PATH", "LANG")},
        "BACKWISE_HOME": str(folder / "data"),
        "PORT": str(ports[0]),
        "ACTIONS_PORT": str(ports[1]),
        "RASA_CACHE_DIRECTORY": str(folder / "cache"),
    }
    (folder / "models").mkdir(parents=True)
    settings = Settings.read(ROOT, environ)
    return Bot(
        name=folder.name,
        project=project,
        settings=settings,
        environment={**settings.environment(environ), "PYTHONPATH": str(ROOT)},
        model=folder / "models" / "bench.tar.gz",
        has_actions=has_actions,
        talk=talk,
        question=question,
    )
