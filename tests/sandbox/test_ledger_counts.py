"""The ledger counts exactly, under concurrency and when callers vanish."""

from __future__ import annotations

import asyncio

import aiohttp
from creatorgraph_sandbox.world.handles import TIKTOK

from .conftest import Serve, steady


async def test_many_callers_at_once_are_counted_exactly(serve: Serve) -> None:
    caller = await serve(rate_limit=10_000, faults="tiklive=429:0.2")
    account = steady(caller.world, TIKTOK, least_posts=40)
    statuses: list[int] = []

    async def ask() -> None:
        for _ in range(25):
            reply = await caller.tiklive("/user-posts/", userid=account.native_id, count="35", day=10)
            statuses.append(reply.status)

    await asyncio.gather(*(ask() for _ in range(8)))
    ledger = await caller.ledger("tiklive")
    assert ledger["served"] == len(statuses) == 200
    assert ledger["charged"] == statuses.count(200) == ledger["by_status"]["200"]
    assert ledger["by_path"] == {"/user-posts/": 200}
    assert ledger["charged_by_key"] == {caller.tiklive_server.key: statuses.count(200)}
    assert caller.tiklive_server.balances[caller.tiklive_server.key] == 10_000_000 - statuses.count(200)


async def test_confirmed_is_never_more_than_served_when_callers_vanish(serve: Serve) -> None:
    caller = await serve(rate_limit=100_000)
    account = steady(caller.world, TIKTOK, least_posts=40)
    confirmed, sent = 0, 0
    url = f"{caller.bound.url}/tiklive/user-posts/"
    params = {"userid": account.native_id, "count": "35"}
    headers = {"X-Api-Key": caller.tiklive_server.key}

    async def ask(patience: float) -> None:
        nonlocal confirmed, sent
        sent += 1
        async with aiohttp.ClientSession() as session:
            try:
                async with asyncio.timeout(patience):
                    async with session.get(url, params=params, headers=headers) as answer:
                        await answer.read()
                        confirmed += 1
            except TimeoutError:
                pass

    await asyncio.gather(*(ask(0.002 * number) for number in range(1, 41)))
    await asyncio.sleep(0.1)
    ledger = await caller.ledger("tiklive")
    assert confirmed <= ledger["served"] <= sent
    assert ledger["served"] <= ledger["charged"] <= ledger["served"] + ledger["undelivered"]
