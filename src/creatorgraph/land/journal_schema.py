"""The journal's tables (SQLite), version 3. Money is in millionths of the provider's unit, so that sums are exact."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import fields
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from creatorgraph.errors import ConfigurationError, StoreVersionError
from creatorgraph.types import Envelope

JOURNAL_VERSION: Final = 3
MICRO: Final = 1_000_000
ENVELOPE_COLUMNS: Final = tuple(field.name for field in fields(Envelope))

SHARES: Final = """
create table share (
    month        text not null,
    organization text not null,
    cost         integer not null,
    primary key (month, organization)
) without rowid;
"""

SPARED: Final = """
create table spared (
    month text not null,
    why   text not null,
    calls integer not null,
    primary key (month, why)
) without rowid;
"""

# What made each version from the one before; a new journal is made whole.
STEPS: Final = {
    2: f"""
alter table call add column family text not null default '';
alter table call add column targets integer not null default 1;
create index call_family on call (family, sequence);
alter table work add column watermark_id text;
alter table work add column newest_id text;
alter table work add column members integer not null default 0;
alter table work add column etag text;
alter table work add column backfilled integer not null default 0;
alter table work add column parent text;
alter table work add column born integer;
alter table account add column profiled_at text;
update work set backfilled = 1 where watermark is not null;
{SHARES}{SPARED}""",
    3: """
alter table work add column unread_since integer;
alter table work add column unread_since_id text;
alter table work add column rest text;
alter table work add column rest_tries integer not null default 0;
""",
}

# `call` is intent and ledger in one: a row is written before the request is sent and completed with its answer.
TABLES: Final = f"""
create table call (
    sequence      integer primary key,
    request_id    text not null unique,
    work_key      text not null,
    endpoint      text not null,
    request_param text not null,
    sent_at       text not null,
    state         text not null,
    answered_at   text,
    http_status   integer,
    outcome       text,
    cost          integer not null,
    maybe_cost    integer not null,
    family        text not null default '',
    targets       integer not null default 1
);
create index call_open on call (state) where state = 'sent';
create index call_family on call (family, sequence);
create table tally (
    month         text not null,
    outcome       text not null,
    answers       integer not null,
    cost          integer not null,
    maybe_cost    integer not null,
    maybe_charged integer not null,
    last_at       text not null,
    primary key (month, outcome)
) without rowid;
create table batch (
    batch_id text primary key,
    rows     integer not null
) without rowid;
create table answer (
    sequence      integer primary key,
    batch_id      text references batch (batch_id),
    payload_bytes integer not null,
    {{envelope}}
);
create index answer_batch on answer (batch_id);
create table work (
    key text primary key, due_at text not null, ready_at text not null, attempts integer not null, cursor text,
    pages integer not null, watermark integer, newest integer, hint text not null, misses integer not null,
    last_outcome text not null, last_note text not null, watermark_id text, newest_id text,
    members integer not null default 0, etag text, backfilled integer not null default 0, parent text, born integer,
    unread_since integer, unread_since_id text, rest text, rest_tries integer not null default 0
) without rowid;
create table account (
    subject text primary key, handle text, post_count integer, is_private integer not null, gone integer not null,
    profiled_at text
) without rowid;
{SHARES}{SPARED}"""


def open_database(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open a journal, creating it unless `read_only`. WAL, fsync at every commit.

    Raises StoreVersionError for a journal of a newer version, ConfigurationError for a file that is none.
    """
    try:
        connection = _connect(path, read_only=read_only)
        version = int(connection.execute("pragma user_version").fetchone()[0])
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and path.exists() and "locked" in str(error):
            raise
        raise ConfigurationError(
            f"{path} is not a readable journal ({error}).",
            kept="It was left as it is.",
            todo="Restore it from a backup, or move it away: its answers that are not in the lake yet are only there.",
        ) from None
    if version > JOURNAL_VERSION:
        connection.close()
        raise StoreVersionError("journal", str(version), str(JOURNAL_VERSION))
    if read_only and 0 < version < JOURNAL_VERSION:
        # Steps only add, so that a reader may take them for a lane that has not run since the program was renewed.
        connection.close()
        open_database(path).close()
        return _connect(path, read_only=True)
    if not read_only:
        _prepare(connection, version)
    return connection


def to_micro(amount: Decimal) -> int:
    """An amount in millionths."""
    return int(amount * MICRO)


def from_micro(amount: int) -> Decimal:
    """An amount from millionths."""
    return Decimal(amount) / MICRO


def to_row(envelope: Envelope) -> list[Any]:
    """An envelope as the values of `ENVELOPE_COLUMNS`."""
    return [_stored(getattr(envelope, name)) for name in ENVELOPE_COLUMNS]


def parse_instant(text: str) -> datetime:
    """A stored instant, UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def insert_into(table: str, columns: Sequence[str]) -> str:
    """The statement that inserts or replaces one row of one of our tables."""
    marks = ", ".join("?" for _ in columns)
    return f"insert or replace into {table} ({', '.join(columns)}) values ({marks})"


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    if read_only:
        return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)
    path.parent.mkdir(parents=True, exist_ok=True)
    return sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)


def _prepare(connection: sqlite3.Connection, version: int) -> None:
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma wal_autocheckpoint = 4000")
    steps = [STEPS[number] for number in range(version + 1, JOURNAL_VERSION + 1)] if version else [_whole()]
    if version < JOURNAL_VERSION:
        script = "".join(steps)
        try:
            with closing(connection.cursor()) as cursor:
                cursor.executescript(f"begin immediate;{script}pragma user_version = {JOURNAL_VERSION};commit;")
        except sqlite3.OperationalError:
            # Whoever came first has taken the same steps while this one waited for the file.
            connection.rollback()
            if int(connection.execute("pragma user_version").fetchone()[0]) != JOURNAL_VERSION:
                raise


def _whole() -> str:
    return TABLES.format(envelope=",\n    ".join(ENVELOPE_COLUMNS))


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Decimal):
        return to_micro(value)
    return "\n".join(value) if isinstance(value, tuple) else value
