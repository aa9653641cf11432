"""Where the published build is."""

from __future__ import annotations

from pathlib import Path

import duckdb

from creatorgraph.errors import ConfigurationError
from creatorgraph.publish.tables import file_name
from creatorgraph.settings import Home


def current_build(home: Home) -> str:
    """The id of the build that readers see.

    Raises ConfigurationError when nothing was published yet.
    """
    try:
        return (home.published / "current").readlink().name
    except OSError:
        raise ConfigurationError(
            f"Nothing is published in {home.root} yet.", todo="Run: creatorgraph build (it publishes when all is well)."
        ) from None


def serving_file(home: Home, organization: str) -> Path:
    """The published tables of one organization, in the build's own folder, so that a swap does not move it.

    Raises ConfigurationError when nothing was published yet, or nothing for this organization.
    """
    return _of_build(home, f"{file_name(organization)}.duckdb", organization)


def open_published(home: Home, organization: str) -> duckdb.DuckDBPyConnection:
    """The published tables of one organization, open for reading. Raises as `serving_file` does."""
    return duckdb.connect(str(serving_file(home, organization)), read_only=True)


def parquet_folder(home: Home, organization: str) -> Path:
    """The Parquet mirror of those tables, one file a table. Raises as `serving_file` does."""
    return _of_build(home, f"parquet/{file_name(organization)}", organization)


def _of_build(home: Home, name: str, organization: str) -> Path:
    folder = home.published / "builds" / current_build(home)
    path = folder / name
    if not path.exists():
        known = sorted(file.stem for file in folder.glob("*.duckdb"))
        raise ConfigurationError.unknown("organization", organization, known)
    return path
