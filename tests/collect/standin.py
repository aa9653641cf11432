"""A small TikLiveAPI on loopback that counts what it serves. Run as a program it is a process of its own.

Account n is `user<n>` with id `7000000000000000000 + n`; its posts come in pages of `count`, newest first after a
pinned old one. What it serves it also writes to a log, one line per answer sent, so that a test can count across kills.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

FIRST_ID = 7_000_000_000_000_000_000
NEWEST = 1_790_000_000
DAY = 86_400


@dataclass
class StandIn:
    """The server's state. `mode`: ok, limited, hang, down, drop, cut, wall, empty, auth, credits."""

    accounts: int = 5
    posts: int = 60
    mode: str = "ok"
    delay: float = 0.0
    filler: int = 0
    log: Path | None = None
    served: Counter[str] = field(default_factory=Counter)
    instants: list[str] = field(default_factory=list)
    handles: dict[str, str] = field(default_factory=dict)
    retry_after: str | None = None
    newer_posts: int = 0

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/userinfo-by-username/", self.by_name)
        app.router.add_get("/userinfo-by-id/", self.by_id)
        app.router.add_get("/user-posts/", self.user_posts)
        app.router.add_get("/v25.0/{me}", self.discovery)
        return app

    @property
    def total(self) -> int:
        return self.served.total()

    async def by_name(self, request: web.Request) -> web.StreamResponse:
        name = request.query["username"]
        return await self.answer(request, self.profile(self.handles.get(name, name.removeprefix("user"))))

    async def by_id(self, request: web.Request) -> web.StreamResponse:
        return await self.answer(request, self.profile(str(int(request.query["userid"]) - FIRST_ID)))

    async def user_posts(self, request: web.Request) -> web.StreamResponse:
        cursor, count = int(request.query["cursor"]), int(request.query["count"])
        number = int(request.query["userid"]) - FIRST_ID
        page = [] if self.mode == "empty" else [self.post(number, at) for at in range(cursor, self.posts)[:count]]
        more = cursor + count < self.posts
        body = {"videos": page, "cursor": str(cursor + count), "hasMore": more}
        return await self.answer(request, body)

    async def discovery(self, request: web.Request) -> web.StreamResponse:
        name = request.query["fields"].partition("username(")[2].partition(")")[0]
        number = int(name.removeprefix("user"))
        item = {"id": str(number), "timestamp": "2026-07-01T00:00:00+0000"}
        found = {"id": str(FIRST_ID + number), "username": name, "followers_count": 9, "media_count": 1}
        return await self.answer(request, {"business_discovery": {**found, "media": {"data": [item]}}, "id": "1"})

    def profile(self, number: str) -> dict[str, object]:
        if not number.isdecimal() or int(number) >= self.accounts:
            return {"status": "error", "message": "Not found user"}
        user = {"id": str(FIRST_ID + int(number)), "uniqueId": f"user{number}", "nickname": f"User {number}"}
        counters = {"followerCount": 1000, "followingCount": 1, "heartCount": 2, "videoCount": self.posts}
        return {"user": {**user, "privateAccount": False, "signature": "x" * self.filler}, "stats": counters}

    def post(self, number: int, at: int) -> dict[str, object]:
        pinned = at == 0
        age = 900 if pinned else at - self.newer_posts
        return {
            "aweme_id": "v1", "video_id": str(number * 10_000 + at + 1), "title": None,
            "create_time": NEWEST - age * DAY, "is_top": int(pinned), "play_count": 5, "digg_count": None,
        }  # fmt: skip

    async def answer(self, request: web.Request, body: dict[str, object]) -> web.StreamResponse:
        self.instants.append(request.headers.get("X-Sandbox-Now", ""))
        if self.mode == "hang":
            await asyncio.sleep(3600)
        if self.mode == "limited":
            headers = {"Retry-After": self.retry_after} if self.retry_after else {}
            return web.Response(status=429, text="slow down", headers=headers)
        if self.mode == "down":
            return web.Response(status=502, text="<html>bad gateway</html>", content_type="text/html")
        if self.mode == "wall":
            return web.Response(text="<html><body>Please log in to continue</body></html>", content_type="text/html")
        if self.mode == "auth":
            return web.json_response({"message": "Api-Key is not available"})
        if self.mode == "credits":
            return web.json_response({"message": "Your balance is too low"})
        await asyncio.sleep(self.delay)
        return await self._send(request, json.dumps(body))

    async def _send(self, request: web.Request, text: str) -> web.StreamResponse:
        self.served[f"{request.path}?{request.query_string}"] += 1
        if self.log is not None:
            with self.log.open("a") as file:
                file.write(f"{request.path_qs}\n")
        if self.mode == "drop" and request.transport is not None:
            request.transport.close()
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        content = text.encode()
        response.content_length = len(content)
        await response.prepare(request)
        await response.write(content[: len(content) // 2] if self.mode == "cut" else content)
        if self.mode == "cut" and request.transport is not None:
            request.transport.close()
        return response


@asynccontextmanager
async def running(standin: StandIn, port: int = 0) -> AsyncIterator[str]:
    """Serve inside this process; gives the base URL."""
    runner = web.AppRunner(standin.app(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    address = runner.addresses[0]
    try:
        yield f"http://127.0.0.1:{address[1]}"
    finally:
        await runner.cleanup()


async def main() -> None:
    options = json.loads(sys.argv[1])
    log = Path(options.pop("log")) if "log" in options else None
    async with running(StandIn(**options, log=log)) as base_url:
        print(json.dumps({"base_url": base_url}), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
