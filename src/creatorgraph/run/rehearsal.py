"""The demo: the whole road against the sandbox, on a virtual clock, judged by the sandbox's own truth."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from creatorgraph.clock import Clock, FixedClock, VirtualClock
from creatorgraph.collect.report import Beat, LaneReport
from creatorgraph.collect.supervise import collect_virtual
from creatorgraph.errors import ConfigurationError
from creatorgraph.match.evaluate import Measured
from creatorgraph.run.build import BuildReport, build
from creatorgraph.run.install import install
from creatorgraph.run.judge import judge
from creatorgraph.run.sandbox import Sandbox, running_sandbox
from creatorgraph.settings import Home, load_settings
from creatorgraph.store import tracking
from creatorgraph.store.database import connect
from creatorgraph.store.home import write_private
from creatorgraph.store.tables import DEFAULT_ORGANIZATION
from creatorgraph.types import Advance

WORLD_FILE: Final = "sandbox.json"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What one demo run did."""

    home: Home
    days: int
    tracked: int
    lanes: list[LaneReport]
    build: BuildReport
    measured: list[Measured]


def rehearse(home: Home, clock: Clock, *, seed: int, creators: int, days: int, advance: Advance) -> Rehearsal:
    """Walk the road for `days` virtual days; a second run finds the work done and goes on from there.

    Raises ConfigurationError when the directory holds real data or another world.
    """
    install(home, "demo", clock)
    _claim_world(home, {"seed": seed, "creators": creators})
    advance("generating a world", 0, 1)
    with running_sandbox(seed, creators) as sandbox:
        advance("generating a world", 1, 1)
        tracked = _prepare(home, sandbox)
        until = sandbox.start + timedelta(days=days)
        lanes = asyncio.run(_collect(home, sandbox, days, advance))
        built = build(home, load_settings(home), FixedClock(until), as_of=until, advance=advance)
        measured = judge(home, sandbox.ask("truth/accounts"))
    return Rehearsal(home, days, tracked, lanes, built, measured)


def _claim_world(home: Home, world: dict[str, int]) -> None:
    """One data directory holds answers from one world only."""
    file = home.root / WORLD_FILE
    if not file.exists():
        file.write_text(json.dumps(world), encoding="utf-8")
    elif (found := json.loads(file.read_text(encoding="utf-8"))) != world:
        raise ConfigurationError(
            f"{home.root} holds the demo world {found}, not {world}.",
            kept="Nothing was touched.",
            todo="Name another directory with --home, or delete that one.",
        )


def _prepare(home: Home, sandbox: Sandbox) -> int:
    """Point the lanes at the sandbox, give them its keys, and track whom it generated."""
    lanes = "".join(
        _section(f"collect.lanes.{name}", {"base_url": one["base_url"]}) for name, one in sandbox.providers.items()
    )
    home.config.write_text(f"# The sandbox of the demo; written at each run.\n{lanes}", encoding="utf-8")
    write_private(home.secrets, "".join(_section(name, one["credentials"]) for name, one in sandbox.providers.items()))
    watches = [
        tracking.Watch(platform=one["platform"], handle=one["handle"], group=one.get("group"))
        for one in sandbox.ask("roster")
        if one["platform"] in {"tiktok", "instagram"}
    ]
    database = connect(home.app_database)
    try:
        with database.write() as connection:
            tracking.track(connection, watches, sandbox.start, DEFAULT_ORGANIZATION)
    finally:
        database.close()
    return len(watches)


def _section(name: str, values: dict[str, Any]) -> str:
    return f"[{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())


async def _collect(home: Home, sandbox: Sandbox, days: int, advance: Advance) -> list[LaneReport]:
    until = sandbox.start + timedelta(days=days)

    def tell(beat: Beat) -> None:
        advance("collecting virtual days", min(days, (beat.at - sandbox.start).days + 1), days)

    return await collect_virtual(home, load_settings(home), VirtualClock(sandbox.start), until, tell)
