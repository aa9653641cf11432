"""Simpler methods to measure ours against, over the evidence tables that a match has just left in a connection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import duckdb

METHODS: Final = ("ours", "published", "handle-and-link")

EQUAL: Final = """
select one.account_key, two.account_key
from profile as one join profile as two on one.handle_key = two.handle_key and one.idx < two.idx
where one.handle_key <> '' and one.platform <> two.platform
union
select one.account_key, two.account_key
from link as a join link as b on a.value = b.value and a.kind = 'link' and b.kind = 'link' and a.idx < b.idx
join profile as one on one.idx = a.idx
join profile as two on two.idx = b.idx
where one.platform <> two.platform
order by all
"""


@dataclass(frozen=True, slots=True)
class Joined:
    """A pair that a simple method joins; it knows no doubt and asks nobody."""

    account_key_a: str
    account_key_b: str
    status: str = "auto"


def handle_and_link(connection: duckdb.DuckDBPyConnection) -> list[Joined]:
    """Every pair of two platforms with an equal handle (but for separators) or an equal link, by key."""
    return [Joined(min(a, b), max(a, b)) for a, b in connection.execute(EQUAL).fetchall()]


def connected(accounts: Iterable[str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Connected components: account → smallest account that it is joined to, however far."""
    root = {account: account for account in accounts}

    def find(account: str) -> str:
        while root[account] != account:
            root[account] = root[root[account]]
            account = root[account]
        return account

    for a, b in pairs:
        low, high = sorted((find(a), find(b)))
        root[high] = low
    return {account: find(account) for account in root}
