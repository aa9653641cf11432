"""A generated world's TikTok accounts as a lane would have sampled them, and what their lists truly share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations

from creatorgraph_sandbox.world.accounts import Account
from creatorgraph_sandbox.world.audience import Audiences, Overlap
from creatorgraph_sandbox.world.curves import DAY
from creatorgraph_sandbox.world.generate import generate_world

from creatorgraph.ids import account_key
from creatorgraph.types import Envelope
from tests.transform.lakes import answer, profile

PAGE = 200
LAST_DAY = 90


@dataclass(frozen=True, slots=True)
class Sampling:
    """A world, and how its follower lists are read: how many followers at a visit, every so many days."""

    seed: int
    creators: int
    followers: int
    every: int


def sampled(sampling: Sampling) -> tuple[list[Envelope], dict[tuple[str, str], Overlap]]:
    """The answers of ninety days, and the true overlap of each pair of account keys (in text order) at their end."""
    world = generate_world(sampling.seed, sampling.creators)
    audiences, end = Audiences(world), world.start + LAST_DAY * DAY
    accounts = {
        account_key("tiktok", one.native_id): one
        for one in world.accounts
        if one.platform == "tiktok" and one.exists_at(world.start) and one.exists_at(end)
    }
    instants = [world.start + day * DAY for day in range(0, LAST_DAY, sampling.every)]
    envelopes = [
        envelope
        for one in accounts.values()
        for envelope in (
            profile(_day(end), one.native_id, one.handle_at(end), one.followers_at(end)),
            *(page for instant in instants for page in _pages(audiences, one, instant, sampling.followers)),
        )
    ]
    truth = {(a, b): audiences.overlap(accounts[a], accounts[b], end) for a, b in combinations(sorted(accounts), 2)}
    return envelopes, truth


def _pages(audiences: Audiences, account: Account, instant: float, followers: int) -> Iterator[Envelope]:
    """One visit: pages newest first until the sample is full or the list ends."""
    before, read = 0, 0
    while read < followers:
        page = audiences.followers(account, instant, before, min(PAGE, followers - read))
        numbers = (audiences.follower(account, place) for place in page.places)
        members = [{"id": audiences.members.draw(number).native_id} for number in numbers]
        body = {"followers": members, "total": account.followers_at(instant), "time": page.time}
        if members:
            name = f"followers-{account.native_id}-{instant:.0f}-{read:05}"
            param = f'{{"userid":"{account.native_id}"}}'
            yield answer(name, "/user-followers/", _day(instant), body, request_param=param)
        if not page.has_more:
            return
        before, read = page.time, read + len(members)


def _day(instant: float) -> datetime:
    return datetime.fromtimestamp(instant, UTC)
