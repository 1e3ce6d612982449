"""The files of the chat page, with the headers that keep the page to itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sanic import response
from sanic.request import Request
from sanic.response import BaseHTTPResponse

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
SAFETY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
# The files say nothing about anybody, and other sites load them to embed the chat.
OPEN_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}

_CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
_ALWAYS_ASK = {"Cache-Control": "no-cache"}


@dataclass(frozen=True)
class PageFile:
    """One file of the page, as it goes out."""

    body: bytes
    content_type: str
    etag: str
    headers: Mapping[str, str]

    def answer(self, request: Request) -> BaseHTTPResponse:
        """Return the file, or only its tag if the browser has it already."""
        headers = {**SAFETY_HEADERS, **OPEN_HEADERS, "ETag": self.etag, **self.headers}
        if self.etag in request.headers.get("if-none-match", ""):
            return response.empty(status=304, headers=headers)
        return response.raw(self.body, content_type=self.content_type, headers=headers)


def load_page(folder: Path) -> dict[str, PageFile]:
    """Read the page's files into memory. A path that is not a key here is not served."""
    return {
        path.relative_to(folder).as_posix(): page_file(path.read_bytes(), path.suffix)
        for path in sorted(folder.rglob("*"))
        if path.suffix in _CONTENT_TYPES
    }


def page_file(body: bytes, suffix: str, headers: Mapping[str, str] = _ALWAYS_ASK) -> PageFile:
    """Return a file of the page from its content, with headers of its own."""
    return PageFile(
        body=body,
        content_type=_CONTENT_TYPES[suffix],
        etag=f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        headers=headers,
    )
