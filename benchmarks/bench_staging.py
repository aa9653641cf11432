"""Staging of TikTok posts beside one bare `json_transform` over the same bytes.

The peer parses each payload once, with the same shape, and writes what comes out: no keys, no provenance, no rule about
ids. Staging is the very SQL that dbt compiles for `stg_tiklive__videos`, run in the same process on the same files.
Equal rows are asserted before anything is timed; rounds alternate; a third line tells what the name-based keys cost.

    python benchmarks/bench_staging.py [--answers 10000] [--rounds 5] [--force]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

import duckdb

from creatorgraph.land.lake import Lake
from creatorgraph.settings import Home
from creatorgraph.store.snapshot import empty_snapshot
from creatorgraph.transform import runner
from creatorgraph.types import Completeness, Envelope, Outcome
from creatorgraph.warehouse.duckdb import hold_warehouse
from creatorgraph.warehouse.sources import load_sources

SEED = 13
QUIET = 0.5
THREADS = 2
PAGE = 35
DAYS = 20
START = datetime(2026, 8, 1, 6, tzinfo=UTC)
MODEL = "stg_tiklive__videos"
SHAPE = {
    "video_id": "VARCHAR", "id": "VARCHAR", "aweme_id": "VARCHAR", "region": "VARCHAR", "title": "VARCHAR",
    "cover": "VARCHAR", "duration": "BIGINT", "size": "BIGINT", "create_time": "BIGINT",
    "play_count": "BIGINT", "digg_count": "BIGINT", "comment_count": "BIGINT", "share_count": "BIGINT",
    "download_count": "BIGINT", "collect_count": "BIGINT", "is_ad": "BOOLEAN", "is_top": "BOOLEAN",
    "mentioned_users": "VARCHAR", "commercial_video_info": "VARCHAR", "images": ["VARCHAR"],
    "content_desc": ["VARCHAR"], "item_comment_settings": "BIGINT", "anchors": "JSON",
    "commerce_info": {
        "branded_content_type": "BIGINT", "adv_promotable": "BOOLEAN", "auction_ad_invited": "BOOLEAN",
        "ad_source": "VARCHAR", "with_comment_filter_words": "BOOLEAN",
    },
    "music_info": {
        "id": "VARCHAR", "title": "VARCHAR", "author": "VARCHAR", "original": "BOOLEAN", "duration": "BIGINT",
        "album": "VARCHAR",
    },
    "author": {"id": "VARCHAR", "unique_id": "VARCHAR", "nickname": "VARCHAR", "avatar": "VARCHAR"},
}  # fmt: skip
KEY = re.compile(r"nullif\(concat\(left\(sha1.*?'--5--'\)", re.DOTALL)
COMPARED = "post_id, author_id, title, play_count, digg_count, comment_count, share_count, collect_count"


@dataclass(frozen=True)
class Measured:
    """One run: seconds on the wall and on the processors."""

    wall: float
    cpu: float


def main() -> None:
    """Generate, assert, measure, print."""
    asked = arguments()
    refuse_noise(asked.force)
    with tempfile.TemporaryDirectory(prefix="bench staging ") as folder:
        home = Home(Path(folder) / "home")
        megabytes = land(home, asked.answers)
        queries = {"staging": compiled(home), "bare": bare(home)}
        queries["staging without keys"] = without_keys(queries["staging"])
        with duckdb.connect(str(home.warehouse)) as connection:
            connection.execute(f"set threads = {THREADS}")
            connection.execute("set TimeZone = 'UTC'")
            assert_equal(connection, queries)
            found: dict[str, list[Measured]] = {name: [] for name in queries}
            for _ in range(asked.rounds):
                for name, query in queries.items():
                    found[name].append(measure(lambda query=query: create(connection, "timed", query)))  # type: ignore[misc]
    report(found, megabytes, asked.answers)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--force", action="store_true", help="measure on a busy machine all the same")
    return parser.parse_args()


def refuse_noise(force: bool) -> None:
    """Numbers from a busy machine mislead."""
    load = os.getloadavg()[0]
    if load > QUIET and not force:
        sys.exit(f"The load is {load:.2f}, above {QUIET}: wait, or say --force.")


def land(home: Home, answers: int) -> float:
    """Land pages of 35 posts, dealt over days; returns the payloads' size in MB."""
    lake, random_numbers = Lake(home.lake), random.Random(SEED)
    size = 0
    for day in range(DAYS):
        found = list(pages(random_numbers, day, answers // DAYS))
        lake.append(found)
        size += sum(len(one.payload.encode()) for one in found)
    return size / 1e6


def pages(random_numbers: random.Random, day: int, count: int) -> Iterator[Envelope]:
    """One day's answers."""
    at = START + timedelta(days=day)
    for number in range(count):
        user_id = str(7_000_000_000_000_000_000 + random_numbers.randrange(10**6))
        body = {"videos": [video(random_numbers, user_id) for _ in range(PAGE)], "cursor": "1", "hasMore": True}
        yield Envelope(
            answer_id=f"{day}-{number}", provider="tiklive", lane="tiklive", endpoint="/user-posts/",
            request_param=json.dumps({"userid": user_id}), requested_at=at, observed_at=at, ingested_at=at,
            http_status=200, outcome=Outcome.OK, completeness=Completeness.COMPLETE, cost=Decimal(1),
            visibility="public", subject_keys=(f"tiktok:id:{user_id}",), request_id=f"{day}-{number}",
            payload=json.dumps(body),
        )  # fmt: skip


def video(random_numbers: random.Random, user_id: str) -> dict[str, object]:
    """A post as the contract shows it, about 1.3 kB."""
    number = random_numbers.randrange(10**12)
    link = f"https://cdn.example/{number}"
    music = {"id": str(number), "title": "original sound", "play": link, "cover": link, "author": "Lena Bakes"}
    author = {"id": user_id, "unique_id": f"user.{user_id[-6:]}", "nickname": "Lena Bakes", "avatar": link}
    commerce = {"adv_promotable": False, "auction_ad_invited": False, "branded_content_type": 0}
    counters = ("play", "digg", "comment", "share", "download", "collect")
    return {
        "aweme_id": f"v09044g4{number}", "video_id": str(7_500_000_000_000_000_000 + number), "region": "DE",
        "title": f"30 minute focaccia {number} #baking #focaccia @millhouse", "content_desc": [], "cover": link,
        "ai_dynamic_cover": link, "origin_cover": link, "duration": 41, "play": link, "wmplay": link, "size": 5_120_042,
        "wm_size": 5_300_871, "music": link, "music_info": music | {"original": True, "duration": 41, "album": ""},
        **{f"{name}_count": random_numbers.randrange(10**6) for name in counters}, "create_time": 1_785_000_000,
        "anchors": None, "is_ad": False, "commerce_info": commerce, "commercial_video_info": "",
        "item_comment_settings": 0, "mentioned_users": "", "author": author, "is_top": 0,
    }  # fmt: skip


def compiled(home: Home) -> str:
    """The SQL of the staging model, as dbt writes it."""
    with hold_warehouse(home) as warehouse:
        load_sources(warehouse, Lake(home.lake), empty_snapshot())
        variables = {"as_of": START.isoformat(), "organization": "default"}
        results = runner.invoke(home, ["compile", "--select", MODEL], variables)
    return str(next(result.node.compiled_code for result in results if result.node.name == MODEL))


def without_keys(query: str) -> str:
    """The same SQL with empty texts where it makes keys."""
    shorter = KEY.sub("''", query)
    assert "sha1" not in shorter and len(shorter) < len(query)
    return shorter


def bare(home: Home) -> str:
    """The peer: one typed parse of each payload, unnested and written."""
    files = ", ".join(f"'{Lake(home.lake).path(file)}'" for file in Lake(home.lake).manifest().files)
    shape = json.dumps({"videos": [SHAPE]})
    return f"""
        select video.* from (
            select unnest(json_transform(payload, '{shape}').videos) as video
            from read_parquet([{files}], hive_partitioning = false)
        )
    """


def create(connection: duckdb.DuckDBPyConnection, name: str, query: str) -> None:
    """Write a query's rows into a table."""
    connection.execute(f"create or replace temp table {name} as {query}")


def assert_equal(connection: duckdb.DuckDBPyConnection, queries: dict[str, str]) -> None:
    """Both find the same posts with the same counters, row by row."""
    create(connection, "staged", queries["staging"])
    create(connection, "peer", queries["bare"])
    renamed = COMPARED.replace("post_id", "video_id as post_id").replace("author_id", "author.id as author_id")
    differing = connection.execute(f"""
        select (select count(*) from (select {COMPARED} from staged except all select {renamed} from peer))
            + (select count(*) from (select {renamed} from peer except all select {COMPARED} from staged))
    """).fetchall()[0][0]
    assert differing == 0, f"{differing} rows differ"


def measure(work: Callable[[], None]) -> Measured:
    """Wall and processor seconds of one run."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Measured(time.perf_counter() - wall, time.process_time() - cpu)


def report(found: dict[str, list[Measured]], megabytes: float, answers: int) -> None:
    """Median and minimum of each, and the ratios."""
    print(f"staging: {answers:,} answers, {answers * PAGE:,} posts, {megabytes:,.0f} MB of payload, {THREADS} threads")
    for name, runs in found.items():
        walls, cpus = [run.wall for run in runs], [run.cpu for run in runs]
        print(
            f"  {name:22} wall median {statistics.median(walls):6.2f} s, min {min(walls):6.2f} s; "
            f"cpu median {statistics.median(cpus):6.2f} s; {megabytes / statistics.median(walls):6.0f} MB/s"
        )
    for name in ("staging", "staging without keys"):
        wall = ratio(found["bare"], found[name], lambda run: run.wall)
        cpu = ratio(found["bare"], found[name], lambda run: run.cpu)
        print(f"  {name} runs at {wall:.0%} of the bare parse by wall, {cpu:.0%} by processor (aim: 80 %)")
    print(
        f"  duckdb {version('duckdb')}, dbt-core {version('dbt-core')}, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}"
    )


def ratio(peer: list[Measured], ours: list[Measured], seconds: Callable[[Measured], float]) -> float:
    """The peer's median time as a share of ours."""
    return statistics.median(map(seconds, peer)) / statistics.median(map(seconds, ours))


if __name__ == "__main__":
    main()
