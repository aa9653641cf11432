"""The dbt project compiled over an empty lake: each model's SQL as the engine gets it, and what its YAML says of it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from creatorgraph.land.lake import Lake
from creatorgraph.settings import Home
from creatorgraph.store.snapshot import empty_snapshot
from creatorgraph.transform import runner
from creatorgraph.warehouse.duckdb import hold_warehouse
from creatorgraph.warehouse.sources import load_sources

VARIABLES = {"as_of": "2026-11-01T12:00:00+00:00", "organization": "default"}
SOURCE_COLUMNS = """
    select table_schema || '.' || table_name, list(column_name order by ordinal_position)
    from information_schema.columns
    where table_schema in ('raw', 'app', 'match')
    group by all
"""


@dataclass(frozen=True, slots=True)
class Model:
    """One model: its compiled SQL, its schema (layer), and the meta of each column that its YAML describes."""

    name: str
    schema: str
    sql: str
    columns: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_staging(self) -> bool:
        """Whether it reads the lake."""
        return self.schema == "staging"


@dataclass(frozen=True, slots=True)
class Project:
    """All models by name, and the columns of every table that no model makes, by `schema.table`."""

    models: Mapping[str, Model]
    sources: Mapping[str, tuple[str, ...]]


def compile_project(home: Home) -> Project:
    """Compile the shipped project in this data directory, which is empty or a test's own. Takes some seconds."""
    with hold_warehouse(home) as warehouse:
        load_sources(warehouse, Lake(home.lake), empty_snapshot())
        results = runner.invoke(home, ["compile", "--select", "resource_type:model", "resource_type:seed"], VARIABLES)
        with warehouse.connection() as connection:
            found = connection.execute(SOURCE_COLUMNS).fetchall()
    sources = {name: tuple(columns) for name, columns in found}
    models = {}
    for result in results:
        node = result.node
        if node.resource_type.value == "model":
            models[node.name] = _model(node)
        elif node.resource_type.value == "seed":
            sources[f"{node.schema}.{node.name}"] = _header(Path(node.root_path) / node.original_file_path)
    return Project(models, sources)


def compile_shipped_project() -> Project:
    """Compile the shipped project in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "home"
        root.mkdir()
        return compile_project(Home(root))


def _model(node: Any) -> Model:
    columns = {name.lower(): {**column.meta, **column.config.meta} for name, column in node.columns.items()}
    return Model(node.name, node.schema, node.compiled_code, columns, dict(node.config.meta))


def _header(path: Path) -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8-sig").splitlines()[0].lower().split(","))
