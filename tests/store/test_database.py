"""The app database is made once, refused when it is not ours, and brought to this version after a backup."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from creatorgraph.clock import FixedClock
from creatorgraph.errors import ConfigurationError, StoreVersionError
from creatorgraph.settings import Home
from creatorgraph.store import database
from creatorgraph.store.database import AppDatabase
from creatorgraph.store.tables import metadata, organization

MIGRATIONS = Path(database.__file__).parent / "migrations"


def test_the_head_is_the_newest_migration() -> None:
    """The constant that a connection is checked against is what the migrations end in."""
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == database.HEAD


def test_migrations_make_exactly_the_tables(app_database: AppDatabase) -> None:
    """What the migrations make is what the tables say."""
    with app_database.read() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []


def test_creating_twice_opens_what_is_there(home: Home, app_database: AppDatabase, clock: FixedClock) -> None:
    """One default organization, however often it is created."""
    again = database.create(home.app_database, clock)
    with again.read() as connection:
        assert [row.organization_id for row in connection.execute(select(organization))] == ["default"]
    again.close()


def test_a_database_without_a_version_is_upgraded_after_a_backup(
    home: Home, app_database: AppDatabase, clock: FixedClock
) -> None:
    """An older one is refused by name, then migrated with the backup named."""
    with app_database.write() as connection:
        for table in reversed(metadata.sorted_tables):
            table.drop(connection)
        connection.execute(text("drop table alembic_version"))
    with pytest.raises(ConfigurationError, match="creatorgraph upgrade"):
        database.connect(home.app_database)
    backup = database.upgrade(home.app_database, clock)
    assert backup is not None
    assert backup.exists()
    database.connect(home.app_database).close()
    assert database.upgrade(home.app_database, clock) is None


def test_a_newer_database_is_refused(home: Home, app_database: AppDatabase, clock: FixedClock) -> None:
    """Neither opening nor upgrading touches what a newer program wrote."""
    with app_database.write() as connection:
        connection.execute(text("update alembic_version set version_num = '0999'"))
    for act in (lambda: database.connect(home.app_database), lambda: database.upgrade(home.app_database, clock)):
        with pytest.raises(StoreVersionError, match="0999"):
            act()


def test_a_file_that_is_no_database_is_left_alone(home: Home) -> None:
    """Damage is named, and the file stays as it was."""
    home.app_database.write_bytes(b"not a database at all, only text" * 100)
    before = home.app_database.read_bytes()
    with pytest.raises(ConfigurationError, match="not a readable database"):
        database.connect(home.app_database)
    assert home.app_database.read_bytes() == before
