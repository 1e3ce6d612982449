"""The content: what Backwise knows, where from, and how to ask for it."""

from backwise.knowledge.base import (
    DEFAULT_FOLDER,
    Document,
    Kind,
    KnowledgeBase,
    KnowledgeError,
    load,
)
from backwise.knowledge.pictures import best_pictures, runner_up

__all__ = [
    "DEFAULT_FOLDER",
    "Document",
    "Kind",
    "KnowledgeBase",
    "KnowledgeError",
    "best_pictures",
    "load",
    "runner_up",
]
