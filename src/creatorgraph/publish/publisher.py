"""Copy the marts out of the warehouse, make them durable, swap them in: readers see the old build or the new one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC
from pathlib import Path
from typing import Final

import duckdb

from creatorgraph import __version__
from creatorgraph.errors import CreatorgraphError
from creatorgraph.land.durable import disk_full_is_told, sync_directory
from creatorgraph.publish.identity import BuildIdentity
from creatorgraph.publish.tables import BUILD_INFO, COMPATIBILITY_VIEWS, MASKED, PUBLISHED, file_name
from creatorgraph.settings import Home
from creatorgraph.store.home import check_home
from creatorgraph.warehouse.duckdb import DISK_FULL, Warehouse, text
from creatorgraph.warehouse.schemas import marts_schema, masked_schema

KEPT_BUILDS: Final = 3
MASKED_FOLDER: Final = "parquet_masked"


@dataclass(frozen=True, slots=True)
class PublishedBuild:
    """A build that readers now see."""

    build_id: str
    folder: Path
    rows: dict[str, dict[str, int]]
    """Organization -> table -> rows."""


def publish(home: Home, warehouse: Warehouse, identity: BuildIdentity, organizations: Sequence[str]) -> PublishedBuild:
    """Publish the marts of these organizations as one build; the last three builds stay.

    Call it only after every transform succeeded. Raises CreatorgraphError when marts are missing or the disk is full;
    the last good build then stays in place.
    """
    builds = home.published / "builds"
    draft = builds / f".{identity.build_id}.{os.getpid()}.draft"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        with disk_full_is_told(draft):
            kind = check_home(home) if home.marker.exists() else "real"
            rows = {name: _export(warehouse, draft, name, identity, kind) for name in organizations}
            _make_durable(draft)
            folder = builds / identity.build_id
            _put_in_place(draft, folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    _forget_old_builds(builds, folder)
    return PublishedBuild(identity.build_id, folder, rows)


def _export(warehouse: Warehouse, draft: Path, organization: str, identity: BuildIdentity, kind: str) -> dict[str, int]:
    mirror, masked = (draft / folder / file_name(organization) for folder in ("parquet", MASKED_FOLDER))
    mirror.mkdir(parents=True)
    masked.mkdir(parents=True)
    with warehouse.connection() as connection:
        connection.execute(f"attach {text(draft / f'{file_name(organization)}.duckdb')} as published")
        try:
            _write_build_info(connection, organization, identity, kind)
            rows = {name: _copy_mart(connection, organization, name) for name in PUBLISHED}
            for name in COMPATIBILITY_VIEWS:
                _copy_view(connection, organization, name)
            _copy_macros(connection, organization)
            for name in (*PUBLISHED, BUILD_INFO):
                _write_parquet(connection, f"from published.main.{name}", mirror / f"{name}.parquet")
            for name, key in MASKED.items():
                query = f'from {masked_schema(organization)}."{name}" order by {key}'
                _write_parquet(connection, query, masked / f"{name}.parquet")
        except duckdb.Error as error:
            if DISK_FULL.search(str(error)):
                raise
            raise _not_published(organization, error) from None
        finally:
            connection.execute("detach published")
    return rows


def _copy_mart(connection: duckdb.DuckDBPyConnection, organization: str, name: str) -> int:
    source = f'{marts_schema(organization)}."{name}"'
    connection.execute(f"create table published.main.{name} as from {source} order by {PUBLISHED[name]}")
    return int(connection.execute(f"select count(*) from published.main.{name}").fetchall()[0][0])


def _copy_view(connection: duckdb.DuckDBPyConnection, organization: str, name: str) -> None:
    """The view as the transforms made it, over the published tables instead of the warehouse's.

    Its own text says where its tables are. In the published file they have no place but beside it, whatever name a
    reader attaches the file under.
    """
    schema = marts_schema(organization)
    found = connection.execute(
        "select sql, database_name from duckdb_views() where schema_name = $schema and view_name = $name",
        {"schema": schema, "name": name},
    ).fetchone()
    if found is None:
        raise duckdb.CatalogException(f"the view {schema}.{name} does not exist")
    written, database = found
    query = written.split(" AS ", 1)[1].replace(f"{database}.{schema}.", "")
    _create_published(connection, f"create view {name} as {query}", database)


def _copy_macros(connection: duckdb.DuckDBPyConnection, organization: str) -> None:
    """The table macros as the transforms made them, over the published tables: windows between any two days."""
    schema = marts_schema(organization)
    found = connection.execute(
        "select function_name, parameters, macro_definition, database_name from duckdb_functions() "
        "where schema_name = $schema and function_type = 'table_macro' order by function_name",
        {"schema": schema},
    ).fetchall()
    for name, parameters, written, database in found:
        query = written.replace(f"{database}.{schema}.", "")
        _create_published(connection, f"create macro {name}({', '.join(parameters)}) as table {query}", database)


def _create_published(connection: duckdb.DuckDBPyConnection, statement: str, database: str) -> None:
    """Run it where bare names are those of the published file; that file can be let go of whatever happens."""
    connection.execute("use published")
    try:
        connection.execute(statement)
    finally:
        connection.execute(f"use {database}")


def _write_parquet(connection: duckdb.DuckDBPyConnection, query: str, target: Path) -> None:
    connection.execute(f"copy ({query}) to {text(target)} (format parquet, compression zstd)")


def _write_build_info(
    connection: duckdb.DuckDBPyConnection, organization: str, identity: BuildIdentity, kind: str
) -> None:
    facts = {
        "build_id": identity.build_id,
        **asdict(identity),
        "as_of": identity.as_of.astimezone(UTC).replace(tzinfo=None),
        "organization": organization,
        "creatorgraph_version": __version__,
        "home_kind": kind,
    }
    columns = ", ".join(f"{name} {'timestamp' if name == 'as_of' else 'varchar'}" for name in facts)
    connection.execute(f"create table published.main.{BUILD_INFO} ({columns})")
    marks = ", ".join("?" for _ in facts)
    connection.execute(f"insert into published.main.{BUILD_INFO} values ({marks})", list(facts.values()))


def _make_durable(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            sync_directory(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())
    sync_directory(folder)


def _put_in_place(draft: Path, folder: Path) -> None:
    """Give the draft its name and point `current` at it; at no instant does `current` name a build that is not whole.

    A build of the same id gives way: while its folder is exchanged, `current` points at a second name of the new files.
    Who has the old files open keeps reading them.
    """
    aside, standin = (folder.with_name(f"{folder.name}.{word}") for word in ("replaced", "standin"))
    for leftover in (aside, standin):
        shutil.rmtree(leftover, ignore_errors=True)
    if folder.exists():
        shutil.copytree(draft, standin, copy_function=os.link)
        _point_at(standin)
        folder.rename(aside)
    draft.rename(folder)
    os.utime(folder)
    _point_at(folder)
    for leftover in (aside, standin):
        shutil.rmtree(leftover, ignore_errors=True)


def _point_at(folder: Path) -> None:
    published = folder.parent.parent
    sync_directory(folder.parent)
    draft = published / f".current.{os.getpid()}"
    draft.unlink(missing_ok=True)
    draft.symlink_to(Path("builds") / folder.name)
    draft.replace(published / "current")
    sync_directory(published)


def _forget_old_builds(builds: Path, newest: Path) -> None:
    for path in _older_builds(builds, newest)[KEPT_BUILDS - 1 :]:
        shutil.rmtree(path, ignore_errors=True)


def _older_builds(builds: Path, newest: Path) -> list[Path]:
    """The other builds, newest first."""
    finished: Iterable[Path] = (one for one in builds.iterdir() if not one.name.startswith(".") and one != newest)
    return sorted(finished, key=lambda one: (one.stat().st_mtime_ns, one.name), reverse=True)


def _not_published(organization: str, error: duckdb.Error) -> CreatorgraphError:
    reason = str(error).strip().splitlines()[0]
    return CreatorgraphError(
        f"The marts of organization {organization!r} could not be published: {reason}",
        kept="The last published build stays.",
        todo="Run: creatorgraph build",
    )
