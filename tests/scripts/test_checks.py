"""What the launcher looks at before it starts anything."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from scripts.backwise_start import checks
from scripts.backwise_start.problem import Problem
from tests.scripts.conftest import REPOSITORY


class _Usage(NamedTuple):
    free: int


def test_too_little_room_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda _: _Usage(free=42_000_000))
    with pytest.raises(Problem, match="42 MB are free on this disk, and training needs about 300"):
        checks.check_space(tmp_path, 300, "training")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"a: b: c\n", "domain.yml, line 1: mapping values are not allowed"),
        (
            b"ok: 1\n\tbad: 2\n",
            "domain.yml, line 2: found a tab character that violates indentation",
        ),
        (b"a: \xff\n", "domain.yml is not a YAML file"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, text: bytes, said: str) -> None:
    (tmp_path / "domain.yml").write_bytes(text)
    with pytest.raises(Problem, match=said):
        checks.check_yaml(tmp_path)


def test_our_own_files_can_be_read() -> None:
    checks.check_yaml(REPOSITORY)
