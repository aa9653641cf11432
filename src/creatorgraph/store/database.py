"""Open, create and upgrade the app database."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select, text
from sqlalchemy.exc import DatabaseError

from creatorgraph.clock import Clock
from creatorgraph.errors import ConfigurationError, StoreVersionError
from creatorgraph.store.tables import DEFAULT_ORGANIZATION, organization

HEAD: Final = "0005"
"""The newest schema that this program knows; the last file of `migrations/versions`."""


class AppDatabase:
    """A handle on the app database; `read` and `write` give one transaction each."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with self.engine.begin() as connection:
            yield connection

    def close(self) -> None:
        self.engine.dispose()


def naive_utc(instant: datetime) -> datetime:
    """An aware instant as the app database stores it: UTC without an offset."""
    return instant.astimezone(UTC).replace(tzinfo=None)


def aware_utc(instant: datetime) -> datetime:
    """A stored instant as the rest of the program reads it."""
    return instant.replace(tzinfo=UTC)


def create(path: Path, clock: Clock) -> AppDatabase:
    """Create the app database with its default organization, or open the one that is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = _engine(path)
    if _found_revision(engine, path) is None:
        _migrate(engine)
        with engine.begin() as connection:
            if connection.execute(select(organization.c.organization_id)).first() is None:
                connection.execute(
                    insert(organization).values(
                        organization_id=DEFAULT_ORGANIZATION,
                        name="Default",
                        created_at=naive_utc(clock.now()),
                    )
                )
    engine.dispose()
    return connect(path)


def connect(path: Path) -> AppDatabase:
    """Open the app database.

    Raises ConfigurationError when there is none or it is older than this program, StoreVersionError when it is newer.
    """
    if not path.exists():
        raise ConfigurationError(f"There is no creatorgraph data in {path.parent}.", todo="Run: creatorgraph init")
    engine = _engine(path)
    found = _found_revision(engine, path)
    if found == HEAD:
        return AppDatabase(engine)
    engine.dispose()
    if found is None or found in _known_revisions():
        raise ConfigurationError(
            f"The app database has schema {found or 'none'}, older than this creatorgraph.",
            kept="Nothing was changed.",
            todo="Run: creatorgraph upgrade (it makes a backup first).",
        )
    raise StoreVersionError("app database", found, HEAD)


def upgrade(path: Path, clock: Clock) -> Path | None:
    """Bring an older app database to this version after copying it; returns the backup, None if nothing was to do."""
    engine = _engine(path)
    found = _found_revision(engine, path)
    if found == HEAD:
        return None
    if found is not None and found not in _known_revisions():
        raise StoreVersionError("app database", found, HEAD)
    backup = path.with_name(f"{path.name}.{clock.now():%Y%m%dT%H%M%S}.backup")
    with sqlite3.connect(path) as source, sqlite3.connect(backup) as target:
        source.backup(target)
    shutil.copymode(path, backup)
    _migrate(engine)
    return backup


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("pragma journal_mode = wal")
        cursor.execute("pragma synchronous = full")
        cursor.execute("pragma foreign_keys = on")
        cursor.close()

    return engine


def _found_revision(engine: Engine, path: Path) -> str | None:
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(text("select version_num from alembic_version")).scalar()
    except DatabaseError:
        raise ConfigurationError(
            f"{path} is not a readable database.", kept="It was left as it is.", todo="Restore it from a backup."
        ) from None


def _known_revisions() -> set[str]:
    return {f"{number:04}" for number in range(1, int(HEAD) + 1)}


def _migrate(engine: Engine) -> None:
    # Imported late: half a second that only a new or an old database needs.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "creatorgraph.store:migrations")
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)
