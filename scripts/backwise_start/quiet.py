"""Runs a module as `python -m` does, without warnings that tell a user of Backwise nothing.

Those are the deprecations of old packages, which Sanic turns on whatever PYTHONWARNINGS says, and
Rasa's remark that no story uses a response: most of ours are said by actions.

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
_UNUSED = "is not used in any story or rule"


def _show_if_useful(message: Any, category: type[Warning], *where: Any, **more: Any) -> None:
    if not issubclass(category, _KEPT_QUIET) and _UNUSED not in str(message):
        _show(message, category, *where, **more)


if __name__ == "__main__":
    warnings.showwarning = _show_if_useful
    module = sys.argv.pop(1)
    runpy.run_module(module, run_name="__main__", alter_sys=True)
