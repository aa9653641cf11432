"""Time, passed in: a wall clock for real runs, a discrete-event clock for virtual ones."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Clock(Protocol):
    """What every station that needs time is given. Instants are aware UTC datetimes."""

    @property
    def virtual(self) -> bool:
        """True when time moves only as the clock decides."""
        ...

    def now(self) -> datetime:
        """The present instant, UTC, microseconds."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait; zero and negative durations return after one turn of the loop."""
        ...

    async def gather(self, *work: Coroutine[Any, Any, T]) -> list[T]:
        """Run coroutines side by side and return their results in order; the first error cancels the rest."""
        ...


class WallClock:
    """The machine's own clock."""

    virtual = False

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))

    async def gather(self, *work: Coroutine[Any, Any, T]) -> list[T]:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(part) for part in work]
        return [task.result() for task in tasks]


class FixedClock:
    """A clock that stands still, for pure code under test and for builds `as_of` an instant."""

    virtual = True

    def __init__(self, instant: datetime) -> None:
        self._instant = instant.astimezone(UTC)

    def now(self) -> datetime:
        return self._instant

    async def sleep(self, seconds: float) -> None:
        self._instant += timedelta(seconds=max(0.0, seconds))
        await asyncio.sleep(0)

    async def gather(self, *work: Coroutine[Any, Any, T]) -> list[T]:
        return [await part for part in work]


class VirtualClock:
    """A discrete-event clock: time jumps to the next sleeper once nobody is awake.

    Every coroutine that takes part is started through `run` or `gather`; it counts as awake until it
    sleeps on this clock or ends. Real I/O keeps a participant awake, so virtual time stands still while a request is
    in flight. Sleepers of one instant wake in the order in which they went to sleep, so a run is reproducible.
    Participants must not hold a lock across `sleep`, nor wait for each other except through `gather`.
    """

    virtual = True

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)
        self._awake = 0
        self._order = 0
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    async def run(self, main: Coroutine[Any, Any, T]) -> T:
        """Run `main` as the first participant."""
        return (await self.gather_outside(main))[0]

    async def gather_outside(self, *work: Coroutine[Any, Any, T]) -> list[T]:
        """Start participants from code that is itself no participant."""
        return await self._group(work, lambda last: self._rest())

    async def gather(self, *work: Coroutine[Any, Any, T]) -> list[T]:
        if not work:
            return []
        # The caller's place among the awake goes to the children, and the last of them hands it back: were the
        # count to touch zero in between, time would jump past a caller who is about to go on.
        self._awake -= 1
        return await self._group(work, lambda last: None if last else self._rest())

    async def _group(self, work: Sequence[Coroutine[Any, Any, T]], ended: Callable[[bool], None]) -> list[T]:
        self._awake += len(work)
        left = len(work)

        def on_end(_: asyncio.Task[T]) -> None:
            nonlocal left
            left -= 1
            ended(left == 0)

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(part) for part in work]
            for task in tasks:
                task.add_done_callback(on_end)
        return [task.result() for task in tasks]

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken = asyncio.get_running_loop().create_future()
        self._order += 1
        heapq.heappush(self._sleepers, (self._now + timedelta(seconds=seconds), self._order, woken))
        self._rest()
        try:
            await woken
        except asyncio.CancelledError:
            if not woken.done() or woken.cancelled():
                self._awake += 1
            raise

    def _rest(self) -> None:
        self._awake -= 1
        if self._awake == 0:
            asyncio.get_running_loop().call_soon(self._advance)

    def _advance(self) -> None:
        while self._awake == 0 and self._sleepers:
            instant, _, woken = heapq.heappop(self._sleepers)
            if woken.done():
                continue
            self._now = max(self._now, instant)
            self._wake(woken)
            while self._sleepers and self._sleepers[0][0] == instant:
                self._wake(heapq.heappop(self._sleepers)[2])

    def _wake(self, woken: asyncio.Future[None]) -> None:
        if not woken.done():
            self._awake += 1
            woken.set_result(None)
