"""Check the content: `python -m backwise.knowledge [folder] [--since COMMIT]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from backwise.diary import direction
from backwise.exercise import load_plan, load_progress, read
from backwise.intake import describe
from backwise.knowledge import check
from backwise.knowledge.base import KnowledgeError, load
from backwise.language import answers, detector, lexicon, mood_model, scope
from backwise.mood import crisis, instruments, notice, small_helps
from backwise.mood import help as helplines
from backwise.report import load_wording
from backwise.triage import load_questions, load_rules, staff_card

# Each reads a file that `load` does not, and refuses it if it is not sound.
_READERS: tuple[Callable[[], object], ...] = (
    lexicon.load,
    answers.load,
    detector.examples,
    mood_model.sign_examples,
    load_rules,
    load_questions,
    load_plan,
    load_progress,
    instruments.load,
    small_helps.load,
    load_wording,
    crisis.plan_parts,
    partial(notice.is_grumble, ""),
    partial(scope.names_the_spine, ""),
    partial(staff_card, (), (), {}, datetime.now()),
    partial(read, ""),
    partial(describe, {}),
    partial(direction, ""),
)


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
        found += [*_refused(), *helplines.problems()]
    if options.since:
        found += check.unrenewed(options.since, options.folder)
    print("\n".join([*found, f"knowledge: {len(knowledge)} documents"]))
    return 1 if found else 0


def _refused() -> Iterator[str]:
    """What is wrong with the files that other parts of the library read."""
    for reader in _READERS:
        try:
            reader()
        except (KnowledgeError, ValueError) as error:
            yield str(error)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
