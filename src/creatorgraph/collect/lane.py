"""One lane at work: takes what is due, asks, lands, and knows when to wait and when to stop."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from creatorgraph.clock import Clock
from creatorgraph.collect.accounts import Accounts, Watched
from creatorgraph.collect.advance import Moment, Policy, Step, advance, skip
from creatorgraph.collect.exchange import Call, Exchange, Reply
from creatorgraph.collect.gate import Gate, Wait
from creatorgraph.collect.report import LaneReport, Score
from creatorgraph.collect.upkeep import Upkeep
from creatorgraph.collect.work import Agenda, Work, plan
from creatorgraph.errors import CreatorgraphError, RetryableError, StopLaneError
from creatorgraph.land.journal import Journal
from creatorgraph.land.journal_rows import CallState, Confirmation, WorkState
from creatorgraph.providers.contract import Cadence
from creatorgraph.types import STOPS_LANE, Outcome

SLICE: Final = 1.0
POLL: Final = 0.2
POLL_VIRTUAL: Final = 5.0
REFRESH: Final = timedelta(seconds=5)
REFRESH_VIRTUAL: Final = timedelta(days=1)
WHAT_STOPPED: Final = {
    Outcome.AUTH: (
        "refuses the credentials",
        "Correct them (see: creatorgraph doctor), then run: creatorgraph collect",
    ),
    Outcome.NO_CREDITS: ("says that no credits are left", "Buy credits, then run: creatorgraph collect"),
}


def never() -> bool:
    """What a run asks that nobody stops."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """How far a run goes.

    Work due by `horizon` is done (null: whatever falls due); nothing starts at or after `until`; a lane that is told to
    wait longer than `patience` seconds by its circuit or its budget ends instead of waiting (null: it waits).
    """

    horizon: datetime | None = None
    until: datetime | None = None
    patience: float | None = None
    stopping: Callable[[], bool] = never


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """What a lane works with; everything that touches the world is passed in."""

    clock: Clock
    journal: Journal
    accounts: Accounts
    exchange: Exchange
    gate: Gate
    upkeep: Upkeep
    score: Score
    rng: random.Random


class Lane:
    """One credential pool. Workers share an agenda; none ever waits for another, except through the clock."""

    def __init__(self, policy: Policy, rooms: Rooms, scope: Scope) -> None:
        self._policy, self._rooms, self._scope = policy, rooms, scope
        self._clock = rooms.clock
        self._agenda = Agenda(scope.horizon)
        self._known = rooms.journal.accounts()
        self._hints: dict[str, str] = {}
        self._stopped: CreatorgraphError | None = None
        self._refresh_at = self._clock.now()
        self._refreshing = False
        self._finished: set[str] = set()
        self._watched: Watched | None = None
        self._left_over = False

    async def run(self) -> LaneReport:
        """Work until nothing in scope is left, or something stops the lane; what is in flight is always landed."""
        self._rooms.score.add_lost(self._rooms.journal.recovered)
        await self._refresh(self._clock.now())
        self._rooms.score.planned = self._agenda.due(self._scope.horizon or self._clock.now())
        await self._clock.gather(*(self._guard(self._worker()) for _ in range(self._policy.lane.concurrency)))
        await self._guard(self._rooms.upkeep.run())
        return self._rooms.score.report(due=self._agenda.due(self._clock.now()), stopped=self._stopped)

    async def _guard(self, work: Awaitable[object]) -> None:
        """An error that a person can mend ends the lane, not the run: what else is in flight is landed first."""
        try:
            await work
        except CreatorgraphError as error:
            self._stopped = self._stopped or error

    async def _worker(self) -> None:
        while not self._is_over():
            await self._keep_up(self._clock.now())
            now = self._clock.now()
            wait = self._rooms.gate.wait(now)
            if wait.seconds > 0:
                await self._hold(wait)
                continue
            work = self._agenda.take(now)
            if work is not None:
                await self._pay_visit(work, now)
            elif not await self._idle(now):
                return

    def _is_over(self) -> bool:
        until = self._scope.until
        late = until is not None and self._clock.now() >= until
        return late or self._stopped is not None or self._scope.stopping()

    async def _idle(self, now: datetime) -> bool:
        """Wait for the next work; False when none will come."""
        ready_at = self._agenda.next_ready()
        if ready_at is not None:
            await self._nap((ready_at - now).total_seconds())
            return True
        if self._agenda.is_busy:
            await self._nap(POLL_VIRTUAL if self._clock.virtual else POLL)
            return True
        if self._scope.horizon is None and self._scope.until is None:
            await self._nap(SLICE)
            return True
        return False

    async def _hold(self, wait: Wait) -> None:
        """Wait as the gate says, or give up where the run has no patience for it."""
        patience = self._scope.patience
        if patience is not None and wait.reason != "pace" and wait.seconds > patience:
            self._stopped = self._stopped or _impatient(self._policy.spec.name, wait)
            return
        await self._nap(wait.seconds)

    async def _nap(self, seconds: float) -> None:
        """Sleep; on a wall clock in slices, so that a stop or new work is noticed."""
        if not self._clock.virtual:
            seconds = min(seconds, SLICE)
        if self._scope.until is not None:
            seconds = min(seconds, (self._scope.until - self._clock.now()).total_seconds())
        await self._clock.sleep(seconds)

    async def _pay_visit(self, work: Work, now: datetime) -> None:
        known = self._known.get(work.subject)
        if known is not None and Cadence.PROFILE not in work.visit.cadences and (known.is_private or known.gone):
            self._agenda.put(skip(work, self._policy, now, "the profile is private or gone"))
            return
        call = self._rooms.exchange.prepare(work, self._hints.get(work.visit.name, ""), now)
        wait = self._rooms.gate.afford(now, call.request.cost)
        if wait.seconds > 0:
            self._agenda.put(work)
            await self._hold(wait)
            return
        self._rooms.gate.start(now, call.request.cost)
        await self._ask(call)

    async def _ask(self, call: Call) -> None:
        """Intent, call, answer: the answer is landed whatever it says."""
        known = self._known.get(call.work.subject)
        is_probe = self._rooms.gate.is_open_circuit
        await self._rooms.journal.intend(call.intent)
        reply = await self._rooms.exchange.send(call, known)
        now = self._clock.now()
        self._rooms.gate.record(reply.verdict, call.request.cost, now)
        moment = Moment(now=now, rng=self._rooms.rng, is_probe=is_probe)
        step = self._without_doubles(call, advance(call.work, reply.verdict, self._policy, known, moment))
        self._agenda.claim(work.key for work in step.work)
        try:
            await self._rooms.accounts.learn(call.work, step.verdict, is_first=known is None, at=now)
        finally:
            await self._land(call, reply, step, now)
            self._follow(call, step)

    async def _land(self, call: Call, reply: Reply, step: Step, now: datetime) -> None:
        envelope = self._rooms.exchange.envelope(call, reply, step.verdict, now)
        lost = reply.call_state is CallState.MAYBE_CHARGED
        await self._rooms.journal.confirm(
            Confirmation(
                envelope=envelope,
                call_state=reply.call_state,
                maybe_cost=step.verdict.maybe_cost,
                work=tuple(work.state for work in step.work),
                finished=step.finished,
                account=step.account,
            )
        )
        self._rooms.upkeep.landed(envelope)
        is_over = any(work.state.due_at > call.work.state.due_at for work in step.work)
        self._rooms.score.add(envelope, maybe_cost=step.verdict.maybe_cost, lost=lost, is_over=is_over)

    def _follow(self, call: Call, step: Step) -> None:
        """Take over what the answer changed."""
        if step.account is not None:
            self._known[step.account.subject] = step.account
        hint = step.verdict.ask_again
        if hint is not None and hint.lasting:
            self._hints[call.work.visit.name] = hint.text
        if step.verdict.outcome in STOPS_LANE and hint is None:
            self._stopped = self._stopped or self._refused(step)
        for key in step.finished:
            self._agenda.finish(key)
        self._finished.update(step.finished)
        self._rooms.score.planned += max(len(step.work) - 1, 0)
        for work in step.work:
            self._agenda.put(work)

    def _without_doubles(self, call: Call, step: Step) -> Step:
        """An account that was tracked by handle may turn out to be one that is visited by id already."""
        kept = tuple(work for work in step.work if work.key == call.work.key or work.key not in self._agenda)
        return replace(step, work=kept)

    def _refused(self, step: Step) -> StopLaneError:
        said, todo = WHAT_STOPPED[step.verdict.outcome]
        what = f"{self._policy.spec.provider.facts.title} {said} of the lane {self._policy.spec.name}"
        return StopLaneError(
            self._policy.spec.name, f"{what} ({step.verdict.note}).", kept="All answers so far are kept.", todo=todo
        )

    async def _keep_up(self, now: datetime) -> None:
        """Compact when it is due, and follow changes of who is tracked; one worker at a time."""
        if self._rooms.upkeep.is_due(now):
            await self._rooms.upkeep.run()
        if now >= self._refresh_at and not self._refreshing:
            await self._refresh(now)

    async def _refresh(self, now: datetime) -> None:
        self._refreshing = True
        self._refresh_at = now + (REFRESH_VIRTUAL if self._clock.virtual else REFRESH)
        self._finished.clear()
        try:
            watched = await self._rooms.accounts.watched()
            if watched != self._watched or self._left_over:
                self._replan(watched, await asyncio.to_thread(self._rooms.journal.work), now)
                self._watched = watched
        finally:
            self._refreshing = False

    def _replan(self, watched: Watched, states: Mapping[str, WorkState], now: datetime) -> None:
        spec = self._policy.spec
        if spec.name in watched.paused:
            self._stopped = self._stopped or _paused(spec.name, watched.paused[spec.name])
            return
        # Work that was finished while the tracked accounts were being read is not begun again.
        born = now if self._scope.horizon is None else min(now, self._scope.horizon)
        works = plan(spec, watched.tracked, states, born)
        self._left_over = self._agenda.renew([work for work in works if work.key not in self._finished])


def _paused(lane: str, reason: str) -> CreatorgraphError:
    return RetryableError(
        f"The lane {lane} is paused: {reason}.",
        kept="Its work waits.",
        todo=f"Go on with: creatorgraph resume {lane}",
    )


def _impatient(lane: str, wait: Wait) -> CreatorgraphError:
    why = {
        "circuit": "its provider asks to slow down or does not answer",
        "budget": "its monthly budget is spent (collect.lanes.<lane>.monthly_budget)",
    }
    return RetryableError(
        f"The lane {lane} would have to wait {wait.seconds / 60:.0f} minutes: {why[wait.reason]}.",
        kept="What was answered is kept, the rest is still due.",
        todo="Run creatorgraph collect again later.",
    )
