"""A message of the bot as parts, for channels that show no cards."""

from backwise.rendering.parts import (
    MARKS,
    Body,
    Card,
    Choice,
    Document,
    Heading,
    Note,
    Part,
    Picture,
    choices,
    parts,
    plain,
    words_of,
)

__all__ = [
    "MARKS",
    "Body",
    "Card",
    "Choice",
    "Document",
    "Heading",
    "Note",
    "Part",
    "Picture",
    "choices",
    "parts",
    "plain",
    "words_of",
]
