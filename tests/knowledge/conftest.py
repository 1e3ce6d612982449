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
position: side_lying
picture:
  start: {lower: 180}
  end: {lower: 170}
  arrows: [{joint: knee}]
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
reviewed: 2026-11-22
"""
GROUPS = """\
- id: nsaid
  title: Anti-inflammatory tablets
  what:
    text: They ease pain.
    sources: [ng59]
  verdict: ok_by_label
  why:
    text: They are sold without prescription.
    sources: [ng59]
  stop_if:
    - text: Stop if your stools are black.
      sources: [ng59]
  treatment: heat
  reviewed: 2026-11-22
"""
FACTS = """\
- id: asthma
  title: Asthma
  patterns: [asthma]
  unsure: Asthma matters here.
  reviewed: 2026-11-22
"""
CHECKS = """\
- id: asthma
  title: Asthma
  groups: [nsaid]
  facts: [asthma]
  verdict: ask_first
  reason:
    text: It can set off asthma.
    sources: [ng59]
  reviewed: 2026-11-22
"""
QUESTIONS = """\
- id: lungs
  title: Lungs
  text: Do you have asthma?
  answer: yes_no
  facts: [asthma]
  reviewed: 2026-11-22
"""
SLEEP = """\
id: sleep
title: Sleep
asked: [how should I sleep]
summary:
  text: Any way you like.
  sources: [ng59]
details:
  - text: A pillow may help.
    sources: [ng59]
strength: low
reviewed: 2026-11-22
"""
SCOLIOSIS = """\
id: scoliosis
title: Scoliosis
what:
  text: A curve to the side.
  sources: [ng59]
signs:
  - text: One shoulder is higher.
    sources: [ng59]
reasons:
  - text: Mostly none is found.
    sources: [ng59]
treatment:
  - text: Exercise helps.
    sources: [ng59]
outlook:
  - text: It mostly stays small.
    sources: [ng59]
doctor:
  - text: A curve that grows should be seen.
    sources: [ng59]
reviewed: 2026-11-23
"""
LESSONS = """\
- id: moving
  title: Moving
  text:
    - text: Moving is safe.
      sources: [ng59]
  reviewed: 2026-11-22
"""
MUSCLES = """\
- id: outer_hip
  title: Outer hip
  where: At the side.
  tends_to: tire_early
  reviewed: 2026-11-22
"""
SELF_TESTS = """\
- id: one_leg
  title: One leg
  muscles: [outer_hip]
  what:
    text: It shows the hip.
    sources: [ng59]
  position: standing
  regions: [buttock]
  start: Stand.
  steps: [Lift a foot., Count.]
  stop_if: Stop if it hurts.
  question: How many seconds?
  answer: seconds
  readings:
    - means: fine
      says:
        text: Good.
        sources: [ng59]
  limits:
    text: Compare with yourself.
    sources: [ng59]
  reviewed: 2026-11-22
"""
CROSSED = """\
- id: lower_crossed
  title: Crossed
  regions: [buttock]
  stiff: [outer_hip]
  tires_early: [outer_hip]
  explanation:
    - text: A cross.
      sources: [ng59]
  evidence:
    text: Not proven.
    sources: [ng59]
  reviewed: 2026-11-22
"""
ASPECTS = """\
- id: how
  title: How
  asked: [how do I do it]
"""
FILES = {
    "sources.yml": SOURCES,
    "cause/regions.yml": REGIONS,
    "cause/pain_sources.yml": PAIN_SOURCES,
    "cause/pictures.yml": PICTURES,
    "exercise/clam.yml": CLAM,
    "treatment/heat.yml": HEAT,
    "medicine/ibuprofen.yml": IBUPROFEN,
    "medicine/table/groups.yml": GROUPS,
    "medicine/table/facts.yml": FACTS,
    "medicine/table/checks.yml": CHECKS,
    "medicine/table/questions.yml": QUESTIONS,
    "daily_life/sleep.yml": SLEEP,
    "cause/diagnoses/scoliosis.yml": SCOLIOSIS,
    "exercise/programme/lessons.yml": LESSONS,
    "imbalance/muscles.yml": MUSCLES,
    "imbalance/self_tests.yml": SELF_TESTS,
    "imbalance/pictures.yml": CROSSED,
    "drawing/spine.yml": "[]\n",
    "aspects.yml": ASPECTS,
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
