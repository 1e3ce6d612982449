"""Says what is happening, and for how long already."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import TextIO

_EVERY_SECONDS = 10  # between two lines when the output is not a terminal


class Step:
    """A long step: its title, then its seconds, until it is over.

    Usage:
        with Step("Training the model", "about a minute") as step:
            step.detail = "IntentClassifier"
    """

    def __init__(self, title: str, how_long: str, out: TextIO = sys.stdout) -> None:
        self.detail = ""
        self._title = f"{title} ({how_long})"
        self._out = out
        self._over = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Step:
        self._started = time.monotonic()
        self._write(f"{self._title}\n")
        self._ticker.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        self._ticker.join()
        end = "done in" if error is None else "ended after"
        self._write(f"{self._line_start}  {end} {self._seconds} s{self._line_end}\n")

    @property
    def _seconds(self) -> int:
        return round(time.monotonic() - self._started)

    @property
    def _line_start(self) -> str:
        return "\r" if self._out.isatty() else ""

    @property
    def _line_end(self) -> str:
        return "\x1b[K" if self._out.isatty() else ""  # clears what an older, longer line left

    def _tick(self) -> None:
        on_terminal = self._out.isatty()
        while not self._over.wait(1 if on_terminal else _EVERY_SECONDS):
            detail = f"  {self.detail}" if self.detail else ""
            end = self._line_end if on_terminal else "\n"
            self._write(f"{self._line_start}  {self._seconds} s{detail}{end}")

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()
