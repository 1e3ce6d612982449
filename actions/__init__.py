"""Rasa actions: thin, one file per topic."""

from __future__ import annotations

import logging
import traceback


class _FramesOnly(logging.Filter):
    """An error keeps its place, not its words: those can quote what a person wrote."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            frames = "".join(traceback.format_tb(error.__traceback__))
            record.msg = f"An action failed with {type(error).__name__}.\n{frames}"
            record.args = ()
            record.exc_info = None
        return True


logging.getLogger("rasa_sdk.endpoint").addFilter(_FramesOnly())
