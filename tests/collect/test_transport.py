"""Real HTTP: what comes back whole, cut, redirected or not at all, and that nothing is ever sent twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from creatorgraph.clock import VirtualClock, WallClock
from creatorgraph.collect.transport import AiohttpTransport, HttpRequest, NoAnswerError
from tests.collect.conftest import START
from tests.collect.standin import StandIn, running


@pytest.fixture
async def transport() -> AsyncIterator[AiohttpTransport]:
    transport = AiohttpTransport(WallClock(), timeout_seconds=5, connections=4)
    yield transport
    await transport.close()


def profile(url: str, name: str = "user1") -> HttpRequest:
    return HttpRequest(f"{url}/userinfo-by-username/", {"username": name}, {"X-Api-Key": "key-4711-secret"})


async def test_an_answer_comes_with_lower_case_headers(transport: AiohttpTransport) -> None:
    async with running(StandIn()) as url:
        answer = await transport.send(profile(url))
    assert (answer.status, answer.cut) == (200, False)
    assert answer.headers["content-type"] == "application/json"
    assert answer.body.startswith('{"user"')


async def test_a_cut_body_keeps_what_had_come(transport: AiohttpTransport) -> None:
    async with running(StandIn(mode="cut")) as url:
        answer = await transport.send(profile(url))
    assert (answer.status, answer.cut) == (200, True)
    assert answer.body.startswith('{"user"')


async def test_a_broken_connection_is_no_answer_and_the_call_is_not_repeated(transport: AiohttpTransport) -> None:
    standin = StandIn()
    async with running(standin) as url:
        await transport.send(profile(url))
        standin.mode = "drop"
        with pytest.raises(NoAnswerError) as caught:
            await transport.send(profile(url))
    assert caught.value.reached
    assert standin.total == 2


async def test_a_kept_connection_that_broke_meanwhile_is_not_used_for_a_second_try(
    transport: AiohttpTransport,
) -> None:
    requests: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        body = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
        requests.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(body)
        await writer.drain()
        requests.append(await reader.readuntil(b"\r\n\r\n"))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        await transport.send(profile(url))
        with pytest.raises(NoAnswerError):
            await transport.send(profile(url))
        await asyncio.sleep(0.05)
    assert len(requests) == 2


async def test_a_redirect_is_an_answer_and_no_other_host_gets_the_key(transport: AiohttpTransport) -> None:
    app, elsewhere = web.Application(), StandIn()

    async def move(_: web.Request) -> web.Response:
        raise web.HTTPFound(other)

    app.router.add_get("/userinfo-by-username/", move)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with running(elsewhere) as other:
        answer = await transport.send(profile(f"http://127.0.0.1:{runner.addresses[0][1]}"))
    await runner.cleanup()
    assert answer.status == 302
    assert elsewhere.instants == []


async def test_nobody_there_was_surely_not_reached(transport: AiohttpTransport) -> None:
    with pytest.raises(NoAnswerError) as caught:
        await transport.send(profile("http://127.0.0.1:9"))
    assert not caught.value.reached


async def test_a_virtual_hang_costs_the_virtual_time_out_and_the_instant_is_told() -> None:
    clock, standin = VirtualClock(START), StandIn(mode="hang")

    async def hang(url: str) -> None:
        transport = AiohttpTransport(clock, timeout_seconds=30, connections=1, real_seconds=0.05)
        with pytest.raises(NoAnswerError):
            await transport.send(profile(url))
        await transport.close()

    async with running(standin) as url:
        await clock.run(hang(url))
    assert (clock.now() - START).total_seconds() == 30
    assert standin.instants == ["2026-08-01T00:00:00+00:00"]


def test_a_request_does_not_show_its_secrets() -> None:
    assert "secret" not in repr(profile("https://api.example/"))
