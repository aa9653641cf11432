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
        variables = {"as_of": AS_OF.isoformat(), "organization": "default"}
        results = runner.invoke(workshop.home, ["build"], variables, unit_tests=True)
    kinds = Counter((result.node.resource_type.value, str(result.status)) for result in results)
    passed = {("model", "success"), ("seed", "success"), ("test", "pass"), ("unit_test", "pass"), ("exposure", "no-op")}
    assert set(kinds) == passed
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


def test_every_column_is_described(six_days: Snapshot) -> None:
    """Of every model, and of marts nothing is described that is not there."""
    described = {
        name: {column["name"] for column in entry.get("columns", []) if column.get("description")}
        for name, entry in documented("models").items()
    }
    query = "select table_name, list(column_name) from information_schema.columns group by table_name"
    found = {str(name): {str(one) for one in columns} for name, columns in six_days.rows(query)}  # type: ignore[attr-defined]
    assert {name: found[name] - described[name] for name in described if found[name] - described[name]} == {}
    assert {name: described[name] - found[name] for name in PUBLISHED if described[name] - found[name]} == {}


def test_every_mart_has_a_key_that_is_tested() -> None:
    """The published order is that key, or holds it."""
    for name, key in PUBLISHED.items():
        tests = [test["well_formed"] for test in documented("models")[name]["data_tests"] if "well_formed" in test]
        keys = [columns for test in tests for columns in test["arguments"].get("keys", [])]
        assert any(set(columns) <= set(key.split(", ")) for columns in keys), name


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
