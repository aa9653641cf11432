"""Which creators another model would change: the same accounts and decisions, matched twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

import duckdb

from creatorgraph.match.engine import MatchResult, Progress, match_accounts
from creatorgraph.match.home import HomeAccounts
from creatorgraph.match.model import MatchModel
from creatorgraph.settings import MatchSettings

Kind = Literal["merged", "split", "regrouped"]
KINDS: Final[tuple[Kind, ...]] = ("merged", "split", "regrouped")


@dataclass(frozen=True, slots=True)
class Change:
    """Creators that stop being what they are: the accounts of each before and after, as platform:handle."""

    kind: Kind
    before: tuple[tuple[str, ...], ...]
    after: tuple[tuple[str, ...], ...]
    creator_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a promotion would do: creators, automatic pairs and the queue before and after, and each change."""

    before: str
    after: str
    creators: tuple[int, int]
    automatic: tuple[int, int]
    review: tuple[int, int]
    changes: tuple[Change, ...]

    def count(self, kind: Kind) -> int:
        """How many changes of one kind."""
        return Counter(change.kind for change in self.changes)[kind]


def compare_models(
    given: HomeAccounts,
    settings: MatchSettings,
    used: MatchModel,
    candidate: MatchModel,
    progress: Progress = lambda _: None,
) -> Comparison:
    """Match with the model in use and with another, and set the creators side by side."""
    with duckdb.connect() as connection:
        connection.register("accounts", given.accounts)
        old, new = (
            match_accounts(
                connection,
                "accounts",
                settings,
                decisions=given.decisions,
                aliases=given.state.aliases,
                model=model,
                progress=progress,
            )
            for model in (used, candidate)
        )
        names = dict(connection.execute("select account_key, platform || ':' || handle from profile").fetchall())
    changes = _changes(old, new, names, given.state.creator_of)
    return Comparison(
        used.version,
        candidate.version,
        (len(old.clustering.clusters()), len(new.clustering.clusters())),
        (_count(old, "auto"), _count(new, "auto")),
        (_count(old, "review"), _count(new, "review")),
        tuple(changes),
    )


def _count(result: MatchResult, status: str) -> int:
    return sum(pair.status == status for pair in result.pairs)


def _changes(old: MatchResult, new: MatchResult, names: dict[str, str], creator_of: dict[str, str]) -> Iterable[Change]:
    """Every group of clusters that exchange accounts, by its smallest account key."""
    before, after = set(old.clustering.clusters()), set(new.clustering.clusters())
    gone, come = before - after, after - before
    for group in _groups(gone, come):
        left = sorted((cluster for cluster in gone if cluster <= group), key=min)
        right = sorted((cluster for cluster in come if cluster <= group), key=min)
        kind: Kind = "merged" if len(right) == 1 else "split" if len(left) == 1 else "regrouped"
        ids = tuple(sorted({creator_of[key] for key in group if key in creator_of}))
        yield Change(kind, _named(left, names), _named(right, names), ids)


def _groups(gone: set[frozenset[str]], come: set[frozenset[str]]) -> list[frozenset[str]]:
    """The accounts that hang together through any cluster, old or new."""
    group_of: dict[str, set[str]] = {}
    for cluster in sorted(gone | come, key=min):
        joined = set(cluster).union(*(group_of[key] for key in cluster if key in group_of))
        for key in joined:
            group_of[key] = joined
    return sorted({frozenset(group) for group in group_of.values()}, key=min)


def _named(clusters: Iterable[frozenset[str]], names: dict[str, str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(sorted(names[key] for key in cluster)) for cluster in clusters)
