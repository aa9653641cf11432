"""Our dbt project inside somebody's own, as docs/how-to/use-our-dbt-project.md says: its YAML, models and commands."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import yaml

from creatorgraph.publish.tables import PUBLISHED
from creatorgraph.settings import Home
from creatorgraph.transform.assemble import write_profile
from creatorgraph.warehouse.project import PROJECT
from tests.transform.workshop import Snapshot

pytestmark = pytest.mark.xdist_group("dbt")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "use-our-dbt-project.md"


def blocks(language: str) -> list[str]:
    """The page's code of one language, in order."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def reports(six_days: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of somebody's own, written from the page, beside the warehouse of a build."""
    root = tmp_path_factory.mktemp("own") / "my reports"
    (root / "models").mkdir(parents=True)
    home = Home(root / "home")
    home.warehouse.parent.mkdir(parents=True)
    shutil.copyfile(six_days.folder / "warehouse.duckdb", home.warehouse)
    shutil.copyfile(write_profile(home), root / "profiles.yml")
    packages, project = blocks("yaml")
    (root / "packages.yml").write_text(packages.replace("/path/to/creatorgraph/dbt", str(PROJECT)), encoding="utf-8")
    (root / "dbt_project.yml").write_text(project, encoding="utf-8")
    (root / "models" / "largest_creators.sql").write_text(blocks("sql")[0], encoding="utf-8")
    return root


def dbt(folder: Path, *words: str) -> str:
    """The command, in a process of its own and without a network; returns what it said."""
    program = "import sys; from dbt.cli.main import cli; sys.exit(cli())"
    done = subprocess.run(
        [sys.executable, "-c", program, "--no-use-colors", *words, "--profiles-dir", str(folder)],
        cwd=folder,
        env={**os.environ, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "http_proxy": "http://127.0.0.1:9"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_our_project_is_a_package_of_ones_own(reports: Path) -> None:
    """`dbt deps` fetches nothing; `dbt build` makes one's own model over the marts of the last build."""
    assert "Installed from" in dbt(reports, "deps")
    said = dbt(reports, "build", "--select", "my_reports")
    assert "PASS=1" in said and "ERROR=0" in said
    with duckdb.connect(str(Home(reports / "home").warehouse), read_only=True) as connection:
        rows = connection.execute("select display_name, reach_mid from main.largest_creators").fetchall()
    assert rows and rows == sorted(rows, key=lambda row: -(row[1] or 0))
    manifest = json.loads((reports / "target" / "manifest.json").read_text(encoding="utf-8"))
    parents = manifest["parent_map"]["model.my_reports.largest_creators"]
    assert parents == ["model.creatorgraph.creator_reach", "model.creatorgraph.dim_creator"]


@pytest.mark.slow
def test_every_published_mart_keeps_its_contract(reports: Path) -> None:
    """Names, order and types of its columns are what its YAML says, or the build of who imports it is red."""
    dbt(reports, "deps")
    marts = ["--select", "package:creatorgraph,tag:after_match", "--exclude-resource-type", "test", "unit_test"]
    assert "ERROR=0" in dbt(reports, "build", *marts)
    manifest = json.loads((reports / "target" / "manifest.json").read_text(encoding="utf-8"))
    public = {
        node["name"]
        for node in manifest["nodes"].values()
        if node.get("access") == "public" and node["config"]["contract"]["enforced"]
    }
    assert public == set(PUBLISHED)


def test_our_test_reads_ones_own_models(reports: Path) -> None:
    """Unique reach is summed nowhere, there either."""
    dbt(reports, "deps")
    bad = reports / "models" / "total_reach.sql"
    bad.write_text("select sum(reach_mid) as total from {{ ref('creatorgraph', 'creator_reach') }}", encoding="utf-8")
    try:
        with pytest.raises(AssertionError, match="Got 1 result"):
            dbt(reports, "test", "--select", "reach_is_summed_nowhere")
    finally:
        bad.unlink()


def test_the_page_names_the_flag_that_our_tests_need(reports: Path) -> None:
    """Without it dbt would not read them as they are written."""
    written = yaml.safe_load((reports / "dbt_project.yml").read_text(encoding="utf-8"))
    ours = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    assert written["flags"].items() <= ours["flags"].items()
    assert written["profile"] == ours["profile"]
