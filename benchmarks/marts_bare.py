"""The same marts without dbt: the SQL that dbt compiled, run by DuckDB alone, in order, in a warehouse of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
from marts_meter import Meter

from creatorgraph.land.lake import Lake
from creatorgraph.publish.tables import PUBLISHED
from creatorgraph.settings import Home
from creatorgraph.store.database import connect
from creatorgraph.store.people import KEY_FILE, read_people_key
from creatorgraph.store.snapshot import export_snapshot
from creatorgraph.warehouse.duckdb import SETTINGS, hold_warehouse, text
from creatorgraph.warehouse.sources import load_sources

CONNECTION = SETTINGS | {"threads": "2", "enable_progress_bar": "false"}
MARTS = "marts_default"


@dataclass(frozen=True)
class Statement:
    """A model as dbt compiled it: where it goes, how it is kept (`view` or `table`), what makes it."""

    schema: str
    name: str
    kind: str
    sql: str


def compiled(results: Sequence[Any]) -> list[Statement]:
    """The models of a run in which nothing was there before, in an order in which they can be made."""
    models = [one.node for one in results if one.node.resource_type.value == "model"]
    return [
        Statement(
            node.schema, node.alias, "view" if node.config.materialized == "view" else "table", node.compiled_code
        )
        for node in models
        if node.config.materialized != "ephemeral"
    ]


def keep_statements(path: Path, statements: Sequence[Statement]) -> None:
    """Write them down for another process."""
    path.write_text(json.dumps([asdict(one) for one in statements]), encoding="utf-8")


def read_statements(path: Path) -> list[Statement]:
    """Read what `keep_statements` wrote."""
    return [Statement(**one) for one in json.loads(path.read_text("utf-8"))]


def prepare(home: Home, folder: Path, statements: Sequence[Statement]) -> Path:
    """Make the bare warehouse: sources as a build loads them, seeds and the match's tables as the build left them."""
    shutil.rmtree(folder, ignore_errors=True)
    bare = Home(folder)
    database = connect(home.app_database)
    with hold_warehouse(bare) as warehouse:
        load_sources(warehouse, Lake(home.lake), export_snapshot(database))
        with warehouse.connection() as connection:
            connection.execute(f"attach {text(home.warehouse)} as built (read_only)")
            for schema, name in connection.execute(
                "select schema_name, table_name from duckdb_tables() where database_name = 'built' "
                "and schema_name in ('match', 'seeds') order by all"
            ).fetchall():
                connection.execute(f"create or replace table {schema}.{name} as from built.{schema}.{name}")
            for schema in sorted({one.schema for one in statements}):
                connection.execute(f"create schema if not exists {schema}")
    database.close()
    return bare.warehouse


def run(home: Home, warehouse: Path, statements: Sequence[Statement]) -> dict[str, Any]:
    """Run them one after the other. What each used, and all of them."""
    meter, models = Meter(), {}
    with duckdb.connect(str(warehouse)) as connection:
        for name, value in CONNECTION.items():
            connection.execute(f"set {name} = {text(value)}")
        connection.execute("set variable people_key = $key", {"key": read_people_key(home.root / KEY_FILE)})
        for one in statements:
            part = Meter()
            connection.execute(f"create {one.kind} {one.schema}.{one.name} as {one.sql}")
            models[one.name] = part.read()
    return meter.read() | {"models": models}


def differing(published: Path, bare: Path) -> dict[str, int]:
    """Mart -> rows that one of the two alone has (symmetric EXCEPT ALL): what was published, and the bare warehouse."""
    found = {}
    with duckdb.connect(str(bare), read_only=True) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"attach {text(published)} as published (read_only)")
        for name in PUBLISHED:
            ours, theirs = f"from published.main.{name}", f"from {MARTS}.{name}"
            query = (
                f"select (select count(*) from ({ours} except all {theirs})) "
                f"+ (select count(*) from ({theirs} except all {ours}))"
            )
            found[name] = int(connection.execute(query).fetchall()[0][0])
    return {name: rows for name, rows in found.items() if rows}
