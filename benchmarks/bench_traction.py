"""Early traction over the sandbox's posts: how long it takes, how well it ranks, how early it knows, how often it errs.

Posts are the sandbox's own: a final count and a half-life each, drawn by account. Each is read at the ages of a polling
plan, some minutes early or late; the SQL is what dbt compiles. The sandbox plants no breakouts: as it is it is the null
world, in which every alert is a false one. Then each fiftieth post ends `--lift` times higher.

    python benchmarks/bench_traction.py [--creators 800] [--days 90] [--lift 30]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
from creatorgraph_sandbox.world.generate import World, generate_world

from creatorgraph.land.lake import Lake
from creatorgraph.settings import Home
from creatorgraph.store.snapshot import empty_snapshot
from creatorgraph.transform import runner
from creatorgraph.warehouse.duckdb import hold_warehouse
from creatorgraph.warehouse.sources import load_sources

SEED: Final = 29
THREADS: Final = 2
AS_OF: Final = datetime(2026, 11, 1, tzinfo=UTC)
MODELS: Final = ("organization_post_growth", "fct_post_traction", "traction_alerts")
POLLS: Final = (0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12, 15, 18, 21, 24, 30, 36, 48, 72, 96, 120, 144, 168)
"""Ages in hours at which each post is read, give or take twelve minutes."""


def main() -> None:
    """Generate, build, judge: once as the sandbox is, once with breakouts planted."""
    asked = arguments()
    with tempfile.TemporaryDirectory(prefix="bench traction ") as folder:
        queries = compiled(Home(Path(folder) / "home"))
    drawn = draw(generate_world(SEED, asked.creators), asked.days)
    for lift in (1.0, asked.lift):
        with new_warehouse() as connection:
            generate(connection, drawn, lift)
            seconds = build(connection, queries)
            report(connection, lift, seconds)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--creators", type=int, default=800)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--lift", type=float, default=30.0)
    return parser.parse_args()


def compiled(home: Home) -> dict[str, str]:
    """The SQL of the three models, as dbt writes it, without the name of a database."""
    with hold_warehouse(home) as warehouse:
        load_sources(warehouse, Lake(home.lake), empty_snapshot())
        variables = {"as_of": AS_OF.isoformat(), "organization": "default"}
        results = runner.invoke(home, ["compile", "--select", *MODELS], variables)
    found = {result.node.name: str(result.node.compiled_code) for result in results}
    return {name: found[name].replace('"warehouse".', "") for name in MODELS}


def new_warehouse() -> duckdb.DuckDBPyConnection:
    """An empty database with the two schemas that the models name."""
    connection = duckdb.connect()
    connection.execute(f"set TimeZone = 'UTC'; set threads = {THREADS}")
    connection.execute("create schema marts_default; create schema intermediate")
    return connection


def draw(world: World, days: int) -> pa.Table:
    """Every post that the world's accounts publish in its first so many days, with its curve."""
    return pa.Table.from_pylist(list(_posts(world, days)))


def _posts(world: World, days: int) -> Iterator[dict[str, object]]:
    for account in world.accounts:
        for post in world.timeline_of(account).posts:
            if world.start <= post.published < world.start + days * 86_400:
                yield {
                    "post_key": f"{account.platform}:{account.index}:{post.sequence}",
                    "account_key": f"{account.platform}:{account.index}",
                    "platform": account.platform,
                    "published_at": datetime.fromtimestamp(post.published, UTC).replace(tzinfo=None),
                    "half_life": post.half_life,
                    "final": post.final.views,
                }


def generate(connection: duckdb.DuckDBPyConnection, drawn: pa.Table, lift: float) -> None:
    """The tables that traction reads, and `truth`: views at 7 days, and the line of the account's top decile then."""
    connection.register("drawn", drawn)
    connection.execute(TRUTH.format(lift=lift))
    for statement in TABLES:
        connection.execute(statement.format(polls=list(POLLS)))


TRUTH: Final = """
    create table truth as
    select *, views * 168 * 3600 / (168 * 3600 + half_life) as week,
        quantile_cont(week, 0.9) over (partition by account_key) as line
    from (
        select *, hash(post_key) % 50 = 0 and {lift} > 1 as is_planted,
            final * case when is_planted then {lift} else 1 end as views
        from drawn
    )
"""
TABLES: Final = (
    """
    create table marts_default.dim_post as
    select post_key, account_key, account_key as creator_id, platform, published_at, false as is_ad from truth
    """,
    """
    create table marts_default.fct_post_snapshot as
    select post_key, cast(round(age, 3) as decimal(12, 3)) as age_hours,
        published_at + to_microseconds(cast(age * 3600e6 as bigint)) as observed_at,
        cast(floor(views * age * 3600 / (age * 3600 + half_life)) as bigint) as view_count
    from (select *, poll + (hash(post_key, poll) % 400) / 1000.0 - 0.2 as age
        from truth, (select unnest({polls}) as poll))
    """,
    """
    create table marts_default.account_tiers as
    select null::varchar as account_key, null::varchar as tier, null::date as valid_from, false as is_first where false
    """,
    """
    create table intermediate.int_post_observations as
    select null::varchar as post_key, false as is_pinned, null::timestamp as observed_at, 'public' as visibility
    where false
    """,
)


def build(connection: duckdb.DuckDBPyConnection, queries: Mapping[str, str]) -> dict[str, float]:
    """Seconds that each model took."""
    taken = {}
    for name, query in queries.items():
        started = time.perf_counter()
        connection.execute(f"create table marts_default.{name} as {query}")
        taken[name] = time.perf_counter() - started
    return taken


def report(connection: duckdb.DuckDBPyConnection, lift: float, seconds: Mapping[str, float]) -> None:
    """Everything that was found out, as tables."""
    counted = "select count(*), count(distinct post_key) from marts_default.fct_post_snapshot"
    readings, posts = connection.execute(counted).fetchall()[0]
    taken = ", ".join(f"{name} {one:.2f} s" for name, one in seconds.items())
    print(f"\n{posts:,} posts, {readings:,} readings, breakouts end {lift:g} times higher: {taken}")
    for query in (PRECISION, LABELS, ALERTS):
        print(connection.sql(query))


PRECISION: Final = """
    with scored as (
        select age_hours, week > line as is_top,
            row_number() over (partition by age_hours order by z desc) as by_z,
            row_number() over (partition by age_hours order by view_count desc) as by_views,
            count(*) filter (where week > line) over (partition by age_hours) as k
        from marts_default.fct_post_traction inner join truth using (post_key)
        where own_weight = 1
    )
    select age_hours, count(*) as posts, any_value(k) as k, round(avg(is_top::int), 3) as base_rate,
        round(avg(is_top::int) filter (where by_z <= k), 3) as precision_at_k,
        round(avg(is_top::int) filter (where by_views <= k), 3) as by_plain_views
    from scored group by age_hours order by age_hours
"""
"""Posts ranked by z against the top decile of their own account at 7 days, k being how many are in it."""

LEAD: Final = """round(median(half_life * line / (views - line) / 3600
        - date_diff('second', published_at, known_at) / 3600.0) filter (where views > line), 1) as median_lead_hours"""
"""Hours from the instant when it was known to the instant when the post's views made the top decile."""

LABELS: Final = f"""
    with first as (
        select post_key, label, min(known_at) as known_at
        from marts_default.fct_post_traction where label is not null group by all
    )
    select label, count(*) as posts, round(avg((week > line)::int), 3) as in_top_decile, {LEAD},
        round(median(date_diff('second', published_at, known_at) / 3600.0), 1) as median_age_hours
    from first inner join truth using (post_key) group by label order by label
"""
ALERTS: Final = f"""
    with days as (select count(distinct cast(known_at as date)) as days from marts_default.fct_post_traction),
    alerts as (select post_key, label, alerted_at as known_at from marts_default.traction_alerts)
    select label, count(*) as alerts, round(avg((week > line)::int), 3) as in_top_decile,
        round(1 - avg(is_planted::int), 3) as false_share,
        round(sum(is_planted::int) / nullif((select sum(is_planted::int) from truth), 0), 3) as found,
        count(distinct cast(known_at as date)) as days_with_alerts, any_value(days) as days, {LEAD}
    from alerts inner join truth using (post_key), days group by label order by label
"""


if __name__ == "__main__":
    main()
