"""What a walk leaves unread is never forgotten, costs little, and is read when it can be."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from creatorgraph.collect.advance import Moment, Policy, advance
from creatorgraph.collect.lanes import LaneSpec, parse_lane
from creatorgraph.collect.walk import LEFT_UNREAD, aim, is_unread
from creatorgraph.collect.work import Work, new_work
from creatorgraph.providers.contract import PostFact, Target, Verdict
from creatorgraph.providers.tiklive import POSTS_VISIT
from creatorgraph.settings import CollectSettings, LaneSettings
from creatorgraph.store.tracking import Tracked, TrackState
from creatorgraph.types import Completeness, Outcome

START = datetime(2026, 8, 1, tzinfo=UTC)
HOUR = 3600
TIKLIVE: LaneSpec = parse_lane("tiklive")
COLLECT = CollectSettings(follower_sample=0)
PAGES = 3
SIZE = 5
Answer = Callable[[list[PostFact], str | None], Verdict]


def ok(posts: Sequence[PostFact], following: str | None) -> Verdict:
    return Verdict(outcome=Outcome.OK, completeness=Completeness.COMPLETE, posts=tuple(posts), next_cursor=following)


def row(**members: object) -> Tracked:
    rest = {"handle": "lena", "native_id": "701", "group": None, "authorised": False, "state": TrackState.ACTIVE}
    return Tracked(**{"tracked_id": 1, "organization": "default", "platform": "tiktok", **rest, **members})


@dataclass
class Account:
    """An account that posts, its list in pages whose cursors are times, and the visits that are paid to it."""

    posts: list[int] = field(default_factory=list)
    calls: list[str | None] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    fault: Callable[[str | None], Verdict | None] = lambda cursor: None
    work: Work = field(default_factory=lambda: new_work(POSTS_VISIT, Target("tiktok", "701"), (row(),), COLLECT, START))

    def publish(self, count: int, before: datetime) -> None:
        """So many posts, one an hour, the newest an hour before that instant."""
        newest = int(before.timestamp())
        self.posts = [*(newest - HOUR * (n + 1) for n in range(count)), *self.posts]

    def page(self, cursor: str | None) -> Verdict:
        older = [at for at in self.posts if cursor is None or at < int(cursor)]
        shown = [PostFact(str(at), at) for at in older[:SIZE]]
        return ok(shown, str(older[SIZE - 1]) if len(older) > SIZE else None)

    def visit(self) -> int:
        """One whole visit, at its due time; returns how many calls it took."""
        due_at, calls = self.work.state.due_at, 0
        policy = Policy(TIKLIVE, COLLECT, LaneSettings(posts_pages=PAGES))
        while self.work.state.due_at == due_at:
            calls += 1
            assert calls < 200, "it never ends"
            cursor, now = self.work.state.cursor, max(self.work.state.ready_at, due_at)
            self.calls.append(cursor)
            verdict = self.fault(cursor) or self.page(cursor)
            moment = Moment(now=now, rng=random.Random(1))
            step = advance(self.work, verdict, policy, None, moment)
            self.verdicts.append(step.verdict)
            if verdict.outcome is Outcome.OK:
                self.seen |= {post.native_id for post in verdict.posts}
            [self.work] = step.work
        return calls

    @property
    def missing(self) -> set[str]:
        border = START - timedelta(days=COLLECT.backfill_days)
        return {str(at) for at in self.posts if at >= border.timestamp()} - self.seen


@pytest.fixture
def account() -> Account:
    """Tracked for a while, and read whole."""
    found = Account()
    found.publish(12, START)
    found.visit()
    assert found.work.state.backfilled
    assert not found.missing
    return found


def test_a_long_outage_is_caught_up_visit_by_visit_and_no_visit_reads_more_than_its_pages(account: Account) -> None:
    later = START + timedelta(days=4)
    account.work = replace(account.work, state=replace(account.work.state, due_at=later, ready_at=later))
    account.publish(40, later)
    assert account.visit() == PAGES
    assert account.verdicts[-1].completeness is Completeness.PARTIAL
    assert account.verdicts[-1].note == LEFT_UNREAD
    assert is_unread(account.work.state)
    account.publish(2, account.work.state.due_at)
    visits = [account.visit() for _ in range(5)]
    assert not account.missing
    assert max(visits) <= PAGES
    assert visits[-1] == 1
    assert account.verdicts[-1].completeness is Completeness.COMPLETE
    assert (account.work.state.unread_since, account.work.state.rest, account.work.state.rest_tries) == (None, None, 0)


def test_what_is_new_is_read_first_while_something_older_is_still_unread(account: Account) -> None:
    later = START + timedelta(days=9)
    account.work = replace(account.work, state=replace(account.work.state, due_at=later, ready_at=later))
    account.publish(60, later)
    account.visit()
    account.publish(1, account.work.state.due_at)
    newest = str(account.posts[0])
    account.visit()
    assert newest in account.seen
    assert account.missing


def stuck_at(number: int, account: Account) -> Callable[[str | None], Verdict | None]:
    """The page behind so many posts leads to itself."""

    def answer(cursor: str | None) -> Verdict | None:
        if cursor != str(account.posts[number - 1]):
            return None
        first = [PostFact(str(at), at) for at in account.posts[:SIZE]]
        return replace(ok(first, None), completeness=Completeness.PARTIAL, note="the cursor repeats", dead_end=True)

    return answer


def test_a_list_that_leads_back_to_itself_is_never_taken_for_read() -> None:
    account = Account()
    account.publish(30, START)
    account.fault = stuck_at(10, account)
    calls = [account.visit() for _ in range(40)]
    assert not account.work.state.backfilled
    assert {one.completeness for one in account.verdicts[-3:]} == {Completeness.PARTIAL}
    assert sum(calls) < 40 + 30, "it is tried ever more rarely, once each time"
    account.fault = lambda cursor: None
    for _ in range(64):
        account.visit()
    assert not account.missing
    assert account.work.state.backfilled


def test_a_page_that_shows_the_beginning_again_is_asked_for_again_and_not_followed() -> None:
    account = Account()
    account.publish(30, START)
    faults = iter([True, True])
    account.fault = lambda cursor: account.page(None) if cursor is not None and next(faults, False) else None
    assert account.visit() == 6 + 2
    assert account.work.state.backfilled
    assert not account.missing


def test_a_rest_whose_cursor_died_is_walked_to_from_the_top() -> None:
    account = Account()
    account.publish(30, START)
    refused = Verdict(outcome=Outcome.BAD_REQUEST, completeness=Completeness.FAILED)
    account.fault = lambda cursor: refused if cursor is not None else None
    account.visit()
    assert aim(account.work, COLLECT).oldest == int((START - timedelta(days=30)).timestamp())
    calls = [account.visit() for _ in range(30)]
    assert sum(calls) < 30 + 15
    account.fault = lambda cursor: None
    for _ in range(32):
        account.visit()
    assert not account.missing
    assert account.work.state.backfilled


def test_an_empty_last_page_is_the_end_once_later_visits_find_it_empty_too() -> None:
    account = Account()
    account.publish(10, START)
    end = str(account.posts[-1])
    account.fault = lambda cursor: ok([], None) if cursor == end else replace(account.page(cursor), next_cursor=end)
    account.posts = account.posts[:SIZE]
    visits = [account.visit() for _ in range(3)]
    assert not account.visit() > 2
    assert account.work.state.backfilled
    assert visits[0] > visits[2]


def test_the_border_of_a_backfill_does_not_move_with_a_visit_that_fails() -> None:
    tracked = row(tracked_at=START)
    work = new_work(POSTS_VISIT, Target("tiktok", "701"), (tracked,), COLLECT, START + timedelta(days=3))
    assert work.border(COLLECT) == int((START - timedelta(days=30)).timestamp())
    failed = Verdict(outcome=Outcome.SCHEMA_DRIFT, completeness=Completeness.FAILED)
    moment = Moment(now=START, rng=random.Random(1))
    [later] = advance(work, failed, Policy(TIKLIVE, COLLECT, LaneSettings()), None, moment).work
    assert later.state.due_at > work.state.due_at
    assert aim(later, COLLECT).oldest == work.border(COLLECT)


def test_a_first_visit_that_is_months_late_buys_no_more_than_was_forecast() -> None:
    late = START + timedelta(days=90)
    work = new_work(POSTS_VISIT, Target("tiktok", "701"), (row(tracked_at=START),), COLLECT, late)
    assert work.border(COLLECT) == int((late - timedelta(days=30)).timestamp())
