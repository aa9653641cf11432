"""A warehouse with just what the match reads and writes."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from creatorgraph.clock import FixedClock
from creatorgraph.match.run import MatchSummary, run_match
from creatorgraph.settings import MatchSettings
from creatorgraph.store.database import AppDatabase
from creatorgraph.warehouse.sources import create_match_tables
from tests.conftest import NOON

COLUMNS = (
    "account_key varchar, platform varchar, native_id varchar, handle varchar, display_name varchar, bio varchar, "
    "link varchar, follower_count bigint, is_verified boolean, is_provisional boolean, first_seen_at timestamp, "
    "last_seen_at timestamp"
)
LENA_AND_PAUL = [
    ("a", "tiktok", "lena", "Lena", "IG: @breadqueen", ""),
    ("b", "instagram", "breadqueen", "Lena", "TikTok: @lena", ""),
    ("c", "x", "marie", "Marie", "", ""),
    ("d", "instagram", "marie", "Marie", "", ""),
]


def open_warehouse(rows: Iterable[tuple[str, ...]] = LENA_AND_PAUL) -> duckdb.DuckDBPyConnection:
    """A warehouse in memory whose public accounts are (key, platform, handle, name, bio, link)."""
    connection = duckdb.connect()
    for schema in ("intermediate", "match"):
        connection.execute(f"create schema {schema}")
    create_match_tables(connection)
    connection.execute(f"create table intermediate.int_match_accounts ({COLUMNS})")
    connection.execute(f"create table intermediate.int_accounts ({COLUMNS}, visibility varchar)")
    connection.execute(
        "create table intermediate.int_account_aliases (provisional_account_key varchar, account_key varchar)"
    )
    add_accounts(connection, rows)
    return connection


def add_accounts(
    connection: duckdb.DuckDBPyConnection, rows: Iterable[tuple[str, ...]], visibility: str = "public"
) -> None:
    """Put accounts down, public or one organization's."""
    for key, platform, handle, name, bio, link in rows:
        values = [key, platform, handle, name, bio or None, link or None]
        row = "?, ?, null, ?, ?, ?, ?, 1000, false, false, null, null"
        if visibility == "public":
            connection.execute(f"insert into intermediate.int_match_accounts values ({row})", values)
        connection.execute(f"insert into intermediate.int_accounts values ({row}, ?)", [*values, visibility])


def run(connection: duckdb.DuckDBPyConnection, database: AppDatabase) -> MatchSummary:
    """The match under default settings at noon."""
    return run_match(connection, database, MatchSettings(), FixedClock(NOON))


def creators(connection: duckdb.DuckDBPyConnection, organization: str = "*") -> dict[str, str]:
    """Account key → creator id as the warehouse has it."""
    query = "select account_key, creator_id from match.identities where organization_id = ?"
    return dict(connection.execute(query, [organization]).fetchall())
