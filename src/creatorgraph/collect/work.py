"""What there is to do: one visit to one account, and the agenda that hands out what is ready."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from creatorgraph.collect.lanes import LaneSpec
from creatorgraph.land.journal_rows import WorkState
from creatorgraph.providers.contract import Target, Visit
from creatorgraph.store.tracking import Tracked


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One visit to one account; several organizations may wait for it, and it is done once."""

    visit: Visit
    target: Target
    tracked_ids: tuple[int, ...]
    state: WorkState

    @property
    def key(self) -> str:
        """What names this work in the journal."""
        return self.state.key

    @property
    def subject(self) -> str:
        """Whom it is about: by native id where that is known."""
        return self.target.subject_keys[0]


def work_key(visit: Visit, target: Target) -> str:
    """The key of a visit to an account; a handle and a native id never share one."""
    return f"{visit.name} {target.subject_keys[0]}"


def new_work(visit: Visit, target: Target, tracked_ids: tuple[int, ...], now: datetime) -> Work:
    """Work that was never done: due at once."""
    state = WorkState(key=work_key(visit, target), due_at=now, ready_at=now)
    return Work(visit=visit, target=target, tracked_ids=tracked_ids, state=state)


def plan(spec: LaneSpec, tracked: Iterable[Tracked], states: Mapping[str, WorkState], now: datetime) -> list[Work]:
    """All the work of a lane: each visit to each account that it serves, where the journal says it stands."""
    works = [
        new_work(visit, target, ids, now)
        for target, ids in _targets(spec, tracked)
        for visit in spec.visits
        if _can_ask(visit, target)
    ]
    return [replace(work, state=states.get(work.key, work.state)) for work in works]


def visits_after(spec: LaneSpec, target: Target) -> list[Visit]:
    """The visits that an account can be paid once its native id is known."""
    return [visit for visit in spec.visits if _can_ask(visit, target)]


class Agenda:
    """Work by the instant at which it is ready; what falls due after `horizon` is kept but not handed out."""

    def __init__(self, horizon: datetime | None) -> None:
        self._horizon = horizon
        self._works: dict[str, Work] = {}
        self._taken: set[str] = set()
        self._heap: list[tuple[datetime, int, Work]] = []
        self._order = 0

    def __contains__(self, key: str) -> bool:
        return key in self._works or key in self._taken

    @property
    def is_busy(self) -> bool:
        """True while somebody has taken work and not put it back."""
        return bool(self._taken)

    def put(self, work: Work) -> None:
        """Add work, or put back what was taken in its new state."""
        self._taken.discard(work.key)
        self._works[work.key] = work
        if self._horizon is None or work.state.due_at <= self._horizon:
            self._order += 1
            heapq.heappush(self._heap, (work.state.ready_at, self._order, work))

    def finish(self, key: str) -> None:
        """Forget work for good."""
        self._taken.discard(key)
        self._works.pop(key, None)

    def take(self, now: datetime) -> Work | None:
        """Work that is ready now, or None; it is the taker's until `put` or `finish`."""
        ready_at = self.next_ready()
        if ready_at is None or ready_at > now:
            return None
        work = heapq.heappop(self._heap)[2]
        self._taken.add(work.key)
        del self._works[work.key]
        return work

    def next_ready(self) -> datetime | None:
        """When the next work is ready; None when none ever is before the horizon."""
        while self._heap and self._works.get(self._heap[0][2].key) is not self._heap[0][2]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def claim(self, keys: Iterable[str]) -> None:
        """Take work that is about to be put, so that nobody begins it meanwhile."""
        for key in keys:
            self._works.pop(key, None)
            self._taken.add(key)

    def renew(self, works: Collection[Work]) -> bool:
        """Follow a change of who is tracked: new accounts come in, untracked ones drop out.

        Returns True when work that somebody has taken has to drop out at a later call.
        """
        wanted = {work.key: work for work in works}
        for key in [key for key in self._works if key not in wanted]:
            self.finish(key)
        for key, work in wanted.items():
            present = self._works.get(key)
            if key not in self:
                self.put(work)
            elif present is not None and present.tracked_ids != work.tracked_ids:
                self.put(replace(present, tracked_ids=work.tracked_ids))
        return not self._taken <= wanted.keys()

    def due(self, now: datetime) -> int:
        """How much work is due and not done."""
        return len(self._taken) + sum(work.state.due_at <= now for work in self._works.values())


def _targets(spec: LaneSpec, tracked: Iterable[Tracked]) -> list[tuple[Target, tuple[int, ...]]]:
    """The accounts a lane visits, each once, with the rows that wait for it."""
    found: dict[str, tuple[Target, list[int]]] = {}
    for row in tracked:
        if spec.serves(row):
            target = Target(row.platform, row.native_id, row.handle)
            found.setdefault(target.subject_keys[0], (target, []))[1].append(row.tracked_id)
    return [(target, tuple(ids)) for target, ids in found.values()]


def _can_ask(visit: Visit, target: Target) -> bool:
    if visit.needs_native_id and target.native_id is None:
        return False
    return not (visit.needs_handle and target.handle is None)
