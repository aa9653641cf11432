"""Clusters: constraints never broken, decisions always obeyed, whatever the order."""

from __future__ import annotations

import random
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from creatorgraph.match.cluster import AccountPair, Clustering, cluster_accounts
from creatorgraph.match.types import Pair

PLATFORMS = ("tiktok", "instagram", "x", "youtube")
KEYS = [f"{platform[0]}{number}" for platform in PLATFORMS for number in range(3)]
PLATFORM_OF = {key: platform for platform in PLATFORMS for key in KEYS if key[0] == platform[0]}


def pair(a: str, b: str, confidence: float = 0.99) -> Pair:
    first, second = sorted((a, b))
    return Pair(
        account_key_a=first,
        account_key_b=second,
        platform_a=PLATFORM_OF[first],
        platform_b=PLATFORM_OF[second],
        score=60,
        published_score=60,
        confidence=confidence,
        method="bio_link",
        status="auto",
        reasons=("same_bio_link",),
        mutual=False,
    )


account_pairs = st.sampled_from(list(combinations(KEYS, 2)))
across = [keys for keys in combinations(KEYS, 2) if PLATFORM_OF[keys[0]] != PLATFORM_OF[keys[1]]]
edges = st.lists(st.tuples(st.sampled_from(across), st.floats(0.95, 1.0)), max_size=25)


def verdicts(drawn: list[AccountPair]) -> tuple[list[AccountPair], list[AccountPair]]:
    """*same* for the first half; *different* for what is left and is not contradicted by it."""
    same = drawn[: len(drawn) // 2]
    joined = cluster_accounts(PLATFORM_OF, [], same=same).cluster_of
    return same, [keys for keys in drawn[len(drawn) // 2 :] if joined[keys[0]] != joined[keys[1]]]


@given(edges, st.lists(account_pairs, max_size=8), st.randoms(use_true_random=False))
def test_order_does_not_matter(
    drawn: list[tuple[AccountPair, float]], said: list[AccountPair], dice: random.Random
) -> None:
    pairs = [pair(a, b, confidence) for (a, b), confidence in drawn]
    same, different = verdicts(said)
    first = cluster_accounts(PLATFORM_OF, pairs, same=same, different=different)
    for words in (pairs, same, different):
        dice.shuffle(words)
    platforms = dict(sorted(PLATFORM_OF.items(), key=lambda _: dice.random()))
    again = cluster_accounts(platforms, pairs, same=same, different=different)
    assert again.cluster_of == first.cluster_of
    assert again.blocked == first.blocked


@given(edges, st.lists(account_pairs, max_size=8))
def test_decisions_are_obeyed(drawn: list[tuple[AccountPair, float]], said: list[AccountPair]) -> None:
    same, different = verdicts(said)
    found = cluster_accounts(PLATFORM_OF, [pair(a, b, sure) for (a, b), sure in drawn], same=same, different=different)
    assert all(found.cluster_of[a] == found.cluster_of[b] for a, b in same)
    assert all(found.cluster_of[a] != found.cluster_of[b] for a, b in different)


@given(edges)
def test_no_platform_is_doubled_by_itself(drawn: list[tuple[AccountPair, float]]) -> None:
    found = cluster_accounts(PLATFORM_OF, [pair(a, b, confidence) for (a, b), confidence in drawn])
    for cluster in found.clusters():
        platforms = [PLATFORM_OF[key] for key in cluster]
        assert len(platforms) == len(set(platforms))


def both(found: Clustering, a: str, b: str) -> bool:
    return found.cluster_of[a] == found.cluster_of[b]


def test_the_surer_of_two_candidates_wins_and_the_other_says_why() -> None:
    found = cluster_accounts(PLATFORM_OF, [pair("t0", "i0", 0.96), pair("t0", "i1", 0.99)])
    assert both(found, "t0", "i1")
    assert found.blocked == {("i0", "t0"): "platform_already_taken"}


def test_a_wall_stands_between_clusters_not_only_between_two_accounts() -> None:
    pairs = [pair("t0", "i0", 0.99), pair("i0", "x0", 0.98), pair("x0", "y0", 0.97)]
    found = cluster_accounts(PLATFORM_OF, pairs, different=[("t0", "y0")])
    assert both(found, "t0", "x0")
    assert not both(found, "t0", "y0")
    assert found.blocked == {("x0", "y0"): "kept_apart_by_decision"}


def test_a_named_account_may_double_a_platform() -> None:
    found = cluster_accounts(PLATFORM_OF, [pair("t0", "i0"), pair("t0", "t1"), pair("t1", "x0")])
    assert len({found.cluster_of[key] for key in ("t0", "t1", "i0", "x0")}) == 1


def test_a_contradiction_keeps_automatic_merging_out_but_not_a_person() -> None:
    pairs = [pair("t0", "i0"), pair("i0", "x0")]
    kept = cluster_accounts(PLATFORM_OF, pairs, contradicted=[("t0", "x0")])
    assert not both(kept, "t0", "x0")
    said = cluster_accounts(PLATFORM_OF, pairs, same=[("t0", "x0")], contradicted=[("t0", "x0")])
    assert both(said, "t0", "x0")
