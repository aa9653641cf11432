"""Lanes as processes: restarted when they fail, left alone when that is no use, stopped gracefully."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from creatorgraph.clock import WallClock
from creatorgraph.collect.supervise import collect_forever, supervise
from creatorgraph.types import Outcome
from tests.collect.conftest import Stage
from tests.collect.standin import StandIn, running

# Writes its start down, then does what its name says.
LANE = """
import pathlib, signal, sys, time
diary, deed = pathlib.Path(sys.argv[1]), sys.argv[2]
starts = len(diary.read_text()) + 1 if diary.exists() else 1
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
diary.write_text("x" * starts)
if deed == "fails once" and starts > 1:
    sys.exit(0)
if deed == "stays":
    time.sleep(60)
sys.exit({"fails once": 1, "is refused": 69}[deed])
"""


def command(diary: Path, deed: str) -> list[str]:
    return [sys.executable, "-c", LANE, str(diary), deed]


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what another process or task does."""
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 (nobody is there to set an event)
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(("deed", "codes"), [("fails once", [1, 0]), ("is refused", [69])])
async def test_a_process_is_restarted_only_where_that_helps(
    stage: Stage, tmp_path: Path, deed: str, codes: list[int]
) -> None:
    stage.track_handles(1)
    told: list[tuple[str, int]] = []
    diary = tmp_path / "diary"
    await supervise(
        stage.home, WallClock(), None, lambda lane: command(diary, deed), lambda lane, code: told.append((lane, code))
    )
    assert told == [("tiklive", code) for code in codes]


async def test_one_lane_fails_the_other_stays_until_the_stop(stage: Stage, tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []

    def start(lane: str) -> list[str]:
        return command(tmp_path / lane, "stays" if lane == "instagram" else "is refused")

    work = asyncio.create_task(
        supervise(
            stage.home, WallClock(), ["tiklive", "instagram"], start, lambda lane, code: told.append((lane, code))
        )
    )
    await until(lambda: bool(told) and (tmp_path / "instagram").exists())
    assert told == [("tiklive", 69)]
    os.kill(os.getpid(), signal.SIGTERM)
    await work
    assert told == [("tiklive", 69), ("instagram", 0)]


async def test_a_lane_that_is_told_to_stop_lands_what_is_in_flight(stage: Stage) -> None:
    stage.track_handles(50)
    standin = StandIn(accounts=50, delay=0.05)
    async with running(standin) as url:
        work = asyncio.create_task(
            collect_forever(stage.home, stage.settings(url), WallClock(), "tiklive", stage.beats.append)
        )
        await until(lambda: len(stage.beats) >= 5)
        os.kill(os.getpid(), signal.SIGTERM)
        report = await work
    assert 5 <= report.total < 200
    assert report.total == standin.total == len(stage.envelopes())
    assert report.answers == {Outcome.OK: report.total}
    assert report.maybe_charged == 0
    assert stage.calls("tiklive", "select count(*) from call where state != 'answered'") == [(0,)]


async def test_new_accounts_are_noticed_while_a_lane_runs(stage: Stage) -> None:
    stage.track_handles(1)
    async with running(StandIn(posts=3)) as url:
        work = asyncio.create_task(
            collect_forever(stage.home, stage.settings(url), WallClock(), "tiklive", stage.beats.append)
        )
        await until(lambda: len(stage.beats) >= 2)
        stage.track_handles(3)
        await until(lambda: len(stage.beats) >= 6)
        os.kill(os.getpid(), signal.SIGTERM)
        report = await work
    asked = {json.loads(one.request_param).get("username") for one in stage.envelopes()}
    assert {"user0", "user1", "user2"} <= asked
    assert report.total == 6
