"""What holds for all tests."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# The same examples in every run, and no clock: a slow machine is no fault.
settings.register_profile("backwise", deadline=None, derandomize=True, database=None)
settings.load_profile("backwise")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With BACKWISE_CI=1, a skipped test is a failed run: there, everything must be tested."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped") if reporter else None
    if (
        os.environ.get("BACKWISE_CI") == "1"
        and skipped
        and session.exitstatus == pytest.ExitCode.OK
    ):
        reporter.write_line(f"BACKWISE_CI=1 allows no skipped test, and {len(skipped)} were.")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
