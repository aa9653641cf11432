"""One match, judged whole: figures by platforms and by stratum, the queue, and whether confidences hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from creatorgraph.errors import BadRowError, ConfigurationError
from creatorgraph.handles import fold
from creatorgraph.match.baselines import METHODS, connected, handle_and_link
from creatorgraph.match.engine import MatchResult, Progress, match_accounts
from creatorgraph.match.evaluate import ALL, Measured, Rate, SettledPair, as_markdown, evaluate, evaluate_by
from creatorgraph.match.model import MatchModel
from creatorgraph.match.reliability import Reliability, reliability, reliability_markdown
from creatorgraph.match.strata import Looks, strata
from creatorgraph.match.truth import Owners, find_owners, read_truth
from creatorgraph.settings import MatchSettings
from creatorgraph.store.decisions import Decision


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a match is worth. `strata` by name of stratification; `bad_rows` of the truth were left out."""

    method: str
    accounts: int
    judged: int
    unseen: int
    measured: list[Measured]
    strata: dict[str, list[Measured]]
    queue: Rate
    reliability: Reliability | None
    bad_rows: Sequence[BadRowError]

    @property
    def queue_per_account(self) -> float:
        """Pairs that wait for a person, for each account that was judged."""
        return self.queue.trials / self.judged if self.judged else 0.0


def assess(
    accounts: pa.Table,
    truth_file: Path,
    settings: MatchSettings,
    *,
    method: str = "ours",
    model: MatchModel | None = None,
    decisions: Iterable[Decision] = (),
    aliases: dict[str, str] | None = None,
    progress: Progress = lambda _: None,
) -> Assessment:
    """Match accounts (columns `evidence.INPUT_COLUMNS`) and judge the result by a truth file.

    Raises ConfigurationError for an unknown method or a truth that names none of the accounts, InputFileError for a
    truth that cannot be read.
    """
    if method not in METHODS:
        raise ConfigurationError.unknown("method", method, METHODS)
    truth = read_truth(truth_file)
    chosen = settings.model_copy(update={"policy": "published"}) if method == "published" else settings
    with duckdb.connect() as connection:
        connection.register("assessed", accounts)
        result = match_accounts(
            connection, "assessed", chosen, decisions=decisions, aliases=aliases, model=model, progress=progress
        )
        joined = handle_and_link(connection) if method == "handle-and-link" else None
    owners = find_owners(truth, result.platforms, _by_handle(accounts))
    if not owners.of:
        raise ConfigurationError(
            f"None of the accounts of {truth_file.name} is among the {accounts.num_rows:,} accounts matched.",
            todo="Name the same accounts in both, by id or by handle.",
        )
    pairs: list[SettledPair] = list(result.pairs if joined is None else joined)
    cluster_of = result.clustering.cluster_of
    if joined is not None:
        cluster_of = connected(result.platforms, ((pair.account_key_a, pair.account_key_b) for pair in joined))
    return _judged(method, result, owners, pairs, cluster_of, looks_of(accounts), truth.bad)


def _judged(
    method: str,
    result: MatchResult,
    owners: Owners,
    pairs: list[SettledPair],
    cluster_of: Mapping[str, str],
    looks: Mapping[str, Looks],
    bad: Sequence[BadRowError],
) -> Assessment:
    owner = owners.of
    measured = evaluate(result.platforms, owner, pairs, cluster_of)
    by_stratum = {
        name: evaluate_by(label, result.platforms, owner, pairs, cluster_of) for name, label in strata(looks).items()
    }
    scored = [pair for pair in result.scored if pair.confidence < 1]
    return Assessment(
        method=method,
        accounts=len(result.platforms),
        judged=len(owner),
        unseen=owners.unseen,
        measured=measured,
        strata=by_stratum,
        queue=measured[0].review_yield,
        reliability=reliability(scored, owner) if method == "ours" else None,
        bad_rows=bad,
    )


def looks_of(accounts: pa.Table) -> dict[str, Looks]:
    """What the strata look at, by account key."""
    columns = ("account_key", "platform", "handle", "follower_count", "bio", "link")
    rows = zip(*(accounts.column(name).to_pylist() for name in columns), strict=True)
    return {
        key: Looks(platform, handle or "", followers, bool(bio or link))
        for key, platform, handle, followers, bio, link in rows
    }


def _by_handle(accounts: pa.Table) -> dict[tuple[str, str], str]:
    columns = ("platform", "handle", "account_key")
    rows = zip(*(accounts.column(name).to_pylist() for name in columns), strict=True)
    return {(platform, fold(handle)): key for platform, handle, key in rows if handle}


def assessment_markdown(found: Assessment) -> str:
    """Everything as Markdown: figures by platforms, by stratum, the queue, the reliability table."""
    parts = [as_markdown(found.measured)]
    for name, rows in found.strata.items():
        parts.append(as_markdown((row for row in rows if row.platforms != ALL), name))
    share = "–" if found.queue.share is None else f"{found.queue.share:.3f}"
    parts.append(
        f"Queue: {found.queue.trials:,} pairs, {found.queue_per_account:.3f} for each of {found.judged:,} judged "
        f"accounts, {share} of them true.\n"
    )
    if found.reliability is not None:
        parts.append(reliability_markdown(found.reliability))
    return "\n".join(parts)
