"""Which pages may talk with us: our own, and those of sites allowed by name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from sanic.request import Request


def origins_from(credentials: dict[str, Any] | None) -> list[str]:
    """The sites named in credentials.yml, or else in `CHAT_ORIGINS`."""
    allowed = (credentials or {}).get("origins") or os.environ.get("CHAT_ORIGINS", "")
    return re.split(r"[\s,]+", allowed) if isinstance(allowed, str) else list(allowed)


class Origins:
    """The allowed sites, such as `https://practice.example`."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = {origin.strip().rstrip("/").lower() for origin in allowed if origin.strip()}

    def is_elsewhere(self, request: Request) -> bool:
        """Return whether a page of another site sends this. Programs name no site."""
        origin = request.headers.get("origin")
        return origin is not None and urlsplit(origin).netloc != request.headers.get("host")

    def allow(self, request: Request) -> bool:
        """Return whether what this page sends is read."""
        if not self.is_elsewhere(request):
            return True
        return self.knows(request.headers["origin"])

    def knows(self, origin: str) -> bool:
        """Return whether a site is one of those allowed by name."""
        return origin.lower() in self._allowed

    def headers(self, request: Request) -> dict[str, str]:
        """Return what lets the other site's page read our answer."""
        if not self.is_elsewhere(request) or not self.allow(request):
            return {}
        return {"Access-Control-Allow-Origin": request.headers["origin"], "Vary": "Origin"}
