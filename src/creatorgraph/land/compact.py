"""Journal rows into lake files, in two phases, so that a kill at any point leaves each answer in the lake exactly once.

1. Assign: rows get the id of a batch, durably. 2. Write the file that is named by the batch, list it in the manifest,
then forget the rows. A batch that is found assigned is written again under the same name, which changes nothing if it
was already listed.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from functools import partial
from typing import Any, Final
from uuid import uuid4

from creatorgraph.land.journal import Journal
from creatorgraph.land.journal_schema import ENVELOPE_COLUMNS, from_micro, open_database, parse_instant
from creatorgraph.land.lake import Lake
from creatorgraph.types import Completeness, Envelope, Outcome

BATCH_ROWS: Final = 4_000
BATCH_BYTES: Final = 16 * 1024 * 1024
INSTANTS: Final = ("requested_at", "observed_at", "ingested_at", "redacted_at")

PENDING: Final = "select count(*), coalesce(sum(payload_bytes), 0) from answer"
FIRST_ROWS: Final = "select sequence, payload_bytes from answer where batch_id is null order by sequence limit ?"
ASSIGN: Final = "update answer set batch_id = ? where batch_id is null and sequence <= ?"
BATCH: Final = "select * from answer where batch_id = ? order by sequence"


async def compact(journal: Journal, lake: Lake, *, rows: int = BATCH_ROWS, size: int = BATCH_BYTES) -> int:
    """Move every confirmed answer of a journal into the lake; returns how many rows were moved.

    Batches hold at most `rows` rows and about `size` bytes, which bounds memory. Raises ConfigurationError on a full
    disk: the rows then stay in the journal.
    """
    moved = 0
    for batch_id in await asyncio.to_thread(_open_batches, journal):
        moved += await _land(journal, lake, batch_id)
    while (last := await asyncio.to_thread(_end_of_batch, journal, rows, size)) is not None:
        batch_id = uuid4().hex
        await journal.change(partial(_assign, batch_id=batch_id, last=last))
        moved += await _land(journal, lake, batch_id)
    return moved


def pending(journal: Journal) -> tuple[int, int]:
    """Confirmed answers that are not in the lake yet: rows and payload bytes."""
    with closing(open_database(journal.path, read_only=True)) as connection:
        return count_pending(connection)


def count_pending(connection: sqlite3.Connection) -> tuple[int, int]:
    """The same, over an open connection."""
    count, size = connection.execute(PENDING).fetchone()
    return int(count), int(size)


async def _land(journal: Journal, lake: Lake, batch_id: str) -> int:
    moved = await asyncio.to_thread(_write, journal, lake, batch_id)
    await journal.change(partial(_forget, batch_id=batch_id))
    return moved


def _write(journal: Journal, lake: Lake, batch_id: str) -> int:
    with closing(open_database(journal.path, read_only=True)) as connection:
        connection.row_factory = sqlite3.Row
        envelopes = [_envelope(row) for row in connection.execute(BATCH, [batch_id])]
    lake.append(envelopes, file_id=batch_id)
    return len(envelopes)


def _open_batches(journal: Journal) -> list[str]:
    with closing(open_database(journal.path, read_only=True)) as connection:
        return [row[0] for row in connection.execute("select batch_id from batch order by batch_id")]


def _end_of_batch(journal: Journal, rows: int, size: int) -> int | None:
    """The sequence of the last row of the next batch, or None when nothing is pending."""
    last, total = None, 0
    with closing(open_database(journal.path, read_only=True)) as connection:
        for sequence, payload_bytes in connection.execute(FIRST_ROWS, [rows]):
            last, total = int(sequence), total + payload_bytes
            if total >= size:
                break
    return last


def _assign(connection: sqlite3.Connection, *, batch_id: str, last: int) -> None:
    connection.execute("insert into batch (batch_id, rows) values (?, 0)", [batch_id])
    count = connection.execute(ASSIGN, [batch_id, last]).rowcount
    connection.execute("update batch set rows = ? where batch_id = ?", [count, batch_id])


def _forget(connection: sqlite3.Connection, *, batch_id: str) -> None:
    connection.execute("delete from answer where batch_id = ?", [batch_id])
    connection.execute("delete from batch where batch_id = ?", [batch_id])


def _envelope(row: sqlite3.Row) -> Envelope:
    values: dict[str, Any] = {name: row[name] for name in ENVELOPE_COLUMNS}
    values |= {name: parse_instant(values[name]) for name in INSTANTS if values[name] is not None}
    values["cost"] = from_micro(values["cost"])
    values["subject_keys"] = tuple(values["subject_keys"].split("\n")) if values["subject_keys"] else ()
    values["outcome"], values["completeness"] = Outcome(values["outcome"]), Completeness(values["completeness"])
    return Envelope(**values)
