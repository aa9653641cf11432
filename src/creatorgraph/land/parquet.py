"""Envelopes as Arrow rows and back: the columns of a raw file, in the order of `types.Envelope`'s contract."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from creatorgraph.types import Completeness, Envelope, Outcome

INSTANT: Final = pa.timestamp("us")
FIELDS: Final[list[pa.Field[Any]]] = [
    pa.field("answer_id", pa.string()),
    pa.field("schema_version", pa.int32()),
    pa.field("provider", pa.string()),
    pa.field("lane", pa.string()),
    pa.field("endpoint", pa.string()),
    pa.field("request_param", pa.string()),
    pa.field("requested_at", INSTANT),
    pa.field("observed_at", INSTANT),
    pa.field("ingested_at", INSTANT),
    pa.field("http_status", pa.int32()),
    pa.field("outcome", pa.string()),
    pa.field("completeness", pa.string()),
    pa.field("cost", pa.decimal128(18, 6)),
    pa.field("visibility", pa.string()),
    pa.field("subject_keys", pa.list_(pa.string())),
    pa.field("request_id", pa.string()),
    pa.field("redacted_at", INSTANT),
    pa.field("payload", pa.string()),
]
RAW_SCHEMA: Final = pa.schema(FIELDS)
INSTANTS: Final = ("requested_at", "observed_at", "ingested_at", "redacted_at")
REPEATING: Final = [
    "provider", "lane", "endpoint", "outcome", "completeness", "visibility", "request_param", "subject_keys",
]  # fmt: skip

WRITING: Final[dict[str, Any]] = {
    "compression": "zstd",
    "use_dictionary": REPEATING,
    "write_statistics": [name for name in RAW_SCHEMA.names if name not in ("payload", "subject_keys")],
}


def envelopes_to_table(envelopes: Sequence[Envelope]) -> pa.Table:
    """Rows sorted by endpoint, parameter, time and id, so that equal envelopes make equal files."""
    ordered = sorted(envelopes, key=lambda one: (one.endpoint, one.request_param, one.observed_at, one.answer_id))
    columns = [
        pa.array([_stored(getattr(one, field.name)) for one in ordered], type=field.type) for field in RAW_SCHEMA
    ]
    return pa.Table.from_arrays(columns, schema=RAW_SCHEMA)


def table_to_envelopes(table: pa.Table) -> list[Envelope]:
    """The envelopes of a raw table; columns that this version does not know are left out."""
    names = [field.name for field in dataclasses.fields(Envelope)]
    return [_envelope(row) for row in table.select(names).to_pylist()]


def encode_raw(table: pa.Table) -> pa.Buffer:
    """The bytes of a raw file (zstd). Payloads get neither dictionary nor statistics: both would only cost."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, **WRITING)
    return sink.getvalue()


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    return list(value) if isinstance(value, tuple) else value


def _envelope(row: dict[str, Any]) -> Envelope:
    instants = {name: row[name].replace(tzinfo=UTC) for name in INSTANTS if row[name] is not None}
    typed = {
        "outcome": Outcome(row["outcome"]),
        "completeness": Completeness(row["completeness"]),
        "subject_keys": tuple(row["subject_keys"]),
    }
    return Envelope(**{**row, **instants, **typed})
