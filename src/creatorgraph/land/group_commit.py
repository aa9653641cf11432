"""One fsync for many: writes that arrive while a commit runs share the next one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

Change = TypeVar("Change")


class GroupCommit(Generic[Change]):
    """Hands changes in batches to `write`, which runs in a thread of its own, off the event loop.

    `submit` returns once the batch that holds the change is durable, or raises what `write` raised. A change whose
    waiter was cancelled is written all the same: a paid answer outlives whoever asked for it.
    `gather_seconds` is how long a batch waits for company: it buys fewer commits with a little latency.
    """

    def __init__(self, write: Callable[[Sequence[Change]], None], *, gather_seconds: float = 0.0) -> None:
        self._write, self._gather_seconds = write, gather_seconds
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="group-commit")
        self._waiting: list[tuple[Change, asyncio.Future[None]]] = []
        self._flusher: asyncio.Task[None] | None = None

    async def submit(self, change: Change) -> None:
        """Write one change durably."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((change, done))
        if self._flusher is None or self._flusher.done():
            self._flusher = asyncio.create_task(self._flush())
        await done

    async def drain(self) -> None:
        """Wait until nothing is waiting."""
        if self._flusher is not None and not self._flusher.done():
            await asyncio.wait([self._flusher])

    def close(self) -> None:
        """End the thread; call `drain` before."""
        self._thread.shutdown()

    async def _flush(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            if self._gather_seconds:
                await asyncio.sleep(self._gather_seconds)
            batch, self._waiting = self._waiting, []
            try:
                await loop.run_in_executor(self._thread, self._write, [change for change, _ in batch])
            except Exception as error:
                _tell(batch, error)
            else:
                _tell(batch, None)


def _tell(batch: Sequence[tuple[object, asyncio.Future[None]]], error: Exception | None) -> None:
    for _, done in batch:
        if done.done():
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)
