"""Drawings of exercises, made from the angles of a figure's joints, and of the body."""

from backwise.drawing.exercise import alt_text
from backwise.drawing.library import UnknownDrawing, address, described, draw, names, spine_name
from backwise.drawing.paper import to_png

__all__ = [
    "UnknownDrawing",
    "address",
    "alt_text",
    "described",
    "draw",
    "names",
    "spine_name",
    "to_png",
]
