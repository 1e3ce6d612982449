"""Chooses the common pictures of back pain that fit what a person said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backwise.knowledge.base import KnowledgeBase
from backwise.knowledge.schema import Picture, PictureSigns

_SLOTS = {
    "regions": "region",
    "radiation": "radiation",
    "quality": "quality",
    "trigger": "trigger",
    "worse_with": "worse_with",
    "better_with": "better_with",
}
_BOUNDS = (("age", "min_age", "max_age"), ("duration_days", "min_days", "max_days"))


def best_pictures(kb: KnowledgeBase, intake: Mapping[str, Any]) -> list[tuple[Picture, int]]:
    """Return the pictures that fit an intake with their points, the best first.

    `intake` holds the slots by name: `region`, `radiation`, `trigger` (one
    word each), `quality`, `worse_with`, `better_with` (lists), `age` in years
    and `duration_days`. What is missing or None is unknown.

    A picture fits when every list in its `requires` shares a word with the
    intake and every bound in it holds; what is unknown does not fit. It starts
    with `base` points and gains one for each word that its `supports` shares
    with the intake and one for each known number inside the bounds there. A
    known number outside those bounds rules the picture out; an unknown one
    does not.

    Equal points: the picture with the higher base, the more common one, comes
    first, then the one that comes first in the file. Nothing is changed, and
    the same intake always gives the same answer.
    """
    scored = [
        (picture, points)
        for picture in kb.picture.values()
        if (points := _points(picture, intake)) is not None
    ]
    return sorted(scored, key=lambda pair: (-pair[1], -pair[0].base))


# So many points apart, the first fits clearly better than the second.
_CLEAR = 2


def runner_up(fitting: Sequence[tuple[Picture, int]]) -> Picture | None:
    """The picture that fits nearly as well as the first, if there is one.

    Args:
        fitting: pictures with their points, the best first.
    """
    if len(fitting) < 2 or fitting[0][1] - fitting[1][1] >= _CLEAR:
        return None
    return fitting[1][0]


def _points(picture: Picture, intake: Mapping[str, Any]) -> int | None:
    for field in _SLOTS:
        if getattr(picture.requires, field) and not _shared(picture.requires, field, intake):
            return None
    required = [_inside(picture.requires, bounds, intake) for bounds in _BOUNDS]
    if not all(required):
        return None
    points = picture.base
    for field in _SLOTS:
        points += len(_shared(picture.supports, field, intake))
    for bounds in _BOUNDS:
        inside = _inside(picture.supports, bounds, intake)
        known = intake.get(bounds[0]) is not None
        if known and not inside:
            return None
        points += known and _bounded(picture.supports, bounds)
    return points


def _shared(signs: PictureSigns, field: str, intake: Mapping[str, Any]) -> set[str]:
    said = intake.get(_SLOTS[field]) or ()
    return set(getattr(signs, field)).intersection((said,) if isinstance(said, str) else said)


def _bounded(signs: PictureSigns, bounds: tuple[str, str, str]) -> bool:
    return any(getattr(signs, name) is not None for name in bounds[1:])


def _inside(signs: PictureSigns, bounds: tuple[str, str, str], intake: Mapping[str, Any]) -> bool:
    """Whether a number lies inside the bounds; an unknown one does only if there are none."""
    slot, low, high = bounds
    least, most = getattr(signs, low), getattr(signs, high)
    value = intake.get(slot)
    if value is None:
        return least is None and most is None
    return (least is None or value >= least) and (most is None or value <= most)
