"""The published builds, opened read-only; a reader sees one whole build, whatever is published meanwhile."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, Final

import duckdb

from creatorgraph.errors import ConfigurationError
from creatorgraph.publish.tables import file_name

BUILD_ID: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}", re.ASCII)
BUILDS_HELD_OPEN: Final = 4
READ_ONLY: Final[dict[str, str | bool | int | float | list[str]]] = {
    "threads": 2,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What a serving file says of itself; `as_of` is the instant (UTC) that it describes."""

    build_id: str
    as_of: datetime
    organization: str
    model_version: str | None
    creatorgraph_version: str
    home_kind: str


class Reader:
    """One build, open for reading. Safe to use from several threads: each query has a cursor of its own."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, build: Build) -> None:
        self._connection, self.build = connection, build

    def rows(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """Run a query; rows as dictionaries, instants as aware UTC datetimes."""
        with self._connection.cursor() as cursor:
            cursor.execute(sql, dict(parameters) if parameters else None)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, map(_aware, row), strict=True)) for row in cursor.fetchall()]

    def one(self, sql: str, parameters: Mapping[str, object] | None = None) -> Row | None:
        """The first row of a query, or None."""
        return next(iter(self.rows(sql, parameters)), None)

    def close(self) -> None:
        """Let go of the file; cursors in use go on."""
        self._connection.close()


class Published:
    """The builds of one organization under `published/`.

    The newest is found through the symlink `current` at every call. The last few stay open, so that a walk by cursor
    ends in the build that it began in.
    """

    def __init__(self, root: Path, organization: str) -> None:
        self._root, self._organization = root, organization
        self._open: OrderedDict[str, Reader] = OrderedDict()
        self._lock = Lock()

    def current(self) -> Reader | None:
        """The newest build, or None while nothing is published.

        Raises ConfigurationError when the file is missing, damaged, or another organization's.
        """
        name = self._newest()
        while name is not None:
            found = self.at(name)
            if found is not None:
                return found
            missing, name = name, self._newest()
            # Published anew between the two looks? Then the newer name is tried.
            if name == missing:
                raise ConfigurationError(
                    f"The published build {name} holds nothing for the organization {self._organization}.",
                    todo="Run: creatorgraph build",
                )
        return None

    def at(self, build_id: str) -> Reader | None:
        """A certain build, or None once it is gone."""
        if not BUILD_ID.fullmatch(build_id):
            return None
        with self._lock:
            held = self._open.get(build_id) or self._opened(build_id)
            if held is None:
                return None
            self._open[build_id] = held
            self._open.move_to_end(build_id)
            while len(self._open) > BUILDS_HELD_OPEN:
                self._open.popitem(last=False)[1].close()
            return held

    def close(self) -> None:
        """Let go of every file."""
        with self._lock:
            while self._open:
                self._open.popitem()[1].close()

    def _newest(self) -> str | None:
        try:
            return (self._root / "current").readlink().name
        except OSError:
            return None

    def _opened(self, build_id: str) -> Reader | None:
        path = self._root / "builds" / build_id / f"{file_name(self._organization)}.duckdb"
        if not path.exists():
            return None
        try:
            connection = duckdb.connect(str(path), read_only=True, config=READ_ONLY)
            build = _read_build(connection)
        except duckdb.Error:
            raise _unreadable(path) from None
        if build is None or build.organization != self._organization:
            connection.close()
            raise _unreadable(path)
        return Reader(connection, build)


def _read_build(connection: duckdb.DuckDBPyConnection) -> Build | None:
    sql = """
        select build_id, as_of, organization, model_version, creatorgraph_version, home_kind
        from build_info
    """
    row = connection.execute(sql).fetchone()
    if row is None:
        return None
    build_id, as_of, organization, model_version, version, kind = row
    return Build(
        build_id=str(build_id),
        as_of=_instant(as_of),
        organization=str(organization),
        model_version=None if model_version is None else str(model_version),
        creatorgraph_version=str(version),
        home_kind=str(kind),
    )


def _instant(value: object) -> datetime:
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _aware(value: object) -> object:
    return _instant(value) if isinstance(value, datetime) else value


def _unreadable(path: Path) -> ConfigurationError:
    return ConfigurationError(
        f"The published file {path.name} cannot be read.",
        kept="What it was made from is untouched.",
        todo="Run: creatorgraph publish",
    )
