"""The whole dbt project over a large lake, beside the same marts in bare DuckDB SQL.

A lake of 2,000 creators on four platforms is generated, each account read on 90 days with ten of its posts. One process
builds it as `creatorgraph build` does (sources, first half, match, second half, all data tests, publishing); one runs
the SQL that dbt compiled, without dbt; one builds the same home over an empty lake, which is what dbt costs without a
row. Then one more day lands and is built. Marts are asserted equal, row by row both ways, after the full build
and after the added day, where the bare SQL makes everything anew.

    python benchmarks/bench_marts.py [--creators 2000] [--days 90] [--folder DIR] [--force]
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import marts_bare
import marts_lake
from marts_meter import Meter

from creatorgraph.clock import FixedClock
from creatorgraph.land.lake import Lake
from creatorgraph.publish import serving_file
from creatorgraph.run import build as run
from creatorgraph.settings import Home, Settings
from creatorgraph.store.database import create
from creatorgraph.store.home import create_home
from creatorgraph.transform import runner

QUIET = 0.5
SHOWN = 18
MOST_MEMORY = 8e9


def main() -> None:
    """Generate, build, compare, add a day, compare, print."""
    asked = arguments()
    refuse_noise(asked.force)
    folder = Path(asked.folder or tempfile.mkdtemp(prefix="bench marts "))
    shutil.rmtree(folder, ignore_errors=True)
    home, bare, empty = folder / "home", folder / "bare", folder / "empty"
    try:
        found = {"fixed": alone(build, empty, 0, 0), "landed": alone(land, home, asked.creators, asked.days)}
        found["full"] = alone(build, home, asked.days, asked.days)
        found["bare"] = alone(build_bare, home, bare, asked.days, asked.days)
        alone(assert_equal, home, bare)
        alone(land, home, asked.creators, 1, asked.days)
        found["day"] = alone(build, home, asked.days, asked.days + 1)
        found["bare again"] = alone(build_bare, home, bare, asked.days, asked.days + 1)
        alone(assert_equal, home, bare)
        report(found, asked.creators, asked.days)
    finally:
        if not asked.folder:
            shutil.rmtree(folder)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--creators", type=int, default=2_000)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--folder", help="work here and leave everything there")
    parser.add_argument("--force", action="store_true", help="measure on a busy machine all the same")
    return parser.parse_args()


def refuse_noise(force: bool) -> None:
    """Numbers from a busy machine mislead."""
    load = os.getloadavg()[0]
    if load > QUIET and not force:
        sys.exit(f"The load is {load:.2f}, above {QUIET}: wait, or say --force.")


def alone(work: Callable[..., Any], *values: Any) -> Any:
    """Run one part in a process of its own, so that its memory and its start are its own."""
    context = multiprocessing.get_context("spawn")
    print(f"… {work.__name__} {' '.join(map(str, values[1:]))}", file=sys.stderr, flush=True)
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(work, *values).result()


def land(folder: Path, creators: int, days: int, first: int = 0) -> dict[str, float]:
    """Make the home where there is none, and land whole days; sizes in bytes."""
    home, meter = Home(folder), Meter()
    create_home(home, "real")
    lake = Lake(home.lake)
    payload = marts_lake.write_days(lake, creators, range(first, first + days))
    files = lake.manifest().files
    return meter.read() | {"payload": payload, "parquet": sum(one.bytes for one in files), "files": len(files)}


def as_of(days: int) -> datetime:
    """The midnight after the last of so many days."""
    return marts_lake.FIRST_DAY + timedelta(days=days)


def build(folder: Path, compiled_for: int, days: int) -> dict[str, Any]:
    """One build by the function that the verb calls; keeps the SQL of the first. Match and publishing count apart."""
    whole, home, clock = Meter(), Home(folder), FixedClock(as_of(days))
    create_home(home, "real")
    create(home.app_database, clock).close()
    matched, published, invoked = Noted(run.run_match), Noted(run.publish), Noted(runner.invoke)
    run.run_match, run.publish, runner.invoke = matched, published, invoked  # type: ignore[assignment]
    run.build(home, Settings(), clock, as_of=as_of(days), advance=lambda *_: None)
    results = [one for found in invoked.returned for one in found]
    if compiled_for == days:
        marts_bare.keep_statements(folder / "compiled.json", marts_bare.compiled(results))
    nodes = [(one.node.resource_type.value, one.node.name, one.execution_time) for one in results]
    apart = {"wall apart": matched.wall + published.wall, "cpu apart": matched.cpu + published.cpu}
    return whole.read() | apart | {"match": matched.wall, "publish": published.wall, "nodes": nodes}


class Noted:
    """A function that notes how long it took and what it returned."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self.wall = self.cpu = 0.0
        self.returned: list[Any] = []

    def __call__(self, *values: Any, **named: Any) -> Any:
        meter = Meter()
        found = self._function(*values, **named)
        used = meter.read()
        self.wall, self.cpu = self.wall + used["wall"], self.cpu + used["cpu"]
        self.returned.append(found)
        return found


def build_bare(folder: Path, bare: Path, compiled_for: int, days: int) -> dict[str, Any]:
    """The same statements without dbt, over whatever the lake holds now."""
    home = Home(folder)
    statements = marts_bare.read_statements(folder / "compiled.json")
    before, after = as_of(compiled_for).isoformat(), as_of(days).isoformat()
    present = [
        marts_bare.Statement(one.schema, one.name, one.kind, one.sql.replace(before, after)) for one in statements
    ]
    warehouse = marts_bare.prepare(home, bare, present)
    return marts_bare.run(home, warehouse, present)


def assert_equal(home: Path, bare: Path) -> None:
    """Both hold the same marts. Raises AssertionError naming those that differ."""
    found = marts_bare.differing(serving_file(Home(home), "default"), Home(bare).warehouse)
    assert not found, f"rows that differ: {found}"


def report(found: dict[str, Any], creators: int, days: int) -> None:
    """Sizes, times, memory, bytes, ratios against the aims, and the slowest models."""
    landed = found["landed"]
    print(
        f"marts: {creators:,} creators x 4 platforms x {days} days x {marts_lake.RE_POLLED} posts: "
        f"{landed['payload'] / 1e9:.2f} GB of payload in {landed['parquet'] / 1e6:,.0f} MB of Parquet, "
        f"{landed['files']:,} files"
    )
    columns = {"wall": ("wall s", 1), "cpu": ("cpu s", 1), "match": ("match s", 1), "publish": ("publish s", 1),
               "rss": ("peak GB", 1e9), "read": ("read GB", 1e9)}  # fmt: skip
    print(f"  {'':16}" + "".join(f"{title:>12}" for title, _ in columns.values()))
    for name, label in {
        "fixed": "dbt, no rows",
        "full": "full build",
        "bare": "bare SQL",
        "day": "one more day",
    }.items():
        cells = (f"{found[name].get(column, 0) / unit:12.2f}" for column, (_, unit) in columns.items())
        print(f"  {label:16}" + "".join(cells))
    judge(found)
    slowest(found)
    print(
        f"  duckdb {version('duckdb')}, dbt-core {version('dbt-core')}, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}"
    )


def judge(found: dict[str, Any]) -> None:
    """The figures beside their aims, by wall and by processor; match and publishing are left out of all builds."""
    for kind in ("wall", "cpu"):
        full, day, fixed = (found[name][kind] - found[name][f"{kind} apart"] for name in ("full", "day", "fixed"))
        ratio, rest = (full - fixed) / found["bare"][kind], (day - fixed) / (full - fixed)
        print(f"  by {kind}: full build less dbt's own cost, by the bare SQL: {ratio:.2f} (aim: 1.5)")
        print(f"  by {kind}: the added day by the full build: {day / full:.1%} (aim: 10 %); less dbt's own: {rest:.1%}")
    peak = max(found[name]["rss"] for name in ("full", "day"))
    print(f"  most memory: {peak / 1e9:.1f} GB (aim: {MOST_MEMORY / 1e9:.0f})")


def slowest(found: dict[str, Any]) -> None:
    """The models that cost most, with dbt, bare, and on the added day; and what all tests cost."""
    full, day = ({name: took for _, name, took in found[one]["nodes"]} for one in ("full", "day"))
    bare = found["bare"]["models"]
    print(f"  {'slowest models':44}{'dbt s':>8}{'bare s':>8}{'day s':>8}{'bare reads MB':>15}")
    for name in sorted(bare, key=lambda one: max(bare[one]["wall"], day.get(one, 0)), reverse=True)[:SHOWN]:
        print(f"  {name:44}{full[name]:8.1f}{bare[name]['wall']:8.1f}{day[name]:8.1f}{bare[name]['read'] / 1e6:15,.0f}")
    for label, kind in (("all models", "model"), ("all tests", "test")):
        sums = [sum(took for one, _, took in found[run]["nodes"] if one == kind) for run in ("full", "day")]
        print(f"  {label:44}{sums[0]:8.1f}{'':8}{sums[1]:8.1f}")
    tests = sorted((took, name) for kind, name, took in found["full"]["nodes"] if kind == "test")[-5:]
    print("  slowest tests: " + ", ".join(f"{name} {took:.1f} s" for took, name in reversed(tests)))


if __name__ == "__main__":
    main()
