"""The checks of what people read name the file, the line and what is wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from backwise.knowledge import check
from backwise.mood import help as helplines

REPOSITORY = Path(__file__).parents[2]
Break = Callable[[str, str, str], Path]
LONG = "This is a sentence " + "with very many words " * 5 + "in it."
HARD = "Multidisciplinary rehabilitation encompasses psychological interventions."


def test_the_shipped_content_is_in_order() -> None:
    assert check.problems() == []
    assert helplines.problems() == []


def test_a_small_sound_folder_is_in_order(make_folder: Callable[..., Path]) -> None:
    assert check.problems(make_folder()) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "wanted"),
    [
        (
            "treatment/heat.yml",
            "Heat helps.",
            LONG,
            "treatment/heat.yml:4: summary.text: expected sentences",
        ),
        ("treatment/heat.yml", "Heat helps.", HARD, "grade"),
        ("treatment/heat.yml", "Heat helps.", "Your disc has slipped.", "fragile"),
        ("treatment/heat.yml", "Heat helps.", "Heat will cure it.", "certainty"),
        ("treatment/heat.yml", "Heat helps.", "Take 400 mg.", "dose"),
        ("cause/pictures.yml", "reviewed: 2026", "reviewed: 2020", "review"),
    ],
)
def test_a_fault_is_named_with_its_place(
    break_file: Break, name: str, old: str, new: str, wanted: str
) -> None:
    found = check.problems(break_file(name, old, new))
    assert any(wanted in problem for problem in found), found
    assert all(problem.startswith("knowledge/") for problem in found)


def test_a_change_needs_a_new_review_date(make_folder: Callable[..., Path]) -> None:
    folder = make_folder()
    where = folder.parent

    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=where, check=True, capture_output=True)

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "all")
    assert check.unrenewed("HEAD", folder) == []
    heat = folder / "treatment" / "heat.yml"
    text = heat.read_text(encoding="utf-8")
    heat.write_text(text.replace("Heat helps.", "Warmth helps."), encoding="utf-8")
    assert check.unrenewed("HEAD", folder) == [
        "knowledge/treatment/heat.yml: changed, but no review date was renewed"
    ]
    renewed = text.replace("Heat helps.", "Warmth helps.").replace("2026-11-22", "2026-11-23")
    heat.write_text(renewed, encoding="utf-8")
    assert check.unrenewed("HEAD", folder) == []


def test_files_that_other_parts_read_are_checked_too(tmp_path: Path) -> None:
    for folder in ("backwise", "knowledge"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder)
    names = [
        "diary/words.yml",
        "exercise/programme/words.yml",
        "intake/summary.yml",
        "mood/instruments.yml",
        "mood/small_helps.yml",
        "report/page.yml",
    ]
    for name in names:
        with (tmp_path / "knowledge" / name).open("a", encoding="utf-8") as file:
            file.write("\n\tbroken: [")
    done = subprocess.run(
        [sys.executable, "-m", "backwise.knowledge"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    for name in names:
        assert f"knowledge/{name}: " in done.stdout
