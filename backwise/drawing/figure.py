"""A figure in space: where its joints are, from the directions of its parts.

x goes to the right, y up from the floor, z towards the viewer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians, sin

from backwise.knowledge.schema import Direction, Drawing, Joint, Pose

# Lengths of a grown-up's parts, in hundredths of the trunk's length from hips to shoulders.
LENGTHS = {
    "lower": 52.0, "upper": 52.0, "neck": 40.0, "arm": 56.0, "forearm": 50.0, "hand": 17.0,
    "thigh": 82.0, "shin": 78.0, "foot": 27.0,
}  # fmt: skip
# How thick the body is at a joint: half of its width.
RADII = {
    "head": 22.0, "shoulder": 17.0, "waist": 16.0, "hip": 19.0, "elbow": 8.0, "hand": 6.0,
    "fingers": 4.0, "knee": 11.0, "heel": 8.0, "toes": 4.5,
}  # fmt: skip
SHOULDERS, HIPS = 25.0, 12.0  # half of the width between both joints, from the front
# How far a point is drawn to the right and down for each step towards the viewer.
_ASIDE, _DOWN = 0.1, 0.3

Vector = tuple[float, float, float]
Point = tuple[float, float]


@dataclass(frozen=True)
class Figure:
    """All joints of a body, by name; those of the other side begin with `far_`.

    `face` is where the nose points. With `sides_apart`, both arms stand beside the trunk, as from
    the front; the trunk is `deep` thick.
    """

    joints: Mapping[str, Vector]
    face: Vector
    sides_apart: bool
    deep: float

    def __getitem__(self, joint: Joint | str) -> Vector:
        """Where a joint is."""
        return self.joints[joint]


def figures(drawing: Drawing) -> tuple[Figure, Figure]:
    """The figures at start and end; the joint that keeps still is at 0 sideways."""
    start, end = (_figure(pose, drawing) for pose in (drawing.start, drawing.end))
    return start, end


def radius(joint: str) -> float:
    """Half of the body's width at a joint."""
    return RADII[joint.removeprefix("far_")]


def seen(point: Vector) -> Point:
    """Where a point in space is on the page; y still grows upwards."""
    x, y, z = point
    return x + _ASIDE * z, y - _DOWN * z


def toward(direction: Direction) -> Vector:
    """The direction as a step of length 1."""
    along, out = direction if isinstance(direction, tuple) else (direction, 0.0)
    a, o = radians(along), radians(out)
    return cos(a) * cos(o), sin(a) * cos(o), sin(o)


def _figure(pose: Pose, drawing: Drawing) -> Figure:
    hips_turn, shoulders_turn = (
        pose.turn if isinstance(pose.turn, tuple) else (pose.turn, pose.turn)
    )
    middle: Vector = (0.0, 0.0, 0.0)
    waist = _go(middle, pose.lower, LENGTHS["lower"])
    top = _go(waist, pose.upper, LENGTHS["upper"])
    head = _go(top, pose.neck, LENGTHS["neck"])
    joints: dict[str, Vector] = {"waist": waist, "neck": top, "head": head}
    shoulder_line = _go(top, pose.upper, pose.shrug)
    hip_axis, shoulder_axis = _axis(pose.lower, hips_turn), _axis(pose.upper, shoulders_turn)
    for side, sign, arm, leg in (
        ("", 1.0, pose.arm, pose.leg),
        ("far_", -1.0, pose.far_arm or pose.arm, pose.far_leg or pose.leg),
    ):
        shoulder = _plus(shoulder_line, shoulder_axis, sign * SHOULDERS)
        hip = _plus(middle, hip_axis, sign * HIPS)
        elbow = _go(shoulder, arm[0], LENGTHS["arm"])
        hand = _go(elbow, arm[1], LENGTHS["forearm"])
        knee = _go(hip, leg[0], LENGTHS["thigh"])
        heel = _go(knee, leg[1], LENGTHS["shin"])
        chain = {
            "shoulder": shoulder, "elbow": elbow, "hand": hand,
            "fingers": _go(hand, arm[2], LENGTHS["hand"]),
            "hip": hip, "knee": knee, "heel": heel, "toes": _go(heel, leg[2], LENGTHS["foot"]),
        }  # fmt: skip
        joints |= {side + name: point for name, point in chain.items()}
    lowest = min(y - radius(name) for name, (_, y, _) in joints.items() if name != "neck")
    left, still = joints[drawing.still][:2]
    # Seen from above there is no floor to stand on, only the joint that keeps still.
    down = still if drawing.above else lowest - pose.lift
    placed = {name: (x - left, y - down, z) for name, (x, y, z) in joints.items()}
    face = pose.face
    if face is None:
        neck = pose.neck if isinstance(pose.neck, tuple) else (pose.neck, 0.0)
        face = neck[0] - 90
    # Seen from front or back, no side is the far one.
    apart = [abs(axis[2]) < 0.7 and abs(axis[1]) < 0.7 for axis in (hip_axis, shoulder_axis)]
    return Figure(placed, toward(face), apart[1], 33 - 5 * sum(apart))


def _axis(trunk: Direction, turn: float) -> Vector:
    """The direction from the middle of the body to its near side."""
    x, y, _z = toward(trunk)
    # At right angles to the trunk: towards the viewer, and in the page.
    size = (x * x + y * y) ** 0.5 or 1.0
    across = (-y / size, x / size, 0.0)
    t = radians(turn)
    return across[0] * sin(t), across[1] * sin(t), cos(t)


def _go(start: Vector, direction: Direction, length: float) -> Vector:
    return _plus(start, toward(direction), length)


def _plus(start: Vector, step: Vector, times: float) -> Vector:
    return start[0] + step[0] * times, start[1] + step[1] * times, start[2] + step[2] * times
