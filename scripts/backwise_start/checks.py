"""What is looked at before anything is started."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from scripts.backwise_start.problem import Problem
from scripts.backwise_start.settings import LOOPBACK, Settings

_YAML = ("config.yml", "domain.yml", "endpoints.yml", "credentials.yml", "data", "knowledge")


def check_ports(settings: Settings) -> None:
    """Raise `Problem` unless both ports can be had."""
    _check_port("PORT", settings.host, settings.port)
    _check_port("ACTIONS_PORT", LOOPBACK, settings.actions_port)


def check_space(folder: Path, needed_mb: int, what: str) -> None:
    """Raise `Problem` unless there is room on the folder's disk."""
    free_mb = shutil.disk_usage(folder).free // 1_000_000
    if free_mb < needed_mb:
        raise Problem(
            f"{free_mb} MB are free on this disk, and {what} needs about {needed_mb} MB. "
            f"Make room and run the same command again."
        )


def check_yaml(root: Path) -> None:
    """Raise `Problem` with file and line when a YAML file cannot be read."""
    for path in _yaml_files(root / name for name in _YAML):
        try:
            yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = f", line {mark.line + 1}" if mark else ""
            raise Problem(f"{path.relative_to(root)}{line}: {error.problem}.") from error
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise Problem(f"{path.relative_to(root)} is not a YAML file: {error}.") from error


def _check_port(name: str, host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror as error:
            raise Problem(f"HOST is '{host}', which is no address of this machine.") from error
        except OSError as error:
            raise Problem(
                f"Port {port} on {host} cannot be used ({error.strerror.lower()}). Stop the "
                f"program that uses it, or choose another port: {name}={port + 100} make run"
            ) from error


def _yaml_files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.rglob("*.yml"))
        elif path.exists():
            yield path
