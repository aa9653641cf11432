"""What there is to do: visits to what is tracked, and to the posts that such visits found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from creatorgraph.collect.cadence import Rhythm, rhythm
from creatorgraph.collect.lanes import LaneSpec
from creatorgraph.land.journal_rows import WorkState
from creatorgraph.providers.contract import Cadence, Kind, Target, Visit
from creatorgraph.settings import CollectSettings
from creatorgraph.store.tracking import Tracked

FIRST_LOOK: Final = 0
FIRST_POSTS: Final = 1
EARLY_POLL: Final = 2
ON_BEAT: Final = 3
BACKFILL: Final = 4
DAY_SECONDS: Final = 86_400
LATE_BY: Final = timedelta(days=7)
LONGEST_FACTOR: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One visit to one target; several organizations may wait for it, and it is done once.

    `company` is how early it may come along in a batch this time, null: as its rhythm says.
    """

    visit: Visit
    target: Target
    tracked: tuple[Tracked, ...]
    rhythm: Rhythm
    state: WorkState
    company: timedelta | None = None

    @property
    def key(self) -> str:
        """What names this work in the journal."""
        return self.state.key

    @property
    def subject(self) -> str:
        """Whom it is about: by native id where that is known; for a post that was found, its account."""
        return self.state.parent or self.target.subject_keys[0]

    @property
    def tracked_ids(self) -> tuple[int, ...]:
        """The rows that wait for it."""
        return tuple(row.tracked_id for row in self.tracked)

    @property
    def organizations(self) -> tuple[str, ...]:
        """Those who wait for it and share its cost, by name."""
        return tuple(sorted({row.organization for row in self.tracked}))

    @property
    def is_walk(self) -> bool:
        """True for a visit that goes page by page through an account's posts, newest first."""
        visit = self.visit
        return self.target.kind is Kind.ACCOUNT and visit.pages and not visit.sample and Cadence.POSTS in visit.cadences

    def border(self, settings: CollectSettings) -> int:
        """From what time (Unix seconds) on posts are wanted of something new: so many days before it was tracked.

        A first visit may be late by days, where it failed. One that comes later still (a key was long missing) counts
        from itself: more than was forecast would be bought.
        """
        due_at = self.state.due_at
        asked = min((row.tracked_at for row in self.tracked if row.tracked_at is not None), default=due_at)
        begin = min(asked, due_at) if due_at - asked <= LATE_BY else due_at
        return int(begin.timestamp() - settings.backfill_days * DAY_SECONDS)

    @property
    def urgency(self) -> int:
        """What goes first when the lane is behind: somebody new, then what cannot be measured later, then the rest."""
        state = self.state
        if not state.last_outcome and state.pages == 0:
            return (
                FIRST_LOOK
                if self.target.kind is Kind.ACCOUNT and Cadence.POSTS not in self.visit.cadences
                else (FIRST_POSTS)
            )
        if state.pages > 0 and not state.backfilled:
            return BACKFILL
        return EARLY_POLL if self.rhythm.early else ON_BEAT


def work_key(visit: Visit, target: Target) -> str:
    """The key of a visit to a target; a handle and a native id never share one."""
    return f"{visit.name} {target.subject_keys[0]}"


def new_work(
    visit: Visit, target: Target, tracked: Sequence[Tracked], settings: CollectSettings, now: datetime
) -> Work:
    """Work that was never done: due at once."""
    state = WorkState(key=work_key(visit, target), due_at=now, ready_at=now)
    return Work(
        visit=visit, target=target, tracked=tuple(tracked), rhythm=rhythm(visit, tracked, settings), state=state
    )


def found_work(
    visit: Visit, target: Target, parent: Work, settings: CollectSettings, born: int | None, due_at: datetime
) -> Work:
    """Work on a post that a visit to a tracked account found."""
    state = WorkState(key=work_key(visit, target), due_at=due_at, ready_at=due_at, parent=parent.subject, born=born)
    beat = rhythm(visit, parent.tracked, settings, found=True)
    return Work(visit=visit, target=target, tracked=parent.tracked, rhythm=beat, state=state)


def plan(
    spec: LaneSpec,
    tracked: Iterable[Tracked],
    states: Mapping[str, WorkState],
    settings: CollectSettings,
    now: datetime,
) -> list[Work]:
    """All the work of a lane, where the journal says it stands: each visit to each target, and the posts found."""
    targets = _targets(spec, tracked)
    works: dict[str, Work] = {}
    for target, rows in targets.values():
        for visit in visits_of(spec, target, settings):
            work = new_work(visit, target, rows, settings, now)
            # A post that was found before it was tracked is no longer its account's: it is read for ever.
            state = replace(states.get(work.key, work.state), parent=None)
            works[work.key] = replace(work, state=_not_too_late(state, work.rhythm, now))
    visits = {visit.name: visit for visit in post_visits(spec, settings)}
    for state in states.values():
        if state.parent in targets and state.key not in works:
            found = _found_again(state, visits, *targets[state.parent], settings, now)
            works |= {state.key: found} if found else {}
    return list(works.values())


def visits_of(spec: LaneSpec, target: Target, settings: CollectSettings) -> list[Visit]:
    """The visits that a target is paid, as far as it is known by now."""
    extras = settings.lane(spec.name).extras
    return [visit for visit in spec.visits if _is_wanted(visit, extras, settings) and _can_ask(visit, target)]


def post_visits(spec: LaneSpec, settings: CollectSettings) -> list[Visit]:
    """The visits that are paid to the posts that a list showed."""
    extras = settings.lane(spec.name).extras
    return [visit for visit in spec.visits if visit.kind is Kind.POST and _is_wanted(visit, extras, settings)]


def followers_of(spec: LaneSpec, visit: Visit, settings: CollectSettings) -> list[Visit]:
    """The visits that are paid to the posts which this one shows."""
    known = post_visits(spec, settings)
    own = [one for one in known if one.found_by == visit.name]
    return own or [one for one in known if not one.found_by]


def _targets(spec: LaneSpec, tracked: Iterable[Tracked]) -> dict[str, tuple[Target, list[Tracked]]]:
    """What a lane visits, each once, with the rows that wait for it, by subject."""
    found: dict[str, tuple[Target, list[Tracked]]] = {}
    for row in tracked:
        if spec.serves(row):
            target = Target(row.platform, row.native_id, row.handle, Kind(row.kind))
            key = target.subject_keys[0]
            before, rows = found.get(key, (target, []))
            found[key] = (replace(before, handle=before.handle or row.handle), [*rows, row])
    return found


def _not_too_late(state: WorkState, beat: Rhythm, now: datetime) -> WorkState:
    """A state whose next time lies further ahead than any visit is ever put off was written by a clock gone wrong."""
    latest = now + beat.every * LONGEST_FACTOR
    return state if state.due_at <= latest else replace(state, due_at=now, ready_at=now)


def _found_again(
    state: WorkState,
    visits: Mapping[str, Visit],
    account: Target,
    rows: Sequence[Tracked],
    settings: CollectSettings,
    now: datetime,
) -> Work | None:
    """The work on a post that an earlier run found; None where its visit is no longer paid."""
    name, _, subject = state.key.partition(" ")
    if name not in visits:
        return None
    post = Target(account.platform, subject.rpartition(":id:")[2], None, Kind.POST, account.native_id)
    beat = rhythm(visits[name], rows, settings, found=True)
    return Work(
        visit=visits[name], target=post, tracked=tuple(rows), rhythm=beat, state=_not_too_late(state, beat, now)
    )


def _is_wanted(visit: Visit, extras: Sequence[str], settings: CollectSettings) -> bool:
    if visit.sample and settings.follower_sample == 0:
        return False
    return not visit.extra or visit.name in extras


def _can_ask(visit: Visit, target: Target) -> bool:
    if visit.kind is not target.kind or visit.found_by or (visit.until_native_id and target.native_id is not None):
        return False
    if visit.needs_native_id and target.native_id is None:
        return False
    return not (visit.needs_handle and target.handle is None)
