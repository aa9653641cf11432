"""What an answer means for the work: next page, try again, come back at the next due time. Pure."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from creatorgraph.collect import walk
from creatorgraph.collect.find import follow_posts
from creatorgraph.collect.lanes import LaneSpec
from creatorgraph.collect.settle import judge_account, refuse_strangers, settle
from creatorgraph.collect.work import Work
from creatorgraph.land.journal_rows import AccountState, WorkState
from creatorgraph.providers.contract import Kind, Part, Verdict
from creatorgraph.settings import CollectSettings, LaneSettings
from creatorgraph.types import RETRYABLE, STOPS_LANE, Completeness, Outcome

FIRST_BACKOFF: Final = 2.0
LONGEST_BACKOFF: Final = 300.0
GONE_FOR_SURE: Final = 2
GONE_FACTOR: Final = 7
BLOCKED_FACTOR: Final = 4
MOST_RESTARTS: Final = 3


@dataclass(frozen=True, slots=True)
class Policy:
    """A lane's settings as the work needs them."""

    spec: LaneSpec
    collect: CollectSettings
    lane: LaneSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What follows from an answer: the work in its new state, the work that is over, and what is known now.

    `verdict` is the provider's, corrected by what only the lane can know: that another account answered.
    `backfilled` says that the posts of before tracking have just all been read.
    """

    verdict: Verdict
    work: tuple[Work, ...] = ()
    finished: tuple[str, ...] = ()
    account: AccountState | None = None
    backfilled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When an answer came, the dice for the next pause, and of what call.

    `is_probe`: of one to a lane that was failing; `in_company`: of one about several targets.
    """

    now: datetime
    rng: random.Random
    is_probe: bool = False
    in_company: bool = False


def advance(work: Work, verdict: Verdict, policy: Policy, known: AccountState | None, moment: Moment) -> Step:
    """The step that follows from an answer to `work`; `known` is what the last profile said of the account."""
    verdict = refuse_strangers(work.target, verdict)
    work = walk.fix_border(work, policy.collect)
    is_dead_end = walk.is_dead_end(work, verdict, policy.collect)
    if is_dead_end:
        verdict = walk.doubt(verdict)
    account = judge_account(work, verdict, known, moment.now)
    if is_dead_end:
        state: WorkState | None = _ask_again(work, verdict, policy, moment)
    else:
        state = _next_state(work, verdict, policy, account, moment)
    if state is None:
        return Step(verdict=verdict, finished=(work.key,), account=account)
    verdict = walk.told(work, state, verdict)
    state = replace(state, last_outcome=verdict.outcome.value, last_note=verdict.note)
    moved = replace(work, state=state, company=None)
    found = follow_posts(work, verdict, policy.spec, policy.collect, moment.now)
    works, finished = settle(moved, verdict, policy.spec, policy.collect, work.state.due_at)
    return Step(
        verdict=verdict,
        work=(*works, *found),
        finished=finished,
        account=account,
        backfilled=state.backfilled and not work.state.backfilled,
    )


def divide(verdict: Verdict, count: int) -> list[Verdict]:
    """The verdict on a batch as verdicts on its targets; a batch that failed as a whole failed for each.

    A provider that tells less parts than it was asked about has not answered for the rest.
    """
    if not verdict.parts:
        return [verdict] * count
    silent = Part(outcome=Outcome.SCHEMA_DRIFT, completeness=Completeness.FAILED, note="the answer leaves it out")
    parts = (*verdict.parts, *(silent,) * count)[:count]
    return [
        Verdict(outcome=part.outcome, completeness=part.completeness, profile=part.profile, note=part.note)
        for part in parts
    ]


def backoff(attempt: int, told: float | None, rng: random.Random) -> timedelta:
    """The pause before another try: doubling from 2 s up to 5 minutes, spread by half, never below what was told."""
    base = min(FIRST_BACKOFF * 2**attempt, LONGEST_BACKOFF)
    return timedelta(seconds=max(base * (0.5 + rng.random()), told or 0.0))


def next_due(due_at: datetime, every: timedelta, now: datetime) -> datetime:
    """The next due time: on the old beat, unless that has been missed altogether."""
    return due_at + every if due_at + every > now else now + every


def skip(work: Work, now: datetime, why: str, until: datetime | None = None) -> Work:
    """The same work at its next due time, without a call; at `until` a visit that is under way goes on."""
    if until is not None:
        return replace(work, state=replace(work.state, due_at=until, ready_at=until, last_note=why))
    return replace(work, state=_over(work, work.rhythm.every, now, note=why))


def _next_state(
    work: Work, verdict: Verdict, policy: Policy, account: AccountState | None, moment: Moment
) -> WorkState | None:
    """Where the work stands now; None when it is over for good."""
    now, state = moment.now, work.state
    if verdict.outcome in STOPS_LANE and verdict.ask_again is None:
        return _over(work, work.rhythm.every, now, missed=True) if verdict.target_only else state
    if verdict.ask_again is not None and verdict.outcome not in RETRYABLE and verdict.ask_again.text != state.hint:
        return replace(state, hint=verdict.ask_again.text, ready_at=now)
    if verdict.outcome in RETRYABLE:
        return _retry(work, verdict, policy, moment)
    if verdict.completeness is Completeness.BLOCKED:
        every = work.rhythm.every
        return _over(work, every / BLOCKED_FACTOR if state.misses == 0 else every, now, missed=True)
    if verdict.outcome is Outcome.BAD_REQUEST and moment.in_company:
        # One name that the provider will not read spoils the request for all: each is asked alone (see Agenda).
        return replace(state, ready_at=now)
    if verdict.outcome is Outcome.BAD_REQUEST and state.cursor is not None and _may_restart(state):
        # A cursor dies with the post it points at: begin the visit again, but not for ever.
        again = replace(state, cursor=None, pages=0, members=0, etag=None, misses=state.misses + 1)
        return _retry(replace(work, state=again), verdict, policy, moment)
    if work.target.kind is Kind.POST:
        return _read_post(work, verdict, policy, now)
    if verdict.outcome is Outcome.OK:
        return _read_page(work, verdict, policy, now)
    gone_for_sure = account is not None and account.gone >= GONE_FOR_SURE
    every = work.rhythm.every * GONE_FACTOR if gone_for_sure else work.rhythm.every
    return _over(work, every, now, missed=True, dead=verdict.outcome is Outcome.BAD_REQUEST)


def _may_restart(state: WorkState) -> bool:
    """Once something was set aside, its cursor is given up and not walked to anew: that is done at a later visit."""
    return state.misses < MOST_RESTARTS and (state.unread_since is None or state.watermark is None)


def _ask_again(work: Work, verdict: Verdict, policy: Policy, moment: Moment) -> WorkState:
    """Another try at a page that leads nowhere; in the end a walk goes on from there at a later visit."""
    state = work.state
    most = policy.lane.max_attempts if state.rest_tries < walk.MOST_DOUBTS else 1
    if not work.is_walk or state.attempts + 1 < most:
        return _retry(work, verdict, policy, moment)
    seen = replace(work, state=walk.see(state, verdict, moment.now) if state.cursor is None else state)
    return _over(seen, work.rhythm.every, moment.now)


def _retry(work: Work, verdict: Verdict, policy: Policy, moment: Moment) -> WorkState:
    """Another try later. What is the whole lane's trouble does not use up the attempts of one visit."""
    state = work.state
    if verdict.outcome is Outcome.RATE_LIMITED:
        return replace(state, ready_at=moment.now)
    attempts = state.attempts if moment.is_probe else state.attempts + 1
    if attempts >= policy.lane.max_attempts:
        return _over(work, work.rhythm.every, moment.now, missed=True)
    hint = verdict.ask_again.text if verdict.ask_again else state.hint
    ready_at = moment.now + backoff(state.attempts, verdict.retry_after, moment.rng)
    return replace(state, attempts=attempts, ready_at=ready_at, hint=hint)


def _read_page(work: Work, verdict: Verdict, policy: Policy, now: datetime) -> WorkState:
    state = walk.see(work.state, verdict, now)
    if work.is_walk:
        state = walk.go_on(replace(work, state=state), verdict, policy.collect, policy.lane)
    else:
        more = verdict.next_cursor is not None and _wants_more(work, state, verdict, policy)
        state = replace(state, cursor=verdict.next_cursor if more else None, backfilled=state.backfilled or not more)
    if state.cursor is not None:
        return replace(state, attempts=0, ready_at=now)
    return _begin_anew(state, work.rhythm.next_visit(state.due_at, state.newest or state.watermark, now))


def _wants_more(work: Work, state: WorkState, verdict: Verdict, policy: Policy) -> bool:
    """A sample wants so many people, a first visit to an account what is not too old, any other what is new."""
    if work.visit.sample:
        return state.members < policy.collect.follower_sample
    if work.target.kind is Kind.ACCOUNT and not work.state.backfilled:
        return state.pages < walk.BACKFILL_PAGES and not walk.aim(work, policy.collect).is_reached(verdict.posts)
    return state.pages < policy.lane.posts_pages and not walk.reached_known(verdict.posts, work.state.watermark)


def _read_post(work: Work, verdict: Verdict, policy: Policy, now: datetime) -> WorkState | None:
    """One post was read, or is no longer there: a second absence, its owner's own word, or its age ends its polls."""
    state = work.state
    missed = verdict.outcome is not Outcome.OK
    if not missed and verdict.next_cursor is not None and work.visit.pages:
        page = walk.see(state, verdict, now)
        if _wants_more(work, page, verdict, policy):
            return replace(page, cursor=verdict.next_cursor, attempts=0, ready_at=now)
    certain = verdict.outcome is Outcome.GONE and work.visit.authorised
    if work.state.parent is not None and missed and (certain or state.misses + 1 >= GONE_FOR_SURE):
        return None
    due_at = work.rhythm.next_poll(state.born, now)
    if due_at is None:
        return None
    over = _begin_anew(state if state.newest is None else replace(state, newest=None), due_at)
    return replace(over, backfilled=True, misses=state.misses + 1 if missed else 0)


def _over(
    work: Work, every: timedelta, now: datetime, *, missed: bool = False, note: str = "", dead: bool = False
) -> WorkState:
    """A visit that ends without its end; a walk remembers how far it came, unless its cursor is `dead`."""
    before, state = work.state, walk.break_off(work, dead=dead)
    if state is before:
        state = replace(state, newest=None)
    over = _begin_anew(state, next_due(before.due_at, every, now))
    # The tag of a first page says nothing of the pages behind it that were not read.
    tag = None if before.pages else before.etag
    return replace(over, misses=before.misses + 1 if missed else 0, last_note=note, etag=tag)


def _begin_anew(state: WorkState, due_at: datetime) -> WorkState:
    """The state of a visit that is over: what was under way is forgotten, what the next one needs is kept."""
    is_newer = state.newest is not None
    return WorkState(
        key=state.key,
        due_at=due_at,
        ready_at=due_at,
        watermark=state.newest if is_newer else state.watermark,
        watermark_id=(state.newest_id if is_newer else None) or state.watermark_id,
        last_outcome=state.last_outcome,
        etag=state.etag,
        backfilled=state.backfilled,
        parent=state.parent,
        born=state.born,
        unread_since=state.unread_since,
        unread_since_id=state.unread_since_id,
        rest=state.rest,
        rest_tries=state.rest_tries,
    )
