"""What is newer than the build: accounts that answered since, and ids that were merged since; from the app database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Final

from sqlalchemy import func, select

from creatorgraph.errors import ConfigurationError
from creatorgraph.serve.published import Reader
from creatorgraph.store.database import AppDatabase, aware_utc, connect, naive_utc
from creatorgraph.store.tables import identity_event, latest
from creatorgraph.types import PUBLIC, organization_visibility

NEWEST_ACCOUNTS: Final = 1000
LONGEST_CHAIN: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveAccount:
    """An account as it last answered, ahead of the next build; `observed_at` is UTC."""

    account_key: str
    platform: str
    native_id: str | None
    handle: str | None
    display_name: str | None
    follower_count: int | None
    observed_at: datetime


class AppStore:
    """The app database as readers need it: for one organization, and absent without harm."""

    def __init__(self, path: Path, organization: str) -> None:
        self._path, self._seen = path, (PUBLIC, organization_visibility(organization))
        self._database: AppDatabase | None = None
        self._lock = Lock()

    def state(self) -> str:
        """`ok`, or in words why it cannot be read."""
        try:
            self._connected()
        except ConfigurationError as error:
            return error.what
        return "ok"

    def stamp(self, since: datetime | None) -> tuple[str, str]:
        """What changes when `live_accounts` would: how many there are, and when the newest answered."""
        sql = select(func.count(), func.max(latest.c.observed_at)).where(latest.c.visibility.in_(self._seen))
        if since is not None:
            sql = sql.where(latest.c.observed_at > naive_utc(since))
        with self._connected().read() as connection:
            count, newest = connection.execute(sql).one()
        return str(count), str(newest)

    def live_accounts(self, since: datetime | None) -> list[LiveAccount]:
        """The accounts that answered after `since` (all, without one), the newest first, at most a thousand."""
        sql = select(latest).where(latest.c.visibility.in_(self._seen))
        if since is not None:
            sql = sql.where(latest.c.observed_at > naive_utc(since))
        sql = sql.order_by(latest.c.observed_at.desc(), latest.c.account_key).limit(NEWEST_ACCOUNTS)
        with self._connected().read() as connection:
            rows = connection.execute(sql).mappings().all()
        newest: dict[str, LiveAccount] = {}
        for row in rows:
            newest.setdefault(row["account_key"], _live(dict(row)))
        return list(newest.values())

    def merged_into(self, creator_id: str) -> list[str]:
        """The ids that an id was merged into, one after the other; empty for an id that never was."""
        chain: list[str] = []
        with self._connected().read() as connection:
            while len(chain) < LONGEST_CHAIN:
                sql = (
                    select(identity_event.c.other_id)
                    .where(identity_event.c.kind == "merge", identity_event.c.creator_id == (chain or [creator_id])[-1])
                    .order_by(identity_event.c.sequence.desc())
                    .limit(1)
                )
                found = connection.scalar(sql)
                if found is None or found in chain:
                    break
                chain.append(found)
        return chain

    def close(self) -> None:
        """Let go of the database."""
        with self._lock:
            if self._database is not None:
                self._database.close()
                self._database = None

    def _connected(self) -> AppDatabase:
        with self._lock:
            if self._database is None:
                self._database = connect(self._path)
            return self._database


def not_in_build(reader: Reader | None, accounts: Sequence[LiveAccount]) -> list[LiveAccount]:
    """Those live accounts that the build does not know: newly tracked ones."""
    if reader is None or not accounts:
        return list(accounts)
    sql = "select account_key from bridge_creator_accounts where list_contains($keys, account_key)"
    known = {row["account_key"] for row in reader.rows(sql, {"keys": [one.account_key for one in accounts]})}
    return [one for one in accounts if one.account_key not in known]


def _live(row: dict[str, object]) -> LiveAccount:
    observed_at = row["observed_at"]
    assert isinstance(observed_at, datetime)
    names = ("account_key", "platform", "native_id", "handle", "display_name", "follower_count")
    return LiveAccount(**{name: row[name] for name in names}, observed_at=aware_utc(observed_at))  # type: ignore[arg-type]  # (columns of the table)
