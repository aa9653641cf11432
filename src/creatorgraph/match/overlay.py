"""Identities as one organization sees them: the global ones, bent by its own decisions and widened by its own accounts.

Nothing of an overlay reaches anybody else: its decisions and its private accounts enter no global pair, no ledger event
and no counter. Ids that only the overlay has are derived, not minted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

import duckdb
from sqlalchemy import Connection

from creatorgraph import ids
from creatorgraph.match.cluster import Clustering
from creatorgraph.match.engine import MatchResult, match_accounts, settle
from creatorgraph.match.evidence import INPUT_COLUMNS
from creatorgraph.match.model import MatchModel
from creatorgraph.match.primary import Identity, primary_account, read_prominence
from creatorgraph.settings import MatchSettings
from creatorgraph.store.decisions import Decision, deciding_organizations
from creatorgraph.store.ledger import LedgerState
from creatorgraph.types import PUBLIC, organization_visibility

FIRST_DERIVED_INTEGER: Final = 2**52

PRIVATE_ONLY: Final = """
select account_key, visibility
from intermediate.int_accounts
group by account_key, visibility
having visibility <> ? and account_key not in (select account_key from intermediate.int_match_accounts)
"""


def organizations_with_overlay(connection: duckdb.DuckDBPyConnection, app: Connection) -> list[str]:
    """Organizations that have decisions of their own, or accounts that nobody else may see; sorted."""
    private = connection.execute(PRIVATE_ONLY, [PUBLIC]).fetchall()
    prefix = organization_visibility("")
    return sorted({*deciding_organizations(app), *(str(seen).removeprefix(prefix) for _, seen in private)})


def overlay_identities(
    connection: duckdb.DuckDBPyConnection,
    organization: str,
    decisions: Iterable[Decision],
    state: LedgerState,
    everybody: MatchResult,
    settings: MatchSettings,
    *,
    model: MatchModel | None = None,
) -> list[Identity]:
    """All accounts that an organization sees, with the creators that its own decisions make of them."""
    visibility = organization_visibility(organization)
    private = [key for key, seen in connection.execute(PRIVATE_ONLY, [PUBLIC]).fetchall() if seen == visibility]
    standing = list(decisions)
    if private:
        _write_visible(connection, visibility)
        result = match_accounts(
            connection, "overlay_accounts", settings, decisions=standing, aliases=state.aliases, model=model
        )
    else:
        result = _decide_again(everybody, standing, state)
    return _named(organization, result.clustering, state, read_prominence(connection))


def _decide_again(everybody: MatchResult, decisions: list[Decision], state: LedgerState) -> MatchResult:
    """The same scored pairs, clustered under other decisions; no evidence has to be read again."""
    return settle(
        everybody.scored,
        everybody.contradicted,
        everybody.platforms,
        decisions,
        state.aliases,
        everybody.model_version,
    )


def _write_visible(connection: duckdb.DuckDBPyConnection, visibility: str) -> None:
    columns = ", ".join(INPUT_COLUMNS)
    connection.execute(
        f"create or replace temp table overlay_accounts as "
        f"select {columns} from intermediate.int_match_accounts union all by name "
        f"select {columns} from intermediate.int_accounts where visibility = ? "
        f"and account_key not in (select account_key from intermediate.int_match_accounts)",
        [visibility],
    )


def _named(
    organization: str, clustering: Clustering, state: LedgerState, prominence: dict[str, tuple[int, int]]
) -> list[Identity]:
    """Give each overlay cluster a global id where it holds the larger part of one, else an id of its own."""
    holders = _larger_parts(clustering, state)
    found: list[Identity] = []
    for cluster in clustering.clusters():
        creator = holders.get(min(cluster)) or ids.creator_id(f"{organization}:{min(cluster)}")
        integer_id = state.integer_ids.get(creator) or derived_integer(creator)
        primary = primary_account(cluster, prominence)
        found += [Identity(key, creator, integer_id, key == primary) for key in cluster]
    return sorted(found, key=lambda identity: identity.account_key)


def _larger_parts(clustering: Clustering, state: LedgerState) -> dict[str, str]:
    """For overlay clusters (by smallest key) the global creator whose larger part each holds."""
    parts: dict[tuple[str, str], int] = {}
    for account, cluster in clustering.cluster_of.items():
        creator = state.creator_of.get(account)
        if creator is not None:
            parts[(creator, cluster)] = parts.get((creator, cluster), 0) + 1
    kept: dict[str, str] = {}
    taken: set[str] = set()
    for (creator, cluster), _ in sorted(parts.items(), key=lambda part: (-part[1], part[0])):
        if creator not in taken and cluster not in kept:
            kept[cluster] = creator
            taken.add(creator)
    return kept


def derived_integer(creator_id: str) -> int:
    """An integer id between 2^52 and 2^53 for a creator that exists in one overlay only."""
    digest = hashlib.sha256(creator_id.encode()).digest()
    return FIRST_DERIVED_INTEGER + int.from_bytes(digest[:8]) % FIRST_DERIVED_INTEGER
