"""A site of somebody else that embeds the chat."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from loopback import Loopback

# A page with a style that would ruin a chat without a shadow of its own.
STYLE = (
    "* { color: red !important; font-size: 9px; text-transform: uppercase; }button { height: 9px; }"
)


class Elsewhere(Loopback):
    """Serves the page that a test gives it."""

    def __init__(self) -> None:
        super().__init__()
        self.body = ""
        self.app.router.add_get("/{path:.*}", self._serve_page)

    async def _serve_page(self, request: web.Request) -> web.Response:
        if request.path == "/favicon.ico":
            return web.Response(status=204)
        page = (
            f"<!doctype html><html lang='en'><title>A practice</title><style>{STYLE}</style>"
            f"<main><h1>A practice</h1><p>Welcome.</p></main>{self.body}</html>"
        )
        return web.Response(text=page, content_type="text/html")

    def embed(self, server: Any, query: str = "", element: str = "") -> None:
        """Have the one line in the page, and perhaps an element."""
        address = f"{server.url}/chat/widget.js{query}"
        self.body = f'{element}<script type="module" src="{address}"></script>'
