"""SQL sees exactly what the manifest lists, whichever version wrote it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from creatorgraph.clock import FixedClock
from creatorgraph.errors import ConfigurationError
from creatorgraph.land.lake import Lake
from creatorgraph.settings import Home
from creatorgraph.store.database import AppDatabase
from creatorgraph.store.snapshot import empty_snapshot, export_snapshot
from creatorgraph.warehouse.duckdb import Warehouse, hold_warehouse
from creatorgraph.warehouse.sources import ENVELOPE, MATCH_TABLES, PROVIDERS, load_snapshot, load_sources
from creatorgraph.warehouse.staleness import forget_stale_staging, staging_digest
from tests.transform.expiry import rewrite
from tests.transform.lakes import LENA, day, profile


def load(home: Home) -> Warehouse:
    """A warehouse over the home's lake."""
    with hold_warehouse(home) as warehouse:
        load_sources(warehouse, Lake(home.lake), empty_snapshot())
        return warehouse


def rows(warehouse: Warehouse, query: str) -> list[tuple[object, ...]]:
    """Ask a warehouse."""
    with warehouse.connection() as connection:
        return connection.execute(query).fetchall()


def test_without_files_every_view_is_typed_and_empty(home: Home) -> None:
    """So that the transforms are legal before anything was collected."""
    warehouse = load(home)
    for provider in PROVIDERS:
        columns = rows(
            warehouse, f"select column_name, lower(column_type) from (describe raw.{provider}_api_responses)"
        )
        typed = {str(name): str(kind).replace("decimal(18,6)", "decimal(18, 6)") for name, kind in columns}
        assert typed == {**ENVELOPE, "lake_file": "varchar", "lake_file_digest": "varchar"}
        assert rows(warehouse, f"select count(*) from raw.{provider}_api_responses") == [(0,)]
    assert {rows(warehouse, f"select count(*) from match.{name}")[0] for name in MATCH_TABLES} == {(0,)}


def test_a_file_that_the_manifest_does_not_list_is_not_read(home: Home) -> None:
    """Builds read the manifest, never a folder."""
    lake = Lake(home.lake)
    (file,) = lake.append([profile(day(0), LENA, "lena", 5)])
    stray = lake.path(file).with_name("stray.parquet")
    stray.write_bytes(lake.path(file).read_bytes())
    found = rows(load(home), "select answer_id, lake_file, lake_file_digest from raw.tiklive_api_responses")
    assert found == [(f"profile-{LENA}-0106", file.path, file.sha256[:12])]


def test_a_filter_on_the_file_opens_no_other(home: Home) -> None:
    """What makes an added day cheap."""
    lake = Lake(home.lake)
    for number in range(5):
        lake.append([profile(day(number), LENA, "lena", number)])
    one = lake.manifest().files[2].path
    warehouse = load(home)
    plan = rows(
        warehouse, f"explain analyze select payload from raw.tiklive_api_responses where lake_file in ('{one}')"
    )
    assert "Total Files Read: 1" in " ".join(str(plan[0][1]).split())


def test_files_of_other_envelope_versions_are_read(home: Home) -> None:
    """What an older file lacks is null; what a newer one has more is left out."""
    lake = Lake(home.lake)
    (old,) = lake.append([profile(day(0), LENA, "lena", 5)])
    table = lake.read(old).drop_columns(["redacted_at", "lane", "cost"])
    rewrite(lake, old, table.append_column("mood", pa.array(["good"])))
    lake.append([profile(day(1), LENA, "lena", 6)])
    query = "select lane, cost, redacted_at, payload is not null from raw.tiklive_api_responses order by observed_at"
    old_row, new_row = rows(load(home), query)
    assert old_row == (None, None, None, True)
    assert new_row[0] == "tiklive"


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda path: path.unlink(), "listed in the manifest but missing"),
        (lambda path: path.write_bytes(b"short"), "has 5 bytes where the manifest says"),
        (lambda path: path.write_bytes(b"x" * path.stat().st_size), "is not readable as Parquet"),
    ],
)
def test_a_file_that_is_not_as_listed_stops_the_build(home: Home, damage: object, told: str) -> None:
    """By name, with the way out."""
    lake = Lake(home.lake)
    (file,) = lake.append([profile(day(0), LENA, "lena", 5)])
    assert callable(damage)
    damage(lake.path(file))
    with pytest.raises(ConfigurationError, match=told) as caught:
        load(home)
    assert str(lake.path(file)) in str(caught.value)


def test_what_people_said_is_loaded_and_replaced(home: Home, app_database: AppDatabase, clock: FixedClock) -> None:
    """Typed, in full, and anew after the match wrote to the ledger."""
    warehouse = load(home)
    assert rows(warehouse, "select count(*) from app.organizations") == [(0,)]
    load_snapshot(warehouse, export_snapshot(app_database))
    told = rows(warehouse, "select organization_id, created_at from app.organizations")
    assert told == [("default", clock.now().replace(tzinfo=None))]
    kinds = dict(rows(warehouse, "select column_name, column_type from (describe app.tracked_accounts)"))
    assert (kinds["tracked_id"], kinds["authorised"], kinds["created_at"]) == ("BIGINT", "BOOLEAN", "TIMESTAMP")


def test_staged_rows_go_when_the_sql_that_made_them_changes(tmp_path: Path) -> None:
    """They are kept between builds, so they would else outlive their model."""
    project = tmp_path / "project"
    for folder in ("models/staging", "macros"):
        (project / folder).mkdir(parents=True)
    model = project / "models" / "staging" / "stg_thing.sql"
    model.write_text("select 1", encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute("create schema raw; create schema staging")
        assert forget_stale_staging(connection, project) is False
        connection.execute("create table staging.stg_thing as select 1 as one")
        assert forget_stale_staging(connection, project) is False
        assert connection.execute("from staging.stg_thing").fetchall() == [(1,)]
        before = staging_digest(project)
        model.write_text("select 2", encoding="utf-8")
        assert staging_digest(project) != before
        assert forget_stale_staging(connection, project) is True
        assert connection.execute(
            "select count(*) from information_schema.tables where table_schema = 'staging'"
        ).fetchall() == [(0,)]


def test_a_file_written_by_hand_keeps_its_partition_names_out(home: Home) -> None:
    """`provider=` and `day=` in a path are no columns."""
    lake = Lake(home.lake)
    (file,) = lake.append([profile(day(0), LENA, "lena", 5)])
    with lake.path(file).open("rb") as handle:
        assert "day" not in pq.ParquetFile(handle).schema_arrow.names
    assert rows(load(home), "select provider from raw.tiklive_api_responses") == [("tiklive",)]
