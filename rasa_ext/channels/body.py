"""Reads the body of a request, and no more of it than makes sense."""

from __future__ import annotations

import json
from typing import Any

from sanic.request import Request

from rasa_ext.channels.core import Refused


async def read_body(request: Request, limit: int) -> bytes:
    """Return the body of a request to a `stream=True` route.

    Raises Refused ("too_long") as soon as it is longer than `limit` bytes.
    """
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > limit:
        raise Refused("too_long")
    body = b""
    while request.stream and (chunk := await request.stream.read()):
        body += chunk
        if len(body) > limit:
            raise Refused("too_long")
    return body


async def read_json(request: Request, limit: int) -> Any:
    """Return the JSON of a request to a `stream=True` route.

    Raises Refused ("too_long", "bad_request").
    """
    return parse_json(await read_body(request, limit))


def parse_json(body: bytes | str) -> Any:
    """Return what a JSON text holds, or raise Refused ("bad_request")."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):  # no JSON, no UTF-8, or nested too deep
        raise Refused("bad_request") from None
