"""Overlap and reach: intervals that hold what is true, surveys that replace priors, sets that agree with the verb."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random
from statistics import median

import duckdb
import pytest

from creatorgraph.measure.reach import Audience, Band, Overlap, Pairs, combined_reach
from creatorgraph.transform.assemble import target_folder
from tests.transform.follower_lists import Sampling, sampled
from tests.transform.lakes import LENA, LENA_INSTAGRAM, day, discovery, imported, profile
from tests.transform.workshop import Workshop

pytestmark = pytest.mark.xdist_group("dbt")

AUDIENCES = "warehouse.marts_default.organization_group_audiences"
OVERLAPS = "warehouse.marts_default.creator_overlap_estimates"
FEW_PAGES = Sampling(seed=8101, creators=45, followers=200, every=28)
BY_DEFAULT = Sampling(seed=8102, creators=25, followers=1000, every=14)
WHOLE_LISTS = Sampling(seed=8103, creators=26, followers=5000, every=45)
INTERVALS = """
    select account_key_a, account_key_b, matches, intersection_low, intersection_high, share_of_smaller_low,
        share_of_smaller_high, jaccard_low, jaccard_high, width_of_smaller
    from marts_default.sampled_audience_overlap where method = 'sample'
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """One pair: whether its three intervals hold the truth, its true overlap, its matches, its interval's width."""

    holds: tuple[bool, bool, bool]
    shared: int
    matches: int
    width: float


def judge(workshop: Workshop, sampling: Sampling) -> list[Judged]:
    """Build over a world's samples, and set each published pair beside the truth."""
    envelopes, truth = sampled(sampling)
    workshop.land(envelopes)
    workshop.build()
    judged = []
    for row in workshop.rows(INTERVALS):
        a, b, matches, *numbers = row
        low, high, of_low, of_high, j_low, j_high, width = (float(str(number)) for number in numbers)
        true = truth[str(a), str(b)]
        holds = (
            low <= true.shared <= high,
            of_low - 1e-9 <= true.of_smaller <= of_high + 1e-9,
            j_low - 1e-9 <= true.jaccard <= j_high + 1e-9,
        )
        judged.append(Judged(holds, true.shared, int(str(matches)), width))
    return judged


def covered(pairs: Sequence[Judged], measure: int) -> float:
    """Share of the pairs whose interval of one measure (count, share of the smaller, Jaccard) holds the truth."""
    return sum(pair.holds[measure] for pair in pairs) / len(pairs)


@pytest.mark.parametrize(
    ("sampling", "widest"), [(FEW_PAGES, 0.35), (BY_DEFAULT, 0.1), (WHOLE_LISTS, 0.05)], ids=["few", "default", "whole"]
)
def test_intervals_cover_the_truth(workshop: Workshop, sampling: Sampling, widest: float) -> None:
    """Of nine pairs in ten, and so of those that truly share people alone; pairs that share none must not carry it.

    From samples of one page to lists that are wholly visible; a week lies between the last sample and the truth.
    """
    pairs = judge(workshop, sampling)
    sharing = [pair for pair in pairs if pair.shared >= 5]
    assert len(sharing) >= 10
    assert any(pair.matches == 0 for pair in pairs)
    for measure in range(3):
        assert covered(pairs, measure) >= 0.9
        assert covered(sharing, measure) >= 0.9
    assert median(pair.width for pair in pairs) <= widest


def test_a_survey_replaces_the_prior(workshop: Workshop) -> None:
    """Of 1,000 followers of Lena's TikTok account 87 follow her on Instagram too: 7.107 to 10.609 % (Wilson)."""
    row = {
        "scope": "accounts", "platform_a": "tiktok", "handle_a": "lena.bakes", "platform_b": "instagram",
        "account_id_b": LENA_INSTAGRAM, "asked": 1000, "also_follow": 87, "surveyed_by": "panel",
    }  # fmt: skip
    workshop.land([profile(day(0), LENA, "lena.bakes", 500_000)])
    workshop.land([discovery(day(0), LENA_INSTAGRAM, "lena.bakes", 300_000, [])])
    workshop.build()
    bands = "select method, overlap_low, overlap_mid, overlap_high from marts_default.audience_overlap_estimates"
    of_smaller = f"{bands} where formula = 'share_of_smaller'"
    assert [found[0] for found in workshop.rows(of_smaller)] == ["prior"]
    workshop.land([imported("survey-1", "survey", day(1), dict(row))])
    workshop.build()
    (method, low, mid, high) = workshop.rows(of_smaller)[0]
    assert method == "survey"
    shares = [float(str(edge)) * 300_000 / 500_000 for edge in (low, mid, high)]
    assert shares == pytest.approx([0.07107, 0.087, 0.10609], abs=2e-5)
    reach = workshop.rows("select overlap_method, reach_mid from marts_default.creator_reach where is_default_formula")
    assert reach == [("survey", 800_000 - 43_500)]


def test_a_group_reaches_what_the_verb_says(workshop: Workshop) -> None:
    """SQL and Python compute one thing, here of thirty groups with whatever overlaps."""
    workshop.build()
    compiled = target_folder(workshop.home, "default") / "compiled/creatorgraph/models/marts/reach/group_reach.sql"
    luck = Random(8104)
    groups = [group_of(luck, number) for number in range(30)]
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse; create schema warehouse.marts_default")
        fill(connection, groups)
        found = connection.execute(compiled.read_text(encoding="utf-8")).to_arrow_table().to_pylist()
    expected = [combined_reach(members, pairs, Overlap(Band(0, 0, 0), "none")) for members, pairs in groups]
    bands = [(row["naive_reach"], row["reach_low"], row["reach_mid"], row["reach_high"]) for row in found]
    assert sorted(bands) == sorted((one.naive, one.low, one.mid, one.high) for one in expected)


def group_of(luck: Random, number: int) -> tuple[list[Audience], Pairs]:
    """Up to twelve creators of one group, their ids beginning with its number, and what each two of them share."""
    members = [_audience(luck, f"{number}-{place}") for place in range(luck.randint(1, 12))]
    pairs = {
        frozenset((one.creator_id, other.creator_id)): Overlap(
            Band(*sorted(round(luck.random(), 6) for _ in range(3))), "prior"
        )
        for one, other in combinations(members, 2)
    }
    return members, pairs


def _audience(luck: Random, creator_id: str) -> Audience:
    low, mid, high, naive = sorted(luck.randint(0, 10**6) for _ in range(4))
    return Audience(creator_id, Band(low, mid, high), naive)


def fill(connection: duckdb.DuckDBPyConnection, groups: Sequence[tuple[list[Audience], Pairs]]) -> None:
    """The two tables that the mart reads."""
    connection.execute(f"""
        create table {AUDIENCES} (group_name varchar, creator_id varchar, plain_sum bigint, audience_low bigint,
            audience_mid bigint, audience_high bigint, observed_through timestamp, size_rank bigint);
        create table {OVERLAPS} (creator_id_a varchar, creator_id_b varchar, overlap_of_smaller_low decimal(9, 6),
            overlap_of_smaller_mid decimal(9, 6), overlap_of_smaller_high decimal(9, 6), method varchar)
    """)
    for members, pairs in groups:
        ordered = sorted(members, key=lambda one: (-one.people.mid, one.creator_id))
        for rank, one in enumerate(ordered, start=1):
            row = [one.creator_id.split("-")[0], one.creator_id, one.naive, *_edges(one.people), None, rank]
            connection.execute(f"insert into {AUDIENCES} values (?, ?, ?, ?, ?, ?, ?, ?)", row)
        for ids, overlap in pairs.items():
            row = [*sorted(ids), *_edges(overlap.of_smaller), overlap.method]
            connection.execute(f"insert into {OVERLAPS} values (?, ?, ?, ?, ?, ?)", row)


def _edges(band: Band) -> tuple[float, float, float]:
    return band.low, band.mid, band.high
