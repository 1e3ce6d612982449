"""What the environment says, and what the servers are told."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.backwise_start.problem import Problem

LOOPBACK = "127.0.0.1"
_EVERYWHERE = {"0.0.0.0", "::"}

# Only warnings are logged, so that no message of a person ends up in a log.
_QUIET = {
    "LOG_LEVEL": "WARNING",
    "LOG_LEVEL_LIBRARIES": "ERROR",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
}


@dataclass(frozen=True)
class Settings:
    """Where Backwise lives and listens."""

    root: Path
    home: Path
    host: str
    port: int
    actions_port: int
    auth_token: str
    probe_sender: str  # says hello at the start; what it says is not stored

    @classmethod
    def read(cls, root: Path, environ: Mapping[str, str]) -> Settings:
        """Read the settings, or raise `Problem`."""
        settings = cls(
            root=root,
            home=root / (environ.get("BACKWISE_HOME") or "var"),
            host=environ.get("HOST") or LOOPBACK,
            port=_port(environ, "PORT", 5005),
            actions_port=_port(environ, "ACTIONS_PORT", 5055),
            auth_token=environ.get("AUTH_TOKEN") or "",
            probe_sender=f"start-{secrets.token_hex(16)}",
        )
        if settings.port == settings.actions_port:
            raise Problem(f"PORT and ACTIONS_PORT are both {settings.port}. Choose two numbers.")
        return settings

    @property
    def url(self) -> str:
        """Return the address at which this machine reaches the Rasa server."""
        return f"http://{LOOPBACK if self.host in _EVERYWHERE else self.host}:{self.port}"

    @property
    def actions_url(self) -> str:
        """Return the address of the action server."""
        return f"http://{LOOPBACK}:{self.actions_port}"

    def environment(self, environ: Mapping[str, str]) -> dict[str, str]:
        """Return the environment of every process that is started."""
        cores = str(os.cpu_count() or 1)
        defaults = {
            **_QUIET,
            "OMP_NUM_THREADS": cores,
            "TF_INTRA_OP_PARALLELISM_THREADS": cores,
            "TF_INTER_OP_PARALLELISM_THREADS": cores,
            "RASA_SHELL_STREAM_READING_TIMEOUT_IN_SECONDS": "60",
        }
        return {
            **defaults,
            **environ,
            "ACTIONS_PORT": str(self.actions_port),
            "BACKWISE_HOME": str(self.home),
            "BACKWISE_PROBE_SENDER": self.probe_sender,
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            "RASA_TELEMETRY_ENABLED": "false",
            # Nobody but the Rasa server talks to the action server.
            "SANIC_HOST": LOOPBACK,
            "SANIC_WORKERS": "1",
        }


def _port(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name) or str(default)
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise Problem(f"{name} is '{value}'. It must be a number from 1 to 65535.")
    return int(value)
