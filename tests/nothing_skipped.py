"""A pytest plugin of scripts/test: where PDDAY_TEST_REQUIRE_ALL is 1, as in CI, a skipped test is a failed one."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """The report of a test's phase; a skip becomes a failure that says so."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("PDDAY_TEST_REQUIRE_ALL") == "1":
        report.outcome = "failed"
        report.longrepr = f"Nothing may be skipped here, but this was: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The report of reading a file; a file skipped whole becomes a failure too."""
    report = yield
    if report.skipped and os.environ.get("PDDAY_TEST_REQUIRE_ALL") == "1":
        report.outcome = "failed"
        report.longrepr = f"Nothing may be skipped here, but this was: {report.longrepr}"
    return report
