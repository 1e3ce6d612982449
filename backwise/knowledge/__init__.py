"""The content: what Backwise knows, where from, and how to ask for it."""

from backwise.knowledge.base import (
    DEFAULT_FOLDER,
    Document,
    Kind,
    KnowledgeBase,
    KnowledgeError,
    load,
)
from backwise.knowledge.pictures import best_pictures

__all__ = [
    "DEFAULT_FOLDER",
    "Document",
    "Kind",
    "KnowledgeBase",
    "KnowledgeError",
    "best_pictures",
    "load",
]
