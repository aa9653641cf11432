"""The protocol by which the match is measured on labelled accounts (docs/explanation/matching.md says why so).

The two halves of the entities are two pools: their accounts, and five decoys beside each. Figures count pairs with an
account of the list. What a file gives away about the label (`entity_name`, and `website`, which repeats on
every account of an entity) is withheld; the site is shown on a fixed share of accounts where that is asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from creatorgraph import ids
from creatorgraph.match.baselines import connected, handle_and_link
from creatorgraph.match.calibrate import Judged
from creatorgraph.match.decoys import with_decoys
from creatorgraph.match.engine import MatchResult, match_accounts, settle
from creatorgraph.match.evaluate import Measured, SettledPair, as_markdown, evaluate
from creatorgraph.match.fit import in_development_half, read_labelled
from creatorgraph.match.model import MatchModel, load_model
from creatorgraph.match.reliability import Reliability, reliability, reliability_markdown
from creatorgraph.match.score import score_pairs
from creatorgraph.settings import MatchSettings

SHOWN_SHARE: Final = 1 / 3
SHOWN: Final = {"withheld": 0.0, "shown on a third": SHOWN_SHARE}
Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Pool:
    """Accounts to match, whose they are, and which of them count."""

    rows: Rows
    owner: dict[str, str]
    counted: frozenset[str]

    def measure(self, result: MatchResult) -> list[Measured]:
        """Figures of a match of this pool."""
        return self.measure_pairs(result.platforms, result.pairs, result.clustering.cluster_of)

    def measure_pairs(
        self, platforms: Mapping[str, str], pairs: Iterable[SettledPair], cluster_of: Mapping[str, str]
    ) -> list[Measured]:
        """Figures of any method's pairs and clusters over this pool."""
        return evaluate(platforms, self.owner, pairs, cluster_of, self.counted)


def read_pool(path: Path, *, development: bool = False, decoys: bool = True) -> Pool:
    """The pool of the test half, or of the development half; neither holds an account of the other."""
    rows = _distinct(read_labelled(path))
    own = [row for row in rows if in_development_half(row["entity_id"]) == development]
    pool = _distinct(with_decoys(own, own)) if decoys else own
    owner = {account_key(row): row["entity_id"] for row in pool}
    return Pool(pool, owner, frozenset(account_key(row) for row in own))


def measure_labelled(path: Path, *, website_share: float = 0.0, decoys: bool = True) -> list[Measured]:
    """Match the pool of the test half and measure; columns `entity_id, platform, handle, website` at least.

    `website_share` of the accounts, chosen by hash, show their web site as link.
    """
    pool = read_pool(path, decoys=decoys)
    return pool.measure(match_rows(pool.rows, website_share, MatchSettings()))


def report_labelled(path: Path) -> str:
    """The published figures in Markdown: a row a method and showing, ours by platforms, and how reliable it is."""
    pool = read_pool(path)
    methods, details = [], []
    for shown, share in SHOWN.items():
        with matched_rows(pool.rows, share) as (connection, result):
            measured = pool.measure(result)
            methods += [
                method_row(shown, "published points", pool.measure(_published(connection, result))[0]),
                method_row(shown, "exact handle + link", _handle_and_link(pool, connection, result)[0]),
                method_row(shown, f"ours ({result.model_version})", measured[0], len(pool.counted)),
            ]
            held = reliability(result.scored, pool.owner, pool.counted)
        details += [
            f"### Ours by platforms, website {shown}",
            as_markdown(measured),
            f"### How reliable the confidence is, website {shown}",
            reliability_markdown(held),
        ]
    return "\n".join(["\n".join([*METHOD_HEAD, *methods]) + "\n", *details])


METHOD_HEAD: Final = (
    "| website | method | joined pairs | precision (95 %) | recall (95 %) | recall with review "
    "| queue an account, true |",
    "|---|---|---|---|---|---|---|",
)


def method_row(shown: str, method: str, row: Measured, accounts: int = 0) -> str:
    """One line of the table of methods; `accounts` is given where there is a queue."""
    cells = as_markdown([row]).splitlines()[2].split(" | ")
    queue = "–"
    if accounts and row.review_yield.trials:
        queue = f"{row.review_yield.trials / accounts:.3f}, {row.review_yield.share or 0.0:.3f}"
    return f"| {shown} | {method} | {' | '.join(cells[1:5])} | {queue} |"


def _published(connection: duckdb.DuckDBPyConnection, result: MatchResult) -> MatchResult:
    """The sources' rule as written, over the evidence that is in the connection."""
    settings = MatchSettings(policy="published")
    scored, contradicted = score_pairs(connection, len(result.platforms), load_model(), settings)
    return settle(scored, contradicted, result.platforms, [], {}, result.model_version)


def _handle_and_link(pool: Pool, connection: duckdb.DuckDBPyConnection, result: MatchResult) -> list[Measured]:
    pairs = handle_and_link(connection)
    cluster_of = connected(result.platforms, ((pair.account_key_a, pair.account_key_b) for pair in pairs))
    return pool.measure_pairs(result.platforms, pairs, cluster_of)


def match_rows(
    rows: Rows, website_share: float, settings: MatchSettings, model: MatchModel | None = None
) -> MatchResult:
    """Match labelled rows as accounts that have a handle and, some of them, a link."""
    with matched_rows(rows, website_share, settings, model) as (_, result):
        return result


@contextmanager
def matched_rows(
    rows: Rows, website_share: float, settings: MatchSettings | None = None, model: MatchModel | None = None
) -> Iterator[tuple[duckdb.DuckDBPyConnection, MatchResult]]:
    """The same with the connection, which holds the evidence and the scores as long as the block lasts."""
    with duckdb.connect() as connection:
        connection.register("labelled", account_rows(rows, website_share))
        yield connection, match_accounts(connection, "labelled", settings or MatchSettings(), model=model)


def account_rows(rows: Rows, website_share: float) -> pa.Table:
    """Labelled rows as the match reads accounts (columns `evidence.INPUT_COLUMNS`)."""
    return pa.table(
        {
            "account_key": [account_key(row) for row in rows],
            "platform": [row["platform"] for row in rows],
            "native_id": pa.nulls(len(rows), pa.string()),
            "handle": [row["handle"] for row in rows],
            "display_name": pa.nulls(len(rows), pa.string()),
            "bio": pa.nulls(len(rows), pa.string()),
            "link": pa.array([row["website"] if _is_shown(row, website_share) else None for row in rows], pa.string()),
            "follower_count": pa.nulls(len(rows), pa.int64()),
            "is_verified": pa.nulls(len(rows), pa.bool_()),
        }
    )


def development_pairs(path: Path, model: MatchModel) -> Iterator[Judged]:
    """What the model says of pairs of the development half and whether it is right, with the site withheld and shown.

    For fitting a calibrator: `model` should have none yet.
    """
    pool = read_pool(path, development=True)
    for share in SHOWN.values():
        for pair in match_rows(pool.rows, share, MatchSettings(), model).scored:
            a, b = pair.account_key_a, pair.account_key_b
            if a in pool.counted or b in pool.counted:
                yield Judged(pair.confidence, pair.reasons, pool.owner[a] == pool.owner[b])


def held_out_reliability(path: Path, website_share: float) -> Reliability:
    """How reliable confidences are on the test half."""
    pool = read_pool(path)
    result = match_rows(pool.rows, website_share, MatchSettings())
    return reliability(result.scored, pool.owner, pool.counted)


def account_key(row: Mapping[str, str]) -> str:
    """The key of a labelled account, whose only name is its handle."""
    return ids.provisional_account_key(row["platform"], row["handle"])


def _distinct(rows: Iterable[dict[str, str]]) -> Rows:
    """Each account once; a file may list the same handle in two spellings."""
    return list({account_key(row): row for row in rows}.values())


def _is_shown(row: Mapping[str, str], share: float) -> bool:
    digest = hashlib.sha256(f"website:{row['platform']}:{row['handle']}".encode()).digest()
    return int.from_bytes(digest[:4]) < share * 2**32
