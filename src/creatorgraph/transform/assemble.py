"""The dbt project as one data directory runs it: the shipped models with the person's own seeds, and a profile.

A copy, because dbt writes beside what it reads and the package's own folder may be read-only. It is a complete project:
`dbt build --project-dir <here>/project --profiles-dir <here>` runs it by hand.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Final

from creatorgraph.settings import Home
from creatorgraph.store.people import KEY_FILE, people_key
from creatorgraph.warehouse.duckdb import SETTINGS
from creatorgraph.warehouse.project import PROJECT
from creatorgraph.warehouse.schemas import marts_schema
from creatorgraph.warehouse.seeds import SEEDS, install_seeds

THREADS: Final = 2
UNIT_TESTS: Final = "*__unit_tests.yml"
PEOPLE_PLUGIN: Final = "creatorgraph.transform.people"


def working_folder(home: Home) -> Path:
    """Where dbt finds and keeps what is its own: project, profile, parsed and compiled SQL."""
    return home.warehouse.parent / "dbt"


def project_folder(home: Home) -> Path:
    """The assembled project."""
    return working_folder(home) / "project"


def target_folder(home: Home, organization: str) -> Path:
    """Parsed and compiled SQL, one folder an organization: dbt remembers a parsed project for one set of variables."""
    return working_folder(home) / "target" / marts_schema(organization)


def assemble_project(home: Home, *, unit_tests: bool = False) -> Path:
    """Copy the shipped project anew, then the person's seeds over it.

    Without the models' unit tests unless asked: no build runs them, and dbt would spend half of its reading on them.
    """
    folder = project_folder(home)
    if folder.exists():
        shutil.rmtree(folder)
    for path in PROJECT.rglob("*"):
        if path.is_file() and (unit_tests or not path.match(UNIT_TESTS)):
            target = folder / path.relative_to(PROJECT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)  # content alone: the package's modes may forbid writing
    bring_seeds(home)
    return folder


def bring_seeds(home: Home) -> None:
    """Let the next run use the seeds as the person has them now; absent ones are installed first."""
    install_seeds(home)
    for seed in SEEDS:
        shutil.copyfile(home.seeds / seed.file, project_folder(home) / "seeds" / seed.file)


def write_profile(home: Home) -> Path:
    """Write `profiles.yml` (JSON is YAML) and return it. It names the file of the people key, never the key."""
    people_key(home)
    output = {
        "type": "duckdb",
        "path": str(home.warehouse),
        "schema": "main",
        "threads": THREADS,
        "settings": dict(SETTINGS),
        "plugins": [{"module": PEOPLE_PLUGIN, "config": {"key_file": str(home.root / KEY_FILE)}}],
    }
    profile = {"creatorgraph": {"target": "warehouse", "outputs": {"warehouse": output}}}
    path = working_folder(home) / "profiles.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(profile, indent=1) + "\n", encoding="utf-8")
    return path
