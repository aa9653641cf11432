"""How well the match did, judged by a truth that only a demo or a test may read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from creatorgraph.ids import account_key
from creatorgraph.match.evaluate import Measured, evaluate
from creatorgraph.publish import open_published
from creatorgraph.settings import Home
from creatorgraph.store.tables import DEFAULT_ORGANIZATION


@dataclass(frozen=True, slots=True)
class PublishedPair:
    """A pair as a published build has it."""

    account_key_a: str
    account_key_b: str
    status: str


def judge(home: Home, truth: Iterable[Mapping[str, Any]]) -> list[Measured]:
    """Measure the published match against rows of `platform, native_id, person_id`; the first row is the whole.

    Accounts that were never seen (gone, personal, not collected) cannot be judged and are left out.
    """
    owner = {account_key(row["platform"], str(row["native_id"])): str(row["person_id"]) for row in truth}
    with open_published(home, DEFAULT_ORGANIZATION) as connection:
        bridge = connection.execute("select account_key, platform, creator_id from bridge_creator_accounts").fetchall()
        pairs = connection.execute("select account_key_a, account_key_b, match_status from match_pairs").fetchall()
    return evaluate(
        {key: platform for key, platform, _ in bridge},
        owner,
        [PublishedPair(*pair) for pair in pairs],
        {key: creator for key, _, creator in bridge},
    )
