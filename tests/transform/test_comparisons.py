"""What the comparisons and the benchmarks find where nothing is planted, and where something is.

One query stands for many worlds: `platform` numbers them, so that hundreds are answered by the very SQL of the models.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from creatorgraph.store.snapshot import empty_snapshot
from creatorgraph.transform import runner
from creatorgraph.transform.assemble import target_folder
from creatorgraph.warehouse.duckdb import hold_warehouse
from creatorgraph.warehouse.sources import load_sources
from tests.transform.lakes import AS_OF
from tests.transform.workshop import Workshop

pytestmark = pytest.mark.xdist_group("dbt")

WORLDS = 150
COMPARED = """
    create or replace table warehouse.marts_default.comparison_posts as
    select 'c' || creator as creator_id, 'a' || creator as account_key, 'w' || world as platform,
        'log_views' as measure, 'p' || world || '-' || creator || '-' || post as post_key,
        cast(null as varchar) as length_bucket, cast(null as varchar) as format,
        'b' || (hash(world, creator, post, 'hour') % 4) as hour_block,
        cast(round(sqrt(-2 * ln(u)) * cos(2 * pi() * v) * (1 + creator % 3) + creator
            + case when hash(world, creator, post, 'hour') % 4 = 0 then {effect} else 0 end, 6)
            as decimal(18, 6)) as value
    from range({worlds}) as worlds (world), range(12) as creators (creator), range({posts}) as posts (post),
        lateral (select (hash(world, creator, post, 'u') % 1000003 + 1) / 1000004 as u,
            (hash(world, creator, post, 'v') % 1000003) / 1000003 as v) as chance
    where post < 4 + creator * {posts} // 12
"""
CELLS = """
    create or replace table warehouse.marts_default.benchmark_cells as
    with means as (
        select 'w' || world as platform, 't' || tier as tier, creator,
            0.25 + {between} * sqrt(-2 * ln(u)) * cos(2 * pi() * v)
                + 0.03 * sqrt(-2 * ln(s)) * cos(2 * pi() * t) as mean
        from range(60) as worlds (world), range(12) as tiers (tier), range(16) as creators (creator),
            lateral (select (hash(world, tier, 'u') % 1000003 + 1) / 1000004 as u,
                (hash(world, tier, 'v') % 1000003) / 1000003 as v,
                (hash(world, tier, creator, 's') % 1000003 + 1) / 1000004 as s,
                (hash(world, tier, creator, 't') % 1000003) / 1000003 as t) as chance
        where creator < 2 + tier
    )
    select 'f' as formula, platform, coalesce(tier, 'all') as tier, 'all' as niche, 'all' as format,
        1 - grouping(tier) as depth, 10 * count(*) as n_posts, count(*) as n_creators, count(*) as n_at_7_days,
        cast(sum(cast(mean as decimal(12, 6))) as decimal(38, 6)) as sum_of_means,
        cast(sum(cast(mean * mean as decimal(38, 12))) as decimal(38, 12)) as sum_of_squares,
        0.05 as observed_p25, 0.06 as observed_p50, 0.07 as observed_p75, 0.08 as observed_p90
    from means
    group by grouping sets ((platform), (platform, tier))
"""


class Bench:
    """The compiled SQL of two models, run over invented inputs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._connection = duckdb.connect()
        self._connection.execute("attach ':memory:' as warehouse; create schema warehouse.marts_default")

    def ask(self, made: str, model: str, question: str) -> list[tuple[object, ...]]:
        """Make the input, and ask something of the `answer` that the model gives."""
        self._connection.execute(made)
        text = (self._folder / f"{model}.sql").read_text(encoding="utf-8")
        return self._connection.execute(f"with answer as ({text}) {question}").fetchall()


@pytest.fixture(scope="module")
def bench(parsed_workshop: Workshop) -> Iterator[Bench]:
    """The models as dbt compiles them."""
    parsed_workshop.empty()
    with hold_warehouse(parsed_workshop.home) as warehouse:
        load_sources(warehouse, parsed_workshop.lake, empty_snapshot())
        command = ["compile", "--select", "within_creator_comparisons", "benchmarks"]
        runner.invoke(parsed_workshop.home, command, {"as_of": AS_OF.isoformat(), "organization": "default"})
    compiled = target_folder(parsed_workshop.home, "default") / "compiled" / "creatorgraph" / "models" / "marts"
    yield Bench(compiled / "benchmarks")
    parsed_workshop.empty()


MISSES = "select count(*), avg(cast(low > 0 or high < 0 as integer)), count(*) filter (is_finding) from answer"


@pytest.mark.parametrize("posts", [12, 60])
def test_a_null_world_is_quiet(bench: Bench, posts: int) -> None:
    """Of 600 comparisons without an effect about 5 % miss 0, and hardly one is a finding."""
    made = COMPARED.format(worlds=WORLDS, posts=posts, effect=0)
    ((rows, missed, findings),) = bench.ask(made, "within_creator_comparisons", MISSES)
    assert rows == WORLDS * 4
    assert 0.025 <= float(str(missed)) <= 0.075
    assert int(str(findings)) <= 2


def test_a_planted_effect_is_found_and_covered(bench: Bench) -> None:
    """One level is better by 3: intervals cover it in about 95 % of worlds, and it is found."""
    made = COMPARED.format(worlds=WORLDS, posts=60, effect=3)
    covered = "select avg(cast(3 between low and high as integer)), avg(cast(is_finding as integer)) from answer "
    ((inside, found),) = bench.ask(made, "within_creator_comparisons", covered + "where level = 'b0'")
    assert float(str(inside)) >= 0.9
    assert float(str(found)) >= 0.9


def test_the_weight_of_a_small_cell_is_what_the_variances_say(bench: Bench) -> None:
    """Creators differ by .03 within a cell: cells that differ by .03 too weigh n / (n + 1), equal ones nothing."""
    question = (
        "select n_creators, median(weight) from answer where depth = 1 and n_creators in (2, 4) group by 1 order by 1"
    )
    equal = bench.ask(CELLS.format(between=0), "benchmarks", question)
    assert all(float(str(weight)) <= 0.1 for _, weight in equal)
    differing = bench.ask(CELLS.format(between=0.03), "benchmarks", question)
    assert [number for number, _ in differing] == [2, 4]
    assert [float(str(weight)) for _, weight in differing] == pytest.approx([2 / 3, 4 / 5], abs=0.06)


def test_two_answers_are_equal(bench: Bench) -> None:
    """Whatever order the rows come in."""
    made = COMPARED.format(worlds=5, posts=40, effect=0)
    question = "select * from answer order by platform, level"
    shuffled = made.replace("where post <", "where 1 = 1 and post <") + " order by hash(post_key, 'shuffle')"
    assert bench.ask(made, "within_creator_comparisons", question) == bench.ask(
        shuffled, "within_creator_comparisons", question
    )
