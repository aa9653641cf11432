"""Clusters under constraints: a few wrong links must not chain strangers together.

Edges are taken by falling confidence, and each may join two clusters only if no wall stands between them and no
platform would be doubled. Decisions of people come first and bend for nothing. The result depends on the set of pairs
alone, not on the order in which they arrive.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from creatorgraph.match.types import Pair

BLOCKED_BY_DECISION: Final = "kept_apart_by_decision"
BLOCKED_BY_CONTRADICTION: Final = "kept_apart_by_contradiction"
BLOCKED_BY_PLATFORM: Final = "platform_already_taken"

AccountPair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Clustering:
    """`cluster_of` maps every account to the smallest account key of its cluster; `blocked` says why an automatic pair
    was not joined."""

    cluster_of: dict[str, str]
    blocked: dict[AccountPair, str]

    def clusters(self) -> list[frozenset[str]]:
        """The clusters, by their smallest account key."""
        found: dict[str, set[str]] = {}
        for account, cluster in self.cluster_of.items():
            found.setdefault(cluster, set()).add(account)
        return [frozenset(found[cluster]) for cluster in sorted(found)]


@dataclass(slots=True)
class _Group:
    members: list[str]
    platforms: dict[str, list[str]]
    walls: set[str] = field(default_factory=set)  # accounts that a person keeps out
    doubts: set[str] = field(default_factory=set)  # accounts that the evidence speaks against


def cluster_accounts(
    platforms: Mapping[str, str],
    pairs: Iterable[Pair],
    *,
    same: Iterable[AccountPair] = (),
    different: Iterable[AccountPair] = (),
    contradicted: Iterable[AccountPair] = (),
) -> Clustering:
    """Join accounts (`platforms`: account key → platform) by decisions and automatic pairs.

    `same` pairs are always joined and `different` ones never; `contradicted` pairs keep automatic merging out. One
    account per platform and cluster, except where a person said so or one of the two names the other.
    """
    groups = {account: _Group([account], {platform: [account]}) for account, platform in platforms.items()}
    for a, b in sorted(same):
        if a in groups and b in groups and groups[a] is not groups[b]:
            _join(groups, a, b)
    _stand_walls(groups, different, "walls")
    _stand_walls(groups, contradicted, "doubts")
    automatic = [pair for pair in pairs if pair.status == "auto"]
    named = {(pair.account_key_a, pair.account_key_b) for pair in automatic if pair.platform_a == pair.platform_b}
    blocked: dict[AccountPair, str] = {}
    for pair in sorted(automatic, key=_by_strength):
        reason = _obstacle(groups, pair, named)
        if reason:
            blocked[(pair.account_key_a, pair.account_key_b)] = reason
        elif groups[pair.account_key_a] is not groups[pair.account_key_b]:
            _join(groups, pair.account_key_a, pair.account_key_b)
    cluster_of = {account: min(group.members) for account, group in _each_once(groups)}
    return Clustering(cluster_of, blocked)


def _by_strength(pair: Pair) -> tuple[float, int, str, str]:
    return (-pair.confidence, -pair.score, pair.account_key_a, pair.account_key_b)


def _each_once(groups: Mapping[str, _Group]) -> Iterable[tuple[str, _Group]]:
    seen: set[int] = set()
    for group in groups.values():
        if id(group) not in seen:
            seen.add(id(group))
            smallest = _Group([min(group.members)], {})
            for member in group.members:
                yield member, smallest


def _stand_walls(groups: Mapping[str, _Group], walls: Iterable[AccountPair], kind: str) -> None:
    for a, b in walls:
        if a in groups and b in groups:
            getattr(groups[a], kind).add(b)
            getattr(groups[b], kind).add(a)


def _obstacle(groups: Mapping[str, _Group], pair: Pair, named: set[AccountPair]) -> str:
    """Why two clusters may not be joined, or an empty string."""
    one, two = groups[pair.account_key_a], groups[pair.account_key_b]
    if one is two:
        return ""
    if _touches(one.walls, two):
        return BLOCKED_BY_DECISION
    if _touches(one.doubts, two):
        return BLOCKED_BY_CONTRADICTION
    return BLOCKED_BY_PLATFORM if _doubles(one, two, named) else ""


def _touches(keys: set[str], group: _Group) -> bool:
    return not keys.isdisjoint(group.members)


def _doubles(one: _Group, two: _Group, named: set[AccountPair]) -> bool:
    return any(
        (min(first, second), max(first, second)) not in named
        for platform in one.platforms.keys() & two.platforms.keys()
        for first in one.platforms[platform]
        for second in two.platforms[platform]
    )


def _join(groups: dict[str, _Group], a: str, b: str) -> None:
    """Let the smaller cluster flow into the larger."""
    into, gone = groups[a], groups[b]
    if len(into.members) < len(gone.members):
        into, gone = gone, into
    for account in gone.members:
        groups[account] = into
    into.members.extend(gone.members)
    for platform, accounts in gone.platforms.items():
        into.platforms.setdefault(platform, []).extend(accounts)
    into.walls |= gone.walls
    into.doubts |= gone.doubts
