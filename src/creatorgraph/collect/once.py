"""One call out of turn: booked, paced and landed like any other, by the lane's own means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

from creatorgraph.clock import Clock
from creatorgraph.collect.budget import Owners
from creatorgraph.collect.cadence import Rhythm
from creatorgraph.collect.exchange import Call, Reply
from creatorgraph.collect.keyring import GrantLostError
from creatorgraph.collect.lane import Rooms
from creatorgraph.collect.lanes import LaneSpec
from creatorgraph.collect.open_lane import hold_rooms
from creatorgraph.collect.purse import divide
from creatorgraph.collect.work import Work, work_key
from creatorgraph.errors import RetryableError
from creatorgraph.land.journal_rows import Confirmation, WorkState
from creatorgraph.providers.contract import Cadence, Target, Visit
from creatorgraph.settings import Home, Settings

PATIENCE: Final = 60.0
RAW: Final = Visit(name="call", cadences=(Cadence.EXTRAS,), extra=True)
"""What a path that a person names is, as a visit."""


async def ask_once(
    home: Home,
    settings: Settings,
    clock: Clock,
    spec: LaneSpec,
    visit: Visit,
    target: Target,
    *,
    organization: str | None = None,
) -> Reply:
    """Pay one visit to one target, once and without a retry; costs what such a call costs.

    `organization` is who pays for it, where somebody does. Raises ConfigurationError for missing keys, BusyError while
    the lane runs, RetryableError where the lane's limits or budget would have it wait for more than a minute.
    """
    async with hold_rooms(home, settings, clock, spec, lambda _: None) as rooms:
        call = rooms.exchange.prepare([_work(visit, target, clock)], "", clock.now())
        return await _send(rooms, call, spec, organization)


async def call_path(
    home: Home,
    settings: Settings,
    clock: Clock,
    spec: LaneSpec,
    path: str,
    query: Mapping[str, str],
    *,
    organization: str | None = None,
) -> Reply:
    """Ask any documented path of a provider and land the answer raw; raises as `ask_once` does."""
    request = spec.provider.call(path, query)
    async with hold_rooms(home, settings, clock, spec, lambda _: None) as rooms:
        visit = replace(RAW, family=request.family)
        call = rooms.exchange.wrap([_work(visit, Target(spec.provider.platform), clock)], request, clock.now())
        return await _send(rooms, call, spec, organization)


async def _send(rooms: Rooms, call: Call, spec: LaneSpec, organization: str | None) -> Reply:
    family, cost, owners = call.visit.family, call.request.cost, [[organization] if organization else []]
    await _wait(rooms, spec, family, cost, owners)
    try:
        call, unlocked = await rooms.exchange.unlock(call)
    except GrantLostError as error:
        raise RetryableError(str(error), kept="Nothing was asked.") from None
    shares = rooms.gate.start(rooms.clock.now(), cost, family, owners)
    await rooms.journal.intend(call.intent)
    reply = await rooms.exchange.send(call, unlocked, None)
    now = rooms.clock.now()
    alarms = rooms.gate.record(reply.verdict, cost, now, family, shares)
    spent = reply.verdict.cost + reply.verdict.maybe_cost
    envelope = rooms.exchange.envelope(call, reply, reply.verdict, now)
    await rooms.journal.confirm(
        Confirmation(
            envelope=envelope,
            call_state=reply.call_state,
            maybe_cost=reply.verdict.maybe_cost,
            shares=divide(spent, shares),
        )
    )
    await rooms.accounts.raise_alarms(spec.name, rooms.score.unit, alarms, now)
    return reply


async def _wait(rooms: Rooms, spec: LaneSpec, family: str, cost: Decimal, owners: Owners) -> None:
    now, gate = rooms.clock.now(), rooms.gate
    waits = (gate.wait(now), gate.family_wait(now, family), gate.afford(now, cost, owners))
    wait = max(waits, key=lambda one: one.seconds)
    if wait.seconds > PATIENCE:
        what = "its monthly budget" if wait.reason == "budget" else "its provider's limits"
        raise RetryableError(
            f"The lane {spec.name} would have to wait {wait.seconds / 60:.0f} minutes for {what}.",
            kept="Nothing was asked.",
            todo="Try again later.",
        )
    await rooms.clock.sleep(wait.seconds)


def _work(visit: Visit, target: Target, clock: Clock) -> Work:
    """Work that nobody is scheduled to repeat."""
    now, day = clock.now(), timedelta(days=1)
    key = work_key(visit, target) if target.subject_keys else visit.name
    state = WorkState(key=key, due_at=now, ready_at=now)
    return Work(visit=visit, target=target, tracked=(), rhythm=Rhythm(every=day, young=day), state=state)
