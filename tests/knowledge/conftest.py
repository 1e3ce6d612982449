"""A small, sound knowledge folder to break in one place at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

SOURCES = """\
- id: ng59
  title: Low back pain
  publisher: NICE
  year: 2020
  url: https://www.nice.org.uk/guidance/ng59
  checked: 2026-11-22
"""
REGIONS = """\
- id: neck
  title: Neck
  aliases: [nape]
  where: Above the shoulders.
  parts:
    - text: It has seven bones.
      sources: [ng59]
  at_risk:
    - text: It gets stiff.
      sources: [ng59]
  reviewed: 2026-11-22
"""
PAIN_SOURCES = """\
- id: discs
  title: Discs
  regions: [neck]
  what:
    text: Pads between the bones.
    sources: [ng59]
  feels:
    text: It aches.
    sources: [ng59]
  reviewed: 2026-11-22
"""
PICTURES = """\
- id: neck_pain
  title: Neck pain
  explanation:
    - text: It is common.
      sources: [ng59]
  course:
    - text: It eases.
      sources: [ng59]
  pain_sources: [discs]
  requires:
    regions: [neck]
  base: 5
  reviewed: 2026-11-22
"""
CLAM = """\
id: clam
title: Clam
aliases: [clamshell]
purpose:
  text: It trains the hip.
  sources: [ng59]
kind: strength
regions: [buttock]
phases: [acute]
suits: [neck_pain]
not_for: [osteoporosis]
start: Lie down.
steps:
  - Open.
  - Hold.
  - Close.
breathing: Breathe.
dose:
  sets: 2
  reps: 12
  frequency: Daily
intensity: 2
feel: Work in the hip.
stop_if: Stop if it hurts.
strength: low
evidence:
  text: It may help.
  sources: [ng59]
reviewed: 2026-11-22
"""
HEAT = """\
id: heat
title: Heat
summary:
  text: Heat helps.
  sources: [ng59]
what:
  text: Warmth.
  sources: [ng59]
applies: [acute]
stances:
  - guideline: NICE
    position: for
    applies: [acute]
    year: 2020
    says: Use it.
    source: ng59
how:
  - text: Use a pack.
    sources: [ng59]
strength: low
self_care: true
reviewed: 2026-11-22
"""
IBUPROFEN = """\
id: ibuprofen
title: Ibuprofen
aliases: [Advil]
group: nsaid
summary:
  text: Ask first.
  sources: [ng59]
ask_first_if:
  - text: You have asthma.
    sources: [ng59]
reviewed: 2026-11-22
"""
FILES = {
    "sources.yml": SOURCES,
    "cause/regions.yml": REGIONS,
    "cause/pain_sources.yml": PAIN_SOURCES,
    "cause/pictures.yml": PICTURES,
    "exercise/clam.yml": CLAM,
    "treatment/heat.yml": HEAT,
    "medicine/ibuprofen.yml": IBUPROFEN,
}


@pytest.fixture
def make_folder(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes the folder, with some files changed, added or left out."""

    def make(changes: dict[str, str | None] | None = None) -> Path:
        folder = tmp_path / "knowledge"
        for name, text in {**FILES, **(changes or {})}.items():
            if text is not None:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(text, encoding="utf-8")
        return folder

    return make


@pytest.fixture
def break_file(make_folder: Callable[..., Path]) -> Callable[[str, str, str], Path]:
    """Return a function that writes the folder with one piece of one file replaced."""

    def replace(name: str, old: str, new: str) -> Path:
        assert old in FILES[name]
        return make_folder({name: FILES[name].replace(old, new, 1)})

    return replace
