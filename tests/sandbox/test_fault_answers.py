"""Every fault over HTTP, for both providers, and what the ledger says about it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

import aiohttp
import pytest
from creatorgraph_sandbox.world.handles import INSTAGRAM, TIKTOK

from .conftest import Caller, Reply, Serve, instant, steady
from .test_instagram_contract import error_of

Ask = Callable[[Caller], Awaitable[Reply]]


async def ask_tiklive(caller: Caller) -> Reply:
    account = steady(caller.world, TIKTOK, least_posts=60)
    return await caller.tiklive("/userinfo-by-id/", userid=account.native_id, day=10)


async def ask_tiklive_posts(caller: Caller) -> Reply:
    account = steady(caller.world, TIKTOK, least_posts=60)
    return await caller.tiklive("/user-posts/", userid=account.native_id, day=10)


async def ask_instagram(caller: Caller) -> Reply:
    account = steady(caller.world, INSTAGRAM, least_posts=60)
    return await caller.discover(account.first_handle, "media_count,followers_count,media{id}", day=10)


async def ask_own(caller: Caller) -> Reply:
    return await caller.instagram("id,caption", number=1, edge="/media", day=10)


EVERY = [("tiklive", ask_tiklive), ("tiklive", ask_tiklive_posts), ("instagram", ask_instagram), ("instagram", ask_own)]


async def test_429_storms(serve: Serve) -> None:
    caller = await serve(faults="429")
    assert (await ask_tiklive(caller)).status == 429
    discovery = await ask_instagram(caller)
    assert error_of(discovery)[0] == 4
    assert json.loads(discovery.headers["X-App-Usage"])["call_count"] == 100
    own = await ask_own(caller)
    assert error_of(own)[0] == 80002
    usage = json.loads(own.headers["X-Business-Use-Case-Usage"])[caller.token(1).ig_user_id][0]
    assert usage["estimated_time_to_regain_access"] > 0
    for provider in ("tiklive", "instagram"):
        assert (await caller.ledger(provider))["charged"] == 0


@pytest.mark.parametrize("ask", [ask_tiklive, ask_instagram])
async def test_5xx_is_sometimes_json_and_sometimes_html(serve: Serve, ask: Ask) -> None:
    caller = await serve(faults="5xx")
    replies = [await ask(caller) for _ in range(24)]
    assert all(reply.status in (500, 502) for reply in replies)
    kinds = {reply.headers["Content-Type"].split(";")[0] for reply in replies}
    assert kinds == {"application/json", "text/html"}
    transient = [reply for reply in replies if b"is_transient" in reply.body]
    assert all(reply.json()["error"]["is_transient"] for reply in transient)


@pytest.mark.parametrize(("provider", "ask"), EVERY)
async def test_cut_bodies_break_off_or_are_no_json(serve: Serve, provider: str, ask: Ask) -> None:
    caller = await serve(faults="cut")
    dropped = truncated = 0
    for _ in range(24):
        try:
            reply = await ask(caller)
        except aiohttp.ClientPayloadError:
            dropped += 1
        else:
            truncated += 1
            assert reply.status == 200
            with pytest.raises(ValueError):
                reply.json()
    assert dropped and truncated
    ledger = await caller.ledger(provider)
    assert (ledger["served"], ledger["undelivered"]) == (truncated, dropped)
    assert ledger["charged"] == 24


@pytest.mark.parametrize(("provider", "ask"), EVERY)
async def test_errors_with_status_200(serve: Serve, provider: str, ask: Ask) -> None:
    caller = await serve(faults="error200")
    for _ in range(8):
        reply = await ask(caller)
        assert reply.status == 200
        body = reply.json()
        assert error_of(reply)[0] in (1, 2) if provider == "instagram" else set(body) <= {"status", "message"}


async def test_login_walls_stand_before_profiles(serve: Serve) -> None:
    caller = await serve(faults="login_wall")
    for ask in (ask_tiklive, ask_instagram):
        reply = await ask(caller)
        assert reply.status == 200
        assert reply.headers["Content-Type"].startswith("text/html")
        assert b"Log in" in reply.body
    assert "videos" in (await ask_tiklive_posts(caller)).json()
    assert "data" in (await ask_own(caller)).json()


async def test_empty_lists_beside_counters(serve: Serve) -> None:
    caller = await serve(faults="empty_list")
    assert (await ask_tiklive(caller)).json()["stats"]["videoCount"] > 0
    assert (await ask_tiklive_posts(caller)).json() == {"videos": [], "cursor": "0", "hasMore": False}
    body = (await ask_instagram(caller)).json()["business_discovery"]
    assert body["media_count"] > 0 and body["media"] == {"data": []}
    assert (await ask_own(caller)).json() == {"data": []}


@pytest.mark.parametrize("ask", [ask_tiklive, ask_instagram])
async def test_falling_counters(serve: Serve, ask: Ask) -> None:
    caller = await serve()
    before = (await ask(caller)).body
    await caller.control("/faults", {"profile": "falling_counter"})
    fallen = (await ask(caller)).body
    name = "followerCount" if ask is ask_tiklive else "followers_count"

    def count(body: bytes) -> int:
        part = json.loads(body)
        return int((part["stats"] if "stats" in part else part["business_discovery"])[name])

    assert 0.9 < count(fallen) / count(before) < 1


async def test_duplicate_pages_lose_nothing(serve: Serve) -> None:
    caller = await serve(faults="duplicate_page:0.4", fault_seed=2)
    account = steady(caller.world, TIKTOK, least_posts=60)
    found: list[str] = []
    cursor = "0"
    while True:
        page = await caller.posts(account, count="10", cursor=cursor)
        found += [video["video_id"] for video in page["videos"]]
        if not page["hasMore"]:
            break
        assert page["cursor"] != cursor
        cursor = page["cursor"]
    standing = caller.world.timeline(account.index).visible(instant(10))
    assert len(set(found)) == len(standing) < len(found)


async def test_duplicate_pages_of_media_lose_nothing(serve: Serve) -> None:
    caller = await serve(faults="duplicate_page:0.4", fault_seed=2)
    account = steady(caller.world, INSTAGRAM, least_posts=60)
    found: list[str] = []
    modifiers = ".limit(15)"
    while True:
        media = (await caller.discover(account.first_handle, f"media{modifiers}{{id}}", day=10)).json()
        page = media["business_discovery"]["media"]
        found += [item["id"] for item in page["data"]]
        after = page["paging"]["cursors"].get("after")
        if not after:
            break
        modifiers = f".limit(15).after({after})"
    assert len(set(found)) == len(caller.world.timeline(account.index).visible(instant(10))) < len(found)


async def test_repeated_cursors(serve: Serve) -> None:
    caller = await serve()
    tiktok, other = (steady(caller.world, name, least_posts=60) for name in (TIKTOK, INSTAGRAM))
    first = await caller.posts(tiktok)
    nested = (await caller.discover(other.first_handle, "media{id}", day=10)).json()
    after = nested["business_discovery"]["media"]["paging"]["cursors"]["after"]
    await caller.control("/faults", {"profile": "repeated_cursor"})
    second = await caller.posts(tiktok, cursor=first["cursor"])
    assert second["cursor"] == first["cursor"] and second["hasMore"]
    again = (await caller.discover(other.first_handle, f"media.after({after}){{id}}", day=10)).json()
    assert again["business_discovery"]["media"]["paging"]["cursors"]["after"] == after


@pytest.mark.parametrize("ask", [ask_tiklive, ask_instagram])
async def test_hanging_calls_are_never_answered_and_cost_nothing(serve: Serve, ask: Ask) -> None:
    caller = await serve(faults="hang")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(ask(caller), 0.3)
    provider = "tiklive" if ask is ask_tiklive else "instagram"
    for _ in range(50):
        ledger = await caller.ledger(provider)
        if ledger["undelivered"]:
            break
        await asyncio.sleep(0.05)
    assert (ledger["served"], ledger["charged"], ledger["undelivered"]) == (0, 0, 1)


async def test_a_sandbox_stops_although_calls_hang(serve: Serve) -> None:
    caller = await serve(faults="hang")
    asking = asyncio.create_task(ask_tiklive(caller))
    await asyncio.sleep(0.1)
    await asyncio.wait_for(caller.sandbox.stop(), 5)
    with pytest.raises((aiohttp.ClientError, AssertionError)):
        assert (await asking).status == 200


async def test_slow_answers_arrive(serve: Serve) -> None:
    caller = await serve(faults="slow", slow_seconds=0.05)
    started = asyncio.get_running_loop().time()
    assert (await ask_tiklive(caller)).status == 200
    assert asyncio.get_running_loop().time() - started >= 0.05


@pytest.mark.parametrize("value", ["slow", "dropped", "truncated", "html_502"])
async def test_a_switch_bends_every_answer(serve: Serve, value: str) -> None:
    caller = await serve(answer=value, slow_seconds=0.01)
    if value == "dropped":
        with pytest.raises(aiohttp.ClientPayloadError):
            await ask_tiklive(caller)
        return
    reply = await ask_tiklive(caller)
    assert reply.status == (502 if value == "html_502" else 200)
    if value == "truncated":
        with pytest.raises(json.JSONDecodeError):
            reply.json()


async def test_a_fault_of_one_provider_leaves_the_other_alone(serve: Serve) -> None:
    caller = await serve(faults="tiklive=429")
    assert (await ask_tiklive(caller)).status == 429
    assert (await ask_instagram(caller)).status == 200


async def test_faults_come_and_go_at_run_time_with_a_seed(serve: Serve) -> None:
    caller = await serve()

    async def luck() -> list[int]:
        await caller.control("/faults", {"provider": "tiklive", "profile": "429:0.5", "seed": 9})
        return [(await ask_tiklive(caller)).status for _ in range(12)]

    once = await luck()
    assert once == await luck() and set(once) == {200, 429}
    await caller.control("/faults", {"profile": "none"})
    assert (await ask_tiklive(caller)).status == 200
