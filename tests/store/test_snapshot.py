"""The app snapshot: complete, typed, and named by its content."""

from __future__ import annotations

from sqlalchemy import insert

from creatorgraph.clock import FixedClock
from creatorgraph.store import tables
from creatorgraph.store.database import AppDatabase, naive_utc
from creatorgraph.store.snapshot import EXPORTED, content_id, empty_snapshot, export_snapshot


def mint(database: AppDatabase, clock: FixedClock, integer_id: int) -> None:
    """Append an event to the ledger."""
    with database.write() as connection:
        event = {"kind": "mint", "creator_id": "c", "integer_id": integer_id, "happened_at": naive_utc(clock.now())}
        connection.execute(insert(tables.identity_event).values(**event))


def test_a_snapshot_has_every_table_and_column(app_database: AppDatabase) -> None:
    """Empty tables are typed all the same."""
    snapshot = export_snapshot(app_database)
    for name, table in EXPORTED.items():
        assert snapshot.tables[name].column_names == [column.name for column in table.columns]
        assert snapshot.tables[name].schema == empty_snapshot().tables[name].schema


def test_the_ledger_has_an_id_of_its_own(app_database: AppDatabase, clock: FixedClock) -> None:
    """A match that mints ids changes the ledger's id alone; a decision of a person the other."""
    first = export_snapshot(app_database)
    assert export_snapshot(app_database) == first
    mint(app_database, clock, 1)
    second = export_snapshot(app_database)
    assert (second.app_snapshot_id, second.ledger_id != first.ledger_id) == (first.app_snapshot_id, True)
    with app_database.write() as connection:
        new = {"organization_id": "acme", "name": "Acme", "created_at": naive_utc(clock.now())}
        connection.execute(insert(tables.organization).values(**new))
    third = export_snapshot(app_database)
    assert (third.app_snapshot_id != first.app_snapshot_id, third.ledger_id) == (True, second.ledger_id)


def test_json_cells_are_text_and_content_ids_do_not_depend_on_key_order(
    app_database: AppDatabase, clock: FixedClock
) -> None:
    """What SQL reads of a creator's details is JSON."""
    at = naive_utc(clock.now())
    with app_database.write() as connection:
        creator = {
            "creator_ref": "r",
            "organization_id": "default",
            "creator_id": "c",
            "name": "Lena",
            "created_at": at,
        }
        connection.execute(
            insert(tables.creator).values(**creator, changed_at=at, details={"vertical": "beauty", "a": 1})
        )
    assert export_snapshot(app_database).tables["creators"]["details"].to_pylist() == ['{"a": 1, "vertical": "beauty"}']
    assert content_id({"a": 1, "b": 2}) == content_id({"b": 2, "a": 1})
