"""Accounts for the match, put down in a few words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import duckdb
import pyarrow as pa
import pytest

from creatorgraph.match.engine import MatchResult, match_accounts
from creatorgraph.settings import MatchSettings
from creatorgraph.store.decisions import Decision

Row = tuple[str, ...]
Matcher = Callable[..., MatchResult]


def account_table(rows: Sequence[Row]) -> pa.Table:
    """Rows of (key, platform, handle, display name, bio, link, followers, verified); the last ones may be left out."""
    filled = [(*row, *("",) * (8 - len(row))) for row in rows]
    columns = list(zip(*filled, strict=True)) if filled else [()] * 8
    keys, platforms, handles, names, bios, links, followers, verified = columns
    return pa.table(
        {
            "account_key": pa.array(keys, pa.string()),
            "platform": pa.array(platforms, pa.string()),
            "native_id": pa.array([None] * len(keys), pa.string()),
            "handle": pa.array(handles, pa.string()),
            "display_name": pa.array(names, pa.string()),
            "bio": pa.array(bios, pa.string()),
            "link": pa.array(links, pa.string()),
            "follower_count": pa.array([int(count) if count else None for count in followers], pa.int64()),
            "is_verified": pa.array([flag == "verified" for flag in verified], pa.bool_()),
        }
    )


@pytest.fixture
def matched() -> Iterator[Matcher]:
    """Match rows as `account_table` takes them, under the default settings."""
    with duckdb.connect() as connection:

        def run(
            rows: Sequence[Row], settings: MatchSettings | None = None, decisions: Sequence[Decision] = ()
        ) -> MatchResult:
            connection.register("accounts", account_table(rows))
            return match_accounts(connection, "accounts", settings or MatchSettings(), decisions=decisions)

        yield run
