"""The *latest* table: what is known of a newly tracked account before a build has seen it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from creatorgraph.ids import account_key
from creatorgraph.store.database import naive_utc
from creatorgraph.store.tables import latest


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestProfile:
    """A profile as just answered; `observed_at` is an aware UTC instant."""

    platform: str
    native_id: str
    handle: str | None
    display_name: str | None
    follower_count: int | None
    observed_at: datetime
    visibility: str


def write_latest(connection: Connection, profile: LatestProfile) -> None:
    """Insert or renew an account's row, one per visibility; an older observation never replaces a newer one."""
    values = asdict(profile) | {
        "account_key": account_key(profile.platform, profile.native_id),
        "observed_at": naive_utc(profile.observed_at),
    }
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(latest).values(values)
    renewed = {name: statement.excluded[name] for name in values if name not in ("account_key", "visibility")}
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[latest.c.account_key, latest.c.visibility],
            set_=renewed,
            where=latest.c.observed_at <= statement.excluded.observed_at,
        )
    )
