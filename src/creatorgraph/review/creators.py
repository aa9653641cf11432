"""Creators by hand: merge two, split one, give one a name. Merging and splitting are decisions; the ids follow at the
next build."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from uuid import uuid4

import duckdb
from sqlalchemy import Connection, insert, select, update

from creatorgraph.clock import Clock
from creatorgraph.errors import ConfigurationError
from creatorgraph.review.decide import check_words
from creatorgraph.review.queue import find_account
from creatorgraph.store import decisions, ledger
from creatorgraph.store.database import AppDatabase, naive_utc
from creatorgraph.store.decisions import Decision, Scope, Standing, Verdict
from creatorgraph.store.tables import DEFAULT_ORGANIZATION, audit, creator


@dataclass(frozen=True, slots=True)
class Handwork:
    """Who does it, for whom, when, and how far it reaches."""

    reviewer: str
    clock: Clock
    organization: str = DEFAULT_ORGANIZATION
    scope: Scope = "installation"
    reason: str = ""


def merge_creators(
    published: duckdb.DuckDBPyConnection, database: AppDatabase, creator_a: str, creator_b: str, work: Handwork
) -> list[Decision]:
    """Decide that all accounts of two creators are one owner's; the id with more accounts survives.

    Raises ContradictionError when an earlier *different* stands between them; then nothing is written.
    """
    first, second = (find_creator(published, database, text) for text in (creator_a, creator_b))
    if first == second:
        raise ConfigurationError(f"Both are the creator {first}.", todo="Name two different creators.")
    accounts = [*_accounts(published, first), *_accounts(published, second)]
    return _decide_all(database, [("same", accounts[0], other) for other in accounts[1:]], work)


def split_creator(
    published: duckdb.DuckDBPyConnection, database: AppDatabase, creator_id: str, leaving: Sequence[str], work: Handwork
) -> list[Decision]:
    """Decide that the accounts `leaving` are one owner's, and not the owner's of the creator's other accounts.

    The larger part keeps the id. Accounts are named as `queue.find_account` takes them.
    """
    accounts = _accounts(published, find_creator(published, database, creator_id))
    gone = list(dict.fromkeys(find_account(published, text) for text in leaving))
    strangers = sorted(set(gone) - set(accounts))
    staying = [account for account in accounts if account not in gone]
    if strangers or not gone or not staying:
        raise ConfigurationError(
            f"A split needs some, but not all, of the creator's {len(accounts)} accounts."
            + (f" Not among them: {', '.join(strangers)}." if strangers else ""),
            kept="Nothing was changed.",
            todo="Name the accounts that leave.",
        )
    apart: list[tuple[Verdict, str, str]] = [("different", one, other) for one, other in product(gone, staying)]
    return _decide_all(database, [*apart, *(("same", gone[0], other) for other in gone[1:])], work)


def rename_creator(
    published: duckdb.DuckDBPyConnection, database: AppDatabase, creator_id: str, name: str, work: Handwork
) -> None:
    """Give an organization's creator a name of its own, which outlives rebuilds and merges."""
    check_words("same", work.scope, work.reviewer)
    if not name.strip():
        raise ConfigurationError("A creator's name cannot be empty.", todo="Give a name.")
    current = find_creator(published, database, creator_id)
    with database.write() as connection:
        _write_name(connection, current, name.strip(), work)
        connection.execute(
            insert(audit).values(
                organization_id=work.organization,
                actor=work.reviewer,
                verb="creator.rename",
                subject=current,
                happened_at=naive_utc(work.clock.now()),
            )
        )


def _write_name(connection: Connection, creator_id: str, name: str, work: Handwork) -> None:
    now = naive_utc(work.clock.now())
    mine = (creator.c.organization_id == work.organization) & (creator.c.creator_id == creator_id)
    if connection.execute(select(creator.c.creator_ref).where(mine)).first() is not None:
        connection.execute(update(creator).where(mine).values(name=name, changed_at=now))
        return
    connection.execute(
        insert(creator).values(
            creator_ref=str(uuid4()),
            organization_id=work.organization,
            creator_id=creator_id,
            name=name,
            details={},
            created_at=now,
            changed_at=now,
        )
    )


def find_creator(published: duckdb.DuckDBPyConnection, database: AppDatabase, text: str) -> str:
    """The live creator behind an id ever given out, or behind one of its accounts."""
    if ":" in text or "/" in text:
        account = find_account(published, text)
        row = published.execute("select creator_id from bridge_creator_accounts where account_key = ?", [account])
        return str((row.fetchone() or (text,))[0])
    with database.read() as connection:
        current = ledger.load_redirects(connection).get(text, text)
    if not _accounts(published, current, missing_ok=True):
        raise ConfigurationError(
            f"No published creator is called {text!r}.", todo="See: creatorgraph sql 'from dim_creator'"
        )
    return current


def _accounts(published: duckdb.DuckDBPyConnection, creator_id: str, *, missing_ok: bool = False) -> list[str]:
    """The published accounts of a creator, its primary one first."""
    rows = published.execute(
        "select account_key from bridge_creator_accounts where creator_id = ? order by is_primary desc, account_key",
        [creator_id],
    ).fetchall()
    if not rows and not missing_ok:
        raise ConfigurationError(f"Creator {creator_id} has no published accounts.", todo="Run: creatorgraph build")
    return [str(row[0]) for row in rows]


def _decide_all(database: AppDatabase, verdicts: Iterable[tuple[Verdict, str, str]], work: Handwork) -> list[Decision]:
    """Record several decisions in one transaction: all of them stand, or none does."""
    check_words("same", work.scope, work.reviewer)
    with database.write() as connection:
        standing = Standing(decisions.in_force(connection, work.organization), ledger.load_aliases(connection))
        return [
            decisions.record(
                connection,
                verdict=verdict,
                account_keys=(one, other),
                reviewer=work.reviewer,
                decided_at=work.clock.now(),
                organization_id=work.organization,
                scope=work.scope,
                reason=work.reason,
                source="creator",
                standing=standing,
            )
            for verdict, one, other in verdicts
        ]
