"""kill -9 at twenty moments, in the middle of calls, commits and compactions: nothing paid is lost or counted twice."""

from __future__ import annotations

import json
import multiprocessing
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from creatorgraph.land.journal_rows import CallState
from tests.collect import collector
from tests.collect.conftest import Stage
from tests.collect.standin import FIRST_ID
from tests.conftest import ROOT

ACCOUNTS, POSTS, PAGE = 150, 100, 35
PAGES = ["0", "35", "70"]
KILLS = 20
SEED = 20261121
PATIENCE = 60.0

# Real processes, forked from one that has imported everything: a start then costs milliseconds, not a second.
PROCESSES = multiprocessing.get_context("forkserver")


@contextmanager
def provider(log: Path) -> Iterator[str]:
    """The stand-in in a process of its own; it writes a line for whatever it serves."""
    options = json.dumps({"accounts": ACCOUNTS, "posts": POSTS, "delay": 0.002, "log": str(log)})
    command = [sys.executable, "-m", "tests.collect.standin", options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            yield str(json.loads(process.stdout.readline())["base_url"])
        finally:
            process.kill()


def served(log: Path) -> Counter[str]:
    return Counter(log.read_text().splitlines()) if log.exists() else Counter()


def start(target: object, *args: str) -> BaseProcess:
    process = PROCESSES.Process(target=target, args=args)  # type: ignore[arg-type]
    process.start()
    return process


def kill_after(process: BaseProcess, log: Path, answers: int, seconds: float) -> bool:
    """Kill the process once so many more answers were served; False when it had ended by itself."""
    goal, deadline = served(log).total() + answers, time.monotonic() + PATIENCE
    while process.is_alive() and served(log).total() < goal:
        assert time.monotonic() < deadline, "the collector stands still"
        time.sleep(0.002)
    time.sleep(seconds)
    was_alive = process.is_alive()
    process.kill()
    process.join()
    return was_alive


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "served.log"


def test_twenty_kills_lose_nothing_and_count_nothing_twice(stage: Stage, log: Path) -> None:
    PROCESSES.set_forkserver_preload(["tests.collect.collector"])
    stage.track_handles(ACCOUNTS)
    dice = random.Random(SEED)
    root = str(stage.home.root)
    with provider(log) as url:
        kills = sum(
            kill_after(start(collector.collect, root, url), log, dice.randrange(0, 45), dice.uniform(0, 0.01))
            for _ in range(KILLS)
        )
        for step in ("before the file", "inside the file", "before the manifest", "after the manifest"):
            process = start(collector.compact_and_die, root, step)
            process.join(PATIENCE)
            assert process.exitcode == -9
        last = start(collector.collect, root, url)
        last.join(PATIENCE)
        assert last.exitcode == 0
    assert kills >= KILLS - 2, "the work must outlast the kills, or they prove nothing"
    check(stage, served(log), kills)


def check(stage: Stage, served_calls: Counter[str], kills: int) -> None:
    envelopes = stage.envelopes()
    confirmed = [one for one in envelopes if one.http_status is not None]
    states = dict(stage.calls("tiklive", "select state, count(*) from call group by 1"))
    answered = {row[0] for row in stage.calls("tiklive", "select request_id from call where state = 'answered'")}

    ids = Counter(one.answer_id for one in envelopes)
    assert set(ids.values()) == {1}, "every confirmed answer is in the lake exactly once"
    assert set(ids) == answered
    assert stage.calls("tiklive", "select count(*) from answer") == [(0,)]

    questions = Counter((one.endpoint, one.request_param) for one in confirmed)
    expected = {
        ("/userinfo-by-username/", json.dumps({"username": f"user{n}"}, separators=(",", ":"))) for n in range(ACCOUNTS)
    }
    by_name = {question for question in questions if question[0] == "/userinfo-by-username/"}
    by_id = {question for question in questions if question[0] == "/userinfo-by-id/"}
    assert by_name <= expected
    assert len(by_name) + len(by_id) >= ACCOUNTS, "every profile was asked"
    for number in range(ACCOUNTS):
        for cursor in PAGES:
            param = {"count": str(PAGE), "cursor": cursor, "userid": str(FIRST_ID + number)}
            question = ("/user-posts/", json.dumps(param, separators=(",", ":")))
            assert questions[question] == 1, "no cursor skipped a page, and no page was confirmed twice"

    maybe = states.get(CallState.MAYBE_CHARGED, 0)
    assert CallState.SENT not in states
    assert len(confirmed) <= served_calls.total() <= len(confirmed) + maybe
    assert maybe <= kills * collector.CONCURRENCY, "no more than what was in flight"
