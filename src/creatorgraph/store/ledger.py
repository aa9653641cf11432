"""The identity ledger: append-only events whose replay says which creator every account belongs to.

    mint   creator_id, account_key (who founded it), integer_id
    move   account_key now belongs to creator_id (from other_id; null when it joined from nowhere)
    merge  creator_id redirects to other_id from now on; its accounts went along
    split  creator_id, founded by account_key, left other_id; integer_id is its own
    alias  account_key (provisional) is other_account_key (native) and stays so

Nothing is ever changed or removed: the state is what a replay gives, and the same ledger gives the same ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection, insert, select

from creatorgraph.store.database import naive_utc
from creatorgraph.store.tables import identity_event

EventKind = Literal["mint", "merge", "split", "move", "alias"]
LARGEST_INTEGER_ID: Final = 2**53 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityEvent:
    """One event as in the module's table; `happened_at` is given when it is appended."""

    kind: EventKind
    creator_id: str | None = None
    other_id: str | None = None
    account_key: str | None = None
    other_account_key: str | None = None
    integer_id: int | None = None
    reason: str = ""


@dataclass(slots=True)
class LedgerState:
    """What a replay of the ledger says now.

    `creator_of` maps account keys to live creator ids; `redirects` maps dead ids to the live id they ended in;
    `aliases` maps provisional account keys to native ones; `founder` and `integer_ids` know every id ever minted.
    """

    creator_of: dict[str, str] = field(default_factory=dict)
    integer_ids: dict[str, int] = field(default_factory=dict)
    founder: dict[str, str] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    next_integer_id: int = 1


def replay(events: Iterable[IdentityEvent], state: LedgerState | None = None) -> LedgerState:
    """Apply events in order to a state (an empty one by default) and give it back."""
    state = LedgerState() if state is None else state
    merged: dict[str, str] = {}
    for event in events:
        if event.kind == "merge":
            merged[str(event.creator_id)] = str(event.other_id)
        _APPLY[event.kind](state, event)
    if merged:
        _follow_merges(state, merged)
    return state


def _mint(state: LedgerState, event: IdentityEvent) -> None:
    creator, account = str(event.creator_id), str(event.account_key)
    state.founder[creator] = account
    state.creator_of[account] = creator
    if event.integer_id is not None:
        state.integer_ids[creator] = event.integer_id
        state.next_integer_id = max(state.next_integer_id, event.integer_id + 1)


def _move(state: LedgerState, event: IdentityEvent) -> None:
    state.creator_of[str(event.account_key)] = str(event.creator_id)


def _merge(state: LedgerState, event: IdentityEvent) -> None:
    state.redirects[str(event.creator_id)] = str(event.other_id)


def _alias(state: LedgerState, event: IdentityEvent) -> None:
    provisional, native = str(event.account_key), str(event.other_account_key)
    state.aliases[provisional] = native
    creator = state.creator_of.pop(provisional, None)
    if creator is not None:
        state.creator_of.setdefault(native, creator)


_APPLY: Final = {"mint": _mint, "split": _mint, "move": _move, "merge": _merge, "alias": _alias}


def _follow_merges(state: LedgerState, merged: Mapping[str, str]) -> None:
    """Let redirects end in live ids, and accounts that went along with a merge belong to its survivor."""

    def last(creator: str) -> str:
        while creator in state.redirects:
            creator = state.redirects[creator]
        return creator

    state.redirects = {creator: last(creator) for creator in state.redirects}
    for account, creator in state.creator_of.items():
        if creator in merged or creator in state.redirects:
            state.creator_of[account] = last(creator)


def load_state(connection: Connection) -> LedgerState:
    """Replay the whole ledger of the app database."""
    columns = (
        identity_event.c.kind,
        identity_event.c.creator_id,
        identity_event.c.other_id,
        identity_event.c.account_key,
        identity_event.c.other_account_key,
        identity_event.c.integer_id,
    )
    rows = connection.execute(select(*columns).order_by(identity_event.c.sequence))
    return replay(
        IdentityEvent(
            kind=row.kind,
            creator_id=row.creator_id,
            other_id=row.other_id,
            account_key=row.account_key,
            other_account_key=row.other_account_key,
            integer_id=row.integer_id,
        )
        for row in rows
    )


def load_aliases(connection: Connection) -> dict[str, str]:
    """The native key behind each provisional one, without replaying the rest."""
    rows = connection.execute(
        select(identity_event.c.account_key, identity_event.c.other_account_key)
        .where(identity_event.c.kind == "alias")
        .order_by(identity_event.c.sequence)
    )
    return {row.account_key: row.other_account_key for row in rows}


def load_redirects(connection: Connection) -> dict[str, str]:
    """The live id behind each id that was merged away, without replaying the rest."""
    rows = connection.execute(
        select(identity_event.c.creator_id, identity_event.c.other_id)
        .where(identity_event.c.kind == "merge")
        .order_by(identity_event.c.sequence)
    )
    return replay(
        IdentityEvent(kind="merge", creator_id=row.creator_id, other_id=row.other_id) for row in rows
    ).redirects


def append(connection: Connection, events: Iterable[IdentityEvent], happened_at: datetime) -> int:
    """Append events in order, all stamped with one instant (UTC); returns how many."""
    instant = naive_utc(happened_at)
    rows: list[dict[str, Any]] = [
        {
            "kind": event.kind,
            "creator_id": event.creator_id,
            "other_id": event.other_id,
            "account_key": event.account_key,
            "other_account_key": event.other_account_key,
            "integer_id": event.integer_id,
            "reason": event.reason,
            "happened_at": instant,
        }
        for event in events
    ]
    if rows:
        connection.execute(insert(identity_event), rows)
    return len(rows)
