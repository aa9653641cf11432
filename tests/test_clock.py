"""Virtual time: who wakes when, and that nobody's pause is anybody else's."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creatorgraph.clock import FixedClock, VirtualClock, WallClock

START = datetime(2026, 8, 1, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


class Diary:
    """Who woke when."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.lines: list[tuple[str, datetime]] = []

    async def sleeper(self, name: str, *naps: float) -> str:
        for nap in naps:
            await self.clock.sleep(nap)
            self.lines.append((name, self.clock.now()))
        return name


async def test_time_jumps_to_the_next_sleeper() -> None:
    clock = VirtualClock(START)
    diary = Diary(clock)
    names = await clock.gather_outside(diary.sleeper("slow", 86_400), diary.sleeper("quick", 1, 1, 3600))
    assert names == ["slow", "quick"]
    assert diary.lines == [
        ("quick", after(1)),
        ("quick", after(2)),
        ("quick", after(3602)),
        ("slow", after(86_400)),
    ]


async def test_sleepers_of_one_instant_wake_in_the_order_in_which_they_lay_down() -> None:
    clock = VirtualClock(START)
    diary = Diary(clock)
    await clock.gather_outside(*(diary.sleeper(name, 5, 5) for name in "abcd"))
    assert [name for name, _ in diary.lines] == list("abcdabcd")


@settings(deadline=None)
@given(st.lists(st.lists(st.floats(0.001, 1e6), max_size=5), min_size=1, max_size=6))
def test_everyone_wakes_exactly_when_told_and_time_never_runs_back(naps: list[list[float]]) -> None:
    async def run() -> list[tuple[str, datetime]]:
        clock = VirtualClock(START)
        diary = Diary(clock)
        await clock.gather_outside(*(diary.sleeper(str(one), *parts) for one, parts in enumerate(naps)))
        return diary.lines

    lines = asyncio.run(run())
    assert [instant for _, instant in lines] == sorted(instant for _, instant in lines)
    for one, parts in enumerate(naps):
        expected, now = [], START
        for nap in parts:
            now += timedelta(seconds=nap)
            expected.append(now)
        assert [instant for name, instant in lines if name == str(one)] == expected


async def test_real_io_holds_time_still() -> None:
    clock = VirtualClock(START)
    seen: list[datetime] = []

    async def busy() -> None:
        await asyncio.sleep(0.02)
        seen.append(clock.now())

    async def sleeper() -> None:
        await clock.sleep(1000)

    await clock.gather_outside(busy(), sleeper())
    assert seen == [START]
    assert clock.now() == after(1000)


async def test_a_caller_of_gather_gets_its_place_back_before_time_moves() -> None:
    clock = VirtualClock(START)
    diary = Diary(clock)

    async def parent() -> datetime:
        await clock.gather(diary.sleeper("child", 10), diary.sleeper("child", 20))
        handed_back = clock.now()
        await clock.sleep(1)
        return handed_back

    handed_back, _ = await clock.gather_outside(parent(), diary.sleeper("bystander", 500))  # type: ignore[arg-type]
    assert handed_back == after(20)
    assert diary.lines[-1] == ("bystander", after(500))
    assert ("bystander", after(500)) not in diary.lines[:2]


async def test_gather_of_nothing_is_nothing() -> None:
    clock = VirtualClock(START)

    async def main() -> list[object]:
        return await clock.gather()

    assert await clock.run(main()) == []


async def test_an_error_cancels_the_rest_and_time_goes_on_for_others() -> None:
    clock = VirtualClock(START)
    diary = Diary(clock)

    async def fails() -> str:
        await clock.sleep(3)
        raise ValueError("three")

    async def parent() -> datetime:
        with pytest.raises(ExceptionGroup) as caught:
            await clock.gather(diary.sleeper("sibling", 100), fails())
        assert caught.group_contains(ValueError, match="three")
        await clock.sleep(4)
        return clock.now()

    ended, _ = await clock.gather_outside(parent(), diary.sleeper("bystander", 50))  # type: ignore[arg-type]
    assert ended == after(7)
    assert diary.lines == [("bystander", after(50))]


async def test_a_cancelled_sleeper_does_not_stop_time() -> None:
    clock = VirtualClock(START)
    diary = Diary(clock)

    async def parent() -> None:
        async with asyncio.timeout(0.02):
            await clock.gather(diary.sleeper("child", 1), holds())

    async def holds() -> str:
        await asyncio.sleep(3600)
        return "never"

    async def main() -> datetime:
        with pytest.raises(TimeoutError):
            await parent()
        await clock.sleep(10)
        return clock.now()

    assert await clock.run(main()) == after(10)


async def test_nothing_to_sleep_for_takes_no_time() -> None:
    clock = VirtualClock(START)

    async def main() -> datetime:
        await clock.sleep(0)
        await clock.sleep(-5)
        return clock.now()

    assert await clock.run(main()) == START


async def test_the_other_clocks_keep_the_same_contract() -> None:
    async def one(value: int) -> int:
        return value

    for clock in (WallClock(), FixedClock(START)):
        assert await clock.gather(one(1), one(2)) == [1, 2]
        before = clock.now()
        await clock.sleep(0.001)
        assert clock.now() > before
        assert clock.now().tzinfo is UTC
