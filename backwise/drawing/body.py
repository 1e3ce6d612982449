"""The shapes of a figure as SVG: rounded limbs, trunk and head; y grows upwards."""

from __future__ import annotations

import itertools
from math import acos, atan2, cos, hypot, pi, sin

from backwise.drawing.figure import RADII, Figure, Point, Vector, seen

_LIMBS = {
    "arm": ("shoulder", "elbow", "hand", "fingers"),
    "leg": ("hip", "knee", "heel", "toes"),
}
# A limb is thinner where it begins than the trunk is there.
_ROOTS = {"shoulder": 11.0, "hip": 16.0}


def body(figure: Figure, legs: bool = True) -> str:
    """The whole figure, or all but its legs; what is behind first."""
    far = "near" if figure.sides_apart else "far"
    far_arm, arm = _limb(figure, "far_", "arm", far), _limb(figure, "", "arm", "near")
    far_leg, leg = (
        (_limb(figure, "far_", "leg", far), _limb(figure, "", "leg", "near")) if legs else ("", "")
    )
    neck = _capsule("trunk", figure["neck"], figure["head"], 10, 10)
    middle = neck + _trunk(figure) + _head(figure)
    if figure.sides_apart:
        return far_leg + leg + middle + far_arm + arm
    return far_arm + far_leg + middle + leg + arm


def extent(figure: Figure) -> tuple[float, float, float, float]:
    """How far the figure reaches on the page: left, right, bottom, top."""
    spots = [
        (seen(point), RADII.get(name.removeprefix("far_"), 0.0))
        for name, point in figure.joints.items()
    ]
    return (
        min(x - r for (x, _), r in spots),
        max(x + r for (x, _), r in spots),
        min(y - r for (_, y), r in spots),
        max(y + r for (_, y), r in spots),
    )


def _limb(figure: Figure, side: str, limb: str, tone: str) -> str:
    names = _LIMBS[limb]
    pieces = []
    for start, end in itertools.pairwise(names):
        first = _ROOTS.get(start, RADII[start])
        pieces.append(_capsule(tone, figure[side + start], figure[side + end], first, RADII[end]))
    return "".join(pieces)


def _capsule(tone: str, start: Vector, end: Vector, first: float, last: float) -> str:
    """A part that grows thinner: the hull of two circles."""
    (x1, y1), (x2, y2) = seen(start), seen(end)
    length = hypot(x2 - x1, y2 - y1)
    if length <= abs(first - last) + 0.1:
        x, y, r = (x1, y1, first) if first >= last else (x2, y2, last)
        return f'<circle class="{tone}" cx="{x:.1f}" cy="{y:.1f}" r="{r:g}"/>'
    along = atan2(y2 - y1, x2 - x1)
    off = acos((first - last) / length)
    a, b = along + off, along - off
    p = [
        _round_point(x1, y1, first, a),
        _round_point(x2, y2, last, a),
        _round_point(x2, y2, last, b),
        _round_point(x1, y1, first, b),
    ]
    # The larger circle is seen for more than half of its round.
    return (
        f'<path class="{tone}" d="M{p[0]}L{p[1]}A{last:g} {last:g} 0 {int(off > pi / 2)} 0 {p[2]}'
        f'L{p[3]}A{first:g} {first:g} 0 {int(off < pi / 2)} 0 {p[0]}Z"/>'
    )


def _round_point(x: float, y: float, r: float, angle: float) -> str:
    return f"{x + r * cos(angle):.1f} {y + r * sin(angle):.1f}"


def _trunk(figure: Figure) -> str:
    """Between both shoulders and both hips, bent at the waist."""
    sides = []
    waist = seen(figure["waist"])
    for side in ("", "far_"):
        hip, shoulder = seen(figure[side + "hip"]), seen(figure[side + "shoulder"])
        hips, top = _between(seen(figure["hip"]), seen(figure["far_hip"])), seen(figure["neck"])
        # The waist is a little narrower than hips and shoulders.
        wide = 0.42
        middle = (
            waist[0] + wide * (hip[0] - hips[0] + shoulder[0] - top[0]),
            waist[1] + wide * (hip[1] - hips[1] + shoulder[1] - top[1]),
        )
        bend = (
            2 * middle[0] - (hip[0] + shoulder[0]) / 2,
            2 * middle[1] - (hip[1] + shoulder[1]) / 2,
        )
        sides.append((hip, bend, shoulder))
    (h1, b1, s1), (h2, b2, s2) = sides
    return (
        f'<path class="trunk line" stroke-width="{figure.deep:g}" '
        f'd="M{_p(h1)}Q{_p(b1)} {_p(s1)}L{_p(s2)}Q{_p(b2)} {_p(h2)}Z"/>'
    )


def _head(figure: Figure) -> str:
    x, y = seen(figure["head"])
    r = RADII["head"]
    fx, fy, fz = figure.face
    drawn = f'<circle class="near" cx="{x:.1f}" cy="{y:.1f}" r="{r:g}"/>'
    if fz < -0.5:
        return drawn
    # Up along the head, and across it, on the page.
    neck = seen(figure["neck"])
    up = atan2(y - neck[1], x - neck[0])
    ux, uy = cos(up), sin(up)

    def spot(forward: float, above: float, aside: float) -> Point:
        return (
            x + r * (fx * forward + ux * above - uy * aside),
            y + r * (fy * forward + uy * above + ux * aside),
        )

    if fz > 0.5:
        eyes = [spot(0.55, 0.22, 0.38), spot(0.55, 0.22, -0.38)]
        left, right, middle = spot(0.5, -0.4, 0.33), spot(0.5, -0.4, -0.33), spot(0.5, -0.7, 0)
        drawn += (
            f'<path class="smile line open" stroke-width="2.6" '
            f'd="M{_p(left)}Q{_p(middle)} {_p(right)}"/>'
        )
    else:
        eyes = [spot(0.55, 0.3, 0)]
        tip, top, under = spot(1.17, -0.1, 0), spot(0.8, 0.25, 0), spot(0.8, -0.25, 0)
        drawn += f'<path class="near line" stroke-width="5" d="M{_p(top)}L{_p(tip)}L{_p(under)}Z"/>'
    for ex, ey in eyes:
        drawn += f'<circle class="light" cx="{ex:.1f}" cy="{ey:.1f}" r="2.8"/>'
    return drawn


def _between(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def _p(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"
