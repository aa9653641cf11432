"""Measuring: intervals against worked examples, and what counts as right."""

from __future__ import annotations

import pytest

from creatorgraph.match.evaluate import Rate, as_markdown, evaluate
from tests.match.test_cluster import pair

OWNER = {"t0": "lena", "i0": "lena", "x0": "lena", "t1": "paul", "i1": "paul"}
PLATFORM_OF = {"t0": "tiktok", "i0": "instagram", "x0": "x", "t1": "tiktok", "i1": "instagram"}


def test_wilson_intervals() -> None:
    assert Rate(87, 1000).interval == pytest.approx((0.07107, 0.10609), abs=5e-6)
    assert Rate(0, 1000).interval == pytest.approx((0.0, 0.003827), abs=5e-7)
    assert Rate(0, 0).share is None


def test_clusters_count_what_is_joined_indirectly() -> None:
    cluster_of = {"t0": "i0", "i0": "i0", "x0": "i0", "t1": "t1", "i1": "i0"}
    everything = evaluate(PLATFORM_OF, OWNER, [pair("t0", "i0"), pair("i0", "x0")], cluster_of)[0]
    assert everything.pair_precision == Rate(2, 2)
    assert everything.precision == Rate(3, 6)
    assert everything.recall == Rate(3, 4)


def test_figures_by_pair_of_platforms_and_a_table_of_them() -> None:
    measured = evaluate(PLATFORM_OF, OWNER, [], {key: key for key in OWNER})
    assert [row.platforms for row in measured] == ["all", "instagram–tiktok", "instagram–x", "tiktok–x"]
    assert as_markdown(measured).count("\n") == 6


def test_only_pairs_that_touch_the_counted_accounts_count() -> None:
    measured = evaluate(PLATFORM_OF, OWNER, [], {key: key for key in OWNER}, counted={"t1"})
    assert measured[0].recall == Rate(0, 1)
