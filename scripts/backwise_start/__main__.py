"""The commands behind `make train`, `make run` and `make shell`."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from pathlib import Path

from scripts.backwise_start.checks import check_ports, check_yaml
from scripts.backwise_start.problem import DISK_FULL, Problem
from scripts.backwise_start.processes import Stopped, stop_on_signals
from scripts.backwise_start.servers import serve, shell
from scripts.backwise_start.settings import Settings
from scripts.backwise_start.training import train_if_stale

_STOPPED = 130


def main() -> int:
    """Do what the command line asks for, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.backwise_start", description=__doc__)
    parser.add_argument("command", choices=("train", "run", "shell"))
    command = parser.parse_args().command
    stop_on_signals()
    try:
        return _do(command, Path.cwd())
    except Problem as problem:
        print(f"\nBackwise: {problem}", file=sys.stderr)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print(f"\nBackwise: {DISK_FULL}", file=sys.stderr)
    except (KeyboardInterrupt, Stopped):
        print("\nStopped.", file=sys.stderr)
        return _STOPPED
    return 1


def _do(command: str, root: Path) -> int:
    settings = Settings.read(root, os.environ)
    environment = settings.environment(os.environ)
    if command == "train":
        train_if_stale(root, environment)
        return 0
    check_ports(settings)
    check_yaml(root)
    train_if_stale(root, environment)
    settings.home.mkdir(parents=True, exist_ok=True)
    if command == "shell":
        return shell(settings, environment)
    serve(settings, environment)
    return 0


if __name__ == "__main__":
    sys.exit(main())
