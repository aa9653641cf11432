"""What an answer means for the work: next page, try again, come back at the next due time. Pure."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from creatorgraph.collect.lanes import LaneSpec
from creatorgraph.collect.work import Work, new_work, visits_after, work_key
from creatorgraph.land.journal_rows import AccountState, WorkState
from creatorgraph.providers.contract import Cadence, PostFact, ProfileFacts, Target, Verdict, Visit
from creatorgraph.settings import CollectSettings, LaneSettings
from creatorgraph.types import RETRYABLE, STOPS_LANE, Completeness, Outcome

FIRST_BACKOFF: Final = 2.0
LONGEST_BACKOFF: Final = 300.0
GONE_FOR_SURE: Final = 2
GONE_FACTOR: Final = 7
BLOCKED_FACTOR: Final = 4


@dataclass(frozen=True, slots=True)
class Policy:
    """A lane's settings as the work needs them."""

    spec: LaneSpec
    collect: CollectSettings
    lane: LaneSettings

    def cadence(self, visit: Visit) -> timedelta:
        """How often a visit is paid."""
        hours = {Cadence.PROFILE: self.collect.profile_hours, Cadence.POSTS: self.collect.posts_hours}
        return timedelta(hours=min(hours[cadence] for cadence in visit.cadences))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What follows from an answer: the work in its new state, the work that is over, and what is known now.

    `verdict` is the provider's, corrected by what only the lane can know: that another account answered.
    """

    verdict: Verdict
    work: tuple[Work, ...] = ()
    finished: tuple[str, ...] = ()
    account: AccountState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When an answer came, the dice for the next pause, and whether the call was a probe of a lane that was failing."""

    now: datetime
    rng: random.Random
    is_probe: bool = False


def advance(work: Work, verdict: Verdict, policy: Policy, known: AccountState | None, moment: Moment) -> Step:
    """The step that follows from an answer to `work`; `known` is what the last profile said of the account."""
    verdict = refuse_strangers(work.target, verdict)
    account = _account(work, verdict, known)
    state = _next_state(work, verdict, policy, account, moment)
    state = replace(state, last_outcome=verdict.outcome.value, last_note=verdict.note)
    moved = replace(work, state=state)
    if verdict.profile is None or verdict.profile.native_id is None or verdict.outcome is not Outcome.OK:
        return Step(verdict=verdict, work=(moved,), account=account)
    return _settled(moved, verdict, verdict.profile, policy, account, work.state.due_at)


def refuse_strangers(target: Target, verdict: Verdict) -> Verdict:
    """An answer about another account than the tracked one: for the tracked one it means gone."""
    found = verdict.profile.native_id if verdict.profile else None
    if target.native_id is None or found is None or found == target.native_id:
        return verdict
    return replace(
        verdict,
        outcome=Outcome.GONE,
        completeness=Completeness.GONE,
        next_cursor=None,
        posts=(),
        note=f"the handle now belongs to another account ({found})",
    )


def reached_known(posts: tuple[PostFact, ...], watermark: int | None) -> bool:
    """True when a page goes back to posts that an earlier visit saw; pinned posts, old by nature, do not count."""
    times = [post.created for post in posts if not post.pinned and post.created is not None]
    return watermark is not None and bool(times) and times[-1] <= watermark


def backoff(attempt: int, told: float | None, rng: random.Random) -> timedelta:
    """The pause before another try: doubling from 2 s up to 5 minutes, spread by half, never below what was told."""
    base = min(FIRST_BACKOFF * 2**attempt, LONGEST_BACKOFF)
    return timedelta(seconds=max(base * (0.5 + rng.random()), told or 0.0))


def next_due(due_at: datetime, every: timedelta, now: datetime) -> datetime:
    """The next due time: on the old beat, unless that has been missed altogether."""
    return due_at + every if due_at + every > now else now + every


def skip(work: Work, policy: Policy, now: datetime, why: str) -> Work:
    """The same work at its next due time, without a call."""
    return replace(work, state=_over(work.state, policy.cadence(work.visit), now, note=why))


def _next_state(
    work: Work, verdict: Verdict, policy: Policy, account: AccountState | None, moment: Moment
) -> WorkState:
    now = moment.now
    state, every = work.state, policy.cadence(work.visit)
    if verdict.outcome in STOPS_LANE and verdict.ask_again is None:
        return state
    if verdict.ask_again is not None and verdict.outcome not in RETRYABLE:
        return replace(state, hint=verdict.ask_again.text, ready_at=now)
    if verdict.outcome in RETRYABLE:
        return _retry(state, verdict, policy, work.visit, moment)
    if verdict.completeness is Completeness.BLOCKED:
        return _over(state, every / BLOCKED_FACTOR if state.misses == 0 else every, now, missed=True)
    if verdict.outcome is Outcome.OK:
        return _read_page(state, verdict, policy, work.visit, now)
    if verdict.outcome is Outcome.BAD_REQUEST and state.cursor is not None:
        # A cursor dies with the post it points at: begin the visit again.
        return _retry(replace(state, cursor=None, pages=0), verdict, policy, work.visit, moment)
    gone_for_sure = account is not None and account.gone >= GONE_FOR_SURE
    return _over(state, every * GONE_FACTOR if gone_for_sure else every, now, missed=True)


def _retry(state: WorkState, verdict: Verdict, policy: Policy, visit: Visit, moment: Moment) -> WorkState:
    """Another try later. What is the whole lane's trouble does not use up the attempts of one visit."""
    if verdict.outcome is Outcome.RATE_LIMITED:
        return replace(state, ready_at=moment.now)
    attempts = state.attempts if moment.is_probe else state.attempts + 1
    if attempts >= policy.lane.max_attempts:
        return _over(state, policy.cadence(visit), moment.now, missed=True)
    hint = verdict.ask_again.text if verdict.ask_again else state.hint
    ready_at = moment.now + backoff(state.attempts, verdict.retry_after, moment.rng)
    return replace(state, attempts=attempts, ready_at=ready_at, hint=hint)


def _read_page(state: WorkState, verdict: Verdict, policy: Policy, visit: Visit, now: datetime) -> WorkState:
    times = [post.created for post in verdict.posts if not post.pinned and post.created is not None]
    newest = max([*times, *([state.newest] if state.newest is not None else [])], default=None)
    pages = state.pages + 1
    known = reached_known(verdict.posts, state.watermark)
    if verdict.next_cursor is not None and pages < policy.lane.posts_pages and not known:
        return replace(state, cursor=verdict.next_cursor, pages=pages, newest=newest, attempts=0, ready_at=now)
    over = _over(state, policy.cadence(visit), now)
    return replace(over, watermark=newest if newest is not None else state.watermark)


def _over(state: WorkState, every: timedelta, now: datetime, *, missed: bool = False, note: str = "") -> WorkState:
    due_at = next_due(state.due_at, every, now)
    return WorkState(
        key=state.key,
        due_at=due_at,
        ready_at=due_at,
        watermark=state.watermark,
        misses=state.misses + 1 if missed else 0,
        last_outcome=state.last_outcome,
        last_note=note,
    )


def _account(work: Work, verdict: Verdict, known: AccountState | None) -> AccountState | None:
    """What is known of the account after this answer; None when it is nothing new."""
    before = known or AccountState(subject=work.subject)
    if verdict.outcome is Outcome.GONE and Cadence.PROFILE in work.visit.cadences:
        return replace(before, gone=before.gone + 1)
    if verdict.outcome is Outcome.PRIVATE:
        return replace(before, is_private=True)
    found = verdict.profile
    if found is None or verdict.outcome is not Outcome.OK:
        return None
    subject = Target(work.target.platform, found.native_id, found.handle).subject_keys[0]
    return AccountState(subject=subject, handle=found.handle, post_count=found.post_count, is_private=found.is_private)


def _settled(
    work: Work, verdict: Verdict, found: ProfileFacts, policy: Policy, account: AccountState | None, due_at: datetime
) -> Step:
    """The same work under the account's native id; what can be asked only by id has been due since this was."""
    target = Target(work.target.platform, found.native_id, found.handle or work.target.handle)
    key = work_key(work.visit, target)
    renamed = replace(work, target=target, state=replace(work.state, key=key))
    if key == work.key:
        return Step(verdict=verdict, work=(renamed,), account=account)
    others = [
        new_work(visit, target, work.tracked_ids, due_at)
        for visit in visits_after(policy.spec, target)
        if visit.needs_native_id
    ]
    return Step(verdict=verdict, work=(renamed, *others), finished=(work.key,), account=account)
