"""What every test may ask for: a data directory, the real data beside the project, and no silent skip in CI."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from creatorgraph.clock import FixedClock
from creatorgraph.settings import Home
from creatorgraph.store.database import AppDatabase, create

ROOT = Path(__file__).resolve().parent.parent
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    """Noon of the first of November 2026, standing still."""
    return FixedClock(NOON)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty data directory in a path with a space."""
    root = tmp_path / "my data"
    root.mkdir()
    return Home(root)


@pytest.fixture
def app_database(home: Home, clock: FixedClock) -> Iterator[AppDatabase]:
    """The app database of `home`, with the default organization."""
    database = create(home.app_database, clock)
    yield database
    database.close()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with real data beside the project; without it nothing is proven on real data."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no real data beside the project (../shared/data): counts on real data are not proven")
    return folder


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI a skip is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not proven."""
    reasons = sorted({str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", [])})
    for reason in reasons:
        terminalreporter.write_line(f"NOT PROVEN: {reason.removeprefix('Skipped: ')}", yellow=True)
