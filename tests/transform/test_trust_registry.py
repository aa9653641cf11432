"""Metrics, exposures and compatibility views say what is so: against the tables that a build made."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

import creatorgraph
from creatorgraph.publish.tables import COMPATIBILITY_VIEWS, MASKED, PUBLISHED
from creatorgraph.warehouse.project import PROJECT
from docs.metrics import metrics_page, read_registry
from tests.transform.workshop import Snapshot

pytestmark = pytest.mark.xdist_group("dbt")
PACKAGE = Path(creatorgraph.__file__).parent
REGISTRY = read_registry()
READ = re.compile(r"\b(?:from|join) ([a-z_]+)")
UNITS = {"followers", "accounts", "creators", "posts", "views", "likes", "comments", "shares", "saves", "interactions",
         "people", "answers", "fraction"}  # fmt: skip


def exposures() -> list[dict[str, Any]]:
    """All exposures."""
    document = yaml.safe_load((PROJECT / "models" / "_exposures.yml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = document["exposures"]
    return found


def read_by(exposure: dict[str, Any]) -> set[str]:
    """The tables that an exposure says it reads."""
    return {ref.removeprefix("ref('").removesuffix("')") for ref in exposure["depends_on"]}


def evaluate(build: Snapshot, name: str) -> Any:
    """A metric on the marts of a build."""
    with duckdb.connect(str(build.folder / "warehouse.duckdb"), read_only=True) as connection:
        connection.execute("set search_path = 'marts_default'")
        return connection.execute(REGISTRY.sql(name)).fetchall()[0][0]


@pytest.mark.parametrize("name", list(REGISTRY.metrics))
def test_a_metric_can_be_evaluated(six_days: Snapshot, name: str) -> None:
    """Each has a unit, a grain, an additivity and a caveat, and a value that is no nonsense."""
    meta = REGISTRY.metrics[name]["config"]["meta"]
    assert meta["unit"] in UNITS and meta["grain"] and meta["caveats"]
    assert meta["additivity"] in {"additive", "snapshot", "none"}
    value = evaluate(six_days, name)
    assert value is None or value >= 0
    assert meta["unit"] != "fraction" or value is None or value <= 1


def test_metrics_are_what_their_formulas_say(six_days: Snapshot) -> None:
    """Against SQL written anew: the last reading of each account, and sums divided by sums."""
    last = """
        select sum(follower_count) from (
            select account_key, max_by(follower_count, snapshot_date) as follower_count
            from marts_default.fct_follower_snapshot where coverage = 'observed' group by account_key
        )
    """
    assert evaluate(six_days, "followers") == six_days.rows(last)[0][0]
    parts = [evaluate(six_days, name) for name in ("interactions_rated", "views_rated", "likes", "comments")]
    assert evaluate(six_days, "engagement_rate") == pytest.approx(parts[0] / parts[1])
    assert evaluate(six_days, "reactions") == parts[2] + parts[3]


def test_a_total_of_what_may_not_be_added_is_no_metric() -> None:
    """A rate is a ratio; what is unique is counted or compared, never summed."""
    for name, metric in REGISTRY.metrics.items():
        if metric["config"]["meta"]["additivity"] == "none":
            assert metric["type"] == "ratio" or "sum(" not in REGISTRY.sql(name), name


def test_every_metric_is_on_its_page() -> None:
    """With its SQL."""
    page = metrics_page("")
    assert all(f"## `{name}`" in page and REGISTRY.sql(name) in page for name in REGISTRY.metrics)


@pytest.mark.parametrize("exposure", exposures(), ids=lambda one: one["name"])
def test_an_exposure_reads_what_its_code_reads(exposure: dict[str, Any]) -> None:
    """No table too few, none too many."""
    published = {*PUBLISHED, *COMPATIBILITY_VIEWS, *MASKED}
    assert read_by(exposure) <= published
    code = exposure.get("config", {}).get("meta", {}).get("code", [])
    texts = [(PACKAGE / file).read_text(encoding="utf-8") for file in code]
    read = {table for text in texts for table in READ.findall(text)} & published
    assert not code or read == read_by(exposure)


def test_every_published_table_is_exposed_and_all_code_that_reads_is_named() -> None:
    """Who changes a table finds everybody who reads it."""
    exposed = {table for one in exposures() for table in read_by(one)}
    assert exposed == {*PUBLISHED, *COMPATIBILITY_VIEWS, *MASKED}
    named = {file for one in exposures() for file in one.get("config", {}).get("meta", {}).get("code", [])}
    reading = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if set(READ.findall(path.read_text(encoding="utf-8"))) & set(PUBLISHED)
    }
    assert reading == named


def test_compatibility_views_read_published_tables_alone(six_days: Snapshot) -> None:
    """They lie in the serving file, where nothing else is."""
    found = dict(six_days.rows("select view_name, sql from duckdb_views() where schema_name = 'marts_default'"))
    for name in COMPATIBILITY_VIEWS:
        tables = set(re.findall(r"marts_default\.(\w+)", str(found[name]).split(" AS ", 1)[1]))
        assert tables and tables <= set(PUBLISHED), name
