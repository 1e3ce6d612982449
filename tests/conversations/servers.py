"""The real Rasa server and the real action server on free ports of this machine."""

from __future__ import annotations

import json
import os
import time
import urllib.request
from collections.abc import Sequence
from contextlib import AbstractContextManager
from http.client import HTTPException
from pathlib import Path
from subprocess import Popen
from typing import Any

from scripts.backwise_start.processes import background
from scripts.backwise_start.servers import actions_command, has_reply, rasa_command
from scripts.backwise_start.settings import Settings
from tests.scripts.conftest import free_port

REPOSITORY = Path(__file__).parents[2]
_PATIENCE = 120  # seconds


class Servers:
    """Both servers as `make run` starts them; each can be stopped and started by itself."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.home.mkdir(parents=True)
        self._folder = folder
        environment = {
            **os.environ,
            "AUTH_TOKEN": "",
            "BACKWISE_HOME": str(self.home),
            "HOST": "127.0.0.1",
            "PORT": str(free_port()),
            "ACTIONS_PORT": str(free_port()),
        }
        environment.pop("DATABASE_URL", None)
        self.settings = Settings.read(REPOSITORY, environment)
        self._environment = self.settings.environment(environment)
        self._running: dict[str, tuple[AbstractContextManager[Popen[str]], Popen[str]]] = {}

    def start(self) -> None:
        """Start both servers, and wait for a real reply."""
        self.start_actions(wait=False)  # the two start side by side
        self.start_rasa()

    def stop(self) -> None:
        """Stop both servers."""
        self.stop_rasa()
        self.stop_actions()

    def start_actions(self, actions: str = "actions", wait: bool = True) -> None:
        """Start the action server, with the actions of a module."""
        command = actions_command(self.settings)
        command[command.index("--actions") + 1] = actions
        self._start("actions", command)
        if wait:
            self._wait_until_ready()

    def stop_actions(self) -> None:
        """Stop the action server."""
        self._stop("actions")

    def start_rasa(self, *, debug: bool = False) -> None:
        """Start the Rasa server, and wait for a real reply."""
        command = rasa_command(self.settings)
        self._start("rasa", [*command, "--debug"] if debug else command)
        self._wait_until_ready()

    def stop_rasa(self) -> None:
        """Stop the Rasa server."""
        self._stop("rasa")

    def output(self, *names: str) -> str:
        """All that the servers, or those named, have written so far."""
        files = [self._folder / f"{name}.log" for name in names or ("actions", "rasa")]
        return "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in files)

    def _start(self, name: str, command: Sequence[str]) -> None:
        assert name not in self._running, f"{name} is running"
        with (self._folder / f"{name}.log").open("a", encoding="utf-8") as log:
            running = background(command, REPOSITORY, self._environment, log.fileno())
            self._running[name] = (running, running.__enter__())

    def _stop(self, name: str) -> None:
        if name in self._running:
            running, _ = self._running.pop(name)
            running.__exit__(None, None, None)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not self._is_ready():
            ended = [name for name, (_, process) in self._running.items() if process.poll()]
            assert not ended, f"ended by itself: {ended}\n{self.output()}"
            assert time.monotonic() < deadline, f"no reply came\n{self.output()}"
            time.sleep(0.2)

    def _is_ready(self) -> bool:
        if "actions" in self._running and not _answers(f"{self.settings.actions_url}/health"):
            return False
        return "rasa" not in self._running or has_reply(self.settings)


def post(url: str, body: dict[str, Any]) -> Any:
    """Send JSON, and return the JSON that comes back."""
    data = json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with _direct().open(request, timeout=_PATIENCE) as answer:
        return json.load(answer)


def _answers(url: str) -> bool:
    try:
        with _direct().open(url, timeout=_PATIENCE) as answer:
            return bool(answer.status == 200)
    except (OSError, HTTPException):
        return False


def _direct() -> urllib.request.OpenerDirector:
    # A proxy from the environment has no part in a talk on this machine.
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))
