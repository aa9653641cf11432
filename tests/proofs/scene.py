"""A small world behind the real sandbox, a data directory, and the books of both sides, for one proof."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from creatorgraph_sandbox.faults import parse_profile
from creatorgraph_sandbox.server import Bound, Sandbox
from creatorgraph_sandbox.world.accounts import Account
from creatorgraph_sandbox.world.generate import FIRST_DAY, World, generate_world

from creatorgraph.clock import Clock, FixedClock, VirtualClock
from creatorgraph.collect.open_lane import Equipment, journal_path
from creatorgraph.collect.report import Beat, LaneReport
from creatorgraph.collect.supervise import collect_virtual
from creatorgraph.collect.transport import AiohttpTransport, Transport
from creatorgraph.land.journal_rows import CallState
from creatorgraph.land.journal_schema import open_database
from creatorgraph.land.lake import Lake
from creatorgraph.providers.contract import Answer, PostFact, Target
from creatorgraph.providers.registry import find_provider
from creatorgraph.providers.tiktok_login import LOGINS
from creatorgraph.settings import CollectSettings, Home, LaneSettings, Settings
from creatorgraph.store.database import AppDatabase, create
from creatorgraph.store.tracking import Watch, track
from creatorgraph.store.vault import open_vault
from creatorgraph.types import Envelope, Outcome
from tests.tiktok_official import Stand

CREATORS: Final = 20
ACCOUNTS: Final = 5
BACKFILL_DAYS: Final = 150
IMPATIENT: Final = 0.15
PATIENT: Final = 60.0
PLATFORMS: Final = {"tiklive": "tiktok", "instagram": "instagram", "x": "x", "youtube": "youtube"}
GRANTED: Final = ("tiktok_display", "tiktok_business")
PROVIDERS: Final = (*PLATFORMS, *GRANTED)


def lane_of(provider: str) -> str:
    """The lane of the proofs: the provider's own, or the default organization's where creators grant access."""
    return f"{provider}@default" if provider in GRANTED else provider


def witness_of(provider: str) -> str:
    """The other lane that runs beside it on the same clock."""
    return "tiklive" if provider == "instagram" else "instagram"


@lru_cache
def small_world() -> World:
    """The world of the proofs; nothing in it befalls the accounts that they track."""
    return generate_world(creators=CREATORS)


def cast(world: World, provider: str, count: int = ACCOUNTS) -> list[Account]:
    """Professional accounts that nothing befalls, those with the most posts first."""
    calm = [
        one
        for one in world.accounts
        if one.platform == PLATFORMS[provider]
        and one.professional
        and one.fate.created is one.fate.renamed is one.fate.deleted is one.fate.private is None
    ]
    return sorted(calm, key=lambda one: -_posts(world, one))[:count]


def _posts(world: World, account: Account) -> int:
    return len(world.timeline(account.index).visible(world.start))


@dataclass
class Scene:
    """One data directory that collects from one sandbox."""

    home: Home
    database: AppDatabase
    sandbox: Sandbox
    bound: Bound
    beats: list[Beat] = field(default_factory=list)

    def settings(self, concurrency: int = 8, **collect: Any) -> Settings:
        """Every lane pointed at the sandbox; documented limits."""
        lanes = {
            lane_of(name): LaneSettings(base_url=f"{self.bound.url}/{name}", posts_pages=20, concurrency=concurrency)
            for name in self.sandbox.providers
        }
        given = {"follower_sample": 0, "backfill_days": BACKFILL_DAYS, **collect}
        return Settings(collect=CollectSettings(lanes=lanes, **given))

    def track(self, *watches: Watch) -> None:
        """Watch from the first day on."""
        with self.database.write() as connection:
            track(connection, list(watches), FIRST_DAY, "default")

    def people(self, *providers: str) -> None:
        """Track the accounts of these providers' proofs; where creators grant access, they have."""
        for provider in providers:
            if provider in GRANTED:
                self._grant(provider)
            else:
                found = cast(self.sandbox.world, provider)
                self.track(*(Watch(platform=one.platform, handle=one.first_handle) for one in found))

    def _grant(self, provider: str) -> None:
        vault, stand = open_vault(self.home, self.database), Stand(self.sandbox, self.bound.url)
        ranked = sorted(stand.consents(provider).creators, key=lambda one: -_posts(self.sandbox.world, one))
        for account in ranked[:ACCOUNTS]:
            self.track(Watch(platform="tiktok", handle=account.first_handle, native_id=account.native_id))
            number = stand.consents(provider).creators.index(account)
            stand.granted(self.database, vault, number, provider=provider, at=FIRST_DAY)

    def ending_token(self, end: datetime) -> None:
        """Give the Instagram lane a token of Facebook Login that is said to end then, and the app that renews it."""
        told = self.sandbox.providers["instagram"].credentials()
        token = {**told["facebook_login"], "expires_at": end.isoformat()}
        given = {**token, "app_id": told["app_id"], "app_secret": told["app_secret"]}
        sections = self.home.secrets.read_text().split("\n[")
        others = [part for part in sections if not part.removeprefix("[").startswith("instagram]")]
        own = "instagram]\n" + "".join(f'{key} = "{value}"\n' for key, value in given.items())
        self.home.secrets.write_text("\n[".join([*others, own]))

    def strike(self, provider: str, profile: str) -> None:
        """Let a fault begin, or with `none` end."""
        self.sandbox.plans[provider].set(parse_profile(profile)[provider])

    async def live(
        self,
        begin: float,
        end: float,
        *,
        real_seconds: float = PATIENT,
        lanes: Sequence[str] | None = None,
        settings: Settings | None = None,
        progress: Callable[[Beat], None] | None = None,
    ) -> Mapping[str, LaneReport]:
        """Collect from one virtual hour to another."""

        def transport(clock: Clock, lane: LaneSettings) -> Transport:
            seconds, most = lane.timeout_seconds, lane.concurrency
            own = real_seconds if lane.base_url == self._hurried else PATIENT
            return AiohttpTransport(clock, timeout_seconds=seconds, connections=most, real_seconds=own)

        clock = VirtualClock(FIRST_DAY + timedelta(hours=begin))
        reports = await collect_virtual(
            self.home,
            settings or self.settings(),
            clock,
            FIRST_DAY + timedelta(hours=end),
            progress or self.beats.append,
            lanes=lanes,
            equipment=Equipment(make_transport=transport),
        )
        return {one.lane: one for one in reports}

    hurried: str = ""
    """The provider whose answers are not waited for long, where it hangs on purpose."""

    @property
    def _hurried(self) -> str:
        return f"{self.bound.url}/{self.hurried}"

    def books(self, lane: str) -> Books:
        """What our side holds of a lane."""
        lake = Lake(self.home.lake)
        found = [one for file in lake.manifest().files for one in lake.envelopes(file) if one.lane == lane]
        with closing(open_database(journal_path(self.home, lane), read_only=True)) as connection:
            calls = {row[0]: CallState(row[1]) for row in connection.execute("select request_id, state from call")}
            waiting = connection.execute("select count(*) from answer").fetchone()[0]
            work = dict(connection.execute("select key, last_outcome from work where parent is null"))
        return Books(lane, sorted(found, key=lambda one: (one.requested_at, one.request_param)), calls, waiting, work)

    def served(self, provider: str) -> int:
        """Answers that the sandbox handed over whole, but for those that renew tokens, of which no journal knows."""
        by_path = self.sandbox.ledgers[provider].by_path
        return sum(count for path, count in by_path.items() if "token" not in path)


@dataclass(frozen=True)
class Books:
    """What lake and journal hold of one lane."""

    lane: str
    envelopes: list[Envelope]
    calls: dict[str, CallState]
    waiting: int
    work: dict[str, str]

    @property
    def timetable(self) -> list[tuple[datetime, str, str]]:
        """What was asked, and when."""
        return [(one.requested_at, one.endpoint, one.request_param) for one in self.envelopes]

    def states(self) -> Counter[CallState]:
        """Calls by what is known of their money."""
        return Counter(self.calls.values())

    def posts(self) -> set[str]:
        """The native ids of every post of the backfill and since that a good answer shows."""
        edge = (FIRST_DAY - timedelta(days=BACKFILL_DAYS)).timestamp()
        good = [one for one in self.envelopes if one.outcome is Outcome.OK]
        found = [post for one in good for post in shown_posts(one)]
        return {post.native_id for post in found if post.created is not None and post.created > edge}


def shown_posts(envelope: Envelope) -> tuple[PostFact, ...]:
    """The posts on a landed answer, read anew by the provider that brought it."""
    provider = find_provider(envelope.provider)
    verdict = provider.classify(
        Answer(
            endpoint=envelope.endpoint,
            param=json.loads(envelope.request_param),
            status=envelope.http_status or 0,
            headers={},
            body=envelope.payload,
            targets=(Target(provider.platform, native_id="0"),),
        )
    )
    return verdict.posts


def credentials(sandbox: Sandbox) -> str:
    """The `secrets.toml` that opens every provider of a sandbox."""
    found = {name: dict(one.credentials().get("credentials", {})) for name, one in sandbox.providers.items()}
    for name in GRANTED:
        client, (key, secret) = Stand(sandbox, "").client(name), LOGINS[name].credentials
        found[name] = {key: client.key, secret: client.secret}
    lines = [
        f"[{name}]\n" + "".join(f'{key} = "{value}"\n' for key, value in one.items()) for name, one in found.items()
    ]
    return "\n".join(lines)


def _made(root: Path) -> Home:
    root.mkdir(parents=True, exist_ok=True)
    return Home(root)


@asynccontextmanager
async def open_scene(root: Path, world: World | None = None, **switches: object) -> AsyncIterator[Scene]:
    """A scene with nothing tracked yet."""
    home = _made(root)
    sandbox = Sandbox(world or small_world())
    sandbox.board.turn(switches)
    home.secrets.write_text(credentials(sandbox))
    home.secrets.chmod(0o600)
    database = create(home.app_database, FixedClock(FIRST_DAY))
    bound = await sandbox.start(0)
    try:
        yield Scene(home, database, sandbox, bound)
    finally:
        await sandbox.stop()
        database.close()
