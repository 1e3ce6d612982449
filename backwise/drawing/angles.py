"""The drawing that explains the angles of a pose, for those who edit them."""

from __future__ import annotations

from html import escape
from math import cos, radians, sin

from backwise.drawing.body import body
from backwise.drawing.figure import figures, seen
from backwise.drawing.paper import document
from backwise.knowledge.schema import Arrow, Drawing, Joint, Pose

_SIZE = (760.0, 400.0)
_ROUND = ((0, "0 right"), (45, "45"), (90, "90 up"), (135, "135"), (180, "180 left"))
_BELOW = ((-45, "-45"), (-90, "-90 down"), (-135, "-135"))
# One joint of each part: the part ends there.
_PARTS: tuple[tuple[str, Joint, float, float], ...] = (
    ("neck: 80", "head", 82, 34),
    ("upper: 95", "shoulder", -112, 4),
    ("lower: 85", "waist", -112, 22),
    ("arm: [-60, -20, -10]", "hand", 44, 46),
    ("leg: [-70, -100, 0]", "knee", 112, 24),
    ("far_leg: [-110, -130, -20]", "far_heel", -128, -44),
)


def angles_svg() -> str:
    """A walking figure with the angles of its parts, beside a round of all directions."""
    pose = Pose(
        lower=85, upper=95, neck=80, arm=(-60, -20, -10), far_arm=(-120, -100, -90),
        leg=(-70, -100, 0), far_leg=(-110, -130, -20),
    )  # fmt: skip
    drawing = Drawing(start=pose, end=pose, arrows=(Arrow(joint="head"),))
    figure = figures(drawing)[0]
    left, ground = 540.0, 370.0
    drawn = [
        f'<g transform="translate({left:g} {ground:g}) scale(1 -1)">{body(figure)}</g>',
        *(
            _text(left + seen(figure[joint])[0] + dx, ground - seen(figure[joint])[1] + dy, words)
            for words, joint, dx, dy in _PARTS
        ),
    ]
    for angle, words in (*_ROUND, *_BELOW):
        a = radians(angle)
        x, y = 140 + 80 * cos(a), 200 - 80 * sin(a)
        drawn.append(
            f'<path class="arrow line open" stroke-width="3" d="M140 200L{x:.1f} {y:.1f}"/>'
            + _text(140 + 118 * cos(a), 206 - 104 * sin(a), words)
        )
    return document("The angles of a pose", "Angles in degrees.", _SIZE, "".join(drawn))


def _text(x: float, y: float, words: str) -> str:
    return f'<text class="words" x="{x:.0f}" y="{y:.0f}">{escape(words)}</text>'
