"""Calls to Telegram's Bot API, tried again while Telegram is busy or out of reach."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from rasa_ext.channels.retry import PATIENCE, Again, persist

TELEGRAM = "https://api.telegram.org"
_CALL_SECONDS = 30.0


class TelegramError(Exception):
    """Telegram refused a call. `code` is its status, `description` its words."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description


class TelegramAPI:
    """One bot's way to Telegram. Its token appears in no error and no log."""

    def __init__(self, token: str, base: str = TELEGRAM) -> None:
        self._url = f"{base.rstrip('/')}/bot{token}"
        self._session: aiohttp.ClientSession | None = None

    async def call(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        file: tuple[str, str, bytes, str] | None = None,
        patience: float = PATIENCE,
        seconds: float = _CALL_SECONDS,
    ) -> Any:
        """Return the result of a method.

        Args:
            method: its name in the Bot API.
            params: its fields; None among them is left out.
            file: a file to send: field, name, content, MIME type.
            patience: for how many seconds to try again.
            seconds: how long one try may take.

        Raises:
            TelegramError: the call was refused, and would be again.
            Unreachable: the patience is over.
        """
        fields = {name: value for name, value in (params or {}).items() if value is not None}

        async def attempt() -> Any:
            try:
                status, answer = await self._post(method, fields, file, seconds)
            except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
                raise Again from None
            if answer.get("ok"):
                return answer.get("result")
            if status != 429 and status < 500:
                raise TelegramError(status, str(answer.get("description", "")))
            raise Again((answer.get("parameters") or {}).get("retry_after"))

        return await persist(attempt, patience)

    async def close(self) -> None:
        """End the connections."""
        if self._session:
            await self._session.close()

    async def _post(
        self,
        method: str,
        fields: dict[str, Any],
        file: tuple[str, str, bytes, str] | None,
        seconds: float,
    ) -> tuple[int, dict[str, Any]]:
        # Made here, in the loop that uses it.
        self._session = self._session or aiohttp.ClientSession(trust_env=True)
        body: dict[str, Any] = {"json": fields}
        if file:
            form = aiohttp.FormData()
            for name, value in fields.items():
                form.add_field(name, value if isinstance(value, str) else json.dumps(value))
            field, name, content, mime = file
            form.add_field(field, content, filename=name, content_type=mime)
            body = {"data": form}
        timeout = aiohttp.ClientTimeout(total=seconds)
        async with self._session.post(f"{self._url}/{method}", timeout=timeout, **body) as response:
            try:
                answer = await response.json(content_type=None)
            except ValueError:
                answer = None
            if not isinstance(answer, dict):  # a proxy's page of HTML, for one
                return max(response.status, 500), {}
            return response.status, answer
