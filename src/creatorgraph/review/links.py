"""Accounts that somebody already knows to be the same, as decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from creatorgraph.clock import Clock
from creatorgraph.review.decide import check_words
from creatorgraph.store import decisions, ledger
from creatorgraph.store.database import AppDatabase
from creatorgraph.store.decisions import ContradictionError, Scope, Standing
from creatorgraph.store.tables import DEFAULT_ORGANIZATION


@dataclass(frozen=True, slots=True)
class LinkImport:
    """How many pairs became decisions, how many already were, and why the rest was refused."""

    made: int
    repeated: int
    refused: tuple[str, ...]


def import_links(
    database: AppDatabase,
    pairs: Iterable[tuple[str, str]],
    *,
    reviewer: str,
    clock: Clock,
    organization: str = DEFAULT_ORGANIZATION,
    scope: Scope = "installation",
) -> LinkImport:
    """Record each pair of account keys as *same*; importing twice records once.

    A pair that contradicts earlier decisions is left out, and the chain says why.
    """
    check_words("same", scope, reviewer)
    made, repeated, refused = 0, 0, []
    with database.write() as connection:
        standing = Standing(decisions.in_force(connection, organization), ledger.load_aliases(connection))
        for pair in pairs:
            if standing.find("same", scope, *decisions.ordered(*pair)) is not None:
                repeated += 1
                continue
            try:
                decisions.record(
                    connection,
                    verdict="same",
                    account_keys=pair,
                    reviewer=reviewer,
                    decided_at=clock.now(),
                    organization_id=organization,
                    scope=scope,
                    source="import",
                    standing=standing,
                )
                made += 1
            except ContradictionError as error:
                refused.append(str(error))
    return LinkImport(made, repeated, tuple(refused))
