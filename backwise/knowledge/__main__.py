"""Check the content: `python -m backwise.knowledge [folder]`."""

from __future__ import annotations

import sys
from pathlib import Path

from backwise.knowledge.base import KnowledgeError, load


def main(arguments: list[str]) -> int:
    """Check a folder and print what was found; return 1 if anything is wrong, else 0."""
    try:
        knowledge = load(Path(arguments[0]) if arguments else None)
    except KnowledgeError as error:
        print(error)
        return 1
    print(f"knowledge: {len(knowledge)} documents, all good")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
