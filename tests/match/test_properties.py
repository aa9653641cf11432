"""What must hold for any world: the same rows in any order give the same answer, and never one who says no."""

from __future__ import annotations

import random
from dataclasses import astuple

import pytest

from creatorgraph.match.evaluate import evaluate
from tests.match.conftest import Matcher, Row
from tests.match.world import Made, make_world


def rows_of(world: list[Made]) -> list[Row]:
    return [
        (one.account_id, one.platform, one.handle, one.display_name, one.bio, one.link, str(one.followers or ""),
         "verified" * one.verified)
        for one in world
    ]  # fmt: skip


@pytest.mark.parametrize("seed", [11, 12])
def test_row_order_does_not_matter(matched: Matcher, seed: int) -> None:
    rows = rows_of(make_world(seed, 120))
    first = matched(rows)
    random.Random(seed).shuffle(rows)
    again = matched(rows)
    assert [astuple(pair) for pair in again.pairs] == [astuple(pair) for pair in first.pairs]
    assert again.clustering == first.clustering


def test_a_world_is_matched_with_precision(matched: Matcher) -> None:
    world = make_world(21, 500)
    result = matched(rows_of(world))
    owner = {one.account_id: one.owner for one in world}
    everything = evaluate(result.platforms, owner, result.pairs, result.clustering.cluster_of)[0]
    assert everything.precision.share is not None
    assert everything.precision.share >= 0.985
    assert everything.recall.share is not None
    assert everything.recall.share >= 0.45


def test_impostors_and_fan_pages_are_kept_apart(matched: Matcher) -> None:
    world = make_world(22, 500)
    part = {one.account_id: one.part for one in world}
    owner = {one.account_id: one.owner for one in world}
    wrong = [
        cluster
        for cluster in matched(rows_of(world)).clustering.clusters()
        if {part[key] for key in cluster} & {"impostor", "fan"} and len({owner[key] for key in cluster}) > 1
    ]
    planted = sum(kind in {"impostor", "fan"} for kind in part.values())
    assert planted > 100
    assert len(wrong) <= planted // 100


def test_more_support_is_never_less_sure(matched: Matcher) -> None:
    def confidence(bio: str, link: str, name: str) -> float:
        rows: list[Row] = [
            ("a", "tiktok", "lenabakes", "Lena Berg", "", "https://lenabakes.com"),
            ("b", "instagram", "lenabakes", name, bio, link),
        ]
        return {pair.account_key_b: pair.confidence for pair in matched(rows).pairs}.get("b", 0.0)

    steps = [("", "", ""), ("", "", "Lena Berg"), ("", "https://lenabakes.com", "Lena Berg"),
             ("TikTok: @lenabakes", "https://lenabakes.com", "Lena Berg")]  # fmt: skip
    found = [confidence(*step) for step in steps]
    assert found == sorted(found)


def test_matching_again_changes_nothing(matched: Matcher) -> None:
    rows = rows_of(make_world(13, 150))
    first, again = matched(rows), matched(rows)
    assert again.scored == first.scored
    assert again.clustering == first.clustering


def test_a_pool_in_which_nobody_points_to_anybody_joins_nobody(matched: Matcher) -> None:
    strangers: list[Row] = [
        (f"s{number}", "tiktok", f"quiet{number}fox", f"Quiet {number}", "songs on Sundays") for number in range(40)
    ]
    likeness: list[Row] = [
        ("a", "instagram", "lenabakesbread", "Lena Berg", "slow travel"),
        ("b", "x", "lenabakesbread", "Lena Berg", "bread and butter"),
    ]
    assert matched(likeness).clustering.cluster_of["a"] == matched(likeness).clustering.cluster_of["b"]
    found = matched([*strangers, *likeness]).clustering.cluster_of
    assert found["a"] != found["b"]


def test_where_most_handles_are_imitated_an_imitation_joins_nothing(matched: Matcher) -> None:
    rows: list[Row] = []
    for number, word in enumerate(("quokka", "pistachio", "zephyrus", "marzipan", "obsidian", "kestrel", "juniper")):
        rows += [
            (f"r{number}", "x", f"{word}bakes", "", "", ""),
            (f"o{number}", "instagram", f"{word}bakes", "", "", ""),
        ]
        rows += [
            (f"d{number}{place}{end}", place, f"{word}bakes{end}", "", "", "")
            for place in ("tiktok", "youtube")
            for end in ("1", "real", "s")
        ]
    clusters = matched(rows).clustering.clusters()
    joined = [cluster for cluster in clusters if len(cluster) > 1]
    assert joined
    assert all({key[0] for key in cluster} <= {"r", "o"} for cluster in joined)
