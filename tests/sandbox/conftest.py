"""A sandbox on a free port, and a caller who knows its credentials."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
import pytest_asyncio
from creatorgraph_sandbox.faults import parse_profile
from creatorgraph_sandbox.server import NOW_HEADER, Bound, Sandbox
from creatorgraph_sandbox.servers.instagram import Instagram, Token
from creatorgraph_sandbox.servers.tiklive import TikLive
from creatorgraph_sandbox.switches import Switches
from creatorgraph_sandbox.world.accounts import Account
from creatorgraph_sandbox.world.generate import FIRST_DAY, World, generate_world


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Caller:
    """Calls a running sandbox at a virtual day (days since the first)."""

    sandbox: Sandbox
    bound: Bound
    session: aiohttp.ClientSession

    @property
    def world(self) -> World:
        return self.sandbox.world

    @property
    def tiklive_server(self) -> TikLive:
        server = self.sandbox.providers["tiklive"]
        assert isinstance(server, TikLive)
        return server

    @property
    def instagram_server(self) -> Instagram:
        server = self.sandbox.providers["instagram"]
        assert isinstance(server, Instagram)
        return server

    async def get(
        self, url: str, params: dict[str, str], headers: dict[str, str], day: float | None, **options: Any
    ) -> Reply:
        if day is not None:
            headers = headers | {NOW_HEADER: (FIRST_DAY + timedelta(days=day)).isoformat()}
        async with self.session.get(url, params=params, headers=headers, **options) as answer:
            return Reply(answer.status, dict(answer.headers), await answer.read())

    async def tiklive(
        self, path: str, *, day: float | None = 0.0, key: str | None = None, follow: bool = True, **params: str
    ) -> Reply:
        key = self.tiklive_server.key if key is None else key
        headers = {"X-Api-Key": key} if key else {}
        return await self.get(f"{self.bound.url}/tiklive{path}", params, headers, day, allow_redirects=follow)

    async def posts(self, account: Account, *, day: float = 10.0, **params: str) -> Any:
        reply = await self.tiklive("/user-posts/", day=day, userid=account.native_id, **params)
        assert reply.status == 200
        return reply.json()

    def token(self, number: int = 0) -> Token:
        return list(self.instagram_server.tokens.values())[number]

    async def instagram(
        self, fields: str, *, day: float | None = 0.0, number: int = 0, edge: str = "", version: str = "v25.0",
        node: str | None = None, **params: str,
    ) -> Reply:  # fmt: skip
        token = self.token(number)
        node = token.ig_user_id if node is None else node
        params = {"access_token": token.value} | params | ({"fields": fields} if fields else {})
        return await self.get(f"{self.bound.url}/instagram/{version}/{node}{edge}", params, {}, day)

    async def discover(self, username: str, fields: str = "username", *, day: float = 0.0, **params: str) -> Reply:
        return await self.instagram(f"business_discovery.username({username}){{{fields}}}", day=day, **params)

    async def follow(self, address: str, day: float) -> Reply:
        """Follow an address that the sandbox gave, exactly as it was given."""
        assert urlsplit(address).netloc == f"127.0.0.1:{self.bound.port}"
        return await self.get(address, {}, {}, day)

    async def control(self, path: str, body: object | None = None, *, day: float | None = None) -> Reply:
        url = f"{self.bound.url}/_sandbox{path}"
        if body is None:
            return await self.get(url, {}, {}, day)
        async with self.session.post(url, data=json.dumps(body)) as answer:
            return Reply(answer.status, dict(answer.headers), await answer.read())

    async def ledger(self, provider: str) -> Any:
        return (await self.control("/ledger")).json()[provider]


Serve = Callable[..., Awaitable[Caller]]


@pytest_asyncio.fixture
async def serve() -> AsyncIterator[Serve]:
    """Start sandboxes; all are stopped when the test ends."""
    async with AsyncExitStack() as stack:

        async def start(
            *, faults: str = "none", fault_seed: int = 0, world: World | None = None, **switches: object
        ) -> Caller:
            sandbox = Sandbox(
                world or generate_world(),
                switches=Switches().turned(switches),
                faults=parse_profile(faults),
                fault_seed=fault_seed,
            )
            stack.push_async_callback(sandbox.stop)
            bound = await sandbox.start(0)
            session = await stack.enter_async_context(aiohttp.ClientSession())
            return Caller(sandbox, bound, session)

        yield start


def instant(day: float) -> float:
    """A virtual day as epoch seconds."""
    return (FIRST_DAY + timedelta(days=day)).timestamp()


@pytest.fixture(scope="session")
def thousand() -> World:
    """A world large enough for shares."""
    return generate_world(creators=1_000)


def steady(world: World, platform: str, least_posts: int = 0, day: float = 10.0) -> Account:
    """A professional account that nothing befalls, with at least so many posts on a day."""
    for account in world.accounts:
        fate = account.fate
        calm = fate.created is fate.renamed is fate.deleted is fate.private is None
        if account.platform == platform and calm and account.professional:
            standing = world.timeline(account.index).visible(instant(day))
            if len(standing) >= least_posts and (least_posts or standing):
                return account
    raise AssertionError("no such account in this world")


def read_instant(text: str) -> datetime:
    """A Graph API timestamp."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z").astimezone(UTC)
