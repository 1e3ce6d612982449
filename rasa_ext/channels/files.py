"""Fetches pictures and documents of this very server, to send them to a platform.

Nothing else is fetched: an address in a message must not make the server call others.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
import os
from urllib.parse import unquote_to_bytes

import aiohttp

logger = logging.getLogger(__name__)

MAX_BYTES = 10 * 1024 * 1024  # Telegram takes no larger photo
PHOTOS = ("image/png", "image/jpeg")
_SECONDS = 20


class NoFile(Exception):
    """There is no such file, or it is not of a kind that can be sent."""


def own_address() -> str:
    """Return where this server is reached from this machine."""
    host = os.environ.get("HOST") or "127.0.0.1"
    if host in ("0.0.0.0", "::"):
        host = "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{os.environ.get('PORT') or 5005}"


async def fetch(url: str, base: str, photo: bool) -> tuple[bytes, str]:
    """Return content and MIME type of a file.

    Args:
        url: a path on this server, or a `data:` address.
        base: the address of this server.
        photo: whether only a picture of dots (PNG, JPEG) will do.

    Raises NoFile if it cannot be had.
    """
    content, mime = _inline(url) if url.startswith("data:") else await _download(url, base, photo)
    if not content or len(content) > MAX_BYTES or (photo and mime not in PHOTOS):
        raise NoFile
    return content, mime


def _inline(url: str) -> tuple[bytes, str]:
    head, _, body = url[len("data:") :].partition(",")
    mime, *marks = head.split(";")
    try:
        raw = unquote_to_bytes(body)
        return (base64.b64decode(raw, validate=True) if "base64" in marks else raw), mime
    except binascii.Error:
        raise NoFile from None


async def _download(url: str, base: str, photo: bool) -> tuple[bytes, str]:
    if not url.startswith("/") or url.startswith("//") or ".." in url:
        raise NoFile
    if photo and url.endswith(".svg"):
        url = f"{url[:-4]}.png"  # a drawing has a picture of dots beside it
    headers = {"Accept": ", ".join(PHOTOS)} if photo else {}
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(base + url, headers=headers, allow_redirects=False) as answer,
        ):
            content = b""
            async for chunk in answer.content.iter_any():
                content += chunk
                if len(content) > MAX_BYTES:
                    raise NoFile
            if answer.status == 200:
                return content, answer.content_type
    except (aiohttp.ClientError, asyncio.TimeoutError):
        logger.error("A file of this server could not be fetched.")
    raise NoFile
