"""DuckDB, the default engine: one file, one process at a time, made anew whenever it is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from creatorgraph.errors import BusyError, ConfigurationError
from creatorgraph.land.durable import locked
from creatorgraph.settings import Home

SETTINGS: Final = {
    "TimeZone": "UTC",
    "autoinstall_known_extensions": "false",
    "enable_progress_bar": "false",  # a build tells its own progress
}
"""What every connection of a build is given; the transforms are given the same."""

SCHEMAS: Final = ("raw", "app", "match", "seeds", "staging", "intermediate")
DISK_FULL: Final = re.compile(r"no space left|disk full|disk quota|file too large", re.IGNORECASE)
BUSY: Final = "Another process is building in {}."


@dataclass(frozen=True, slots=True)
class Warehouse:
    """The warehouse of one data directory, held by this process."""

    path: Path

    @contextmanager
    def connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A read-write connection, closed at the end of the block, so that the transforms can have the file.

        Raises BusyError when another process has it open, ConfigurationError when it is no DuckDB file or the disk is
        full.
        """
        connection = _connect(self.path)
        try:
            yield connection
        except duckdb.IOException as error:
            if not DISK_FULL.search(str(error)):
                raise
            raise _disk_full(self.path) from None
        finally:
            connection.close()


@contextmanager
def hold_warehouse(home: Home) -> Iterator[Warehouse]:
    """The warehouse for as long as the block lasts; nobody else can build meanwhile.

    Raises BusyError at once when another process is building.
    """
    with locked(home.locks / "build.lock", busy=BUSY.format(home.root)):
        home.warehouse.parent.mkdir(parents=True, exist_ok=True)
        warehouse = Warehouse(home.warehouse)
        with warehouse.connection() as connection:
            for schema in SCHEMAS:
                connection.execute(f"create schema if not exists {schema}")
        yield warehouse


def text(value: str | Path) -> str:
    """An SQL text literal."""
    return "'" + str(value).replace("'", "''") + "'"


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(str(path))
    except duckdb.Error as error:
        raise _unopened(path, str(error)) from None
    for name, value in SETTINGS.items():
        connection.execute(f"set {name} = {text(value)}")
    return connection


def _disk_full(path: Path) -> ConfigurationError:
    return ConfigurationError(
        f"The disk is full: {path} could not be written.",
        kept="The lake, the app database and the last published build are untouched.",
        todo="Free some space, then run the same command again.",
    )


def _unopened(path: Path, reason: str) -> ConfigurationError:
    if "lock" in reason:
        return BusyError(
            f"Another process has {path} open.", kept="Nothing was changed.", todo="Wait for it to end, or stop it."
        )
    return ConfigurationError(
        f"{path} is not a warehouse that this version can open.",
        kept="The lake and the app database are untouched: the warehouse is a cache.",
        todo=f"Delete it and build again: rm '{path}' && creatorgraph build",
    )
