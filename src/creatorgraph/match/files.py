"""The match on a plain file: accounts in, creators and pairs out; no data directory needed."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from creatorgraph import ids
from creatorgraph.errors import BadRowError, InputFileError
from creatorgraph.match.engine import MatchResult, Progress, match_accounts
from creatorgraph.match.table import AccountTable, read_accounts
from creatorgraph.settings import MatchSettings

CREATOR_COLUMNS: Final = ("platform", "account_id", "creator_id")
PAIR_COLUMNS: Final = (
    "platform_a",
    "account_id_a",
    "platform_b",
    "account_id_b",
    "score",
    "confidence",
    "method",
    "status",
    "reasons",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMatch:
    """What came of a file. `bad_rows` were left out; `joined` creators have two accounts or more."""

    accounts: int
    creators: int
    joined: int
    automatic: int
    review: int
    bad_rows: Sequence[BadRowError]


def match_file(
    accounts_csv: Path,
    creators_csv: Path,
    pairs_csv: Path,
    settings: MatchSettings | None = None,
    progress: Progress = lambda _: None,
) -> FileMatch:
    """Match the accounts of a CSV file and write who is whose to two others.

    Good rows are matched even when others are bad. The output does not depend on the order of rows; existing output
    files are replaced whole. Raises InputFileError when the input cannot be used at all.
    """
    progress(f"reading {accounts_csv.name}")
    table = read_accounts(accounts_csv)
    with duckdb.connect() as connection:
        connection.register("file_accounts", table.rows)
        result = match_accounts(connection, "file_accounts", settings or MatchSettings(), progress=progress)
    progress(f"writing {creators_csv.name} and {pairs_csv.name}")
    _write_csv(creators_csv, CREATOR_COLUMNS, _creator_rows(table, result))
    _write_csv(pairs_csv, PAIR_COLUMNS, _pair_rows(table, result))
    clusters = result.clustering.clusters()
    return FileMatch(
        accounts=len(table.names),
        creators=len(clusters),
        joined=sum(len(cluster) > 1 for cluster in clusters),
        automatic=sum(pair.status == "auto" for pair in result.pairs),
        review=sum(pair.status == "review" for pair in result.pairs),
        bad_rows=table.bad,
    )


def _creator_rows(table: AccountTable, result: MatchResult) -> list[tuple[str, ...]]:
    cluster_of = result.clustering.cluster_of
    creator_ids = {cluster: ids.creator_id(cluster) for cluster in set(cluster_of.values())}
    return sorted((*table.names[key], creator_ids[cluster]) for key, cluster in cluster_of.items())


def _pair_rows(table: AccountTable, result: MatchResult) -> Iterable[tuple[object, ...]]:
    """Pairs, surest first; the two accounts of a pair in the order of platform and id."""
    for pair in sorted(
        result.pairs, key=lambda pair: (-pair.confidence, -pair.score, pair.account_key_a, pair.account_key_b)
    ):
        first, second = sorted((table.names[pair.account_key_a], table.names[pair.account_key_b]))
        yield (*first, *second, pair.score, pair.confidence, pair.method, pair.status, ";".join(pair.reasons))


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write beside the target, then take its place: a reader never sees half a file."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(rows)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise InputFileError(path, f"cannot be written ({error.strerror}).", todo="Choose another place.") from None
