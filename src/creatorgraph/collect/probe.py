"""Ask each lane's provider once, to see whether its key works; booked and landed like any other call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from creatorgraph.clock import Clock
from creatorgraph.collect.lanes import LaneSpec
from creatorgraph.collect.open_lane import hold_rooms
from creatorgraph.collect.work import new_work
from creatorgraph.land.journal_rows import Confirmation
from creatorgraph.providers.contract import Target, Verdict
from creatorgraph.settings import Home, Settings
from creatorgraph.types import Platform

ALWAYS_THERE: Final[Mapping[str, str]] = {
    Platform.TIKTOK: "tiktok",
    Platform.INSTAGRAM: "instagram",
    Platform.X: "x",
    Platform.YOUTUBE: "youtube",
}
"""Each platform's own account: who else is sure to exist?"""


async def probe_lane(home: Home, settings: Settings, clock: Clock, spec: LaneSpec) -> Verdict:
    """Ask for the platform's own profile, once and without a retry; costs what such a call costs.

    Raises what opening the lane raises: ConfigurationError for missing keys, BusyError while the lane runs.
    """
    platform = spec.provider.platform
    target = Target(platform, handle=ALWAYS_THERE.get(platform, platform))
    visit = next(one for one in spec.visits if not one.needs_native_id)
    async with hold_rooms(home, settings, clock, spec, lambda _: None) as rooms:
        call = rooms.exchange.prepare(new_work(visit, target, (), clock.now()), "", clock.now())
        await rooms.journal.intend(call.intent)
        reply = await rooms.exchange.send(call, None)
        envelope = rooms.exchange.envelope(call, reply, reply.verdict, clock.now())
        await rooms.journal.confirm(
            Confirmation(envelope=envelope, call_state=reply.call_state, maybe_cost=reply.verdict.maybe_cost)
        )
    return reply.verdict
