"""Readers see the old build or the new one, whole."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from creatorgraph import __version__
from creatorgraph.errors import ConfigurationError, CreatorgraphError
from creatorgraph.publish import BuildIdentity, current_build, parquet_folder, publish, serving_file
from creatorgraph.publish.tables import COMPATIBILITY_VIEWS, MASKED, PUBLISHED, file_name
from creatorgraph.settings import Home
from creatorgraph.store.home import create_home
from creatorgraph.warehouse.duckdb import Warehouse, hold_warehouse
from creatorgraph.warehouse.schemas import marts_schema, masked_schema

IDENTITY = BuildIdentity(
    manifest_id="m", app_snapshot_id="a", ledger_id="l", model_version="v", as_of=datetime(2026, 11, 1, tzinfo=UTC)
)


def make_marts(warehouse: Warehouse, organization: str, rows: int) -> None:
    """Marts with their key columns alone, in reverse order; views that show all creators."""
    schema = marts_schema(organization)
    with warehouse.connection() as connection:
        for place, tables in ((schema, PUBLISHED), (masked_schema(organization), MASKED)):
            connection.execute(f"drop schema if exists {place} cascade")
            connection.execute(f"create schema {place}")
            for name, key in tables.items():
                columns = ", ".join(f"number as {column}" for column in key.split(", "))
                numbers = f"range({rows}) as t (number) order by number desc"
                connection.execute(f"create table {place}.{name} as select {columns} from {numbers}")
        for name in COMPATIBILITY_VIEWS:
            connection.execute(f"create view {schema}.{name} as select creator_id from warehouse.{schema}.dim_creator")


def build(home: Home, *organizations: str, rows: int = 3, identity: BuildIdentity = IDENTITY) -> Path:
    """Make marts and publish them; returns the build's folder."""
    with hold_warehouse(home) as warehouse:
        for name in organizations or ("default",):
            make_marts(warehouse, name, rows)
        return publish(home, warehouse, identity, organizations or ("default",)).folder


def read(home: Home, query: str, organization: str = "default") -> list[tuple[object, ...]]:
    """Ask the published file."""
    with duckdb.connect(str(serving_file(home, organization)), read_only=True) as connection:
        return connection.execute(query).fetchall()


def at(hours: int) -> BuildIdentity:
    """A build of another hour."""
    return replace(IDENTITY, as_of=IDENTITY.as_of + timedelta(hours=hours))


def test_a_build_is_named_by_its_five_inputs() -> None:
    """By the instant, not by how it is written."""
    same = replace(IDENTITY, as_of=datetime(2026, 11, 1, 2, tzinfo=timezone(timedelta(hours=2))))
    assert same.build_id == IDENTITY.build_id
    others = [
        replace(IDENTITY, **{name: "other"})
        for name in ("manifest_id", "app_snapshot_id", "ledger_id", "model_version")
    ]
    ids = {one.build_id for one in [IDENTITY, at(1), *others]}
    assert len(ids) == 6
    assert all(len(one) == 16 and int(one, 16) >= 0 for one in ids)


def test_everything_is_published_sorted_beside_its_mirror(home: Home) -> None:
    """Marts in key order, the build's own facts, and one Parquet file a table at a stable path."""
    folder = build(home)
    assert current_build(home) == IDENTITY.build_id == folder.name
    assert read(home, "select creator_id from dim_creator") == [(0,), (1,), (2,)]
    names = {
        name for (name,) in read(home, "select table_name from information_schema.tables where table_schema = 'main'")
    }
    assert names == {*PUBLISHED, *COMPATIBILITY_VIEWS, "build_info"}
    facts = read(home, "select build_id, as_of, organization, creatorgraph_version, home_kind from build_info")
    assert facts == [(IDENTITY.build_id, datetime(2026, 11, 1), "default", __version__, "real")]
    mirror = home.published / "current" / "parquet" / "default"
    assert {path.stem for path in mirror.glob("*.parquet")} == names - set(COMPATIBILITY_VIEWS)
    assert pq.read_table(mirror / "dim_creator.parquet")["creator_id"].to_pylist() == [0, 1, 2]
    assert parquet_folder(home, "default").samefile(mirror)


def test_masked_tables_lie_in_a_folder_of_their_own(home: Home) -> None:
    """So that handing it over hands over nothing else; they are no tables of the serving file."""
    build(home)
    shared = home.published / "current" / "parquet_masked" / "default"
    assert {path.stem for path in shared.iterdir()} == set(MASKED)
    assert pq.read_table(shared / "masked_creators.parquet")["creator_hash"].to_pylist() == [0, 1, 2]
    tables = {name for (name,) in read(home, "select table_name from information_schema.tables")}
    assert not tables & set(MASKED)


def test_a_view_reads_the_tables_beside_it(home: Home) -> None:
    """Opened itself, or attached under any name; never the warehouse."""
    build(home)
    assert read(home, "select count(*) from dim_tiktok_creator") == [(3,)]
    with duckdb.connect() as connection:
        connection.execute(f"attach '{serving_file(home, 'default')}' as tables (read_only)")
        assert connection.execute("select count(*) from tables.dim_tiktok_creator").fetchall() == [(3,)]


@pytest.mark.parametrize("missing", [*COMPATIBILITY_VIEWS, *MASKED])
def test_a_missing_view_or_masked_table_leaves_the_last_good_build(home: Home, missing: str) -> None:
    """As a missing mart does."""
    good = build(home)
    place = masked_schema("default") if missing in MASKED else marts_schema("default")
    with hold_warehouse(home) as warehouse:
        with warehouse.connection() as connection:
            connection.execute(f"drop {'table' if missing in MASKED else 'view'} {place}.{missing}")
        with pytest.raises(CreatorgraphError, match="could not be published"):
            publish(home, warehouse, at(1), ["default"])
    assert (home.published / "current").resolve() == good.resolve()


def test_demo_data_says_so(home: Home) -> None:
    """The page shows it."""
    home.root.rmdir()
    create_home(home, "demo")
    build(home)
    assert read(home, "select home_kind from build_info") == [("demo",)]


def test_the_last_three_builds_stay(home: Home) -> None:
    """Cursors of a reader go on in the build they began in."""
    folders = [build(home, identity=at(hour)) for hour in range(5)]
    kept = sorted(path.name for path in (home.published / "builds").iterdir())
    assert kept == sorted(folder.name for folder in folders[-3:])
    assert current_build(home) == folders[-1].name


def test_publishing_an_old_identity_again_replaces_it_under_its_name(home: Home) -> None:
    """As after an edited seed; who reads the old file keeps it."""
    build(home, rows=2)
    with duckdb.connect(str(serving_file(home, "default")), read_only=True) as reader:
        build(home, rows=4)
        assert reader.execute("select count(*) from dim_creator").fetchall() == [(2,)]
    assert read(home, "select count(*) from dim_creator") == [(4,)]
    assert [path.name for path in (home.published / "builds").iterdir()] == [IDENTITY.build_id]


@pytest.mark.parametrize("broken", sorted(PUBLISHED))
def test_a_failed_publish_leaves_the_last_good_build(home: Home, broken: str) -> None:
    """And no half of the new one."""
    good = build(home)
    with hold_warehouse(home) as warehouse:
        with warehouse.connection() as connection:
            connection.execute(f"drop table {marts_schema('default')}.{broken}")
        with pytest.raises(CreatorgraphError, match="could not be published") as caught:
            publish(home, warehouse, at(1), ["default"])
    assert "last published build stays" in str(caught.value)
    assert (home.published / "current").resolve() == good.resolve()
    assert list((home.published / "builds").iterdir()) == [good]
    assert read(home, "select count(*) from dim_creator") == [(3,)]


def test_organizations_have_files_of_their_own(home: Home) -> None:
    """One build, one folder, nothing shared."""
    with hold_warehouse(home) as warehouse:
        make_marts(warehouse, "default", 1)
        make_marts(warehouse, "acme", 2)
        published = publish(home, warehouse, IDENTITY, ["default", "acme"])
    assert {name: rows["dim_creator"] for name, rows in published.rows.items()} == {"default": 1, "acme": 2}
    assert read(home, "select organization from build_info", "acme") == [("acme",)]
    with pytest.raises(ConfigurationError, match="Known are: acme, default"):
        serving_file(home, "other")


def test_nothing_published_is_told_with_the_way_out(home: Home) -> None:
    """Not as a missing file."""
    with pytest.raises(ConfigurationError, match="creatorgraph build"):
        serving_file(home, "default")


def test_no_two_organizations_share_a_name() -> None:
    """Neither a schema, which knows no case, nor a file, and no name leaves its folder."""
    names = ["a.b", "a_b", "a b", "A_B", "a/b", "../a", ".a", "default", "masked_default", "ü"]
    schemas = {kind(name).lower() for name in names for kind in (marts_schema, masked_schema)}
    assert len(schemas) == 2 * len(names)
    assert len({file_name(name) for name in names}) == len(names)
    assert all("/" not in file_name(name) and not file_name(name).startswith(".") for name in names)
    assert (marts_schema("default"), file_name("default")) == ("marts_default", "default")
    assert marts_schema("a.b") == f"marts_a_b_{hashlib.md5(b'a.b').hexdigest()[:8]}"
