"""Decide about a pair, and undo: every word of a reviewer is a new row, and nothing is ever changed."""

from __future__ import annotations

from creatorgraph.clock import Clock
from creatorgraph.errors import ConfigurationError
from creatorgraph.store import decisions, ledger
from creatorgraph.store.database import AppDatabase
from creatorgraph.store.decisions import Decision, Scope, Standing, Verdict
from creatorgraph.store.tables import DEFAULT_ORGANIZATION


def decide(
    database: AppDatabase,
    account_key_a: str,
    account_key_b: str,
    verdict: Verdict,
    *,
    reviewer: str,
    clock: Clock,
    organization: str = DEFAULT_ORGANIZATION,
    scope: Scope = "installation",
    reason: str = "",
    source: str = "review",
) -> Decision:
    """Record that two accounts are the same, or are not; deciding the same again changes nothing.

    Raises ContradictionError, with the chain of earlier decisions, when those rule it out.
    """
    check_words(verdict, scope, reviewer)
    with database.write() as connection:
        standing = Standing(decisions.in_force(connection, organization), ledger.load_aliases(connection))
        return decisions.record(
            connection,
            verdict=verdict,
            account_keys=(account_key_a, account_key_b),
            reviewer=reviewer,
            decided_at=clock.now(),
            organization_id=organization,
            scope=scope,
            reason=reason,
            source=source,
            standing=standing,
        )


def undo(database: AppDatabase, decision_id: int, *, reviewer: str, clock: Clock, reason: str = "") -> int:
    """Take a decision back by a new row, and return that row's number; the old one stays readable."""
    check_words("same", "installation", reviewer)
    with database.write() as connection:
        return decisions.record_undo(connection, decision_id, reviewer=reviewer, decided_at=clock.now(), reason=reason)


def check_words(verdict: str, scope: str, reviewer: str) -> None:
    """Refuse unknown verdicts and scopes, and a decision of nobody."""
    if verdict not in decisions.VERDICTS:
        raise ConfigurationError.unknown("verdict", verdict, decisions.VERDICTS)
    if scope not in decisions.SCOPES:
        raise ConfigurationError.unknown("scope", scope, decisions.SCOPES)
    if not reviewer.strip():
        raise ConfigurationError("A decision needs a reviewer.", todo="Give a name: --reviewer NAME")
