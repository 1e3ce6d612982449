"""The drawings as files: SVG for the page, PNG for platforms that show photos."""

from __future__ import annotations

from functools import lru_cache

from backwise.drawing import UnknownDrawing, draw, to_png
from backwise.knowledge import load
from rasa_ext.channels.page import PageFile, page_file

# A drawing holds its own style, and must hold nothing else that acts.
_HEADERS = {
    "Cache-Control": "public, max-age=86400",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}


def drawn(filename: str, form: str) -> PageFile | None:
    """Return a drawing by its file name, such as `cat_camel.svg`; None if there is none."""
    name, _, kind = filename.rpartition(".")
    if kind not in ("svg", "png"):
        return None
    try:
        return _made(name, form, f".{kind}")
    except UnknownDrawing:
        return None


@lru_cache(maxsize=512)
def _made(name: str, form: str, suffix: str) -> PageFile:
    svg = draw(load(), name, form)
    body = svg.encode() if suffix == ".svg" else to_png(svg)
    return page_file(body, suffix, _HEADERS)
