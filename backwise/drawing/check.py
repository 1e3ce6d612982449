"""Finds figures that float, sink into the floor, or bend where no joint does."""

from __future__ import annotations

from collections.abc import Iterator

from backwise.drawing.figure import Figure, figures, radius
from backwise.knowledge.schema import Drawing

_CLOSE = 6.0  # hundredths of the trunk's length; less is not seen
# On what a figure may stand, sit or lie.
_SUPPORTS = ("chair", "bed", "table", "step", "cushion", "ball", "mat")


def faults(drawing: Drawing) -> Iterator[str]:
    """What is wrong with a drawing, a sentence each; nothing if all is well."""
    for name, pose, figure in zip(
        ("start", "end"), (drawing.start, drawing.end), figures(drawing), strict=True
    ):
        if not drawing.above:
            floors = [0.0, *(prop.high for prop in drawing.props if prop.kind in _SUPPORTS)]
            for joint in pose.rests:
                gap = min((figure[joint][1] - radius(joint) - y for y in floors), key=abs)
                if abs(gap) > _CLOSE:
                    yield f"{name}: {joint} should rest, and is {gap:.0f} off"
            for point, (_, y, _) in figure.joints.items():
                if y < -0.5:
                    yield f"{name}: {point} is under the floor"
        yield from _bends(name, figure)


def _bends(name: str, figure: Figure) -> Iterator[str]:
    """A knee or elbow that is folded until both parts lie in each other."""
    for side in ("", "far_"):
        for first, middle, last in (("hip", "knee", "heel"), ("shoulder", "elbow", "hand")):
            a, b, c = (figure[side + joint] for joint in (first, middle, last))
            one = [p - q for p, q in zip(a, b, strict=True)]
            two = [p - q for p, q in zip(c, b, strict=True)]
            size = (sum(p * p for p in one) * sum(p * p for p in two)) ** 0.5
            if sum(p * q for p, q in zip(one, two, strict=True)) > 0.97 * size:
                yield f"{name}: {side}{middle} is folded up"
