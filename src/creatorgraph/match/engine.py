"""The match itself: accounts and decisions in, scored pairs and clusters out. Knows nothing of the app database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import duckdb

from creatorgraph.match.cluster import AccountPair, Clustering, cluster_accounts
from creatorgraph.match.evidence import write_evidence
from creatorgraph.match.model import MatchModel, load_model
from creatorgraph.match.score import score_pairs
from creatorgraph.match.types import Pair
from creatorgraph.settings import MatchSettings
from creatorgraph.store.decisions import Decision

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class MatchResult:
    """All pairs worth keeping as they were settled, the clusters, and each account's platform.

    `scored` and `contradicted` are what was known before anybody's decision; `model_version` names the artefact.
    """

    pairs: list[Pair]
    clustering: Clustering
    scored: list[Pair]
    contradicted: list[AccountPair]
    platforms: dict[str, str]
    model_version: str


def match_accounts(
    connection: duckdb.DuckDBPyConnection,
    accounts_table: str,
    settings: MatchSettings,
    *,
    decisions: Iterable[Decision] = (),
    aliases: dict[str, str] | None = None,
    model: MatchModel | None = None,
    progress: Progress = lambda _: None,
) -> MatchResult:
    """Match the accounts of one table (columns `evidence.INPUT_COLUMNS`).

    Leaves the temporary tables of evidence and scores in the connection. `aliases` (provisional → native key) are
    applied to the decisions. The result depends on the set of rows, not on their order.
    """
    model = load_model() if model is None else model
    progress("reading accounts and what they say")
    accounts = write_evidence(connection, accounts_table, model)
    progress(f"comparing {accounts:,} accounts")
    scored, contradicted = score_pairs(connection, accounts, model, settings)
    rows = connection.execute("select account_key, platform from profile order by idx").fetchall()
    platforms: dict[str, str] = dict(rows)
    progress(f"joining {len(scored):,} pairs")
    return settle(scored, contradicted, platforms, decisions, aliases or {}, model.version)


def settle(
    scored: list[Pair],
    contradicted: list[AccountPair],
    platforms: dict[str, str],
    decisions: Iterable[Decision],
    aliases: dict[str, str],
    model_version: str,
) -> MatchResult:
    """Cluster scored pairs under decisions, and mark on each pair how it was settled."""
    verdicts = _verdicts(decisions, aliases)
    clustering = cluster_accounts(
        platforms,
        scored,
        same=[keys for keys, verdict in verdicts.items() if verdict == "same"],
        different=[keys for keys, verdict in verdicts.items() if verdict == "different"],
        contradicted=contradicted,
    )
    pairs = {(pair.account_key_a, pair.account_key_b): _blocked(pair, clustering) for pair in scored}
    for keys, verdict in verdicts.items():
        if keys[0] in platforms and keys[1] in platforms:
            pairs[keys] = _decided(pairs.get(keys), keys, verdict, platforms)
    settled = [pairs[keys] for keys in sorted(pairs)]
    return MatchResult(settled, clustering, scored, contradicted, platforms, model_version)


def _verdicts(decisions: Iterable[Decision], aliases: dict[str, str]) -> dict[AccountPair, str]:
    """The verdict per pair of native keys; an organization's own outranks the installation's, the later the earlier."""
    found: dict[AccountPair, str] = {}
    for one in sorted(decisions, key=lambda decision: (decision.scope == "organization", decision.decision_id)):
        a = aliases.get(one.account_key_a, one.account_key_a)
        b = aliases.get(one.account_key_b, one.account_key_b)
        if a != b:
            found[(min(a, b), max(a, b))] = one.verdict
    return found


def _blocked(pair: Pair, clustering: Clustering) -> Pair:
    """An automatic pair that the constraints kept apart goes to a person, with the reason."""
    reason = clustering.blocked.get((pair.account_key_a, pair.account_key_b))
    if reason is None or clustering.cluster_of[pair.account_key_a] == clustering.cluster_of[pair.account_key_b]:
        return pair
    return replace(pair, status="review", reasons=(*pair.reasons, reason))


def _decided(pair: Pair | None, keys: AccountPair, verdict: str, platforms: dict[str, str]) -> Pair:
    if pair is None:
        pair = Pair(
            account_key_a=keys[0],
            account_key_b=keys[1],
            platform_a=platforms[keys[0]],
            platform_b=platforms[keys[1]],
            score=0,
            published_score=0,
            confidence=0.0,
            method="manual",
            status="manual",
            reasons=(),
            mutual=False,
        )
    same = verdict == "same"
    return replace(
        pair,
        confidence=1.0 if same else 0.0,
        method="manual",
        status="manual" if same else "rejected",
        reasons=(f"decided_{verdict}", *pair.reasons),
    )
