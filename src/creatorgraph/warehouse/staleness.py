"""Staged rows are kept between builds, so they must go when the SQL that made them changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import duckdb

from creatorgraph.warehouse.project import PROJECT

STAGED_BY: Final = ("models/staging", "macros")
"""The parts of the dbt project that decide what staged rows look like."""
MADE_BY: Final = ("models", "macros")
"""Those that decide about any table."""


def forget_stale_staging(connection: duckdb.DuckDBPyConnection, project: Path = PROJECT) -> bool:
    """Drop the staging tables when another version of the project made them; returns whether it did."""
    digest = staging_digest(project)
    connection.execute("create table if not exists raw.staged_by (digest varchar)")
    found = connection.execute("select max(digest) from raw.staged_by").fetchall()[0][0]
    if found == digest:
        return False
    connection.execute("drop schema if exists staging cascade")
    connection.execute("create schema staging")
    connection.execute("delete from raw.staged_by")
    connection.execute("insert into raw.staged_by values (?)", [digest])
    return found is not None


def staging_digest(project: Path = PROJECT) -> str:
    """The content of every file that decides about staged rows, as one digest."""
    return _digest(project, STAGED_BY)


def project_digest(project: Path = PROJECT) -> str:
    """The content of every file that decides about rows of any table, as one digest."""
    return _digest(project, MADE_BY)


def _digest(project: Path, folders: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted((project / folder).rglob("*.sql")):
            digest.update(path.relative_to(project).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
