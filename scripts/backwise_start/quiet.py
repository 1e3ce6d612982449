"""Runs a module as `python -m` does, without the deprecation warnings of the packages we rely on.

Sanic turns those on whatever PYTHONWARNINGS says. Warnings that tell a user something are shown.

Usage:
    python -m scripts.backwise_start.quiet rasa run --quiet
"""

from __future__ import annotations

import runpy
import sys
import warnings
from typing import Any

_show = warnings.showwarning
_KEPT_QUIET = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, FutureWarning)


def _show_if_useful(message: Any, category: type[Warning], *where: Any, **more: Any) -> None:
    if not issubclass(category, _KEPT_QUIET):
        _show(message, category, *where, **more)


if __name__ == "__main__":
    warnings.showwarning = _show_if_useful
    module = sys.argv.pop(1)
    runpy.run_module(module, run_name="__main__", alter_sys=True)
