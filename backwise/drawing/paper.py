"""What all drawings share: paper, colours by day and by night, letters, and the way to a PNG."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path

_MARGIN = 18.0
_SIZE = re.compile(r' width="(\d+)" height="(\d+)" ')
_COLOURS = {
    "paper": ("#f4f8f8", "#182022"),
    "near": ("#12505f", "#8ad3e0"),
    "trunk": ("#2f8296", "#4fa3b5"),
    "far": ("#8fbcc7", "#3a6d7a"),
    "prop": ("#c9b79c", "#7d6f5b"),
    "prop2": ("#a8916f", "#a39377"),
    "floor": ("#e2dccf", "#2c3433"),
    "arrow": ("#c2410c", "#fb923c"),
    "light": ("#f4f8f8", "#182022"),
    "words": ("#35474c", "#c4d2d4"),
}


def document(
    title: str, desc: str, size: tuple[float, float], content: str, style: str = ""
) -> str:
    """An SVG file with its title and description, on paper of its own."""
    width, height = size[0] + 2 * _MARGIN, size[1] + 2 * _MARGIN - 8
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="img" aria-labelledby="t d">'
        f'<title id="t">{escape(title)}</title><desc id="d">{escape(desc)}</desc>'
        f"<style>{_style()}{style}</style>"
        f'<rect class="paper" width="{width:.0f}" height="{height:.0f}" rx="14"/>'
        f'<g transform="translate({_MARGIN:.0f} {_MARGIN:.0f})">{content}</g></svg>'
    )


def to_png(svg: str, longest: int = 640) -> bytes:
    """A drawing as PNG with letters that come with Backwise's packages.

    Args:
        svg: made by `document`.
        longest: width or height, whichever is more, in pixels.
    """
    import resvg_py

    size = _SIZE.search(svg)
    assert size is not None
    wide = int(size[1]) >= int(size[2])
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            width=longest if wide else None,
            height=None if wide else longest,
            background="#ffffff",
            skip_system_fonts=True,
            font_files=[_font()],
            font_family="DejaVu Sans",
            sans_serif_family="DejaVu Sans",
        )
    )


@cache
def _font() -> str:
    # Rasa brings matplotlib along, and that its letters; the machine may have none.
    found = find_spec("matplotlib")
    assert found is not None
    assert found.origin is not None
    return str(Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf")


@cache
def _style() -> str:
    def rules(which: int) -> str:
        found = [f".{name}{{fill:{c[which]}}}" for name, c in _COLOURS.items()]
        found.append(f".lead{{stroke:{_COLOURS['words'][which]}}}")
        found.append(f".accent{{fill:{_COLOURS['arrow'][which]}}}")
        found.append(f".smile{{stroke:{_COLOURS['light'][which]}}}")
        for name in ("near", "trunk", "arrow", "prop2"):
            found.append(f".{name}.line{{stroke:{_COLOURS[name][which]}}}")
        return "".join(found)

    return (
        ".line{stroke-linejoin:round;stroke-linecap:round}.open{fill:none!important}"
        "text{font:600 17px system-ui,sans-serif;text-anchor:middle}.small{font-size:15px}"
        f"{rules(0)}@media (prefers-color-scheme:dark){{{rules(1)}}}"
    )
