"""A lane at a steady pace beside a bare aiohttp client that asks the same and writes nothing.

What it costs never to lose a paid answer: processor time and memory of one lane (intent, journal with fsync,
classifier, compaction into the lake) at 50 answers of about 20 kB a second, as a share of one core and as a ratio to
the bare client. Server, lane and peer are processes of their own; rounds alternate; equal bodies are asserted before
any number is printed. Half of the answers are profiles, half are pages of 35 posts.

    python benchmarks/bench_lane.py [--seconds 60] [--rounds 3] [--rate 50] [--force]
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import aiohttp
import psutil

from creatorgraph.clock import WallClock
from creatorgraph.collect.supervise import collect_due
from creatorgraph.land.lake import Lake
from creatorgraph.settings import CollectSettings, Home, LaneSettings, Settings
from creatorgraph.store.database import create
from creatorgraph.store.tracking import Watch, track

FIRST_ID = 7_000_000_000_000_000_000
BODY_BYTES = 20_000
IN_FLIGHT = 8
QUIET = 0.5
SEED = 11
QUARTERS = 4


@dataclass(frozen=True)
class Measured:
    """One run: answers, their digest, seconds on the wall and on the processor, memory at each quarter of the run."""

    answers: int
    digest: str
    wall: float
    cpu: float
    rss_mb: list[float]

    @property
    def core(self) -> float:
        """Share of one core."""
        return self.cpu / self.wall


def path_of(number: int) -> str:
    """The n-th question: even ones ask for a profile, odd ones for a page of posts."""
    user = f"userid={FIRST_ID + number // 2}"
    return f"/user-posts/?count=35&cursor=0&{user}" if number % 2 else f"/userinfo-by-id/?{user}"


def body_of(number: int) -> bytes:
    """The n-th answer, about 20 kB; its text compresses about as badly as real text does."""
    user, dice = FIRST_ID + number // 2, random.Random(number)
    text = " ".join(dice.choices([f"w{word:x}" for word in range(4096)], k=BODY_BYTES // 4))
    if number % 2 == 0:
        counters = {"followerCount": 1, "followingCount": 1, "heartCount": 1, "videoCount": 35}
        shown = {"id": str(user), "uniqueId": f"user{number // 2}", "signature": text[: BODY_BYTES - 200]}
        return json.dumps({"user": shown, "stats": counters}).encode()
    size = BODY_BYTES // 35 - 90
    videos = [
        {
            "video_id": str(user + post),
            "create_time": 1_790_000_000 - post,
            "title": text[post * size : (post + 1) * size],
        }
        for post in range(35)
    ]
    return json.dumps({"videos": videos, "cursor": "0", "hasMore": False}).encode()


async def serve() -> None:
    """Answer every profile request; bodies are made before the first one comes."""
    bodies = {path_of(number).encode(): body_of(number) for number in range(int(sys.argv[2]))}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                body = bodies[head.split(b" ", 2)[1]]
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


class Meter:
    """Processor time of this process, and its memory at each quarter of the answers."""

    def __init__(self, expected: int) -> None:
        self._process, self._expected = psutil.Process(), expected
        self._began = time.perf_counter(), time.process_time()
        self.rss_mb: list[float] = []
        self.answers = 0

    def tick(self, _: object = None) -> None:
        self.answers += 1
        if self.answers % (self._expected // QUARTERS) == 0:
            self.rss_mb.append(self._process.memory_info().rss / 1e6)

    def measured(self, digest: str) -> Measured:
        wall, cpu = time.perf_counter() - self._began[0], time.process_time() - self._began[1]
        return Measured(self.answers, digest, wall, cpu, self.rss_mb)


def digest_of(bodies: list[bytes]) -> str:
    return hashlib.sha256(b"".join(sorted(hashlib.sha256(body).digest() for body in bodies))).hexdigest()


async def run_lane(url: str, answers: int, rate: int) -> Measured:
    """Our lane: every answer through journal and lake. A first round makes the accounts known and is not measured."""
    with tempfile.TemporaryDirectory() as folder:
        home = make_home(Path(folder), answers // 2)
        lake, clock = Lake(home.lake), WallClock()
        await collect_due(home, settings_of(url, 100_000), clock, None, lambda _: None)
        first = set(lake.manifest().files)
        meter = Meter(answers)
        await collect_due(home, settings_of(url, rate), clock, None, meter.tick)
        measured = meter.measured("")
        files = [file for file in lake.manifest().files if file not in first]
        bodies = [one.payload.encode() for file in files for one in lake.envelopes(file)]
        return Measured(**{**asdict(measured), "digest": digest_of(bodies)})


def make_home(root: Path, accounts: int) -> Home:
    """A data directory with that many tracked accounts."""
    home, clock = Home(root), WallClock()
    database = create(home.app_database, clock)
    watches = [Watch(platform="tiktok", native_id=str(FIRST_ID + number)) for number in range(accounts)]
    with database.write() as connection:
        track(connection, watches, clock.now())
    database.close()
    home.secrets.write_text('[tiklive]\napi_key = "benchmark"\n')
    home.secrets.chmod(0o600)
    return home


def settings_of(url: str, rate: int) -> Settings:
    """So many calls a second; everything is due again at once."""
    lane = LaneSettings(base_url=url, concurrency=IN_FLIGHT, requests_per_minute=1_000_000, burst_per_second=rate)
    return Settings(collect=CollectSettings(profile_hours=1e-6, posts_hours=1e-6, lanes={"tiklive": lane}))


async def run_bare(url: str, answers: int, rate: int) -> Measured:
    """The peer: asks the same at the same pace, reads, keeps a digest of each body, writes nothing."""
    meter, digests = Meter(answers), list[bytes]()
    slots = asyncio.Semaphore(IN_FLIGHT)

    async def ask(session: aiohttp.ClientSession, number: int) -> None:
        async with slots, session.get(f"{url}{path_of(number)}") as response:
            digests.append(hashlib.sha256(await response.read()).digest())
            meter.tick()

    async with aiohttp.ClientSession() as session:
        began = time.perf_counter()
        for second, first in enumerate(range(0, answers, rate)):
            await asyncio.sleep(max(0.0, began + second * 1.0 - time.perf_counter()))
            await asyncio.gather(*(ask(session, number) for number in range(first, min(first + rate, answers))))
    return meter.measured(hashlib.sha256(b"".join(sorted(digests))).hexdigest())


def child(kind: str, *args: str) -> list[str]:
    return [sys.executable, str(Path(__file__).resolve()), kind, *args]


@contextmanager
def server(answers: int) -> Iterator[str]:
    with subprocess.Popen(child("serve", str(answers)), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.kill()


def measure(kind: str, url: str, answers: int, rate: int) -> Measured:
    done = subprocess.run(child(kind, url, str(answers), str(rate)), capture_output=True, text=True, check=True)
    return Measured(**json.loads(done.stdout))


def report(name: str, runs: list[Measured]) -> None:
    def median(values: Iterable[float]) -> float:
        return statistics.median(values)

    cores = [run.core for run in runs]
    print(f"{name:<22} {median(cores):.1%} median, {min(cores):.1%} least of one core;", end=" ")
    print(f"{median(run.cpu / run.answers * 1000 for run in runs):.2f} ms an answer;", end=" ")
    print(f"{median(run.answers / run.wall for run in runs):.1f} answers/s;", end=" ")
    print(
        "RSS by quarter",
        ", ".join(f"{median(part):.0f}" for part in zip(*(run.rss_mb for run in runs), strict=True)),
        "MB",
    )


def main() -> None:
    options = parse_options()
    load = os.getloadavg()[0]
    if load > QUIET and not options.force:
        sys.exit(f"The load is {load:.1f}, above {QUIET}: numbers would mean little. Wait, or say --force.")
    answers = options.seconds * options.rate // QUARTERS * QUARTERS
    print(f"Python {platform.python_version()}, aiohttp {version('aiohttp')}, load {load:.1f}")
    sizes = f"{len(body_of(0))} and {len(body_of(1))} bytes"
    print(f"{answers} answers of {sizes} at {options.rate}/s, {options.rounds} rounds")
    lane, bare = list[Measured](), list[Measured]()
    with server(answers) as url:
        for _ in range(options.rounds):
            lane.append(measure("lane", url, answers, options.rate))
            bare.append(measure("bare", url, answers, options.rate))
            assert lane[-1].answers == bare[-1].answers == answers
            assert lane[-1].digest == bare[-1].digest, "the lake holds exactly the bodies that the peer read"
    report("lane (journal, lake)", lane)
    report("bare aiohttp", bare)
    ratio = statistics.median(run.cpu for run in lane) / statistics.median(run.cpu for run in bare)
    print(f"ratio of processor time {ratio:.1f}")
    core = statistics.median(run.core for run in lane)
    if (rate := statistics.median(run.answers / run.wall for run in lane)) < 0.9 * options.rate:
        print(f"only {rate:.0f} answers a second were reached: the machine is too busy for these numbers to count")
    print(f"aim: under 10 % of a core at 50 answers a second: {'met' if core < 0.10 else 'MISSED'} ({core:.1%})")


def parse_options() -> Any:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--force", action="store_true", help="measure on a busy machine too")
    return parser.parse_args()


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        asyncio.run(serve())
    elif sys.argv[1:2] in (["lane"], ["bare"]):
        run = run_lane if sys.argv[1] == "lane" else run_bare
        print(json.dumps(asdict(asyncio.run(run(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))))))
    else:
        main()
