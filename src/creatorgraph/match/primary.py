"""Creators as the marts see them: which account belongs to which, and which account stands for its creator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from creatorgraph.match.cluster import Clustering
from creatorgraph.store.ledger import LedgerState

Prominence = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Identity:
    """One account's place: its creator by both ids, and whether it is the account that stands for the creator."""

    account_key: str
    creator_id: str
    integer_id: int
    is_primary: bool


def read_prominence(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    """(verified, followers) of every account that was just matched; unknown followers count as none."""
    rows = connection.execute("select account_key, verified, followers from profile").fetchall()
    return {key: (int(verified), int(followers or 0)) for key, verified, followers in rows}


def primary_account(accounts: frozenset[str], prominence: Prominence) -> str:
    """The account that stands for its creator: most followers, then a verified one, then the smallest key."""

    def rank(account: str) -> tuple[int, int, str]:
        verified, followers = prominence.get(account, (0, 0))
        return (-followers, -verified, account)

    return min(accounts, key=rank)


def identities_of(state: LedgerState, clustering: Clustering, prominence: Prominence) -> list[Identity]:
    """Everybody's identities, by account key; the ledger in `state` must know every account."""
    found: list[Identity] = []
    for cluster in clustering.clusters():
        creator = state.creator_of[min(cluster)]
        primary = primary_account(cluster, prominence)
        found += [Identity(key, creator, state.integer_ids[creator], key == primary) for key in cluster]
    return sorted(found, key=lambda identity: identity.account_key)
