"""How often something is visited: the installation's cadences, what a tracked row says otherwise, early polls. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from creatorgraph.providers.contract import Cadence, Kind, Visit
from creatorgraph.settings import CollectSettings
from creatorgraph.store.tracking import Tracked

FIRST_TIER: Final = 1
YOUNG: Final = timedelta(days=2)
SETTLED: Final = timedelta(days=7)
SETTLED_FACTOR: Final = 7
SLACK_SHARE: Final = 0.1
SLACK_MOST: Final = timedelta(hours=2)
FAR_AHEAD: Final = timedelta(days=366)


def instant(seconds: int | None, now: datetime) -> datetime | None:
    """A provider's Unix seconds as an instant; None for none, and for one that cannot be a post's (a year ahead)."""
    if seconds is None or not 0 <= seconds <= (now + FAR_AHEAD).timestamp():
        return None
    return datetime.fromtimestamp(seconds, UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often one visit is paid.

    `every` is the beat; `young` the beat for posts of the first two days (after a week, when counters have settled, a
    found post is read seven times less often); `early` the ages in hours at which a new post of a campaign is read,
    empty for others; `lasts` how old a found post may grow until it is left alone (null: a tracked one, for ever).
    """

    every: timedelta
    young: timedelta
    early: tuple[float, ...] = ()
    lasts: timedelta | None = None

    @property
    def slack(self) -> timedelta:
        """How early a visit may be paid in company: a tenth of its quickest beat, so that it counts as that one."""
        return min(min(self.every, self.young) * SLACK_SHARE, SLACK_MOST)

    def next_poll(self, born: int | None, now: datetime) -> datetime | None:
        """When a post of that time (Unix seconds) is read next; None when it has grown too old."""
        created = instant(born, now)
        if created is None:
            return now + self.every
        if self.lasts is not None and now - created >= self.lasts:
            return None
        return min([*self.slots(created, now), now + self._beat(now - created)])

    def next_visit(self, due_at: datetime, newest: int | None, now: datetime) -> datetime:
        """When a list of posts is read next: on its beat, or when its newest post reaches an early age."""
        on_beat = due_at + self.every if due_at + self.every > now else now + self.every
        created = instant(newest, now)
        return min([on_beat, *(self.slots(created, now) if created is not None else [])])

    def without_polls_of(self, former: Rhythm, due_at: datetime, born: int | None) -> datetime:
        """When something is due that waited for an early poll of its `former` rhythm, where this one has none.

        It was read at the poll before, or when it was born; the beat goes on from there.
        """
        if born is None or not former.early or self.early:
            return due_at
        created = datetime.fromtimestamp(born, UTC)
        polls = [created, *(created + timedelta(hours=age) for age in former.early)]
        if due_at not in polls[1:]:
            return due_at
        before = max(poll for poll in polls if poll < due_at)
        return max(due_at, before + self._beat(before - created))

    def _beat(self, age: timedelta) -> timedelta:
        if age < YOUNG:
            return self.young
        return self.every if self.lasts is None or age < SETTLED else self.every * SETTLED_FACTOR

    def slots(self, created: datetime, now: datetime) -> list[datetime]:
        """The early polls that are still to come; a visit that was paid a little early counts as its poll."""
        polls = [created + timedelta(hours=age) for age in self.early]
        return [poll for poll in polls if poll > now + self.slack]


def rhythm(visit: Visit, rows: Sequence[Tracked], settings: CollectSettings, *, found: bool = False) -> Rhythm:
    """The rhythm of a visit that these rows wait for: the shortest that any of them asks for.

    `found`: the post was found on a page, and the rows are those of its account.
    """
    hours = min(_hours(visit, row, settings, found) for row in rows)
    young = min(_posts_hours(row, settings) for row in rows) if found else hours
    early = tuple(settings.early_hours) if any(row.campaign for row in rows) and _reads_posts(visit) else ()
    lasts = timedelta(days=settings.post_days) if found else None
    if lasts is not None and visit.lasts_hours is not None:
        lasts = min(lasts, timedelta(hours=visit.lasts_hours))
    return Rhythm(every=timedelta(hours=hours), young=timedelta(hours=min(hours, young)), early=early, lasts=lasts)


def _hours(visit: Visit, row: Tracked, settings: CollectSettings, found: bool) -> float:
    return min(_cadence_hours(cadence, row, settings, found) for cadence in visit.cadences)


def _cadence_hours(cadence: Cadence, row: Tracked, settings: CollectSettings, found: bool) -> float:
    own = row.interval_hours
    match cadence:
        case Cadence.POSTS:
            return _posts_hours(row, settings)
        case Cadence.POST:
            return own if own is not None and not found else settings.post_hours
        case Cadence.WATCHLIST:
            return settings.watchlist_hours if own is None else own
        case Cadence.PROFILE if row.kind == Kind.ACCOUNT:
            return settings.profile_hours
        case _:
            return float(getattr(settings, f"{cadence}_hours"))


def _posts_hours(row: Tracked, settings: CollectSettings) -> float:
    if row.interval_hours is not None:
        return row.interval_hours
    return settings.tier1_posts_hours if row.tier == FIRST_TIER or row.campaign else settings.posts_hours


def _reads_posts(visit: Visit) -> bool:
    return Cadence.POSTS in visit.cadences or Cadence.POST in visit.cadences
