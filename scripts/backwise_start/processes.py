"""Starting and ending processes, together with whatever they start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

_PATIENCE = 10  # seconds a process has to end by itself


class Stopped(BaseException):
    """The launcher was asked to stop."""


def stop_on_signals() -> None:
    """Turn SIGTERM and a closed terminal into `Stopped`, so that clean-up runs."""
    signal.signal(signal.SIGTERM, _raise_stopped)
    signal.signal(signal.SIGHUP, _raise_stopped)


def python(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module in our environment."""
    return [sys.executable, "-m", "scripts.backwise_start.quiet", module, *arguments]


@contextmanager
def background(
    command: Sequence[str],
    root: Path,
    environment: Mapping[str, str],
    output: int | None = None,
) -> Iterator[subprocess.Popen[str]]:
    """Run a command in a process group of its own, and end the group afterwards."""
    process = subprocess.Popen(
        command,
        cwd=root,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        start_new_session=True,
        text=True,
        errors="replace",
    )
    try:
        yield process
    finally:
        _end_group(process)


def _end_group(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    _wait_or(process, lambda: os.killpg(process.pid, signal.SIGKILL))


def _wait_or(process: subprocess.Popen[Any], kill: Callable[[], None]) -> None:
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        kill()
        process.wait()


def _raise_stopped(*_: object) -> NoReturn:
    raise Stopped
