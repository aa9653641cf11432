"""One small demo, walked once; each test that changes it works on a copy."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from creatorgraph.settings import Home

Run = Callable[..., "subprocess.CompletedProcess[str]"]
DEMO = ("demo", "--no-serve", "--creators", "16", "--days", "8", "--seed", "11")


def run_command(home: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The `creatorgraph` command as a person runs it, in a process of its own."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CREATORGRAPH_")}
    return subprocess.run(
        [sys.executable, "-m", "creatorgraph", *words],
        env={**inherited, "CREATORGRAPH_HOME": str(home), "COLUMNS": "200", **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def rows(home: Path, query: str, *words: str) -> list[dict[str, Any]]:
    """What `creatorgraph sql` answers."""
    done = run_command(home, "sql", query, "--format", "json", *words)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A data directory in which the demo has been walked once. Do not change it."""
    root = tmp_path_factory.mktemp("journey") / "demo data"
    done = run_command(root, *DEMO, "--home", str(root))
    assert done.returncode == 0, done.stderr
    return Home(root)


@pytest.fixture
def demo(walked: Home, tmp_path: Path) -> Home:
    """A copy of the walked demo, to be changed."""
    shutil.copytree(walked.root, tmp_path / "demo copy", symlinks=True)
    return Home(tmp_path / "demo copy")
