"""Labelled drawings of the body: the parts of the spine, and the crossed pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from html import escape
from math import cos, radians, sin
from pathlib import Path
from textwrap import wrap

import yaml

from backwise.drawing.body import body
from backwise.drawing.figure import Point, figures
from backwise.drawing.paper import document
from backwise.knowledge.schema import (
    Arrow,
    CrossedPicture,
    Drawing,
    Muscle,
    Pose,
    Region,
    SpinePart,
)

_LINE = 19.0
_LETTERS = 16  # in a line of a label
_Place = Callable[[Point], Point]
_SPINE_SIZE = (400.0, 660.0)
_TAPERED = ("sacrum", "coccyx")
_HEAD = (78.0, 46.0, 40.0)  # middle and radius
_CROSSED_SIZE = (560.0, 390.0)
_MIDDLE, _TOP = 280.0, 342.0
_CROSSED_STYLE = (
    ".tired,.arrow{stroke-linecap:round;fill:none}.arrow{stroke:#c2410c}.tired{stroke:#6d28d9;"
    "stroke-dasharray:1 19}.cross{stroke-dasharray:2 9;opacity:.8}"
    "text.arrow{fill:#c2410c;stroke:none}text.tired{fill:#6d28d9;stroke:none}"
    ".near,.near.line{fill:#a9c3ca;stroke:#a9c3ca}.far{fill:#d7e4e8}"
    ".trunk,.trunk.line{fill:#c5d8dd;stroke:#c5d8dd}"
    "@media (prefers-color-scheme:dark){.arrow{stroke:#fb923c}.tired{stroke:#c4b5fd}"
    "text.arrow{fill:#fb923c}text.tired{fill:#c4b5fd}"
    ".near,.near.line{fill:#4a6971;stroke:#4a6971}.far{fill:#2a3c41}"
    ".trunk,.trunk.line{fill:#38535a;stroke:#38535a}}"
)


def spine_svg(parts: Sequence[SpinePart], region: Region | None = None) -> str:
    """The spine from the side with the names of its parts; those of a region stand out."""
    shown = [part for part in parts if region == "whole_back" or region in part.regions]
    x, y, r = _HEAD
    drawn = [f'<circle class="far" cx="{x:g}" cy="{y:g}" r="{r:g}"/>']
    spot, labels = (x - 14, y + r + 6), []
    for part in parts:
        tone = "arrow" if part in shown else "near" if not shown else "far"
        bones, middles = [], []
        for number in range(part.bones):
            along = part.first + (part.last - part.first) * number / max(1, part.bones - 1)
            # They grow smaller towards the end.
            size = part.size * (1 - 0.5 * number / part.bones if part.id in _TAPERED else 1)
            step = size * 0.82 + 2.5
            middle = (
                spot[0] + step / 2 * cos(radians(along)),
                spot[1] - step / 2 * sin(radians(along)),
            )
            middles.append(middle)
            bones.append(_bone(middle, along, step - 2.5, size * 1.55, tone))
            spot = (
                spot[0] + step * cos(radians(along)),
                spot[1] - step * sin(radians(along)),
            )
        drawn += bones
        labels.append((middles[len(middles) // 2], part))
    for (hx, hy), part in labels:
        strong = part in shown
        drawn.append(
            f'<path class="lead line open" stroke-width="1.6" '
            f'd="M{hx + part.size * 0.8 + 5:.0f} {hy:.0f}L205 {hy:.0f}"/>'
            + _words(212, hy - 3, [part.title], "start", "accent" if strong else "words")
            + _words(212, hy + 16, [f"({part.name})"], "start", "small words")
        )
    words = _texts()
    names = ", ".join(f"{part.title} ({part.name})" for part in parts)
    alt = words["spine_alt"].format(parts=names)
    if shown:
        alt += words["spine_shown"].format(shown=", ".join(part.title for part in shown))
    return document(words["spine"], alt, _SPINE_SIZE, "".join(drawn))


def crossed_svg(picture: CrossedPicture, muscles: Iterable[Muscle]) -> str:
    """A figure from the side: which muscles tend to be stiff, and which tire early.

    Raises:
        ValueError: a muscle of the picture has no `spot`.
    """
    known = {muscle.id: muscle for muscle in muscles}
    stiff = [known[id] for id in picture.stiff]
    tired = [known[id] for id in picture.tires_early]
    for muscle in (*stiff, *tired):
        if muscle.spot is None:
            raise ValueError(f"{muscle.id} has no spot")
    # From the head down to a little below the lowest muscle.
    low = min(y for m in (*stiff, *tired) if m.spot for _, y in m.spot) - 45
    scale = 390 / (_TOP - low)

    def place(point: Point) -> Point:
        return _MIDDLE + point[0] * scale, (_TOP - point[1]) * scale

    ox, oy = place((0.0, 0.0))
    still = Pose()
    figure = figures(Drawing(start=still, end=still, arrows=(Arrow(joint="head"),)))[0]
    drawn = [
        f'<g transform="translate({ox:.1f} {oy:.1f}) scale({scale:.2f} {-scale:.2f})">'
        f"{body(figure)}</g>"
    ]
    for group, tone in ((stiff, "arrow"), (tired, "tired")):
        ends = [
            _mean(place(p) for m in side for p in m.spot or ()) for side in _sides(group) if side
        ]
        if len(ends) == 2:
            drawn.append(_stroke(f"{tone} cross", 3, ends[0], ends[1]))
    for group, tone in ((stiff, "arrow"), (tired, "tired")):
        drawn += [_stroke(tone, 15, place(m.spot[0]), place(m.spot[1])) for m in group if m.spot]
    words = _texts()
    tones = {m.id: ("arrow", words["be_stiff"]) for m in stiff}
    tones |= {m.id: ("tired", words["tire_early"]) for m in tired}
    for number, side in enumerate(_sides([*stiff, *tired])):
        drawn.append(_side_labels(side, number == 1, place, tones))
    alt = words["crossed_alt"].format(
        title=picture.title,
        stiff=", ".join(m.title for m in stiff),
        tires_early=", ".join(m.title for m in tired),
    )
    return document(picture.title, alt, _CROSSED_SIZE, "".join(drawn), _CROSSED_STYLE)


def _bone(middle: Point, along: float, length: float, width: float, tone: str) -> str:
    x, y = middle
    return (
        f'<rect class="{tone}" x="{-length / 2:.1f}" y="{-width / 2:.1f}" width="{length:.1f}" '
        f'height="{width:.1f}" rx="{min(5.0, length / 2.4):.1f}" '
        f'transform="translate({x:.1f} {y:.1f}) rotate({-along:.1f})"/>'
    )


def _words(x: float, y: float, lines: Sequence[str], anchor: str, tone: str) -> str:
    rows = "".join(
        f'<tspan x="{x:.0f}" y="{y + _LINE * number:.0f}">{escape(line)}</tspan>'
        for number, line in enumerate(lines)
    )
    return f'<text class="{tone}" style="text-anchor:{anchor}">{rows}</text>'


def _side_labels(
    muscles: Sequence[Muscle], right: bool, place: _Place, tones: dict[str, tuple[str, str]]
) -> str:
    """The names of the muscles of one side, from the top down, each with a line to its spot."""
    spots = sorted(
        ((_mean(place(p) for p in m.spot or ()), m) for m in muscles), key=lambda s: s[0][1]
    )
    blocks = [[*wrap(m.title, _LETTERS), tones[m.id][1]] for _, m in spots]
    tops: list[float] = []
    for (spot, _), lines in zip(spots, blocks, strict=True):
        lowest = tops[-1] + len(blocks[len(tops) - 1]) * _LINE + 12 if tops else 20.0
        tops.append(max(lowest, spot[1] - len(lines) * _LINE / 2 + 8))
    too_low = max(0.0, tops[-1] + len(blocks[-1]) * _LINE - _CROSSED_SIZE[1]) if tops else 0.0
    x, end = (_CROSSED_SIZE[0] - 150, -8) if right else (150.0, 8)
    out = []
    for (spot, muscle), lines, top in zip(spots, blocks, tops, strict=True):
        y = top - too_low
        tone = tones[muscle.id][0]
        middle = y + (len(lines) - 1) * _LINE / 2 - 5
        out.append(
            f'<path class="lead line open" stroke-width="1.6" '
            f'd="M{x + end:.0f} {middle:.0f}L{spot[0]:.0f} {spot[1]:.0f}"/>'
            + _words(x, y, lines[:-1], "start" if right else "end", "words")
            + _words(x, y + (len(lines) - 1) * _LINE, lines[-1:], "start" if right else "end", tone)
        )
    return "".join(out)


def _sides(muscles: Sequence[Muscle]) -> tuple[list[Muscle], list[Muscle]]:
    """Those of the back of the body, which is on the left, and those of the front."""
    back = [m for m in muscles if m.spot and m.spot[0][0] < 0]
    return back, [m for m in muscles if m not in back]


def _mean(points: Iterable[Point]) -> Point:
    found = list(points)
    return sum(x for x, _ in found) / len(found), sum(y for _, y in found) / len(found)


def _stroke(tone: str, width: float, start: Point, end: Point) -> str:
    return (
        f'<path class="{tone}" stroke-width="{width:g}" '
        f'd="M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}"/>'
    )


@cache
def _texts() -> dict[str, str]:
    content = Path(__file__).with_name("texts.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(content))
