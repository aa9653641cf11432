"""Hands out what is ready: the urgent first, organizations in turn, batches as full as they get."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from creatorgraph.collect.work import BACKFILL, FIRST_LOOK, Work
from creatorgraph.land.journal_rows import WorkState
from creatorgraph.providers.contract import Visit
from creatorgraph.types import Outcome

# However much there is of what is urgent, every so many turns go round the classes of urgency that wait.
ROUND_TURN: Final = 4
CLASSES: Final = BACKFILL - FIRST_LOOK + 1

Waiting = tuple[datetime, int, Work]
Ready = tuple[int, float, datetime, int, Work]


class FairShare:
    """Whose turn it is when several organizations share a key (start-time fair queuing, Goyal et al. 1996).

    Each organization's next work begins where its last one ended; who has asked for much waits for who has not.
    """

    def __init__(self) -> None:
        self._now = 0.0
        self._ends: dict[str, float] = defaultdict(float)

    def tag(self, work: Work) -> float:
        """Where work stands in the queue; it counts for the waiting organization that has had least."""
        organization = min(work.organizations, key=lambda one: self._ends[one])
        begin = max(self._now, self._ends[organization])
        self._ends[organization] = begin + 1.0
        return begin

    def served(self, tag: float) -> None:
        """Work with that tag was handed out."""
        self._now = max(self._now, tag)


@dataclass(slots=True)
class _Shelf:
    """The work of one visit: by time until it is ready, then by rank within its class of urgency."""

    waiting: list[Waiting] = field(default_factory=list)
    ready: dict[int, list[Ready]] = field(default_factory=dict)


class Agenda:
    """Work by the instant at which it is ready; what falls due after `horizon` is kept but not handed out."""

    def __init__(self, horizon: datetime | None) -> None:
        self._horizon = horizon
        self._works: dict[str, Work] = {}
        self._taken: dict[str, Work] = {}
        self._moved: set[str] = set()
        self._rescheduled: dict[str, WorkState] = {}
        self._shelves: dict[str, _Shelf] = defaultdict(_Shelf)
        self._fair = FairShare()
        self._order = 0
        self._turn = 0

    def __contains__(self, key: str) -> bool:
        return key in self._works or key in self._taken

    @property
    def is_busy(self) -> bool:
        """True while somebody has taken work and not put it back."""
        return bool(self._taken)

    def put(self, work: Work) -> None:
        """Add work, or put back what was taken in its new state."""
        self._taken.pop(work.key, None)
        self._moved.add(work.key)
        self._works[work.key] = work
        if self._horizon is None or work.state.due_at <= self._horizon:
            self._order += 1
            heapq.heappush(self._shelves[work.visit.name].waiting, (work.state.ready_at, self._order, work))

    def finish(self, key: str) -> None:
        """Forget work for good."""
        self._taken.pop(key, None)
        self._moved.add(key)
        self._works.pop(key, None)

    def take(self, now: datetime, may_go: Callable[[Visit], bool]) -> tuple[Work, ...]:
        """What is to be asked next, a batch where its visit allows one; empty when nothing is ready that may go.

        It is the taker's until `put` or `finish`.
        """
        heads = [(heap[0], shelf) for shelf, heap in self._ripe(now) if may_go(heap[0][-1].visit)]
        if not heads:
            return ()
        self._turn += 1
        favoured = self._turn // ROUND_TURN % CLASSES if self._turn % ROUND_TURN == 0 else FIRST_LOOK
        first, shelf = min(heads, key=lambda head: ((head[0][0] - favoured) % CLASSES, head[0][:4]))
        self._fair.served(first[1])
        works = [self._pop(shelf.ready[first[0]])]
        if works[0].visit.batch > 1:
            works += self._company(shelf, works[0], now)
        return tuple(works)

    def held(self, now: datetime) -> list[Visit]:
        """The visits that have ready work."""
        return [heap[0][-1].visit for _, heap in self._ripe(now)]

    def next_ready(self) -> datetime | None:
        """When the next work becomes ready that is not yet; None when none ever does before the horizon."""
        found = [self._head(shelf) for shelf in self._shelves.values()]
        return min((head[0] for head in found if head is not None), default=None)

    def claim(self, works: Iterable[Work]) -> None:
        """Take work that is about to be put, so that nobody begins it meanwhile."""
        for work in works:
            self._works.pop(work.key, None)
            self._taken[work.key] = work

    def begin_renewal(self) -> None:
        """From now on somebody reads who is tracked and where the work stands, for `renew`."""
        self._moved.clear()

    def renew(self, works: Collection[Work]) -> bool:
        """Follow a change of who is tracked: new targets come in, untracked ones drop out.

        What was put or finished since `begin_renewal`, or is in somebody's hands, is known better here than where it
        was read; it is left alone. Returns True when some of that has to change, or to drop out, at a later call.
        """
        wanted = {work.key: work for work in works}
        known_better = self._moved | self._taken.keys()
        for key in [key for key in self._works if key not in wanted and key not in known_better]:
            self.finish(key)
        for key, work in wanted.items():
            present = self._works.get(key)
            if key not in known_better and (present is None or _differs(present, work)):
                moved = work if present is None else _in_new_rhythm(present, work)
                if present is not None and moved.state.due_at != present.state.due_at:
                    self._rescheduled[key] = moved.state
                self.put(moved)
        return any(self._is_outdated(key, wanted.get(key)) for key in known_better)

    def rescheduled(self) -> list[WorkState]:
        """The states of the work that a new rhythm gave another time, each told once, so that it is written down."""
        states = list(self._rescheduled.values())
        self._rescheduled.clear()
        return states

    def due(self, now: datetime) -> int:
        """How much work is due and not done."""
        return len(self._taken) + sum(work.state.due_at <= now for work in self._works.values())

    def _is_outdated(self, key: str, wanted: Work | None) -> bool:
        present = self._works.get(key) or self._taken.get(key)
        return present is not None and (wanted is None or _differs(present, wanted))

    def _ripe(self, now: datetime) -> list[tuple[_Shelf, list[Ready]]]:
        """The shelves with ready work, class by class, after everything that has become ready was ranked."""
        found = []
        for shelf in self._shelves.values():
            while (head := self._head(shelf)) is not None and head[0] <= now:
                _, order, work = heapq.heappop(shelf.waiting)
                rank = (work.urgency, self._fair.tag(work), work.state.due_at, order, work)
                heapq.heappush(shelf.ready.setdefault(work.urgency, []), rank)
            for heap in shelf.ready.values():
                while heap and not self._is_present(heap[0][-1]):
                    heapq.heappop(heap)
            found += [(shelf, heap) for heap in shelf.ready.values() if heap]
        return found

    def _company(self, shelf: _Shelf, first: Work, now: datetime) -> list[Work]:
        """Who else fits into the batch of `first`: those that are ready, then those that soon fall due."""
        if not _may_share(first):
            return []
        room = first.visit.batch - 1
        found: list[Work] = []
        for _, heap in sorted(shelf.ready.items()):
            found += self._gather(heap, first, room - len(found), lambda work: True)
        return found + self._gather(shelf.waiting, first, room - len(found), lambda work: _is_soon(work, now))

    def _gather(self, heap: list[Any], first: Work, room: int, may_come: Callable[[Work], bool]) -> list[Work]:
        """Take from the top of a heap what fits; what does not fit goes back."""
        found: list[Work] = []
        aside: list[Any] = []
        while heap and len(found) < room and len(aside) < first.visit.batch and may_come(heap[0][-1]):
            entry = heapq.heappop(heap)
            if not self._is_present(entry[-1]):
                continue
            if _go_together(first, entry[-1]):
                self._claim_one(entry[-1])
                found.append(entry[-1])
            else:
                aside.append(entry)
        for entry in aside:
            heapq.heappush(heap, entry)
        return found

    def _pop(self, heap: list[Ready]) -> Work:
        work = heapq.heappop(heap)[-1]
        self._claim_one(work)
        return work

    def _claim_one(self, work: Work) -> None:
        self._taken[work.key] = self._works.pop(work.key)

    def _head(self, shelf: _Shelf) -> Waiting | None:
        while shelf.waiting and not self._is_present(shelf.waiting[0][-1]):
            heapq.heappop(shelf.waiting)
        return shelf.waiting[0] if shelf.waiting else None

    def _is_present(self, work: Work) -> bool:
        return self._works.get(work.key) is work


def _may_share(work: Work) -> bool:
    """A page that is under way is asked alone, and so is what may have spoilt a batch."""
    return work.state.cursor is None and work.state.last_outcome != Outcome.BAD_REQUEST


def _differs(present: Work, work: Work) -> bool:
    return (present.tracked, present.rhythm) != (work.tracked, work.rhythm)


def _go_together(first: Work, other: Work) -> bool:
    """One request names its targets by id or by name, repeats a hint for all, and carries one creator's grant."""
    alike = (first.target.native_id is None) == (other.target.native_id is None)
    granted = not first.visit.authorised or first.target.owner == other.target.owner
    return alike and granted and _may_share(other) and first.state.hint == other.state.hint


def _is_soon(work: Work, now: datetime) -> bool:
    """Work that falls due this soon comes along where a batch has room: together once, together ever after."""
    slack = work.rhythm.slack if work.company is None else work.company
    return work.state.attempts == 0 and work.state.due_at <= now + slack


def _in_new_rhythm(present: Work, work: Work) -> Work:
    """The work where it stands, for whoever waits now; a quicker beat brings it forward."""
    state = replace(present.state, parent=work.state.parent)
    # The due time was set by the old beat: a slower one's wider slack would take along what was paid only just now.
    company = min(present.rhythm.slack, work.rhythm.slack, present.company or work.rhythm.slack)
    moved = replace(present, target=work.target, tracked=work.tracked, rhythm=work.rhythm, state=state, company=company)
    due_at = present.state.due_at
    if present.state.ready_at != due_at:
        return moved
    if work.rhythm.every < present.rhythm.every:
        due_at += work.rhythm.every - present.rhythm.every
    else:
        due_at = work.rhythm.without_polls_of(present.rhythm, due_at, present.state.born or present.state.watermark)
    return replace(moved, state=replace(moved.state, due_at=due_at, ready_at=due_at))
