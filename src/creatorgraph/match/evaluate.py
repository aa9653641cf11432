"""How right the match is, against accounts whose owner is known: precision and recall of pairs and of clusters.

*Cluster* figures count every pair of accounts that ends in one cluster, directly joined or not; they are what a report
is built on. *Pair* figures count the automatic pairs alone. Intervals are Wilson's, 95 %.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from typing import Final, Protocol

Z_95: Final = 1.959963984540054
ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % Wilson interval; without trials the share is None and the interval says nothing."""

    hits: int
    trials: int

    @property
    def share(self) -> float | None:
        """Hits over trials, or None."""
        return self.hits / self.trials if self.trials else None

    @property
    def interval(self) -> tuple[float, float]:
        """The Wilson score interval: honest near 0 and 1, where most of our rates are."""
        if not self.trials:
            return (0.0, 1.0)
        n, p, z = self.trials, self.hits / self.trials, Z_95
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        reach = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return (max(0.0, middle - reach), min(1.0, middle + reach))


class SettledPair(Protocol):
    """What is needed of a pair to judge it; `match.types.Pair` and a published row both have it."""

    @property
    def account_key_a(self) -> str:
        """One account."""
        ...

    @property
    def account_key_b(self) -> str:
        """The other."""
        ...

    @property
    def status(self) -> str:
        """How it was settled."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Precision and recall over one kind of pair of platforms.

    `reviewed_recall` counts what the queue would add if reviewers judged every pair rightly.
    """

    platforms: str
    pair_precision: Rate
    precision: Rate
    recall: Rate
    reviewed_recall: Rate
    review_yield: Rate


def evaluate(
    platforms: Mapping[str, str],
    owner: Mapping[str, str],
    pairs: Iterable[SettledPair],
    cluster_of: Mapping[str, str],
    counted: Set[str] | None = None,
) -> list[Measured]:
    """Measure over all pairs of accounts, then by pair of platforms.

    `platforms` and `owner` map account keys to platform and true owner; accounts without an owner are left out. With
    `counted`, only pairs that touch one of those accounts count, though all accounts compete.
    """

    def kind(keys: tuple[str, str]) -> str:
        return "–".join(sorted((platforms[keys[0]], platforms[keys[1]])))

    return evaluate_by(kind, platforms, owner, pairs, cluster_of, counted)


def evaluate_by(
    label: Callable[[tuple[str, str]], str],
    platforms: Mapping[str, str],
    owner: Mapping[str, str],
    pairs: Iterable[SettledPair],
    cluster_of: Mapping[str, str],
    counted: Set[str] | None = None,
) -> list[Measured]:
    """The same by any kind of pair: `label` names the kind of two account keys; the first row is the whole."""
    known = {key for key in platforms if key in owner}
    wanted = known if counted is None else counted

    def counts(keys: tuple[str, str]) -> bool:
        return keys[0] in known and keys[1] in known and (keys[0] in wanted or keys[1] in wanted)

    settled = list(pairs)
    truth = set(filter(counts, _together(known, owner)))
    found = set(filter(counts, _together(known, cluster_of)))
    automatic = set(filter(counts, _keys(settled, "auto")))
    queued = set(filter(counts, _keys(settled, "review")))
    kind_of = {keys: label(keys) for keys in truth | found | automatic | queued}

    def of_kind(name: str) -> Callable[[tuple[str, str]], bool]:
        return lambda keys: kind_of[keys] == name

    everything = [_measure(ALL, truth, found, automatic, queued, lambda _: True)]
    kinds = sorted(set(kind_of.values()))
    return everything + [_measure(name, truth, found, automatic, queued, of_kind(name)) for name in kinds]


def _keys(pairs: Iterable[SettledPair], status: str) -> Iterable[tuple[str, str]]:
    return ((pair.account_key_a, pair.account_key_b) for pair in pairs if pair.status == status)


def _together(known: set[str], group_of: Mapping[str, str]) -> set[tuple[str, str]]:
    """Every pair of accounts that share a group."""
    groups: dict[str, list[str]] = {}
    for key in sorted(known):
        groups.setdefault(group_of[key], []).append(key)
    return {keys for members in groups.values() for keys in combinations(members, 2)}


def _measure(
    name: str,
    truth: set[tuple[str, str]],
    found: set[tuple[str, str]],
    automatic: set[tuple[str, str]],
    queued: set[tuple[str, str]],
    wanted: Callable[[tuple[str, str]], bool],
) -> Measured:
    true, joined, auto, queue = (set(filter(wanted, keys)) for keys in (truth, found, automatic, queued))
    return Measured(
        platforms=name,
        pair_precision=Rate(len(auto & true), len(auto)),
        precision=Rate(len(joined & true), len(joined)),
        recall=Rate(len(joined & true), len(true)),
        reviewed_recall=Rate(len((joined | queue) & true), len(true)),
        review_yield=Rate(len(queue & true), len(queue)),
    )


def as_markdown(measured: Iterable[Measured], kind: str = "accounts of") -> str:
    """A Markdown table of what was measured; `kind` heads its first column."""
    lines = [
        f"| {kind} | joined pairs | precision (95 %) | recall (95 %) | recall with review | queue: pairs, true |",
        "|---|---|---|---|---|---|",
    ]
    lines.extend(
        f"| {row.platforms} | {row.precision.trials:,} | {_shown(row.precision)} | {_shown(row.recall)} "
        f"| {_share(row.reviewed_recall)} | {row.review_yield.trials:,}, {_share(row.review_yield)} |"
        for row in measured
    )
    return "\n".join(lines) + "\n"


def _shown(rate: Rate) -> str:
    low, high = rate.interval
    return f"{_share(rate)} ({low:.3f}–{high:.3f})" if rate.trials else "–"


def _share(rate: Rate) -> str:
    return "–" if rate.share is None else f"{rate.share:.3f}"
