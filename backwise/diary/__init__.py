"""How it is going from day to day."""

from backwise.diary.progress import Direction, direction

__all__ = ["Direction", "direction"]
