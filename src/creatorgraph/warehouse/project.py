"""Where the dbt project is: package data beside this code, perhaps read-only."""

from __future__ import annotations

from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).resolve().parent.parent / "dbt"
"""The folder that holds `dbt_project.yml`."""
