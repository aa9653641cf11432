"""The dbt project itself: tested, documented, short, and without a clock of its own."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from creatorgraph.errors import CreatorgraphError
from creatorgraph.publish.tables import PUBLISHED
from creatorgraph.store.snapshot import empty_snapshot
from creatorgraph.transform import runner
from creatorgraph.transform.assemble import project_folder
from creatorgraph.warehouse.duckdb import hold_warehouse
from creatorgraph.warehouse.project import PROJECT
from creatorgraph.warehouse.sources import load_sources
from tests.transform.lakes import AS_OF
from tests.transform.workshop import Snapshot, Workshop, new_workshop

pytestmark = pytest.mark.xdist_group("dbt")

MODELS = sorted((PROJECT / "models").rglob("*.sql"))
CLOCKS = re.compile(r"\b(now|current_timestamp|current_date|today|getdate|get_current_time\w*)\b\s*(\(|$|,|\))", re.I)
LONGEST_MODEL = 100


@cache
def documented(key: str) -> dict[str, dict[str, Any]]:
    """Everything of one kind in the project's YAML files, by name."""
    found: dict[str, dict[str, Any]] = {}
    for path in [*(PROJECT / "models").rglob("*.yml"), *(PROJECT / "seeds").rglob("*.yml")]:
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")).get(key, []):
            found[entry["name"]] = entry
    return found


def test_every_test_of_the_project_passes_on_an_empty_lake(workshop: Workshop) -> None:
    """Unit tests included: a bare `dbt build` is legal before anything was collected."""
    with hold_warehouse(workshop.home) as warehouse:
        load_sources(warehouse, workshop.lake, empty_snapshot())
        results = runner.invoke(workshop.home, ["build"], {"as_of": AS_OF.isoformat(), "organization": "default"})
    kinds = Counter((result.node.resource_type.value, str(result.status)) for result in results)
    assert set(kinds) == {("model", "success"), ("seed", "success"), ("test", "pass"), ("unit_test", "pass")}
    assert kinds["model", "success"] == len(MODELS)


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_a_model_is_short_and_asks_no_clock(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_MODEL
    assert not CLOCKS.search(text)


def test_no_macro_asks_a_clock() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (PROJECT / "macros").rglob("*.sql")]
    assert texts and not any(CLOCKS.search(text) for text in texts)


def test_every_model_is_described_and_unit_tested() -> None:
    """A model that computes has a unit test; here that is all of them."""
    described = documented("models")
    tested = {entry["model"] for entry in documented("unit_tests").values()}
    names = {path.stem for path in MODELS}
    assert {name for name, entry in described.items() if entry["description"].strip()} == names
    assert tested == names


def test_every_column_of_a_mart_is_described(six_days: Snapshot) -> None:
    """And nothing is described that is not there."""
    described = documented("models")
    for name in PUBLISHED:
        query = f"select column_name from (describe marts_default.{name})"
        columns = {str(column) for (column,) in six_days.rows(query)}
        assert {column["name"] for column in described[name]["columns"] if column["description"]} == columns


def test_every_mart_has_a_key_that_is_tested() -> None:
    """One column that is unique, or a combination; the published order is that key."""
    for name, key in PUBLISHED.items():
        entry = documented("models")[name]
        single = {column["name"] for column in entry["columns"] if "unique" in column.get("data_tests", [])}
        combined = [
            test["unique_combination"]["arguments"]["columns"]
            for test in entry.get("data_tests", [])
            if "unique_combination" in test
        ]
        columns = key.split(", ")
        assert set(columns) & single or any(set(one) <= set(columns) for one in combined), name


def test_the_wide_table_has_every_published_name(six_days: Snapshot) -> None:
    """Both spellings, equal in every row."""
    pairs = [
        ("id", "creator_integer_id"),
        ("canonical_id", "creator_id"),
        ("tiktok_id", "tiktok_user_id"),
        ("tiktok_handle", "tiktok_username"),
        ("tiktok_follower_count", "tiktok_followers"),
        ("tiktok_hearts", "tiktok_total_hearts"),
        ("instagram_id", "instagram_user_id"),
        ("instagram_username", "instagram_handle"),
        ("instagram_follower_count", "instagram_followers"),
        ("x_id", "x_user_id"),
        ("x_username", "x_handle"),
        ("x_follower_count", "x_followers"),
        ("reviewed_by", "reviewer"),
    ]
    differ = " or ".join(f"{one} is distinct from {other}" for one, other in pairs)
    assert six_days.rows(f"select count(*) from marts_default.cross_platform_creators where {differ}") == [(0,)]
    joined = "tiktok_user_id is not null and instagram_id is not null"
    assert six_days.rows(f"select count(*) from marts_default.cross_platform_creators where {joined}") != [(0,)]


@pytest.fixture
def altered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """A workshop whose project is a copy that a test may alter before it is parsed."""
    copy = tmp_path / "project"
    shutil.copytree(PROJECT, copy)
    monkeypatch.setattr("creatorgraph.transform.assemble.PROJECT", copy)
    return new_workshop(tmp_path / "altered home")


def test_a_model_that_sums_reach_is_found(altered: Workshop, tmp_path: Path) -> None:
    """Unique reach may not be added up, over creators or formulas."""
    bad = "select sum( reach_mid ) as total from {{ ref('creator_reach') }}"
    (tmp_path / "project" / "models" / "marts" / "total_reach.sql").write_text(bad, encoding="utf-8")
    with hold_warehouse(altered.home) as warehouse:
        load_sources(warehouse, altered.lake, empty_snapshot())
        with pytest.raises(CreatorgraphError, match="reach_is_summed_nowhere found 1 wrong rows"):
            command = ["test", "--select", "reach_is_summed_nowhere"]
            runner.invoke(altered.home, command, {"as_of": AS_OF.isoformat(), "organization": "default"})
    assert (project_folder(altered.home) / "models" / "marts" / "total_reach.sql").exists()
