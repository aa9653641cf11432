"""The queue of uncertain pairs, as a published build shows it, less what was decided since."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

import duckdb

from creatorgraph.errors import ConfigurationError
from creatorgraph.handles import parse_account, parse_account_url
from creatorgraph.store import decisions
from creatorgraph.store.database import AppDatabase
from creatorgraph.store.decisions import Decision
from creatorgraph.store.tables import DEFAULT_ORGANIZATION
from creatorgraph.types import Platform

PAIR_ID_LENGTH: Final = 8

# What a wrong answer would add to or take from somebody's combined reach: the smaller audience, as likely as the pair.
QUEUE: Final = """
select
    account_key_a, account_key_b, platform_a, platform_b, handle_a, handle_b, display_name_a, display_name_b,
    follower_count_a, follower_count_b, match_score, match_confidence, match_method, match_status, match_reasons,
    least(coalesce(follower_count_a, 0), coalesce(follower_count_b, 0)) * match_confidence as reach_at_stake
from match_pairs
{where}
order by reach_at_stake desc, match_confidence desc, account_key_a, account_key_b
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedPair:
    """One pair as a reviewer sees it. `pair_id` is a short stable name; `reach_at_stake` is in followers."""

    pair_id: str
    account_key_a: str
    account_key_b: str
    platform_a: str
    platform_b: str
    handle_a: str | None
    handle_b: str | None
    display_name_a: str | None
    display_name_b: str | None
    follower_count_a: int | None
    follower_count_b: int | None
    match_score: int
    match_confidence: float
    match_method: str
    match_status: str
    match_reasons: tuple[str, ...]
    reach_at_stake: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCard:
    """One side of a pair: what is published about the account now."""

    account_key: str
    platform: str
    handle: str | None
    display_name: str | None
    bio: str | None
    link: str | None
    is_verified: bool | None
    creator_id: str | None


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair with both accounts side by side and every decision in force about either of them."""

    pair: QueuedPair
    account_a: AccountCard
    account_b: AccountCard
    decisions: tuple[Decision, ...]


def pair_id(account_key_a: str, account_key_b: str) -> str:
    """A short name for a pair, the same in every build."""
    first, second = sorted((account_key_a, account_key_b))
    return hashlib.sha256(f"{first} {second}".encode()).hexdigest()[:PAIR_ID_LENGTH]


def list_queue(
    published: duckdb.DuckDBPyConnection,
    database: AppDatabase,
    *,
    organization: str = DEFAULT_ORGANIZATION,
    limit: int | None = None,
) -> list[QueuedPair]:
    """Pairs that wait for a person, what moves most reach first; pairs decided since the build are left out."""
    decided = _decided_pairs(database, organization)
    rows = published.execute(QUEUE.format(where="where match_status = 'review'")).fetchall()
    waiting = [pair for pair in map(_pair, rows) if (pair.account_key_a, pair.account_key_b) not in decided]
    return waiting if limit is None else waiting[:limit]


def show_pair(
    published: duckdb.DuckDBPyConnection,
    database: AppDatabase,
    reference: str,
    *,
    organization: str = DEFAULT_ORGANIZATION,
) -> PairView:
    """One pair with all that a reviewer needs. `reference` is a pair id, or two accounts with a space between.

    Raises ConfigurationError when nothing published answers to it.
    """
    pair = find_pair(published, reference)
    about = {pair.account_key_a, pair.account_key_b}
    with database.read() as connection:
        standing = decisions.in_force(connection, organization)
    return PairView(
        pair,
        _card(published, pair.account_key_a),
        _card(published, pair.account_key_b),
        tuple(one for one in standing if about & {one.account_key_a, one.account_key_b}),
    )


def find_pair(published: duckdb.DuckDBPyConnection, reference: str) -> QueuedPair:
    """The published pair behind a pair id, or behind two accounts (`tiktok:lena instagram:lena`)."""
    named = reference.split()
    if len(named) == 2:
        keys = decisions.ordered(*(find_account(published, text) for text in named))
        where = "where account_key_a = ? and account_key_b = ?"
        found = [_pair(row) for row in published.execute(QUEUE.format(where=where), list(keys)).fetchall()]
    else:
        everything = map(_pair, published.execute(QUEUE.format(where="")).fetchall())
        found = [pair for pair in everything if pair.pair_id == reference.strip().lower()]
    if not found:
        raise ConfigurationError(f"No published pair is called {reference!r}.", todo="See: creatorgraph review list")
    return found[0]


def find_account(published: duckdb.DuckDBPyConnection, text: str) -> str:
    """The key of a published account, named by its key, its URL, or as `platform:handle`.

    Raises ConfigurationError when it names none.
    """
    platform, colon, handle = text.partition(":")
    is_named = colon and platform in set(Platform)
    ref = parse_account(platform, handle) if is_named else parse_account_url(text) if "/" in text else None
    where, values = ("account_key = ?", [text]) if ref is None else _where(ref.platform, ref.handle, ref.native_id)
    row = published.execute(f"select account_key from bridge_creator_accounts where {where}", values).fetchone()
    if row is None:
        raise ConfigurationError(
            f"No published account is called {text!r}.",
            todo="Name it as platform:handle, by URL, or by its account key.",
        )
    return str(row[0])


def _where(platform: str, handle: str | None, native_id: str | None) -> tuple[str, list[str]]:
    if handle is None:
        return "platform = ? and native_id = ?", [platform, str(native_id)]
    return "platform = ? and lower(handle) = ?", [platform, handle]


def _decided_pairs(database: AppDatabase, organization: str) -> set[tuple[str, str]]:
    with database.read() as connection:
        return {(one.account_key_a, one.account_key_b) for one in decisions.in_force(connection, organization)}


def _pair(row: tuple[object, ...]) -> QueuedPair:
    fields = dict(zip(QueuedPair.__dataclass_fields__, (pair_id(str(row[0]), str(row[1])), *row), strict=True))
    reasons = tuple(str(reason) for reason in fields.pop("match_reasons"))  # type: ignore[attr-defined]  # (a list)
    return QueuedPair(**fields, match_reasons=reasons)  # type: ignore[arg-type]  # (columns in the order of QUEUE)


def _card(published: duckdb.DuckDBPyConnection, account_key: str) -> AccountCard:
    row = published.execute(
        "select account_key, platform, handle, display_name, bio, link, is_verified, creator_id from dim_account "
        "where account_key = ? and is_current",
        [account_key],
    ).fetchone()
    if row is None:
        raise ConfigurationError(f"Account {account_key} is not published.", todo="Run: creatorgraph build")
    return AccountCard(**dict(zip(AccountCard.__dataclass_fields__, row, strict=True)))
