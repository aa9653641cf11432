"""Opens everything that a lane works with, runs it, and closes it again."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from creatorgraph.clock import Clock
from creatorgraph.collect.accounts import Accounts
from creatorgraph.collect.advance import Policy
from creatorgraph.collect.budget import Budget
from creatorgraph.collect.circuit import Circuit
from creatorgraph.collect.exchange import Exchange
from creatorgraph.collect.gate import Gate
from creatorgraph.collect.lane import Lane, Rooms, Scope
from creatorgraph.collect.lanes import LaneSpec, base_url, credentials, limits
from creatorgraph.collect.pace import Pace
from creatorgraph.collect.report import LaneReport, Progress, Score
from creatorgraph.collect.transport import AiohttpTransport, Transport
from creatorgraph.collect.upkeep import MOST_ROWS, Upkeep
from creatorgraph.land.durable import locked
from creatorgraph.land.journal import Journal
from creatorgraph.land.lake import Lake
from creatorgraph.settings import Home, LaneSettings, Settings
from creatorgraph.store.database import connect

# Providers take hundreds of milliseconds to answer; against that, waiting for company before an fsync is nothing.
GATHER_SECONDS: Final = 0.005


def journal_path(home: Home, lane: str) -> Path:
    """Where the journal of a lane is."""
    return home.journals / f"{lane}.db"


def make_http(clock: Clock, settings: LaneSettings) -> Transport:
    """Real HTTP, with one connection per call in flight."""
    return AiohttpTransport(clock, timeout_seconds=settings.timeout_seconds, connections=settings.concurrency)


@dataclass(frozen=True, slots=True)
class Equipment:
    """What may be exchanged beneath a lane: how calls travel, and how many answers the journal gathers for the lake."""

    make_transport: Callable[[Clock, LaneSettings], Transport] = make_http
    compact_rows: int = MOST_ROWS


STANDARD: Final = Equipment()


async def run_lane(
    home: Home,
    settings: Settings,
    clock: Clock,
    spec: LaneSpec,
    scope: Scope,
    progress: Progress,
    equipment: Equipment = STANDARD,
) -> LaneReport:
    """Run one lane within `scope`.

    Raises ConfigurationError for missing credentials, BusyError when another process runs the same lane,
    StoreVersionError for a journal or an app database of a newer version.
    """
    async with hold_rooms(home, settings, clock, spec, progress, equipment) as rooms:
        policy = Policy(spec, settings.collect, settings.collect.lane(spec.name))
        return await Lane(policy, rooms, scope).run()


@asynccontextmanager
async def hold_rooms(
    home: Home,
    settings: Settings,
    clock: Clock,
    spec: LaneSpec,
    progress: Progress,
    equipment: Equipment = STANDARD,
) -> AsyncIterator[Rooms]:
    """Everything that a lane works with, held by this process alone; raises as `run_lane` does."""
    busy = f"The lane {spec.name} is already being collected by another process."
    with locked(home.locks / f"lane-{spec.name}.lock", busy=busy):
        async with _rooms(home, settings, clock, spec, progress, equipment) as rooms:
            yield rooms


@asynccontextmanager
async def _rooms(
    home: Home, settings: Settings, clock: Clock, spec: LaneSpec, progress: Progress, equipment: Equipment
) -> AsyncIterator[Rooms]:
    own = settings.collect.lane(spec.name)
    secrets = credentials(home, spec)
    send = partial(Exchange, base_url=base_url(spec, settings), secrets=secrets, version=version(spec, own))
    async with AsyncExitStack() as closing:
        database = connect(home.app_database)
        closing.callback(database.close)
        journal = Journal(journal_path(home, spec.name), gather_seconds=0.0 if clock.virtual else GATHER_SECONDS)
        closing.push_async_callback(journal.close)
        accounts = Accounts(database, home.app_database, spec.visibility)
        closing.push_async_callback(accounts.close)
        transport = equipment.make_transport(clock, own)
        closing.push_async_callback(transport.close)
        yield Rooms(
            clock=clock,
            journal=journal,
            accounts=accounts,
            exchange=send(spec, transport),
            gate=_gate(spec, own, journal, clock),
            upkeep=Upkeep(journal, Lake(home.lake), virtual=clock.virtual, most_rows=equipment.compact_rows),
            score=Score(spec.name, spec.provider.facts.unit, progress),
            rng=random.Random(spec.name),
        )


def version(spec: LaneSpec, settings: LaneSettings) -> str:
    """The version of the provider's API that goes into its paths."""
    return settings.api_version or spec.provider.facts.version


def _gate(spec: LaneSpec, settings: LaneSettings, journal: Journal, clock: Clock) -> Gate:
    allowed = limits(spec.provider.facts, settings)
    pace = Pace(allowed)
    pace.recall(journal.last_calls(allowed.requests))
    budget = Budget(settings.monthly_budget, journal.tally(clock.now()).month_cost, clock.now())
    return Gate(pace, Circuit(), budget)
