"""The head of the first page: what the build holds, and what was asked of whom to know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from creatorgraph.serve.published import Reader

COUNTS: Final = """
    select
        (select count(*) from bridge_creator_accounts) as accounts,
        (select count(*) from dim_creator) as creators,
        (select count(*) from dim_creator where account_count > 1) as joined_creators,
        (select count(*) from match_pairs where match_status = 'review') as review_pairs,
        (select count(distinct post_key) from fct_post_engagement) as posts
"""

COVERAGE: Final = """
    select
        provider,
        completeness,
        sum(answers)::bigint as answers,
        max(last_observed_at) as last_observed_at
    from coverage
    group by provider, completeness
    order by provider, answers desc, completeness
"""

WHOLE: Final = frozenset({"complete", "empty"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The key figures of a build. `review_pairs` wait for a person."""

    accounts: int
    creators: int
    joined_creators: int
    review_pairs: int
    posts: int


@dataclass(frozen=True, slots=True)
class ProviderCoverage:
    """One provider's answers: how many by completeness, and when the last came (UTC)."""

    provider: str
    by_completeness: dict[str, int]
    last_observed_at: datetime | None

    @property
    def answers(self) -> int:
        """All of them."""
        return sum(self.by_completeness.values())

    @property
    def whole(self) -> int:
        """Those that hold all that was asked, also where that is truly nothing."""
        return sum(count for kind, count in self.by_completeness.items() if kind in WHOLE)

    @property
    def lacking(self) -> dict[str, int]:
        """The others, by what was wrong: blocked is not empty."""
        return {kind: count for kind, count in self.by_completeness.items() if kind not in WHOLE}


def read_counts(reader: Reader) -> Counts:
    """The key figures of a build."""
    row = reader.one(COUNTS) or {}
    return Counts(**row)


def read_coverage(reader: Reader) -> list[ProviderCoverage]:
    """Coverage by provider, the busiest first."""
    found: list[ProviderCoverage] = []
    for provider, rows in groupby(reader.rows(COVERAGE), key=lambda row: str(row["provider"])):
        listed = list(rows)
        last = max((row["last_observed_at"] for row in listed if row["last_observed_at"]), default=None)
        found.append(ProviderCoverage(provider, {row["completeness"]: row["answers"] for row in listed}, last))
    return sorted(found, key=lambda one: -one.answers)
