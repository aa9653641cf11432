"""A published build with one uncertain pair and one joined creator."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

ACCOUNTS = [  # key, creator, platform, handle, followers, primary
    ("a", "c1", "tiktok", "lena", 900, True),
    ("b", "c1", "instagram", "breadqueen", 800, False),
    ("c", "c2", "x", "marie", 500_000, True),
    ("d", "c3", "instagram", "marie", 400_000, True),
    ("e", "c4", "youtube", "lenatube", 100, True),
]
PAIRS = [  # a, b, score, confidence, status, reasons
    ("a", "b", 100, 0.99, "auto", ["bio_link_mutual"]),
    ("a", "e", 30, 0.60, "review", ["same_handle"]),
    ("c", "d", 40, 0.20, "review", ["same_handle", "same_name"]),
]


@pytest.fixture
def published() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables of a serving file that review reads."""
    with duckdb.connect() as connection:
        connection.execute(
            "create table bridge_creator_accounts (creator_id varchar, account_key varchar, platform varchar, "
            "native_id varchar, handle varchar, is_primary boolean)"
        )
        connection.execute(
            "create table dim_account (account_key varchar, creator_id varchar, platform varchar, handle varchar, "
            "display_name varchar, bio varchar, link varchar, is_verified boolean, is_current boolean)"
        )
        connection.execute(
            "create table match_pairs (account_key_a varchar, account_key_b varchar, platform_a varchar, "
            "platform_b varchar, handle_a varchar, handle_b varchar, display_name_a varchar, display_name_b varchar, "
            "follower_count_a bigint, follower_count_b bigint, match_score integer, match_confidence double, "
            "match_method varchar, match_status varchar, match_reasons varchar[])"
        )
        fill(connection)
        yield connection


def fill(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the accounts and pairs down."""
    known = {row[0]: row for row in ACCOUNTS}
    for key, creator, platform, handle, _, primary in ACCOUNTS:
        bridge = [creator, key, platform, f"id-{key}", handle, primary]
        connection.execute("insert into bridge_creator_accounts values (?, ?, ?, ?, ?, ?)", bridge)
        card = [key, creator, platform, handle, handle.title(), "a bio", None, False, True]
        connection.execute("insert into dim_account values (?, ?, ?, ?, ?, ?, ?, ?, ?)", card)
    for a, b, score, confidence, status, reasons in PAIRS:
        one, two = known[a], known[b]
        pair = [a, b, one[2], two[2], one[3], two[3], one[3], two[3], one[4], two[4]]
        values = [*pair, score, confidence, "username", status, reasons]
        connection.execute(f"insert into match_pairs values ({', '.join('?' * 15)})", values)
