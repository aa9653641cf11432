"""A BI tool's own way in: SQLAlchemy on the file that the how-to makes, and every query of the starter dashboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine, create_engine, inspect, text

from creatorgraph.publish.tables import BUILD_INFO, MASKED, PUBLISHED
from creatorgraph.settings import Home
from tests.conftest import ROOT
from tests.land.imports.test_how_to import blocks, run_blocks

pytestmark = pytest.mark.xdist_group("journeys")
PAGE = (ROOT / "docs" / "how-to" / "connect-a-bi-tool.md").read_text("utf-8")
SUPERSET = ROOT / "dashboards" / "superset"


@pytest.fixture(scope="module")
def folder(walked: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a person ran the how-to's command."""
    made = tmp_path_factory.mktemp("bi")
    run_blocks("\n".join(blocks(PAGE, "bash")), made, CREATORGRAPH_HOME=str(walked.root))
    return made


@pytest.fixture(scope="module")
def mirror(folder: Path) -> Iterator[Engine]:
    """The mirror as a BI tool opens it."""
    engine = create_engine(f"duckdb:///{folder}/creatorgraph.bi.duckdb", connect_args={"read_only": True})
    yield engine
    engine.dispose()


def described(kind: str) -> list[dict[str, Any]]:
    """The parts of the starter dashboard of one kind."""
    found = sorted((SUPERSET / kind).rglob("*.yaml"))
    return [yaml.safe_load(path.read_text("utf-8")) for path in found]


def test_the_tool_finds_every_published_table(mirror: Engine) -> None:
    assert set(inspect(mirror).get_view_names(schema="main")) == {*PUBLISHED, BUILD_INFO}


def test_the_pages_own_lines_print_the_accounts(folder: Path, walked: Home) -> None:
    printed = run_blocks(f"python - <<'END'\n{blocks(PAGE, 'python')[0]}END", folder)
    assert {line.split()[0] for line in printed.splitlines()} == {"instagram", "tiktok", "x", "youtube"}


def test_the_views_follow_the_newest_build(mirror: Engine, walked: Home) -> None:
    """They name the path that does not move, not the build of the day on which they were made."""
    with mirror.connect() as connection:
        made = connection.execute(text("select sql from duckdb_views() where view_name = 'dim_creator'")).scalar_one()
    assert f"{walked.root.resolve()}/published/current/parquet/default/dim_creator.parquet" in made


@pytest.mark.parametrize("dataset", described("datasets"), ids=lambda dataset: str(dataset["table_name"]))
def test_each_query_of_the_dashboard_runs(mirror: Engine, dataset: dict[str, Any]) -> None:
    with mirror.connect() as connection:
        found = connection.execute(text(dataset["sql"]))
        assert list(found.keys()) == [column["column_name"] for column in dataset["columns"]]
        assert found.fetchall()


def test_each_chart_asks_its_dataset_for_what_it_has() -> None:
    columns = {one["uuid"]: {column["column_name"] for column in one["columns"]} for one in described("datasets")}
    for chart in described("charts"):
        asked = chart["params"]
        named = {*asked.get("all_columns", []), *asked.get("groupby", []), *filter(None, [asked.get("x_axis")])}
        named |= {metric["column"]["column_name"] for metric in asked.get("metrics", [])}
        assert named and named <= columns[chart["dataset_uuid"]], chart["slice_name"]


def test_the_dashboard_shows_every_chart() -> None:
    (dashboard,) = described("dashboards")
    shown = {
        part["meta"]["uuid"]
        for part in dashboard["position"].values()
        if isinstance(part, dict) and part["type"] == "CHART"
    }
    assert shown == {chart["uuid"] for chart in described("charts")}


def test_the_masked_file_shows_the_masked_tables_alone(folder: Path) -> None:
    engine = create_engine(f"duckdb:///{folder}/creatorgraph.masked.duckdb", connect_args={"read_only": True})
    with engine.connect() as connection:
        assert set(inspect(engine).get_view_names(schema="main")) == set(MASKED)
        for name in MASKED:
            connection.execute(text(f"select * from {name} limit 1")).fetchall()
    engine.dispose()
