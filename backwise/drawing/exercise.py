"""Draws an exercise as SVG: start and end beside each other, or by turns."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import atan2, cos, hypot, pi, radians, sin
from typing import Literal

from backwise.drawing.body import body, extent
from backwise.drawing.figure import Figure, Point, figures, seen
from backwise.drawing.paper import document
from backwise.knowledge.schema import Arrow, Drawing, Exercise, Prop

Form = Literal["both", "turns"]

_GAP, _FOOT = 14.0, 34.0
_FLOOR = 20.0  # how far the floor is seen to reach towards the viewer and away, as drawn
_TURNS = (
    ".a{animation:a 4s infinite}.b{animation:b 4s infinite}"
    "@keyframes a{0%,42%{opacity:1}50%,92%{opacity:0}100%{opacity:1}}"
    "@keyframes b{0%,42%{opacity:0}50%,92%{opacity:1}100%{opacity:0}}"
    "@media (prefers-reduced-motion:reduce){.a,.b{animation:none}.a{opacity:.3}}"
)


def exercise_svg(exercise: Exercise, form: Form = "both") -> str:
    """The drawing of an exercise.

    Args:
        exercise: with its `picture`.
        form: start and end beside each other, or one after the other in place.
    """
    drawing = exercise.picture
    pair = figures(drawing)
    box = _box(pair, drawing)
    left, right, bottom, top = box
    wide, high = right - left, top - bottom
    shapes = [_scene(f, drawing, box) for f in pair]
    for arrow in drawing.arrows:
        shapes[0 if arrow.in_start else 1] += _arrow(arrow, pair)
    if form == "turns":
        spots, total = [(0.0, 0.0), (0.0, 0.0)], (wide, high + _FOOT)
    elif wide > 1.4 * high:
        spots, total = [(0.0, 0.0), (0.0, high + _FOOT)], (wide, 2 * (high + _FOOT))
    else:
        spots, total = [(0.0, 0.0), (wide + _GAP, 0.0)], (2 * wide + _GAP, high + _FOOT)
    words = [f"{number} {label}" for number, label in enumerate(drawing.labels, start=1)]
    panels = []
    for (x, y), shape, name, label in zip(spots, shapes, "ab", words, strict=True):
        # In a scene, y grows upwards.
        panels.append(
            f'<g class="{name}"><g transform="translate({x - left:.0f} {y + top:.0f}) '
            f'scale(1 -1)">{shape}</g>{_label(x + wide / 2, y + high + 23, label)}</g>'
        )
    style = _TURNS if form == "turns" else ""
    return document(exercise.title, alt_text(exercise), total, "".join(panels), style)


def alt_text(exercise: Exercise) -> str:
    """What the drawing shows, for those who do not see it: how it starts, and the steps."""
    return " ".join((exercise.start, *exercise.steps))


def _label(x: float, y: float, words: str) -> str:
    return f'<text class="words" x="{x:.0f}" y="{y:.0f}">{escape(words)}</text>'


def _box(pair: Sequence[Figure], drawing: Drawing) -> tuple[float, float, float, float]:
    """What is shown of the world: left, right, bottom, top."""
    reach = [extent(figure) for figure in pair]
    left, right = min(r[0] for r in reach) - 8, max(r[1] for r in reach) + 8
    top = max(r[3] for r in reach) + 8
    bottom = min(-_FLOOR, min(r[2] for r in reach) - 4)
    for prop in drawing.props:
        ends = _ends(prop)
        if ends:
            left, right = min(left, ends[0] - 6), max(right, ends[1] + 6)
            top = max(top, ends[2] + 6)
    for arrow in drawing.arrows:
        for x, y in _way(arrow, pair):
            left, right = min(left, x - 14), max(right, x + 14)
            top = max(top, y + 14)
    if drawing.close:
        bottom = min(seen(figure["hip"])[1] for figure in pair) - 24
        close = [
            seen(figure[j])
            for figure in pair
            for j in ("head", "shoulder", "far_shoulder", "elbow", "far_elbow", "hand", "far_hand")
        ]
        left, right = min(x for x, _ in close) - 34, max(x for x, _ in close) + 34
        left, right = (
            min(left, *(x - 14 for a in drawing.arrows for x, _ in _way(a, pair))),
            max(right, *(x + 14 for a in drawing.arrows for x, _ in _way(a, pair))),
        )
    return left, right, bottom, top


def _scene(figure: Figure, drawing: Drawing, box: tuple[float, float, float, float]) -> str:
    left, right, bottom, top = box
    floor = (
        f'<rect class="floor" x="{left:.0f}" y="{-_FLOOR:.0f}" width="{right - left:.0f}" '
        f'height="{_FLOOR + 8:.0f}" rx="6"/>'
    )
    if drawing.above:
        floor = (
            f'<rect class="floor" x="{left:.0f}" y="{bottom:.0f}" width="{right - left:.0f}" '
            f'height="{top - bottom:.0f}" rx="10"/>'
        )
    behind = [_prop(p, figure, top) for p in drawing.props if p.kind != "band"]
    before = [_prop(p, figure, top) for p in drawing.props if p.kind == "band"]
    shown = body(figure, legs=not drawing.close)
    return ("" if drawing.close else floor) + "".join(behind) + shown + "".join(before)


def _ends(prop: Prop) -> tuple[float, float, float] | None:
    """Left, right and top of a thing; nothing for what goes from joint to joint."""
    left, right = min(prop.at, prop.to), max(prop.at, prop.to)
    if prop.kind == "chair":
        return left, right, prop.high + 95
    if prop.kind == "wall":
        return prop.at - 12, prop.at + 12, 0
    if prop.kind == "post":
        return prop.at - 6, prop.at + 6, 0
    if prop.kind == "ball":
        return prop.at - prop.high / 2, prop.at + prop.high / 2, prop.high
    return None if prop.kind == "band" else (left, right, prop.high)


def _prop(prop: Prop, figure: Figure, top: float) -> str:
    left, right = min(prop.at, prop.to), max(prop.at, prop.to)
    high = prop.high
    if prop.kind == "chair":
        # The back of the chair is at `at`, its front at `to`.
        back = prop.at + (5 if prop.to > prop.at else -5)
        return (
            _line(back, -4, back, high + 90, 9)
            + _line((prop.to * 9 + prop.at) / 10, -10, (prop.to * 9 + prop.at) / 10, high - 8, 8)
            + _rect(left, high - 11, right - left, 11)
        )
    if prop.kind in ("wall", "post"):
        wide = 24 if prop.kind == "wall" else 11
        return _rect(prop.at - wide / 2, -_FLOOR, wide, top + _FLOOR)
    if prop.kind in ("bed", "table"):
        thick = 24 if prop.kind == "bed" else 9
        return (
            _line(left + 10, -8, left + 10, high - thick, 9)
            + _line(right - 10, -8, right - 10, high - thick, 9)
            + _rect(left, high - thick, right - left, thick)
        )
    if prop.kind == "ball":
        return f'<circle class="prop" cx="{prop.at:.0f}" cy="{high / 2:.0f}" r="{high / 2:.0f}"/>'
    if prop.kind == "band":
        spots = [seen(figure[joint]) for joint in prop.joints]
        if prop.high:  # held by something that is not the body
            spots.append((prop.at, high))
        points = "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
        return f'<path class="prop2 line open" stroke-width="5" d="M{points}"/>'
    base = -_FLOOR / 2 if prop.kind in ("cushion", "mat") else -_FLOOR
    return _rect(left, base, right - left, high - base, rounded=8 if base > -_FLOOR else 2)


def _rect(x: float, y: float, width: float, height: float, rounded: float = 4) -> str:
    return (
        f'<rect class="prop" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'rx="{rounded:g}"/>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, width: float) -> str:
    return (
        f'<path class="prop2 line open" stroke-width="{width:g}" '
        f'd="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"/>'
    )


def _way(arrow: Arrow, pair: Sequence[Figure]) -> tuple[Point, Point, Point]:
    """Where an arrow begins, what it bends towards, and where it ends."""
    x2, y2 = seen(pair[0 if arrow.in_start else 1][arrow.joint])
    if arrow.angle is None:
        x1, y1 = seen(pair[0][arrow.joint])
    else:
        a = radians(arrow.angle)
        x1, y1 = x2, y2
        x2, y2 = x1 + arrow.length * cos(a), y1 + arrow.length * sin(a)
    along, (right, up) = atan2(y2 - y1, x2 - x1), arrow.aside
    x1, y1, x2, y2 = x1 + right, y1 + up, x2 + right, y2 + up
    middle = (
        (x1 + x2) / 2 + arrow.bend * cos(along + pi / 2),
        (y1 + y2) / 2 + arrow.bend * sin(along + pi / 2),
    )
    return (x1, y1), middle, (x2, y2)


def _arrow(arrow: Arrow, pair: Sequence[Figure]) -> str:
    start, middle, end = _way(arrow, pair)
    drawn = _tip(middle, end) + (_tip(middle, start) if arrow.both_ways else "")
    (x1, y1), (mx, my), (x2, y2) = start, middle, _short(middle, end)
    if arrow.both_ways:
        x1, y1 = _short(middle, start)
    return (
        f'<path class="arrow line open" stroke-width="5.5" d="M{x1:.1f} {y1:.1f}'
        f'Q{mx:.1f} {my:.1f} {x2:.1f} {y2:.1f}"/>{drawn}'
    )


def _short(towards: Point, end: Point) -> Point:
    """The end of an arrow's line: a little before its tip."""
    length = hypot(end[0] - towards[0], end[1] - towards[1]) or 1.0
    by = min(9.0, length) / length
    return end[0] + (towards[0] - end[0]) * by, end[1] + (towards[1] - end[1]) * by


def _tip(towards: Point, end: Point) -> str:
    angle = atan2(end[1] - towards[1], end[0] - towards[0])
    corners = " ".join(
        f"{end[0] + r * cos(angle + turn):.1f},{end[1] + r * sin(angle + turn):.1f}"
        for r, turn in ((0.0, 0.0), (19.0, 2.65), (19.0, -2.65))
    )
    return f'<polygon class="arrow" points="{corners}"/>'
