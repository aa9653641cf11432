"""The app snapshot: what people said and what identities became, as one build sees it, under ids of its content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pyarrow as pa
from sqlalchemy import BigInteger, Boolean, Connection, DateTime, Integer, Table, select

from creatorgraph.store import tables
from creatorgraph.store.database import AppDatabase

EXPORTED: Final[Mapping[str, Table]] = {
    "organizations": tables.organization,
    "tracked_accounts": tables.tracked_account,
    "creators": tables.creator,
    "decisions": tables.decision,
    "labels": tables.label,
    "identity_events": tables.identity_event,
}
"""Table of the warehouse's `app` schema -> table of the app database."""

LEDGER: Final = "identity_events"
ID_DIGITS: Final = 16


@dataclass(frozen=True, slots=True)
class AppSnapshot:
    """The exported tables, and two of the five names that make a build id.

    `app_snapshot_id` names the content of all tables but the ledger, `ledger_id` that of the ledger, so that a match
    which mints ids changes the second alone.
    """

    tables: Mapping[str, pa.Table]
    app_snapshot_id: str
    ledger_id: str


def export_snapshot(database: AppDatabase) -> AppSnapshot:
    """Read the exported tables in one transaction, rows in primary-key order. Instants are UTC without an offset."""
    with database.read() as connection:
        rows = {name: _rows(connection, table) for name, table in EXPORTED.items()}
    said = {name: content for name, content in rows.items() if name != LEDGER}
    return AppSnapshot(
        tables={name: _arrow(table, rows[name]) for name, table in EXPORTED.items()},
        app_snapshot_id=content_id(said),
        ledger_id=content_id(rows[LEDGER]),
    )


def empty_snapshot() -> AppSnapshot:
    """The snapshot of an app database in which nobody said anything."""
    return AppSnapshot(
        tables={name: _arrow(table, []) for name, table in EXPORTED.items()},
        app_snapshot_id=content_id({name: [] for name in EXPORTED if name != LEDGER}),
        ledger_id=content_id([]),
    )


def content_id(content: object) -> str:
    """16 hex digits that name JSON-like content; instants are written in ISO form."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=_as_text)
    return hashlib.sha256(text.encode()).hexdigest()[:ID_DIGITS]


def _rows(connection: Connection, table: Table) -> list[dict[str, Any]]:
    found = connection.execute(select(table).order_by(*table.primary_key.columns)).mappings()
    return [{name: _cell(value) for name, value in row.items()} for row in found]


def _cell(value: Any) -> Any:
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else value


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _arrow(table: Table, rows: list[dict[str, Any]]) -> pa.Table:
    schema = pa.schema([pa.field(column.name, _arrow_type(column.type)) for column in table.columns])
    return pa.Table.from_pylist(rows, schema=schema)


def _arrow_type(kind: object) -> pa.DataType:
    if isinstance(kind, Boolean):
        return pa.bool_()
    if isinstance(kind, BigInteger | Integer):
        return pa.int64()
    return pa.timestamp("us") if isinstance(kind, DateTime) else pa.string()
