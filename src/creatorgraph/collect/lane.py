"""One lane at work: takes what is due, asks, lands, and knows when to wait and when to stop."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Final

from creatorgraph.clock import Clock
from creatorgraph.collect.accounts import Accounts, Watched
from creatorgraph.collect.advance import Moment, Policy, Step, advance, divide, skip
from creatorgraph.collect.agenda import Agenda
from creatorgraph.collect.exchange import Call, Exchange, Reply
from creatorgraph.collect.gate import Gate, Wait
from creatorgraph.collect.halts import impatient, paused, refused
from creatorgraph.collect.keyring import GrantHeldError, GrantLostError
from creatorgraph.collect.needless import UNPAID, is_ended, is_outgrown, needless
from creatorgraph.collect.pulse import Pulse
from creatorgraph.collect.purse import divide as divide_cost
from creatorgraph.collect.purse import next_month
from creatorgraph.collect.report import LaneReport, Score
from creatorgraph.collect.upkeep import Upkeep
from creatorgraph.collect.work import Work, plan
from creatorgraph.errors import CreatorgraphError
from creatorgraph.land.journal import Journal
from creatorgraph.land.journal_rows import CallState, Confirmation, WorkState
from creatorgraph.providers.contract import Verdict, Visit
from creatorgraph.types import STOPS_LANE, Outcome

SLICE: Final = 1.0
POLL: Final = 0.2
POLL_VIRTUAL: Final = 5.0
REFRESH: Final = timedelta(seconds=5)
REFRESH_VIRTUAL: Final = timedelta(days=1)
HELD: Final = timedelta(seconds=30)
LONGEST_PACE: Final = 2 * 3600.0


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
    pulse: Pulse
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
        self._watched: Watched | None = None
        self._left_over = False

    async def run(self) -> LaneReport:
        """Work until nothing in scope is left, or something stops the lane; what is in flight is always landed."""
        self._rooms.pulse.began()
        self._rooms.score.add_lost(self._rooms.journal.recovered)
        await self._refresh(self._clock.now())
        self._rooms.score.planned = self._agenda.due(self._scope.horizon or self._clock.now())
        await self._clock.gather(*(self._guard(self._worker()) for _ in range(self._policy.lane.concurrency)))
        await self._guard(self._rooms.upkeep.run(self._clock.now()))
        self._rooms.pulse.ended(self._stopped)
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
            self._rooms.pulse.beat(now)
            wait = self._rooms.gate.wait(now)
            if wait.seconds > 0:
                await self._hold(wait)
                continue
            works = self._agenda.take(now, partial(self._may_go, now))
            if works:
                await self._pay_visit(works, now)
            elif not await self._idle(now):
                return

    def _may_go(self, now: datetime, visit: Visit) -> bool:
        return self._rooms.gate.family_wait(now, visit.family).seconds <= 0

    def _is_over(self) -> bool:
        until = self._scope.until
        late = until is not None and self._clock.now() >= until
        return late or self._stopped is not None or self._scope.stopping()

    async def _idle(self, now: datetime) -> bool:
        """Wait for the next work; False when none will come."""
        held = [self._rooms.gate.family_wait(now, visit.family) for visit in self._agenda.held(now)]
        ready_at = self._agenda.next_ready()
        to_ready = [(ready_at - now).total_seconds()] if ready_at is not None else []
        waits = [*held, *(Wait(seconds, "retry") for seconds in to_ready)]
        if self._agenda.is_busy:
            # What others have in hand may soon be ready again: nobody gives up or oversleeps meanwhile.
            poll = POLL_VIRTUAL if self._clock.virtual else POLL
            await self._nap(min([poll, *(wait.seconds for wait in waits)]))
            return True
        if waits:
            await self._hold(min(waits, key=lambda wait: wait.seconds))
            return True
        if self._scope.horizon is None and self._scope.until is None:
            await self._nap(SLICE)
            return True
        return False

    async def _hold(self, wait: Wait) -> None:
        """Wait as the gate says, or give up where the run has no patience for it."""
        patience = self._scope.patience
        if patience is not None and wait.seconds > (LONGEST_PACE if wait.reason == "pace" else patience):
            self._stopped = self._stopped or impatient(self._policy.spec.name, wait)
            return
        await self._nap(wait.seconds)

    async def _nap(self, seconds: float) -> None:
        """Sleep; on a wall clock in slices, so that a stop or new work is noticed."""
        if not self._clock.virtual:
            seconds = min(seconds, SLICE)
        if self._scope.until is not None:
            seconds = min(seconds, (self._scope.until - self._clock.now()).total_seconds())
        await self._clock.sleep(seconds)

    async def _pay_visit(self, taken: tuple[Work, ...], now: datetime) -> None:
        """Ask about those works that need it; the rest wait for their next time without a call."""
        works = await self._spare(taken, now)
        if len(works) < len(taken):
            # Time went by while that was written, and another may have used the gate: the rest is taken anew.
            for work in works:
                self._agenda.put(work)
            return
        call = self._rooms.exchange.prepare(works, self._hints.get(works[0].visit.name, ""), now)
        unpaid = self._rooms.gate.unpaid(now, call.request.cost, call.owners)
        if unpaid:
            await self._leave_unpaid(works, unpaid, now)
            return
        wait = self._rooms.gate.afford(now, call.request.cost, call.owners)
        if wait.seconds > 0:
            for work in works:
                self._agenda.put(work)
            await self._hold(wait)
            return
        await self._ask(call, self._rooms.gate.start(now, call.request.cost, call.visit.family, call.owners))

    async def _spare(self, taken: Sequence[Work], now: datetime) -> list[Work]:
        """The works that need a call; the others are put off, and that is written down."""
        needed: list[Work] = []
        over: list[str] = []
        spared: dict[str, list[Work]] = defaultdict(list)
        for work in taken:
            reason = needless(work, self._known.get(work.subject), self._policy.collect, now)
            if is_ended(work, now):
                over.append(work.key)
            elif reason is None:
                needed.append(work)
            elif is_outgrown(work, now):
                over.append(work.key)
            else:
                spared[reason.why].append(skip(work, now, reason.why, reason.until))
        if spared or over:
            states = {why: [work.state for work in works] for why, works in spared.items()}
            await self._rooms.journal.spare(states, now, over)
        for key in over:
            self._agenda.finish(key)
        for works in spared.values():
            for work in works:
                self._agenda.put(work)
        return needed

    async def _leave_unpaid(self, works: Sequence[Work], unpaid: Collection[int], now: datetime) -> None:
        """Work for which no organization can pay waits for the next month; the rest goes back at once.

        In the journal it stays due: who raises the budget and begins anew does not wait.
        """
        notes = [replace(work.state, last_note=UNPAID) for index, work in enumerate(works) if index in unpaid]
        await self._rooms.journal.restate(notes)
        until = next_month(now)
        for index, work in enumerate(works):
            self._agenda.put(skip(work, now, UNPAID, until) if index in unpaid else work)

    async def _ask(self, call: Call, shares: Mapping[str, Decimal]) -> None:
        """Intent, call, answer: the answer is landed whatever it says."""
        gate = self._rooms.gate
        known = self._known.get(call.works[0].subject)
        is_probe = gate.is_open_circuit
        try:
            call, unlocked = await self._rooms.exchange.unlock(call)
        except CreatorgraphError:
            gate.cancel(call.request.cost, call.visit.family, shares)
            raise
        except GrantLostError as error:
            gate.cancel(call.request.cost, call.visit.family, shares)
            for work in call.works:
                self._agenda.put(skip(work, self._clock.now(), str(error), self._again_at(error)))
            return
        await self._rooms.journal.intend(call.intent)
        reply = await self._rooms.exchange.send(call, unlocked, known)
        now = self._clock.now()
        alarms = gate.record(reply.verdict, call.request.cost, now, call.visit.family, shares)
        self._rooms.pulse.answered(call.request.endpoint, reply.verdict, alarms)
        reply = await self._renewed(call, reply)
        in_company = len(call.works) > 1
        moment = Moment(now=now, rng=self._rooms.rng, is_probe=is_probe, in_company=in_company)
        steps = self._advance(call, reply.verdict, moment)
        self._agenda.claim(work for step in steps for work in step.work)
        try:
            for work, step in zip(call.works, steps, strict=True):
                await self._rooms.accounts.learn(work, step, is_first=work.subject not in self._known, at=now)
        finally:
            await self._land(call, reply, steps, shares, now)
            self._follow(call, reply.verdict, steps)
        await self._rooms.accounts.raise_alarms(self._policy.spec.name, self._rooms.score.unit, alarms, now)

    def _again_at(self, error: GrantLostError) -> datetime | None:
        """A grant that is only held is tried again soon; one that is lost waits for its creator."""
        return self._clock.now() + HELD if isinstance(error, GrantHeldError) else None

    async def _renewed(self, call: Call, reply: Reply) -> Reply:
        """The reply; where it refuses a grant that could be renewed, as one to be asked again."""
        verdict = reply.verdict
        if verdict.outcome is not Outcome.AUTH or not verdict.target_only:
            return reply
        if not await self._rooms.exchange.refused(call):
            return reply
        return replace(reply, verdict=replace(verdict, outcome=Outcome.TRANSIENT, note="the grant was renewed"))

    def _advance(self, call: Call, verdict: Verdict, moment: Moment) -> list[Step]:
        """A step for each work of the call; work that another has already under the same key is left to it."""
        steps = []
        own = {work.key for work in call.works}
        met: set[str] = set()
        for work, one in zip(call.works, divide(verdict, len(call.works)), strict=True):
            step = advance(work, one, self._policy, self._known.get(work.subject), moment)
            kept = [new for new in step.work if new.key in own or new.key not in self._agenda]
            kept = [new for new in kept if new.key not in met]
            met.update(new.key for new in kept)
            steps.append(replace(step, work=tuple(kept)))
        return steps

    async def _land(
        self, call: Call, reply: Reply, steps: Sequence[Step], shares: Mapping[str, Decimal], now: datetime
    ) -> None:
        # What only the lane can know of a single target corrects the verdict on the whole answer.
        verdict = steps[0].verdict if not reply.verdict.parts else reply.verdict
        envelope = self._rooms.exchange.envelope(call, reply, verdict, now)
        lost = reply.call_state is CallState.MAYBE_CHARGED
        works = [work for step in steps for work in step.work]
        await self._rooms.journal.confirm(
            Confirmation(
                envelope=envelope,
                call_state=reply.call_state,
                maybe_cost=verdict.maybe_cost,
                work=tuple(work.state for work in works),
                finished=tuple(key for step in steps for key in step.finished),
                accounts=tuple(step.account for step in steps if step.account is not None),
                shares=divide_cost(verdict.cost + verdict.maybe_cost, shares),
            )
        )
        self._rooms.upkeep.landed(envelope)
        over = sum(_is_over(work, step) for work, step in zip(call.works, steps, strict=True))
        self._rooms.score.add(envelope, maybe_cost=verdict.maybe_cost, lost=lost, over=over)

    def _follow(self, call: Call, verdict: Verdict, steps: Sequence[Step]) -> None:
        """Take over what the answer changed."""
        hint = verdict.ask_again
        if hint is not None and hint.lasting:
            self._hints[call.visit.name] = hint.text
        if verdict.outcome in STOPS_LANE and hint is None and not verdict.target_only:
            self._stopped = self._stopped or refused(self._policy.spec, verdict)
        for step in steps:
            if step.account is not None:
                self._known[step.account.subject] = step.account
            for key in step.finished:
                self._agenda.finish(key)
            self._score_plan(step)
            for work in step.work:
                self._agenda.put(work)

    def _score_plan(self, step: Step) -> None:
        now = self._clock.now()
        due = sum(work.state.due_at <= (self._scope.horizon or now) for work in step.work)
        self._rooms.score.planned += max(due - 1, 0)

    async def _keep_up(self, now: datetime) -> None:
        """Compact when it is due, and follow changes of who is tracked; one worker at a time."""
        if self._rooms.upkeep.is_due(now):
            self._rooms.pulse.compacted(await self._rooms.upkeep.run(now))
        if now >= self._refresh_at and not self._refreshing:
            await self._refresh(now)

    async def _refresh(self, now: datetime) -> None:
        self._refreshing = True
        self._refresh_at = now + (REFRESH_VIRTUAL if self._clock.virtual else REFRESH)
        self._agenda.begin_renewal()
        try:
            watched = await self._rooms.accounts.watched()
            if watched != self._watched or self._left_over:
                self._replan(watched, await asyncio.to_thread(self._rooms.journal.work), now)
                self._watched = watched
                rescheduled = self._agenda.rescheduled()
                if rescheduled:
                    await self._rooms.journal.restate(rescheduled)
        finally:
            self._refreshing = False

    def _replan(self, watched: Watched, states: Mapping[str, WorkState], now: datetime) -> None:
        spec = self._policy.spec
        if spec.name in watched.paused:
            self._stopped = self._stopped or paused(spec.name, watched.paused[spec.name])
            return
        born = now if self._scope.horizon is None else min(now, self._scope.horizon)
        self._left_over = self._agenda.renew(plan(spec, watched.tracked, states, self._policy.collect, born))


def _is_over(work: Work, step: Step) -> bool:
    """True when the visit has ended with this answer, and not only a page of it."""
    same = [new for new in step.work if new.visit is work.visit]
    return all(new.state.due_at > work.state.due_at for new in same)
