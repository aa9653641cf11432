"""`match file` on skewed accounts beside Splink on the same blocking keys.

100,000 generated accounts of four platforms whose names, handles and links follow Zipf's law: a few are shared by very
many. Ours is measured twice: the whole verb (CSV in, two CSVs out), and its SQL alone (candidates, signals, ratings).
Splink is given our normalised keys ready made and blocks on the same equalities; its training and its prediction are
counted apart. The sets of blocked pairs are asserted equal before any number is printed. Every run is a process of its
own, and rounds alternate.

    python benchmarks/bench_match.py [--accounts 100000] [--rounds 3] [--force]

`--accounts 1000000 --rounds 1` is the large one; its aims are 4 GB and no more processor time than Splink's.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import logging
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from itertools import accumulate
from pathlib import Path
from typing import Any

import duckdb

from creatorgraph.handles import handle_key
from creatorgraph.match.evidence import write_evidence
from creatorgraph.match.files import match_file
from creatorgraph.match.model import load_model
from creatorgraph.match.score import score_pairs
from creatorgraph.match.table import read_accounts
from creatorgraph.settings import MatchSettings

SEED = 7
QUIET = 0.5
THREADS = 2
PLATFORMS = ("tiktok", "instagram", "x", "youtube")
LABELS = {"tiktok": "TikTok: @{}", "instagram": "IG: @{}", "x": "X: @{}", "youtube": "YT: @{}"}
SYLLABLES = (
    "la",
    "ma",
    "ne",
    "ro",
    "si",
    "ta",
    "ko",
    "vi",
    "be",
    "du",
    "fa",
    "gi",
    "jo",
    "lu",
    "mi",
    "pa",
    "ri",
    "so",
    "ze",
    "chi",
)
HEADER = ("platform", "account_id", "handle", "display_name", "bio", "link", "followers", "verified")
BLOCKS = ("handle_key", "handle_core", "name_sorted", "link")

# The keys of our own blocks, null where a block is too large for us too; each account's one link, where it may count.
KEYS = """
with counted as (
    select
        profile.*,
        count(*) over (partition by handle_key) as handle_block,
        count(*) over (partition by handle_core) as core_block,
        count(*) over (partition by name_sorted) as name_block
    from profile
),
shared as (
    select value from (
        select link.value, profile.platform, count(*) as accounts from link join profile using (idx) group by all
    )
    group by value having max(accounts) <= getvariable('link_cap')
)
select
    idx as unique_id, platform, name_key,
    case when handle_block <= getvariable('core_block_most') then nullif(handle_key, '') end as handle_key,
    case when core_block <= getvariable('core_block_most') then nullif(handle_core, '') end as handle_core,
    case when name_block <= getvariable('name_block_most') then nullif(name_sorted, '') end as name_sorted,
    link.value as link
from counted
left join (select link.idx, any_value(value) as value from link join shared using (value) group by link.idx) as link
    using (idx)
order by idx
"""
OUR_PAIRS = """
select a, b from same_handle union select a, b from same_name union select a, b from linked order by a, b
"""


@dataclass(frozen=True)
class Measured:
    """One run: pairs and their digest, seconds on the wall and on the processor, the part of it that counts, memory."""

    pairs: int
    digest: str
    wall: float
    cpu: float
    part_wall: float
    part_cpu: float
    rss_mb: float


class Meter:
    """Wall and processor time since it was made."""

    def __init__(self) -> None:
        self._began = (time.perf_counter(), self._cpu())

    def read(self) -> tuple[float, float]:
        return time.perf_counter() - self._began[0], self._cpu() - self._began[1]

    @staticmethod
    def _cpu() -> float:
        used = resource.getrusage(resource.RUSAGE_SELF)
        return used.ru_utime + used.ru_stime


def generate(path: Path, accounts: int) -> None:
    """Write the accounts: owners with one to four accounts, skewed words, some addresses, hubs and agency links."""
    dice = random.Random(SEED)
    words = [("".join(dice.choices(SYLLABLES, k=3))) for _ in range(4000)]
    skew = list(accumulate(1 / (rank + 2) for rank in range(len(words))))
    taken: set[tuple[str, str]] = set()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        written = owner = 0
        while written < accounts:
            owner += 1
            for row in _owner(dice, owner, dice.choices(words, cum_weights=skew, k=2), taken):
                writer.writerow(row)
                written += 1


def _owner(
    dice: random.Random, owner: int, words: list[str], taken: set[tuple[str, str]]
) -> Iterable[Sequence[object]]:
    first, last = words
    base = dice.choice(
        [first + last, f"{first}.{last}", f"{first}{dice.randint(1, 99)}", first, f"{last}{owner % 1000}"]
    )
    handles: dict[str, str] = {}
    for place in dice.sample(PLATFORMS, dice.choice([1, 2, 2, 3, 4])):
        handle = base if dice.random() < 0.6 else base + dice.choice(["_", "tv", "official", "1", str(owner % 100)])
        while (place, handle) in taken:
            handle += str(dice.randint(0, 9))
        taken.add((place, handle))
        handles[place] = handle
    for place, handle in handles.items():
        other = dice.choice(list(handles))
        says = dice.random() < 0.3 and other != place
        bio = (
            f"{last} lover | {LABELS[other].format(handles[other])}" if says else f"{last} lover, {first} fan of nobody"
        )
        link = dice.choice([f"https://linktr.ee/{handle_key(base)}{owner}", "", f"https://agency{owner % 50}.com"])
        yield (place, f"{place[0]}{owner}", handle, f"{first} {last}".title(), bio, link, dice.randint(10, 10**6), "")


def run_file(source: Path) -> Measured:
    """Ours, whole: the verb as a person runs it."""
    meter = Meter()
    done = match_file(source, source.with_name("creators.csv"), source.with_name("pairs.csv"))
    wall, cpu = meter.read()
    return Measured(done.automatic + done.review, "", wall, cpu, wall, cpu, peak())


def run_sql(source: Path) -> Measured:
    """Ours, evidence and SQL; the part is the SQL alone. Writes the keys for the peer beside the source."""
    with duckdb.connect(config={"threads": THREADS}) as connection:
        connection.register("accounts", read_accounts(source).rows)
        whole = Meter()
        model = load_model()
        accounts = write_evidence(connection, "accounts", model)
        part = Meter()
        score_pairs(connection, accounts, model, MatchSettings())
        part_wall, part_cpu = part.read()
        wall, cpu = whole.read()
        rows = connection.execute(OUR_PAIRS).fetchall()
        connection.execute(f"copy ({KEYS}) to '{keys_of(source)}' (format parquet)")
        scored = connection.execute("select count(*) from rated").fetchall()[0][0]
        print(f"{len(rows):,} pairs of the shared blocks, {scored:,} scored in all", file=sys.stderr)
    return Measured(len(rows), digest_of(rows), wall, cpu, part_wall, part_cpu, peak())


def run_splink(source: Path) -> Measured:
    """The peer: the same keys, the same equalities; the part is its prediction alone."""
    from splink import Linker, SettingsCreator
    from splink.backends.duckdb import DuckDBAPI
    from splink.internals import comparison_library as cl

    logging.disable(logging.WARNING)
    connection = duckdb.connect(config={"threads": THREADS})
    connection.execute(f"create table keys as from '{keys_of(source)}'")
    whole = Meter()
    api = DuckDBAPI(connection)
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.ExactMatch("handle_core").configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("name_key", [0.92]),
            cl.ExactMatch("link").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[f"l.{key} = r.{key} and l.platform <> r.platform" for key in BLOCKS],
        probability_two_random_records_match=1 / 50_000,
        retain_matching_columns=False,
    )
    linker = Linker(api.register("keys"), settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=SEED)
    linker.training.estimate_parameters_using_expectation_maximisation("l.name_sorted = r.name_sorted")
    linker.training.estimate_parameters_using_expectation_maximisation("l.handle_key = r.handle_key")
    part = Meter()
    predicted = linker.inference.predict()
    part_wall, part_cpu = part.read()
    wall, cpu = whole.read()
    columns = "least(unique_id_l, unique_id_r) as a, greatest(unique_id_l, unique_id_r) as b"
    rows = connection.execute(f"select {columns} from {predicted.physical_name} order by a, b").fetchall()
    return Measured(len(rows), digest_of(rows), wall, cpu, part_wall, part_cpu, peak())


def keys_of(source: Path) -> Path:
    return source.with_name("keys.parquet")


def digest_of(rows: Iterable[tuple[Any, ...]]) -> str:
    return hashlib.sha256("\n".join(f"{a} {b}" for a, b in rows).encode()).hexdigest()


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


RUNS = {"file": run_file, "sql": run_sql, "splink": run_splink}


def measure(kind: str, source: Path) -> Measured:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).resolve()), kind, str(source)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def report(name: str, runs: list[Measured]) -> None:
    def shown(values: list[float]) -> str:
        return f"{statistics.median(values):.2f} ({min(values):.2f})"

    print(
        f"{name:<28} wall {shown([run.part_wall for run in runs])} s, "
        f"processor {shown([run.part_cpu for run in runs])} s, "
        f"peak {statistics.median(run.rss_mb for run in runs):.0f} MB, {runs[0].pairs:,} pairs"
    )


def whole(runs: list[Measured]) -> list[Measured]:
    return [Measured(**{**asdict(run), "part_wall": run.wall, "part_cpu": run.cpu}) for run in runs]


def main() -> None:
    options = parse_options()
    load = os.getloadavg()[0]
    if load > QUIET and not options.force:
        sys.exit(f"The load is {load:.1f}, above {QUIET}: numbers would mean little. Wait, or say --force.")
    print(
        f"Python {platform.python_version()}, DuckDB {version('duckdb')}, Splink {version('splink')}, load {load:.1f}, "
        f"{THREADS} threads, {options.accounts:,} accounts, {options.rounds} rounds: median (least)"
    )
    found: dict[str, list[Measured]] = {kind: [] for kind in RUNS}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "accounts.csv"
        generate(source, options.accounts)
        for _ in range(options.rounds):
            for kind, runs in found.items():
                runs.append(measure(kind, source))
            assert found["sql"][-1].digest == found["splink"][-1].digest, "both block exactly the same pairs"
    report("match file (CSV to CSVs)", found["file"])
    report("our SQL: pairs and scores", found["sql"])
    report("Splink predict", found["splink"])
    report("Splink train and predict", whole(found["splink"]))
    ours, theirs = (statistics.median(run.part_cpu for run in found[kind]) for kind in ("sql", "splink"))
    trained = statistics.median(run.cpu for run in found["splink"])
    print(
        f"ratio of processor time, our SQL : Splink predict {ours / theirs:.2f}, "
        f": train and predict {ours / trained:.2f}"
    )
    verb = statistics.median(run.cpu for run in found["file"])
    print(f"ratio of processor time, the whole verb : Splink train and predict on ready keys {verb / trained:.2f}")
    memory, most = max(run.rss_mb for run in found["file"]), 1000 if options.accounts <= 100_000 else 4000
    print(f"aim: under {most / 1000:.0f} GB: {'met' if memory < most else 'MISSED'} ({memory:.0f} MB)")
    whole_cpu = statistics.median(run.cpu for run in found["sql"])
    print(
        "ratio of processor time, ours from accounts to scores : Splink train and predict on ready keys "
        f"{whole_cpu / trained:.2f} (aim: at most 1)"
    )


def parse_options() -> Any:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--force", action="store_true", help="measure on a busy machine too")
    return parser.parse_args()


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in RUNS:
        print(json.dumps(asdict(RUNS[sys.argv[1]](Path(sys.argv[2])))))
    else:
        main()
