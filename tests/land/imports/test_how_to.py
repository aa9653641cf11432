"""The how-to is true: its commands run, say what it says they say, and its tables hold what the code holds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from creatorgraph.land.imports.captured import SHAPES
from creatorgraph.land.imports.columns import ALIASES

PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "import-your-data.md"


@pytest.fixture(scope="module")
def page() -> str:
    """The text of the page."""
    return PAGE.read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    """The code blocks of a page in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def run_blocks(script: str, folder: Path, **environment: str) -> str:
    """Run shell code as a person would, in a folder; gives all that it printed."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path, "COLUMNS": "300", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout
    return ran.stdout


def test_the_commands_run_and_say_what_the_page_says(page: str, tmp_path: Path) -> None:
    script = "\n".join(["creatorgraph init", *blocks(page, "bash")])
    printed = run_blocks(script, tmp_path, CREATORGRAPH_HOME=str(tmp_path / "my data"))
    for promised in blocks(page, "text"):
        assert promised in printed, printed


def test_every_column_and_its_other_names_are_in_the_table(page: str) -> None:
    table = page[page.index("## Names of columns") :]
    rows = dict(re.findall(r"^\| `(\w+)` \| ([\w, ]+) \|$", table, flags=re.MULTILINE))
    assert {name: tuple(others.split(", ")) for name, others in rows.items()} == dict(ALIASES)


def test_every_endpoint_is_in_the_table(page: str) -> None:
    for provider, endpoint in SHAPES:
        assert f"`{provider}`:" in page and f"`{endpoint}`" in page
