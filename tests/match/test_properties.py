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
