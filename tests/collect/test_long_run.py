"""Weeks of a lane's agenda against a provider that answers anything: nothing is lost, doubled, or forgotten."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from creatorgraph.collect.advance import Moment, Policy, Step, advance, divide, skip
from creatorgraph.collect.agenda import Agenda
from creatorgraph.collect.lanes import LaneSpec, parse_lane
from creatorgraph.collect.needless import is_outgrown, needless
from creatorgraph.collect.work import Work, plan
from creatorgraph.land.journal_rows import AccountState, WorkState
from creatorgraph.providers.contract import Kind, Part, PostFact, ProfileFacts, Verdict, Visit
from creatorgraph.settings import CollectSettings, LaneSettings
from creatorgraph.store.tracking import Tracked, TrackState
from creatorgraph.types import Completeness, Outcome

START = datetime(2026, 8, 1, tzinfo=UTC)
X: LaneSpec = parse_lane("x")
COLLECT = CollectSettings(follower_sample=0, post_days=3)
FAILED = [Outcome.TRANSIENT, Outcome.RATE_LIMITED, Outcome.NO_ANSWER, Outcome.BAD_REQUEST, Outcome.SCHEMA_DRIFT]
LONGEST = 8
"""How many beats may pass between two questions about one account while the provider answers."""


def anything(visit: Visit) -> bool:
    return True


def row(number: int, **members: Any) -> Tracked:
    rest = {"organization": f"org{number % 2}", "native_id": None, "group": None, "authorised": False}
    values = {"tracked_id": number, "platform": "x", "handle": f"user{number}", **rest, "state": TrackState.ACTIVE}
    return Tracked(**{**values, **members})


class LongRun(RuleBasedStateMachine):
    """The lane's own steps without its journal and its wire: rows, agenda, hands, virtual time."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.rng = random.Random(1)
        self.agenda = Agenda(None)
        self.rows: dict[int, Tracked] = {}
        self.states: dict[str, WorkState] = {}
        self.known: dict[str, AccountState] = {}
        self.hands: list[tuple[Work, ...]] = []
        self.asked: dict[int, datetime] = {}
        self.left_over = False
        self.planned_rows: dict[int, Tracked] = {}
        self.reading: tuple[dict[int, Tracked], dict[str, WorkState]] | None = None
        self.read_at: dict[str, datetime] = {}

    @initialize(count=st.integers(1, 5))
    def begin(self, count: int) -> None:
        for number in range(count):
            self.track(number, 1 + number % 2, campaign=False)

    @rule(number=st.integers(0, 7), tier=st.integers(1, 2), campaign=st.booleans())
    def track(self, number: int, tier: int, campaign: bool) -> None:
        known = self.rows.get(number, row(number))
        self.rows[number] = replace(known, tier=tier, campaign=campaign)
        self.asked.setdefault(number, self.now)

    @precondition(lambda self: self.rows)
    @rule(data=st.data())
    def untrack(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.rows)))
        del self.rows[number]
        self.asked.pop(number)

    @precondition(lambda self: self.reading is None)
    @rule()
    def read_rows(self) -> None:
        """A lane begins to read who is tracked; others go on meanwhile."""
        self.agenda.begin_renewal()
        self.reading = (dict(self.rows), dict(self.states))

    @precondition(lambda self: self.reading is not None)
    @rule()
    def follow_rows(self) -> None:
        """It has read them, and by now they may be old."""
        assert self.reading is not None
        (rows, states), self.reading = self.reading, None
        if rows != self.planned_rows or self.left_over:
            self.left_over = self.agenda.renew(plan(X, rows.values(), states, COLLECT, self.now))
            self.states |= {state.key: state for state in self.agenda.rescheduled()}
            self.planned_rows = rows

    def renew(self) -> None:
        """Read until nothing is left over; nobody has anything in hands."""
        for _ in range(3):
            if self.reading is None:
                self.read_rows()
            self.follow_rows()
        assert not self.left_over

    @rule()
    def take(self) -> None:
        works = self.agenda.take(self.now, anything)
        if works:
            self.hands.append(works)

    @precondition(lambda self: self.hands)
    @rule(data=st.data(), posts=st.integers(0, 3), gone=st.booleans())
    def answer(self, data: st.DataObject, posts: int, gone: bool) -> None:
        works = self.hands.pop(data.draw(st.integers(0, len(self.hands) - 1)))
        kind = data.draw(st.sampled_from(["ok", "ok", "empty", "blocked", *FAILED]))
        self.settle(works, [self.verdict(kind, work, posts, gone=gone) for work in works], kind)

    def verdict(self, kind: str, work: Work, posts: int, *, gone: bool = False) -> Verdict:
        if kind in FAILED:
            return Verdict(outcome=Outcome(kind), completeness=Completeness.FAILED)
        if kind == "blocked":
            return Verdict(outcome=Outcome.BLOCKED, completeness=Completeness.BLOCKED)
        if gone and (work.target.kind is Kind.POST or work.visit.name == "profile"):
            return Verdict(outcome=Outcome.GONE, completeness=Completeness.GONE)
        number = self.number(work)
        if work.visit.name == "profile":
            facts = ProfileFacts(native_id=str(100 + number), handle=f"user{number}")
            return Verdict(outcome=Outcome.OK, completeness=Completeness.COMPLETE, profile=facts)
        born = int(self.now.timestamp())
        found = [PostFact(f"{number}{born}{n}", born - n * 7000, counted=n % 2 == 0) for n in range(posts)]
        shown = () if kind == "empty" or work.target.kind is Kind.POST else tuple(found)
        return Verdict(outcome=Outcome.OK, completeness=Completeness.COMPLETE, posts=shown)

    def number(self, work: Work) -> int:
        return work.tracked[0].tracked_id

    def settle(self, works: tuple[Work, ...], verdicts: list[Verdict], kind: str) -> None:
        """What a lane does with an answer."""
        whole = verdicts[0]
        if works[0].visit.batch > 1 and kind not in FAILED and kind != "blocked":
            parts = [Part(outcome=v.outcome, completeness=v.completeness, profile=v.profile) for v in verdicts]
            whole = Verdict(outcome=Outcome.OK, completeness=Completeness.COMPLETE, parts=tuple(parts))
            verdicts = divide(whole, len(works))
        moment = Moment(now=self.now, rng=self.rng, in_company=len(works) > 1)
        own, met = {work.key for work in works}, set[str]()
        for work, one in zip(works, verdicts, strict=True):
            step = advance(work, one, Policy(X, COLLECT, LaneSettings()), self.known.get(work.subject), moment)
            new = [n for n in step.work if (n.key in own or n.key not in self.agenda) and n.key not in met]
            met.update(one.key for one in new)
            self.keep(work, replace(step, work=tuple(new)), answered=kind not in FAILED)

    def keep(self, work: Work, step: Step, *, answered: bool) -> None:
        number, found = self.number(work), step.verdict.profile
        if found is not None and number in self.rows:
            self.rows[number] = replace(self.rows[number], native_id=found.native_id, handle=found.handle)
        if step.account is not None:
            self.known[step.account.subject] = step.account
        for key in step.finished:
            self.agenda.finish(key)
            self.states.pop(key, None)
        for new in step.work:
            self.agenda.put(new)
            self.states[new.key] = new.state
        if number in self.asked and answered and work.visit.name == "profile":
            self.asked[number] = self.now

    @rule(hours=st.floats(0.01, 30))
    def live(self, hours: float) -> None:
        """A while in which the provider answers all that is due; what was in hands comes back first."""
        for works in self.hands:
            self.settle(works, [self.verdict("ok", work, 1) for work in works], "ok")
        self.hands.clear()
        self.renew()
        end = self.now + timedelta(hours=hours)
        calls = 0
        while (at := self.agenda.next_ready()) is not None and at <= end:
            self.now = max(self.now, at)
            while works := self.agenda.take(self.now, anything):
                calls += 1
                assert calls < 3000, "it spins"
                self.ask(works)
        self.now = max(self.now, end)
        self.renew()
        beats = timedelta(hours=COLLECT.profile_hours) * LONGEST
        assert all(self.now - at <= beats for at in self.asked.values()), "somebody is forgotten"
        works = plan(X, self.rows.values(), self.states, COLLECT, self.now)
        assert self.agenda.due(self.now) == sum(work.state.due_at <= self.now for work in works)

    def ask(self, works: tuple[Work, ...]) -> None:
        assert all(any(row.tracked_id in self.rows for row in work.tracked) for work in works), "nobody waits for it"
        needed = []
        for work in works:
            known = self.known.get(work.subject)
            if needless(work, known, COLLECT, self.now) is None:
                needed.append(work)
            elif is_outgrown(work, self.now):
                self.agenda.finish(work.key)
                self.states.pop(work.key)
            else:
                put_off = skip(work, self.now, "spared")
                self.states[work.key] = put_off.state
                self.agenda.put(put_off)
        for work in needed:
            self.count(work)
        if needed:
            # Not every visit finds something new: each post is a work of its own, and makes the game slower.
            shown = self.rng.choice([0, 0, 1])
            self.settle(tuple(needed), [self.verdict("ok", work, shown) for work in needed], "ok")

    def count(self, work: Work) -> None:
        """No post is read twice within its quickest beat, but for the early polls of campaigns."""
        if work.target.kind is Kind.POST and not work.rhythm.early and work.state.last_outcome == Outcome.OK:
            before = self.read_at.get(work.key, START - timedelta(days=9))
            assert self.now - before >= timedelta(minutes=54), "it was paid twice"
        self.read_at[work.key] = self.now

    @invariant()
    def each_is_in_one_hand(self) -> None:
        keys = [work.key for works in self.hands for work in works]
        assert len(keys) == len(set(keys))
        assert self.agenda.is_busy == bool(keys)


LongRun.TestCase.settings = settings(deadline=None, max_examples=12, stateful_step_count=20)
TestLongRun = LongRun.TestCase
