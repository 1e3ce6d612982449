"""The chat page's session: a random id with a signature, both made by the server."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import tempfile
import time
from pathlib import Path

SECRET_BYTES = 32
KEY_SECONDS = 7 * 24 * 60 * 60
_SESSION = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{64})")


def default_secret_path() -> Path:
    """Return where the secret is kept: in `BACKWISE_HOME`."""
    return Path(os.environ.get("BACKWISE_HOME") or "var") / "secret"


class SessionSigner:
    """Makes signed sessions and knows its own again."""

    def __init__(self, secret_path: Path) -> None:
        self._secret_path = secret_path
        self._secret: bytes | None = None

    def new_id(self) -> str:
        """Return a session id that nobody can guess."""
        return secrets.token_hex(16)

    def sign(self, session_id: str) -> str:
        """Return the cookie value for a session id."""
        return f"{session_id}.{self._signature(session_id)}"

    def verify(self, cookie: str | None) -> str | None:
        """Return the session id of a cookie, or None if we did not make it."""
        match = _SESSION.fullmatch(cookie or "")
        if match is None:
            return None
        session_id, signature = match.groups()
        return session_id if hmac.compare_digest(signature, self._signature(session_id)) else None

    def derive(self, *names: str) -> str:
        """Return a secret of its own for a purpose, always the same one."""
        # A signed session id has no line break, so no signature is ever such a secret.
        return self._signature("\n".join(("", *names)))

    def person(self, channel: str, *ids: str) -> str:
        """Return the sender id of somebody on a platform.

        Ids there can be guessed, and over REST the caller chooses the sender; this one is known
        to nobody but us.
        """
        return f"{channel}-{self.derive('person', channel, *ids)[:32]}"

    def key(self, person: str, now: float | None = None) -> str:
        """Return a key with which the files made for a person can be fetched for some days.

        It opens nothing else: who passes a link on does not pass the talk on.
        """
        until = str(int(time.time() if now is None else now) + KEY_SECONDS)
        return f"{person}.{until}.{self.derive('files', person, until)}"

    def person_of(self, key: str | None, now: float | None = None) -> str | None:
        """Return whose files a key opens, or None if we did not make it or it is too old."""
        person, _, rest = (key or "").partition(".")
        until, _, signature = rest.partition(".")
        ours = hmac.compare_digest(signature.encode(), self.derive("files", person, until).encode())
        return person if ours and int(until) >= (time.time() if now is None else now) else None

    def _signature(self, session_id: str) -> str:
        if self._secret is None:
            self._secret = _read_or_create_secret(self._secret_path)
        return hmac.new(self._secret, session_id.encode(), hashlib.sha256).hexdigest()


def _read_or_create_secret(path: Path) -> bytes:
    if not path.exists():
        _create_secret(path)
    secret = path.read_bytes()
    if len(secret) < SECRET_BYTES:
        raise RuntimeError(f"{path} is too short to be a secret. Delete it and start again.")
    return secret


def _create_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and then linked, so that two processes starting at once read the same whole
    # secret. mkstemp makes the file readable for its owner only.
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".secret-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
        os.link(aside, path)
    except FileExistsError:
        pass  # the other process was first
    finally:
        os.unlink(aside)
