"""Calls to Slack's Web API, tried again while Slack is busy or out of reach."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from rasa_ext.channels.retry import PATIENCE, Again, persist

SLACK = "https://slack.com/api/"
# Slack's own troubles, which pass.
_PASSING = {
    "ratelimited",
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
}


class SlackError(Exception):
    """Slack refused a call, and would again. `code` is Slack's word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SlackAPI:
    """One app's way to Slack. Its token appears in no error and no log."""

    def __init__(self, token: str, base: str = SLACK) -> None:
        self.client = AsyncWebClient(
            token, base_url=f"{base.rstrip('/')}/", retry_handlers=[], trust_env_in_session=True
        )

    async def call(
        self, method: str, params: dict[str, Any] | None = None, patience: float = PATIENCE
    ) -> dict[str, Any]:
        """Return the answer of a method.

        Raises SlackError if it was refused, Unreachable when the patience is over.
        """
        if self.client.session is None:
            # Made here, in the loop that uses it; the client would make one for each call.
            self.client.session = aiohttp.ClientSession(trust_env=True)
        return await self._persist(
            lambda: self.client.api_call(method, json=params or {}), patience
        )

    async def close(self) -> None:
        """End the connections."""
        if self.client.session:
            await self.client.session.close()

    async def upload(
        self, where: dict[str, str], name: str, title: str, content: bytes
    ) -> dict[str, Any]:
        """Share a file in a channel; raises as `call` does."""
        target = {"channel": where["channel"], "thread_ts": where.get("thread_ts")}
        return await self._persist(
            lambda: self.client.files_upload_v2(
                **target, filename=name, title=title or name, alt_txt=title or name, content=content
            ),
            PATIENCE,
        )

    @staticmethod
    async def _persist(work: Any, patience: float) -> dict[str, Any]:
        async def attempt() -> dict[str, Any]:
            try:
                answer = await work()
            except SlackApiError as error:
                raise _sorted(error) from None
            except (aiohttp.ClientError, asyncio.TimeoutError, OSError, SlackRequestError):
                raise Again from None
            return dict(answer.data)

        return await persist(attempt, patience)


def _sorted(error: SlackApiError) -> Exception:
    answer = error.response
    status = getattr(answer, "status_code", 0)
    code = answer.get("error") if isinstance(getattr(answer, "data", None), dict) else None
    if status == 429 or status >= 500 or code in _PASSING or code is None:
        after = (getattr(answer, "headers", None) or {}).get("Retry-After", "")
        return Again(float(after) if str(after).isdigit() else None)
    return SlackError(str(code))
