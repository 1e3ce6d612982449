"""The Rasa server and the action server, under one supervisor."""

from __future__ import annotations

import json
import os
import shlex
import signal
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from http.client import HTTPException
from pathlib import Path

from honcho.manager import Manager

from scripts.backwise_start.freshness import MODEL
from scripts.backwise_start.problem import Problem
from scripts.backwise_start.processes import Stopped, background, python
from scripts.backwise_start.progress import Step
from scripts.backwise_start.settings import Settings
from scripts.backwise_start.terminal import talk, use_history

_START_SECONDS = 300
_PATIENCE = 10  # seconds the servers have to end by themselves
_STOPPED_BY_SIGNAL = {130, 143}  # how honcho reports SIGINT and SIGTERM


class Supervisor(Manager):
    """Honcho's manager: when one server ends, or a signal comes, it ends them all."""

    def terminate(self) -> None:
        """Ask all servers to end; those that do not are killed."""
        if self._all_started():
            super().terminate()
            _later(_PATIENCE, self.kill)
        else:
            # Honcho knows a server's process only a moment after it has started it.
            _later(0.1, self.terminate)

    def _system_print(self, data: str) -> None:
        """Keep honcho's own notes to itself."""


def serve(settings: Settings, environment: Mapping[str, str]) -> None:
    """Run both servers until a signal comes; raise `Problem` when one of them gives up."""
    supervisor = Supervisor()
    for name, command in (
        ("actions", actions_command(settings)),
        ("rasa", rasa_command(settings)),
    ):
        supervisor.add_process(
            name, f"exec {shlex.join(command)}", env=dict(environment), cwd=str(settings.root)
        )
    _stop_when_terminal_closes()
    watcher = _Watcher(settings, supervisor)
    watcher.start()
    supervisor.loop()
    watcher.over.set()
    watcher.join()
    if watcher.problem:
        raise Problem(watcher.problem)
    if supervisor.returncode not in _STOPPED_BY_SIGNAL:
        raise Problem(
            f"A server ended by itself (exit code {supervisor.returncode}); "
            f"its last words are above."
        )
    print("Stopped.", flush=True)


def shell(settings: Settings, environment: Mapping[str, str]) -> int:
    """Run both servers in the background and a talk in front of them."""
    # Only this talk: what stands in credentials.yml is for `make run`.
    command = [*rasa_command(settings), "--connector", "rasa_ext.channels.rest.RestInput"]
    with (
        background(actions_command(settings), settings.root, environment) as actions,
        background(command, settings.root, environment) as rasa,
    ):
        with Step("Starting the servers", "about 20 s"):
            while not _get(f"{settings.actions_url}/health") or not has_reply(settings):
                if actions.poll() is not None or rasa.poll() is not None:
                    raise Problem("A server did not start; its last words are above.")
                time.sleep(0.2)
        use_history()
        talk(settings.url)
    return 0


class _Watcher(threading.Thread):
    """Waits for the first real reply and says so, or ends the servers if none comes."""

    def __init__(self, settings: Settings, supervisor: Supervisor) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()
        self.problem = ""
        self._settings = settings
        self._supervisor = supervisor

    def run(self) -> None:
        """Wait, then print the address of the chat page."""
        try:
            with Step("Starting the servers", "about 20 s"):
                self._wait_for_reply()
        except Stopped:
            return
        except Problem as problem:
            self.problem = str(problem)
            self._supervisor.terminate()
            return
        print(f"\nBackwise is ready: {self._settings.url}/chat\nCtrl-C stops it.\n", flush=True)

    def _wait_for_reply(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not self._replies():
            if time.monotonic() > deadline:
                raise Problem(
                    f"No reply came within {_START_SECONDS} seconds. "
                    f"Look above for the reason, and start again."
                )
            if self.over.wait(0.2):
                raise Stopped

    def _replies(self) -> bool:
        return bool(_get(f"{self._settings.actions_url}/health")) and has_reply(self._settings)


def has_reply(settings: Settings) -> bool:
    """Return whether the Rasa server answers a message."""
    message = {"sender": settings.probe_sender, "message": "Hello"}
    answer = _get(f"{settings.url}/webhooks/rest/webhook", json.dumps(message).encode())
    return answer.startswith(b"[{")


def actions_command(settings: Settings) -> list[str]:
    """Return the command of the action server."""
    # `rasa run actions` does the same, but loads TensorFlow first.
    port = str(settings.actions_port)
    return python("rasa_sdk", "--quiet", "--actions", "actions", "--port", port)


def rasa_command(settings: Settings, model: Path = MODEL) -> list[str]:
    """Return the command of the Rasa server."""
    command = python("rasa", "run", "--quiet", "--model", str(model))
    command += ["--interface", settings.host, "--port", str(settings.port)]
    if settings.auth_token:
        command += ["--enable-api", "--auth-token", settings.auth_token]
    return command


def _get(url: str, body: bytes | None = None) -> bytes:
    """Return the answer, or nothing if there is none."""
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    # A proxy from the environment has no part in a talk on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=60) as answer:
            return bytes(answer.read())
    except (OSError, HTTPException):
        return b""


def _later(seconds: float, call: Callable[[], None]) -> None:
    timer = threading.Timer(seconds, call)
    timer.daemon = True
    timer.start()


def _stop_when_terminal_closes() -> None:
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
