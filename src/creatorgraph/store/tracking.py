"""Who is watched, for whom, and which lanes a person has paused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.sql import ColumnElement

from creatorgraph.errors import ConfigurationError
from creatorgraph.store.database import aware_utc, naive_utc
from creatorgraph.store.tables import DEFAULT_ORGANIZATION, organization, pause, tracked_account

ACCOUNT: Final = "account"
LOWER_TIER: Final = 2


class TrackState(StrEnum):
    """Whether an account is visited; an untracked one keeps its row, its history and its answers."""

    ACTIVE = "active"
    PAUSED = "paused"
    UNTRACKED = "untracked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What is to be watched: at least one of handle and native id; `kind` as in `providers.contract.Kind`.

    `handle` is an account's handle, a hashtag, the words of a keyword, an address. `authorised`: by the creator's own
    grant. Null `tier`, `interval_hours` and `campaign` leave a row that exists as it is.
    """

    platform: str
    kind: str = ACCOUNT
    handle: str | None = None
    native_id: str | None = None
    group: str | None = None
    authorised: bool = False
    tier: int | None = None
    interval_hours: float | None = None
    campaign: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """A row of `tracked_account`; `interval_hours` is null where the installation's cadence holds.

    `tracked_at` (UTC) is when it was first asked for, null for a row that is only supposed.
    """

    tracked_id: int
    organization: str
    platform: str
    kind: str = ACCOUNT
    handle: str | None
    native_id: str | None
    group: str | None
    authorised: bool
    tier: int = LOWER_TIER
    interval_hours: float | None = None
    campaign: bool = False
    state: TrackState
    backfilled_at: datetime | None = None
    tracked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """How many accounts a verb changed, and how many already were as asked."""

    changed: int
    unchanged: int


def track(
    connection: Connection, watches: Sequence[Watch], at: datetime, organization_id: str = DEFAULT_ORGANIZATION
) -> Change:
    """Watch accounts from now on; one that was untracked or paused is taken up again, and a new group replaces the old.

    Raises ConfigurationError for an organization that does not exist.
    """
    _check_organization(connection, organization_id)
    known = _index(list_tracked(connection, organization_id, states=tuple(TrackState)))
    changed = 0
    for watch in watches:
        before = _find(known, watch)
        if before is None:
            row = _insert(connection, watch, at, organization_id)
            known.update(_index([row]))
            changed += 1
        elif values := _news(watch, before):
            _change(connection, tracked_account.c.tracked_id == before.tracked_id, at, values)
            changed += 1
    return Change(changed, len(watches) - changed)


def set_state(
    connection: Connection,
    watches: Sequence[Watch],
    state: TrackState,
    at: datetime,
    organization_id: str = DEFAULT_ORGANIZATION,
) -> Change:
    """Untrack, pause or take up accounts; those that are not tracked count as unchanged."""
    known = _index(list_tracked(connection, organization_id, states=tuple(TrackState)))
    found = {row.tracked_id for watch in watches if (row := _find(known, watch)) and row.state is not state}
    for tracked_id in sorted(found):
        _change(connection, tracked_account.c.tracked_id == tracked_id, at, {"state": state})
    return Change(len(found), len(watches) - len(found))


def list_tracked(
    connection: Connection,
    organization_id: str | None = None,
    *,
    states: Sequence[TrackState] = (TrackState.ACTIVE,),
) -> list[Tracked]:
    """Tracked accounts in the order in which they came, of one organization or of all."""
    columns = tracked_account.c
    query = select(tracked_account).where(columns.state.in_(states)).order_by(columns.tracked_id)
    if organization_id is not None:
        query = query.where(columns.organization_id == organization_id)
    return [
        Tracked(
            tracked_id=row.tracked_id,
            organization=row.organization_id,
            platform=row.platform,
            kind=row.kind,
            handle=row.handle,
            native_id=row.native_id,
            group=row.group_name,
            authorised=row.authorised,
            tier=row.tier,
            interval_hours=row.interval_hours,
            campaign=row.campaign,
            state=TrackState(row.state),
            backfilled_at=aware_utc(row.backfilled_at) if row.backfilled_at else None,
            tracked_at=aware_utc(row.created_at),
        )
        for row in connection.execute(query)
    ]


def settle_account(
    connection: Connection, tracked_ids: Sequence[int], *, native_id: str, handle: str | None, at: datetime
) -> None:
    """Fix the native id of accounts that were tracked by handle, and note the handle that the platform now shows.

    A row whose account its organization already has by that id becomes untracked instead: two rows, one account, which
    is active from then on and takes over what was asked for under the handle. A native id that is already fixed is
    never changed.
    """
    for tracked_id in tracked_ids:
        columns = tracked_account.c
        mine = columns.tracked_id == tracked_id
        shown = {"handle": handle} if handle else {}
        known = _known_as(connection, tracked_id, native_id)
        if known is not None:
            _join(connection, tracked_id, known, at, shown)
            continue
        changed = _change(connection, mine & columns.native_id.is_(None), at, {"native_id": native_id, **shown})
        if not changed and shown:
            _change(connection, mine & (columns.native_id == native_id), at, shown)


def note_backfill(connection: Connection, tracked_ids: Sequence[int], at: datetime) -> None:
    """Note that the posts of before tracking have all been read; the first note stays."""
    columns = tracked_account.c
    mine = columns.tracked_id.in_(tracked_ids) & columns.backfilled_at.is_(None)
    _change(connection, mine, at, {"backfilled_at": naive_utc(at)})


def pause_lane(connection: Connection, lane: str, reason: str, at: datetime) -> bool:
    """Pause a lane until `resume_lane`; False when it already was paused."""
    if lane in paused_lanes(connection):
        return False
    connection.execute(insert(pause).values(lane=lane, reason=reason, paused_at=naive_utc(at)))
    return True


def resume_lane(connection: Connection, lane: str) -> bool:
    """End a pause; False when there was none."""
    return connection.execute(delete(pause).where(pause.c.lane == lane)).rowcount > 0


def paused_lanes(connection: Connection) -> dict[str, str]:
    """The lanes that a person paused, with the reason given."""
    return {row.lane: row.reason for row in connection.execute(select(pause.c.lane, pause.c.reason))}


Index = dict[tuple[str, str, bool, str, str], Tracked]


def _index(rows: Sequence[Tracked]) -> Index:
    """Rows by what names them; of two that go by one handle, the one that is visited."""
    found: Index = {}
    for row in sorted(rows, key=lambda row: row.state is not TrackState.ACTIVE):
        if row.native_id:
            found[row.platform, row.kind, row.authorised, "id", row.native_id] = row
        if row.handle:
            found.setdefault((row.platform, row.kind, row.authorised, "handle", row.handle.lower()), row)
    return found


def _find(known: Index, watch: Watch) -> Tracked | None:
    if watch.native_id is not None:
        return known.get((watch.platform, watch.kind, watch.authorised, "id", watch.native_id))
    if watch.handle is not None:
        return known.get((watch.platform, watch.kind, watch.authorised, "handle", watch.handle.lower()))
    raise ConfigurationError("An account needs a handle or a native id.", kept="Nothing was tracked.")


def _news(watch: Watch, before: Tracked) -> dict[str, object]:
    """What tracking again changes in a row: it becomes active, and takes over what is said anew."""
    said: dict[str, object] = {
        "group_name": watch.group or before.group,
        "tier": before.tier if watch.tier is None else watch.tier,
        "interval_hours": before.interval_hours if watch.interval_hours is None else watch.interval_hours,
        "campaign": before.campaign if watch.campaign is None else watch.campaign,
        "state": TrackState.ACTIVE,
    }
    present = (before.group, before.tier, before.interval_hours, before.campaign, before.state)
    return said if tuple(said.values()) != present else {}


def _insert(connection: Connection, watch: Watch, at: datetime, organization_id: str) -> Tracked:
    tier = LOWER_TIER if watch.tier is None else watch.tier
    values: dict[str, Any] = {
        "organization_id": organization_id,
        "platform": watch.platform,
        "kind": watch.kind,
        "tier": tier,
        "interval_hours": watch.interval_hours,
        "campaign": bool(watch.campaign),
        "handle": watch.handle,
        "native_id": watch.native_id,
        "group_name": watch.group,
        "authorised": watch.authorised,
        "state": TrackState.ACTIVE,
        "created_at": naive_utc(at),
        "changed_at": naive_utc(at),
    }
    key = connection.execute(insert(tracked_account).values(values)).inserted_primary_key
    return Tracked(
        tracked_id=key[0] if key else 0,
        organization=organization_id,
        platform=watch.platform,
        kind=watch.kind,
        handle=watch.handle,
        native_id=watch.native_id,
        group=watch.group,
        authorised=watch.authorised,
        tier=tier,
        interval_hours=watch.interval_hours,
        campaign=bool(watch.campaign),
        state=TrackState.ACTIVE,
    )


def _change(connection: Connection, which: ColumnElement[bool], at: datetime, values: Mapping[str, object]) -> int:
    statement = update(tracked_account).where(which).values({**values, "changed_at": naive_utc(at)})
    return connection.execute(statement).rowcount


def _join(connection: Connection, tracked_id: int, known: int, at: datetime, shown: Mapping[str, object]) -> None:
    """Two rows turned out to be one account: `known` stays, with the quicker of their beats."""
    columns = tracked_account.c
    query = select(tracked_account).where(columns.tracked_id.in_([tracked_id, known]))
    rows = {row.tracked_id: row for row in connection.execute(query)}
    mine, other = rows[tracked_id], rows[known]
    _change(connection, columns.tracked_id == tracked_id, at, {"state": TrackState.UNTRACKED})
    if mine.state != TrackState.ACTIVE:
        return
    hours = [row.interval_hours for row in (mine, other) if row.interval_hours is not None]
    joined = {
        "group_name": mine.group_name or other.group_name,
        "tier": min(mine.tier, other.tier),
        "interval_hours": min(hours, default=None),
        "campaign": mine.campaign or other.campaign,
        "state": TrackState.ACTIVE,
    }
    _change(connection, columns.tracked_id == known, at, {**joined, **shown})


def _known_as(connection: Connection, tracked_id: int, native_id: str) -> int | None:
    """The other row of the same organization that already stands for that account."""
    mine, other = tracked_account.alias("mine"), tracked_account.alias("other")
    query = (
        select(other.c.tracked_id)
        .select_from(mine)
        .join(
            other,
            (other.c.organization_id == mine.c.organization_id)
            & (other.c.platform == mine.c.platform)
            & (other.c.kind == mine.c.kind)
            & (other.c.authorised == mine.c.authorised)
            & (other.c.tracked_id != mine.c.tracked_id),
        )
        .where((mine.c.tracked_id == tracked_id) & (other.c.native_id == native_id))
    )
    return connection.execute(query).scalar_one_or_none()


def _check_organization(connection: Connection, organization_id: str) -> None:
    known = [row[0] for row in connection.execute(select(organization.c.organization_id))]
    if organization_id not in known:
        raise ConfigurationError.unknown("organization", organization_id, known)
