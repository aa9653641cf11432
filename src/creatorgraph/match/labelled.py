"""The protocol by which the match is measured on labelled accounts (docs/explanation/matching.md says why so).

All accounts of the file are the pool; figures count pairs with an account of the test half, which no model has seen.
What a file gives away about the label (`entity_name`, and `website`, which repeats on every account of an entity) is
withheld; the site is shown on a fixed share of accounts where that is asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from creatorgraph import ids
from creatorgraph.match.engine import MatchResult, match_accounts
from creatorgraph.match.evaluate import Measured, as_markdown, evaluate
from creatorgraph.match.fit import in_development_half, read_labelled
from creatorgraph.settings import MatchSettings

SHOWN_SHARE: Final = 1 / 3


def measure_labelled(
    path: Path, *, website_share: float = 0.0, settings: MatchSettings | None = None, test_half_only: bool = True
) -> list[Measured]:
    """Match a file of labelled accounts and measure; columns `entity_id, platform, handle, website` at least.

    `website_share` of the accounts, chosen by hash, show their web site as link.
    """
    rows = _distinct(read_labelled(path))
    result = match_rows(rows, website_share, settings or MatchSettings())
    owner = {account_key(row): row["entity_id"] for row in rows}
    counted = {key for key, entity in owner.items() if not (test_half_only and in_development_half(entity))}
    return evaluate(result.platforms, owner, result.pairs, result.clustering.cluster_of, counted)


def report_labelled(path: Path) -> str:
    """The published tables, in Markdown: ours with the site withheld and shown, and the sources' rule beside it."""
    published = MatchSettings(policy="published")
    return "\n".join(
        f"### {title}\n\n{as_markdown(measure_labelled(path, website_share=share, settings=settings))}"
        for title, share, settings in (
            ("Website withheld", 0.0, None),
            ("Website shown on a third of the accounts", SHOWN_SHARE, None),
            ("The same, by the published points as written", SHOWN_SHARE, published),
        )
    )


def match_rows(rows: list[dict[str, str]], website_share: float, settings: MatchSettings) -> MatchResult:
    """Match labelled rows as accounts that have a handle and, some of them, a link."""
    table = pa.table(
        {
            "account_key": [account_key(row) for row in rows],
            "platform": [row["platform"] for row in rows],
            "native_id": pa.nulls(len(rows), pa.string()),
            "handle": [row["handle"] for row in rows],
            "display_name": pa.nulls(len(rows), pa.string()),
            "bio": pa.nulls(len(rows), pa.string()),
            "link": [row["website"] if _is_shown(row, website_share) else None for row in rows],
            "follower_count": pa.nulls(len(rows), pa.int64()),
            "is_verified": pa.nulls(len(rows), pa.bool_()),
        }
    )
    with duckdb.connect() as connection:
        connection.register("labelled", table)
        return match_accounts(connection, "labelled", settings)


def account_key(row: Mapping[str, str]) -> str:
    """The key of a labelled account, whose only name is its handle."""
    return ids.provisional_account_key(row["platform"], row["handle"])


def _distinct(rows: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Each account once; a file may list the same handle in two spellings."""
    return list({account_key(row): row for row in rows}.values())


def _is_shown(row: Mapping[str, str], share: float) -> bool:
    digest = hashlib.sha256(f"website:{row['platform']}:{row['handle']}".encode()).digest()
    return int.from_bytes(digest[:4]) < share * 2**32
