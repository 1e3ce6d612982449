"""Which pages may talk with us: our own, and those of sites allowed by name."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from sanic.request import Request


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
        return request.headers["origin"].lower() in self._allowed

    def headers(self, request: Request) -> dict[str, str]:
        """Return what lets the other site's page read our answer."""
        if not self.is_elsewhere(request) or not self.allow(request):
            return {}
        return {"Access-Control-Allow-Origin": request.headers["origin"], "Vary": "Origin"}
