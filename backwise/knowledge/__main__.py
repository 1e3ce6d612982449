"""Check the content: `python -m backwise.knowledge [folder] [--since COMMIT]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from backwise.knowledge import check
from backwise.knowledge.base import KnowledgeError, load
from backwise.mood import help as helplines


def main(arguments: Sequence[str]) -> int:
    """Check a folder and print what was found; return 1 if anything is wrong, else 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="the content (default: knowledge/)")
    parser.add_argument("--since", metavar="COMMIT", help="want new review dates since then")
    options = parser.parse_args(arguments)
    try:
        knowledge = load(options.folder)
    except KnowledgeError as error:
        print(error)
        return 1
    found = check.problems(options.folder)
    if options.folder is None:
        found += helplines.problems()
    if options.since:
        found += check.unrenewed(options.since, options.folder)
    print("\n".join([*found, f"knowledge: {len(knowledge)} documents"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
