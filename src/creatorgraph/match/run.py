"""The match of a warehouse: reads the intermediate accounts, writes the `match` schema and the identity ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import duckdb
import pyarrow as pa

from creatorgraph.clock import Clock
from creatorgraph.match.engine import MatchResult, Progress, match_accounts
from creatorgraph.match.identities import promote, reconcile
from creatorgraph.match.model import MatchModel
from creatorgraph.match.overlay import organizations_with_overlay, overlay_identities
from creatorgraph.match.primary import Identity, identities_of, read_prominence
from creatorgraph.settings import MatchSettings
from creatorgraph.store import decisions, ledger
from creatorgraph.store.database import AppDatabase

EVERYBODY: Final = "*"
ACCOUNTS: Final = "intermediate.int_match_accounts"
ALIASES: Final = "intermediate.int_account_aliases"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchSummary:
    """What a run of the match came to. `joined` counts creators with two accounts or more, `events` new ledger rows."""

    accounts: int
    creators: int
    joined: int
    automatic: int
    review: int
    events: int
    overlays: int
    model_version: str


def run_match(
    connection: duckdb.DuckDBPyConnection,
    app_database: AppDatabase,
    settings: MatchSettings,
    clock: Clock,
    progress: Progress = lambda _: None,
    *,
    model: MatchModel | None = None,
) -> MatchSummary:
    """Match every public account, bring the ledger up to date, and replace the contents of the `match` schema.

    `model` is the installation's, else the one that ships as current. A second run over the same input and ledger
    appends nothing and writes the same rows.
    """
    with app_database.read() as app:
        state = ledger.load_state(app)
        standing = decisions.in_force(app)
        own = {
            organization: decisions.in_force(app, organization)
            for organization in organizations_with_overlay(connection, app)
        }
    events = promote(state, _found_aliases(connection))
    result = match_accounts(
        connection, ACCOUNTS, settings, decisions=standing, aliases=state.aliases, model=model, progress=progress
    )
    evidence = connection.execute(EVIDENCE).to_arrow_table()
    events += reconcile(state, result.clustering.clusters())
    identities = {EVERYBODY: identities_of(state, result.clustering, read_prominence(connection))}
    for organization, theirs in own.items():
        identities[organization] = overlay_identities(
            connection, organization, theirs, state, result, settings, model=model
        )
    progress("writing pairs and identities")
    with app_database.write() as app:  # the ledger first: it is the truth, the warehouse a cache of it
        ledger.append(app, events, clock.now())
    _write(connection, state, result, evidence, identities)
    return _summary(result, len(events), len(own))


def _found_aliases(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Provisional keys whose native account the transforms have found by handle and time."""
    query = f"select provisional_account_key, account_key from {ALIASES}"
    return dict(connection.execute(query).fetchall())


EVIDENCE: Final = """
select profile.account_key, 'address' as kind, claim.address as value,
    case claim.strength when 3 then 'link' when 2 then 'labelled' when 1 then 'loose' else 'mention' end
        || ' ' || claim.role as detail
from claim join profile using (idx)
union all by name
select profile.account_key, link.kind, link.value, '' as detail from link join profile using (idx)
union all by name
select account_key, 'about' as kind, handle as value, 'fan page, parody or tribute' as detail
from profile where is_about
order by all
"""


def _write(
    connection: duckdb.DuckDBPyConnection,
    state: ledger.LedgerState,
    result: MatchResult,
    evidence: pa.Table,
    identities: dict[str, list[Identity]],
) -> None:
    """Replace all five tables in one transaction, so that a build sees the old match or the new one."""
    connection.begin()
    try:
        _replace(connection, "pairs", _pairs_table(result))
        _replace(connection, "identities", _identities_table(identities))
        _replace(connection, "redirects", _mapping("creator_id", "current_creator_id", state.redirects))
        _replace(connection, "aliases", _mapping("provisional_account_key", "account_key", state.aliases))
        _replace(connection, "evidence", evidence)
    except duckdb.Error:
        connection.rollback()
        raise
    connection.commit()


def _replace(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    connection.register("match_rows", rows)
    connection.execute(f"delete from match.{name}")
    connection.execute(f"insert into match.{name} by name select * from match_rows")
    connection.unregister("match_rows")


def _pairs_table(result: MatchResult) -> pa.Table:
    columns: dict[str, Iterable[Any]] = {
        "account_key_a": [pair.account_key_a for pair in result.pairs],
        "account_key_b": [pair.account_key_b for pair in result.pairs],
        "platform_a": [pair.platform_a for pair in result.pairs],
        "platform_b": [pair.platform_b for pair in result.pairs],
        "match_score": [pair.score for pair in result.pairs],
        "match_confidence": [pair.confidence for pair in result.pairs],
        "match_method": [pair.method for pair in result.pairs],
        "match_status": [pair.status for pair in result.pairs],
        "match_reasons": [list(pair.reasons) for pair in result.pairs],
        "model_version": [result.model_version for _ in result.pairs],
    }
    types = {"match_score": pa.int32(), "match_confidence": pa.float64(), "match_reasons": pa.list_(pa.string())}
    return pa.table({name: pa.array(column, types.get(name, pa.string())) for name, column in columns.items()})


def _identities_table(identities: dict[str, list[Identity]]) -> pa.Table:
    rows = [(organization, one) for organization in sorted(identities) for one in identities[organization]]
    return pa.table(
        {
            "organization_id": pa.array([organization for organization, _ in rows], pa.string()),
            "account_key": pa.array([one.account_key for _, one in rows], pa.string()),
            "creator_id": pa.array([one.creator_id for _, one in rows], pa.string()),
            "integer_id": pa.array([one.integer_id for _, one in rows], pa.int64()),
            "is_primary": pa.array([one.is_primary for _, one in rows], pa.bool_()),
        }
    )


def _mapping(left: str, right: str, values: dict[str, str]) -> pa.Table:
    rows = sorted(values.items())
    return pa.table(
        {
            left: pa.array([key for key, _ in rows], pa.string()),
            right: pa.array([value for _, value in rows], pa.string()),
        }
    )


def _summary(result: MatchResult, events: int, overlays: int) -> MatchSummary:
    clusters = result.clustering.clusters()
    return MatchSummary(
        accounts=len(result.platforms),
        creators=len(clusters),
        joined=sum(len(cluster) > 1 for cluster in clusters),
        automatic=sum(pair.status == "auto" for pair in result.pairs),
        review=sum(pair.status == "review" for pair in result.pairs),
        events=events,
        overlays=overlays,
        model_version=result.model_version,
    )
