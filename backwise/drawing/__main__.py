"""Writes all drawings to a folder to look at: `python -m backwise.drawing FOLDER`."""

from __future__ import annotations

import sys
from html import escape
from pathlib import Path

from backwise.drawing import described, draw, names, to_png
from backwise.drawing.angles import angles_svg
from backwise.drawing.check import faults
from backwise.knowledge import KnowledgeError, load


def main(folder: Path) -> int:
    """Write every drawing as SVG and PNG and a page with all of them; return 1 for faults."""
    try:
        base = load()
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    rows, found = [], 0
    for name in names(base):
        svg = draw(base, name)
        _write(folder, name, svg)
        files = [name]
        exercise = base.exercise.get(name)
        if exercise is not None:
            (folder / f"{name}_turns.svg").write_text(draw(base, name, "turns"), encoding="utf-8")
            files.append(f"{name}_turns")
            for fault in faults(exercise.picture):
                print(f"{name}: {fault}", file=sys.stderr)
                found += 1
        images = "".join(f'<img src="{file}.svg" alt="">' for file in files)
        rows.append(f"<h2>{name}</h2>{images}<p>{escape(described(base, name))}</p>")
    _write(folder, "angles", angles_svg())
    page = '<!doctype html><meta charset="utf-8"><title>Drawings</title>' + "\n".join(rows)
    (folder / "index.html").write_text(page, encoding="utf-8")
    print(f"{len(rows)} drawings in {folder}; open {folder / 'index.html'}")
    return 1 if found else 0


def _write(folder: Path, name: str, svg: str) -> None:
    (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
    (folder / f"{name}.png").write_bytes(to_png(svg))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "results/drawings")))
