"""Drawings of exercises, made from the angles of a figure's joints."""

from backwise.drawing.figure import Figure, figures
from backwise.drawing.svg import alt_text, exercise_svg, to_png

__all__ = ["Figure", "alt_text", "exercise_svg", "figures", "to_png"]
