"""All drawings by name."""

from __future__ import annotations

import re
from html import unescape
from typing import get_args

from backwise.drawing.anatomy import crossed_svg, spine_svg
from backwise.drawing.exercise import Form, exercise_svg
from backwise.knowledge import KnowledgeBase
from backwise.knowledge.schema import Region

_SPINE = "spine"
FORMS: tuple[Form, ...] = get_args(Form)


_DESCRIPTION = re.compile(r'<desc id="d">(.*?)</desc>', re.DOTALL)


class UnknownDrawing(LookupError):
    """There is no drawing of that name and form."""


def names(base: KnowledgeBase) -> tuple[str, ...]:
    """The names of all drawings: exercises, the spine by itself and by region, crossed pictures."""
    spine = [_SPINE, *(spine_name(region) for region in get_args(Region))]
    return (*base.exercise, *spine, *base.crossed_picture)


def spine_name(region: Region | str) -> str:
    """The name of the drawing of the spine in which the part of a region stands out."""
    return f"{_SPINE}_{region}"


def address(name: str) -> str:
    """Where the channels find a drawing; with .png in place of .svg it is one of dots."""
    return f"/chat/drawings/{name}.svg"


def draw(base: KnowledgeBase, name: str, form: str = "both") -> str:
    """A drawing as SVG.

    Args:
        base: the content.
        name: one of `names`.
        form: `both`, or for an exercise `turns`, start and end one after the other.

    Raises:
        UnknownDrawing: there is none of that name, or not in that form.
    """
    exercise = base.exercise.get(name)
    if exercise is not None and form in FORMS:
        return exercise_svg(exercise, "turns" if form == "turns" else "both")
    if form == "both":
        parts = list(base.spine_part.values())
        if name == _SPINE:
            return spine_svg(parts)
        for region in get_args(Region):
            if name == spine_name(region):
                return spine_svg(parts, region)
        if name in base.crossed_picture:
            return crossed_svg(base.crossed_picture[name], base.muscle.values())
    raise UnknownDrawing(f"there is no drawing {name!r} in the form {form!r}")


def described(base: KnowledgeBase, name: str) -> str:
    """What a drawing shows, in words for those who do not see it.

    Raises:
        UnknownDrawing: there is none of that name.
    """
    found = _DESCRIPTION.search(draw(base, name))
    assert found is not None
    return unescape(found[1])
