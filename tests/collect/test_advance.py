"""What follows from an answer, as a pure function; and the agenda that hands out work."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creatorgraph.collect.advance import Moment, Policy, Step, advance, backoff, next_due, skip
from creatorgraph.collect.agenda import Agenda
from creatorgraph.collect.lanes import LaneSpec, parse_lane
from creatorgraph.collect.walk import reached_known
from creatorgraph.collect.work import Work, new_work, plan
from creatorgraph.land.journal_rows import AccountState, WorkState
from creatorgraph.providers.contract import Hint, Kind, PostFact, ProfileFacts, Target, Verdict, Visit
from creatorgraph.providers.tiklive import POSTS_VISIT, PROFILE_VISIT
from creatorgraph.providers.tiklive_paths import COMMENTS_VISIT
from creatorgraph.settings import CollectSettings, LaneSettings
from creatorgraph.store.tracking import Tracked, TrackState
from creatorgraph.types import Completeness, Outcome

NOW = datetime(2026, 8, 1, 6, tzinfo=UTC)
DAY = timedelta(days=1)
TIKLIVE = parse_lane("tiklive")
NOTHING_EXTRA = CollectSettings(follower_sample=0)


def any_visit(visit: Visit) -> bool:
    """No limit holds anything back."""
    return True


def policy(spec: LaneSpec = TIKLIVE, **lane: Any) -> Policy:
    return Policy(spec, NOTHING_EXTRA, LaneSettings(posts_pages=3, **lane))


def work(visit: Visit = POSTS_VISIT, native_id: str | None = "701", handle: str | None = "lena", **state: Any) -> Work:
    fresh = new_work(visit, Target("tiktok", native_id, handle), (tracked(1),), CollectSettings(), NOW)
    return replace(fresh, state=replace(fresh.state, **{"backfilled": True, "watermark": 1, **state}))


def verdict(outcome: Outcome = Outcome.OK, **members: Any) -> Verdict:
    completeness = members.pop("completeness", Completeness.COMPLETE if outcome is Outcome.OK else Completeness.FAILED)
    return Verdict(outcome=outcome, completeness=completeness, **members)


def step(one: Work, answer: Verdict, known: AccountState | None = None, *, probe: bool = False, **lane: Any) -> Step:
    return advance(one, answer, policy(**lane), known, Moment(now=NOW, rng=random.Random(1), is_probe=probe))


def posts(*times: int, pinned: int | None = None) -> tuple[PostFact, ...]:
    found = tuple(PostFact(str(at), at) for at in times)
    return found if pinned is None else (PostFact("pinned", pinned, pinned=True), *found)


@pytest.mark.parametrize(
    ("page", "watermark", "reached"),
    [
        (posts(90, 80), None, False),
        (posts(90, 80), 50, False),
        (posts(90, 40), 50, True),
        (posts(90, 80, pinned=1), 50, False),
        (posts(90, 50, pinned=1), 50, True),
        ((PostFact("a", 1, pinned=True),), 50, False),
        ((PostFact("a", None),), 50, False),
        ((), 50, False),
    ],
)
def test_pinned_posts_are_no_sign_of_known_ones(
    page: tuple[PostFact, ...], watermark: int | None, reached: bool
) -> None:
    assert reached_known(page, watermark) is reached


def test_a_visit_goes_page_by_page_and_ends_at_the_end() -> None:
    first = step(work(), verdict(next_cursor="A", posts=posts(90, 80, pinned=1))).work[0].state
    assert (first.cursor, first.pages, first.ready_at, first.due_at, first.newest) == ("A", 1, NOW, NOW, 90)
    second = step(replace(work(), state=first), verdict(posts=posts(70, 60))).work[0].state
    assert (second.cursor, second.pages, second.due_at, second.watermark) == (None, 0, NOW + DAY, 90)


def test_a_visit_ends_at_its_cap() -> None:
    state = step(work(cursor="B", pages=2, newest=90), verdict(next_cursor="C", posts=posts(50))).work[0].state
    assert (state.cursor, state.due_at, state.watermark) == (None, NOW + DAY, 90)


def test_a_page_without_posts_keeps_the_watermark() -> None:
    state = step(work(watermark=42), verdict(completeness=Completeness.EMPTY)).work[0].state
    assert (state.watermark, state.misses) == (42, 0)


@pytest.mark.parametrize("outcome", [Outcome.TRANSIENT, Outcome.NO_ANSWER])
def test_a_failure_is_tried_again_at_the_same_page(outcome: Outcome) -> None:
    state = step(work(cursor="A", pages=1), verdict(outcome)).work[0].state
    assert (state.cursor, state.pages, state.attempts, state.due_at) == ("A", 1, 1, NOW)
    assert NOW < state.ready_at <= NOW + timedelta(seconds=3)


def test_after_the_last_attempt_comes_the_next_due_time() -> None:
    state = step(work(attempts=4, cursor="A"), verdict(Outcome.TRANSIENT)).work[0].state
    assert (state.attempts, state.cursor, state.misses, state.due_at) == (0, None, 1, NOW + DAY)


def test_the_trouble_of_the_whole_lane_uses_up_nobodys_attempts() -> None:
    assert step(work(attempts=4), verdict(Outcome.TRANSIENT), probe=True).work[0].state.attempts == 4
    limited = step(work(attempts=4), verdict(Outcome.RATE_LIMITED)).work[0].state
    assert (limited.attempts, limited.ready_at) == (4, NOW)


def test_a_dead_cursor_begins_the_visit_again() -> None:
    state = step(work(cursor="A", pages=1), verdict(Outcome.BAD_REQUEST)).work[0].state
    assert (state.cursor, state.pages, state.attempts, state.due_at) == (None, 0, 1, NOW)


def test_a_refused_field_is_asked_without_at_once() -> None:
    answer = verdict(Outcome.BAD_REQUEST, ask_again=Hint("public", lasting=True))
    state = step(work(cursor="A"), answer).work[0].state
    assert (state.hint, state.ready_at, state.attempts, state.cursor) == ("public", NOW, 0, "A")


def test_a_question_that_is_refused_as_it_was_hinted_is_not_asked_for_ever() -> None:
    answer = verdict(Outcome.BAD_REQUEST, ask_again=Hint("public", lasting=True))
    assert step(work(hint="public"), answer).work[0].state.due_at == NOW + DAY


def test_a_spoilt_batch_is_asked_again_one_by_one() -> None:
    moment = Moment(now=NOW, rng=random.Random(1), in_company=True)
    state = advance(work(PROFILE_VISIT), verdict(Outcome.BAD_REQUEST), policy(), None, moment).work[0].state
    assert (state.ready_at, state.due_at, state.last_outcome, state.misses) == (NOW, NOW, "bad_request", 0)
    alone = step(work(PROFILE_VISIT, last_outcome="bad_request"), verdict(Outcome.BAD_REQUEST)).work[0].state
    assert (alone.due_at, alone.misses) == (NOW + DAY, 1)


def test_the_tag_of_a_first_page_does_not_outlive_the_pages_behind_it() -> None:
    new = int(NOW.timestamp())
    page = [posts(new - at) for at in range(3)]
    first = step(work(backfilled=False), verdict(next_cursor="A", posts=page[0], etag="one")).work[0].state
    second = step(replace(work(), state=first), verdict(next_cursor="B", posts=page[1], etag="two")).work[0].state
    whole = step(replace(work(), state=second), verdict(posts=page[2], etag="three")).work[0].state
    assert (first.etag, second.etag, whole.etag, whole.backfilled) == ("one", "one", "one", True)
    cut_short = step(replace(work(), state=replace(second, attempts=4)), verdict(Outcome.TRANSIENT)).work[0].state
    assert (cut_short.etag, cut_short.backfilled, cut_short.cursor) == (None, False, None)
    dead = step(replace(work(), state=second), verdict(Outcome.BAD_REQUEST)).work[0].state
    assert (dead.etag, dead.cursor) == (None, None)


def test_a_post_from_the_far_future_is_no_watermark() -> None:
    page = posts(int(NOW.timestamp()) * 1000, 90)
    assert step(work(), verdict(posts=page)).work[0].state.watermark == 90


def test_the_pages_of_a_posts_comments_are_read_one_after_the_other() -> None:
    spec = parse_lane("tiklive")
    rules = Policy(spec, CollectSettings(follower_sample=100), LaneSettings())
    comments = replace(work(COMMENTS_VISIT), target=Target("tiktok", "9", None, Kind.POST))
    moment = Moment(now=NOW, rng=random.Random(1))
    first = advance(comments, verdict(next_cursor="50", members=50), rules, None, moment).work[0]
    assert (first.state.cursor, first.state.members, first.state.ready_at) == ("50", 50, NOW)
    last = advance(first, verdict(next_cursor="100", members=50), rules, None, moment).work[0]
    assert (last.state.cursor, last.state.due_at > NOW) == (None, True)


def test_work_that_is_held_for_a_moment_goes_on_where_it_stood() -> None:
    held = skip(work(cursor="A", pages=7, newest=90), NOW, "held", NOW + timedelta(seconds=30))
    assert (held.state.cursor, held.state.pages, held.state.newest) == ("A", 7, 90)


@pytest.mark.parametrize("outcome", [Outcome.AUTH, Outcome.NO_CREDITS])
def test_work_that_a_useless_key_could_not_do_stays_due(outcome: Outcome) -> None:
    state = step(work(cursor="A"), verdict(outcome)).work[0].state
    assert (state.due_at, state.cursor, state.attempts) == (NOW, "A", 0)


def test_blocked_is_tried_again_sooner_but_only_once() -> None:
    blocked = verdict(Outcome.BLOCKED, completeness=Completeness.BLOCKED)
    assert step(work(), blocked).work[0].state.due_at == NOW + DAY / 4
    assert step(work(misses=1), blocked).work[0].state.due_at == NOW + DAY


def test_gone_for_sure_is_asked_once_a_week() -> None:
    gone = verdict(Outcome.GONE, completeness=Completeness.GONE)
    first = step(work(PROFILE_VISIT), gone)
    assert first.account is not None
    assert (first.account.gone, first.work[0].state.due_at) == (1, NOW + DAY)
    second = step(work(PROFILE_VISIT), gone, first.account)
    assert second.account is not None
    assert (second.account.gone, second.work[0].state.due_at) == (2, NOW + 7 * DAY)


def profile(native_id: str, handle: str = "lena", **members: Any) -> Verdict:
    return verdict(profile=ProfileFacts(native_id=native_id, handle=handle, post_count=3, **members))


def test_a_handle_becomes_an_id_and_what_needs_the_id_begins() -> None:
    found = step(work(PROFILE_VISIT, None), profile("701"))
    assert found.finished == ("profile tiktok:handle:lena",)
    assert [one.key for one in found.work] == ["profile tiktok:id:701", "posts tiktok:id:701"]
    assert [one.state.due_at for one in found.work] == [NOW + DAY, NOW]
    assert found.account == AccountState(subject="tiktok:id:701", handle="lena", post_count=3, profiled_at=NOW)


def test_another_account_behind_a_handle_is_gone_not_merged() -> None:
    found = step(work(PROFILE_VISIT), profile("666"))
    assert (found.verdict.outcome, found.verdict.completeness) == (Outcome.GONE, Completeness.GONE)
    assert "666" in found.verdict.note
    assert [one.key for one in found.work] == ["profile tiktok:id:701"]
    assert found.account is not None
    assert (found.account.subject, found.account.gone) == ("tiktok:id:701", 1)


def test_a_return_clears_what_was_gone() -> None:
    found = step(work(PROFILE_VISIT), profile("701"), AccountState(subject="tiktok:id:701", gone=2))
    assert found.account is not None
    assert found.account.gone == 0


def test_the_beat_is_kept_unless_it_was_missed() -> None:
    assert next_due(NOW, DAY, NOW + timedelta(hours=5)) == NOW + DAY
    assert next_due(NOW, DAY, NOW + 10 * DAY) == NOW + 11 * DAY


@settings(deadline=None)
@given(st.integers(0, 40), st.none() | st.floats(0, 1e4), st.integers())
def test_pauses_grow_have_a_ceiling_and_obey_what_was_told(attempt: int, told: float | None, seed: int) -> None:
    pause = backoff(attempt, told, random.Random(seed)).total_seconds()
    assert pause >= max(1.0, told or 0.0) - 0.000001
    assert pause <= max(450.0, told or 0.0) + 0.000001


def tracked(number: int, **members: Any) -> Tracked:
    values = {"organization": "default", "platform": "tiktok", "handle": f"user{number}", "native_id": None}
    rest = {"group": None, "authorised": False, "state": TrackState.ACTIVE}
    return Tracked(tracked_id=number, **{**values, **rest, **members})


def test_what_cannot_be_asked_yet_is_not_planned() -> None:
    rows = [tracked(1), tracked(2, native_id="702"), tracked(3, platform="x"), tracked(4, native_id="702")]
    found = plan(TIKLIVE, rows, {}, NOTHING_EXTRA, NOW)
    assert [(one.key, one.tracked_ids) for one in found] == [
        ("profile tiktok:handle:user1", (1,)),
        ("profile tiktok:id:702", (2, 4)),
        ("posts tiktok:id:702", (2, 4)),
    ]


def test_rows_of_one_account_share_the_handle_that_one_of_them_knows() -> None:
    rows = [
        tracked(1, handle=None, native_id="9", platform="instagram"),
        tracked(2, native_id="9", platform="instagram"),
    ]
    [found] = plan(parse_lane("instagram"), rows, {}, NOTHING_EXTRA, NOW)
    assert (found.key, found.target.handle, found.tracked_ids) == ("business_discovery instagram:id:9", "user2", (1, 2))


def test_a_post_that_was_found_and_is_tracked_now_is_nobodys_child() -> None:
    key = "post tiktok:post:id:5"
    state = WorkState(key=key, due_at=NOW, ready_at=NOW, parent="tiktok:id:9", misses=1, last_outcome="ok")
    [found] = plan(TIKLIVE, [tracked(1, kind="post", handle=None, native_id="5")], {key: state}, NOTHING_EXTRA, NOW)
    assert (found.subject, found.state.parent, found.state.misses) == ("tiktok:post:id:5", None, 1)
    gone = step(found, verdict(Outcome.GONE, completeness=Completeness.GONE))
    assert gone.finished == ()


def test_a_due_time_of_a_clock_that_ran_a_year_ahead_is_not_waited_for() -> None:
    key = "profile tiktok:id:9"
    state = WorkState(key=key, due_at=NOW + 365 * DAY, ready_at=NOW + 365 * DAY)
    found = {one.key: one for one in plan(TIKLIVE, [tracked(1, native_id="9")], {key: state}, NOTHING_EXTRA, NOW)}
    assert found[key].state.due_at == NOW


def test_an_organizations_lane_visits_only_its_own_grants() -> None:
    acme = parse_lane("instagram@acme")
    rows = [
        tracked(1, platform="instagram"),
        tracked(2, platform="instagram", authorised=True),
        tracked(3, platform="instagram", authorised=True, organization="acme", native_id="9"),
    ]
    keys = {one.key for one in plan(acme, rows, {}, NOTHING_EXTRA, NOW)}
    assert {"own_account instagram:id:9", "own_media instagram:id:9"} <= keys
    assert all(key.endswith(" instagram:id:9") for key in keys)
    assert [one.key for one in plan(parse_lane("instagram"), rows, {}, NOTHING_EXTRA, NOW)] == [
        "business_discovery instagram:handle:user1"
    ]
    assert acme.visibility == "org:acme"


def test_an_account_that_can_only_be_asked_by_name_needs_one() -> None:
    rows = [tracked(1, platform="instagram", handle=None, native_id="9")]
    assert plan(parse_lane("instagram"), rows, {}, NOTHING_EXTRA, NOW) == []


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=40), st.integers(0, 50))
def test_the_agenda_hands_out_each_ready_work_once_in_order(times: list[tuple[int, int]], horizon: int) -> None:
    agenda = Agenda(NOW + timedelta(seconds=horizon))
    for number, (due, wait) in enumerate(times):
        due_at = NOW + timedelta(seconds=due)
        one = work(native_id=str(number))
        agenda.put(replace(one, state=replace(one.state, due_at=due_at, ready_at=due_at + timedelta(seconds=wait))))
    taken = []
    while (ready_at := agenda.next_ready()) is not None:
        assert agenda.take(ready_at - timedelta(microseconds=1), any_visit) == ()
        while at_once := agenda.take(ready_at, any_visit):
            taken += at_once
    assert len(taken) == sum(due <= horizon for due, _ in times)
    assert [one.state.ready_at for one in taken] == sorted(one.state.ready_at for one in taken)
    assert len({one.key for one in taken}) == len(taken)


def test_the_agenda_follows_who_is_tracked() -> None:
    agenda = Agenda(None)
    a, b, c = (work(native_id=name) for name in "abc")
    agenda.put(a)
    agenda.put(b)
    assert agenda.take(NOW, any_visit) == (a,)
    agenda.begin_renewal()
    assert agenda.renew([a, b]) is False
    assert agenda.renew([replace(a, tracked=(tracked(9),)), replace(c, tracked=(tracked(7),))])
    assert b.key not in agenda
    assert a.key in agenda
    agenda.put(a)
    agenda.begin_renewal()
    assert not agenda.renew([replace(a, tracked=(tracked(9),)), c])
    taken = (*agenda.take(NOW, any_visit), *agenda.take(NOW, any_visit))
    assert {one.tracked_ids for one in taken} == {(9,), (1,)}


def test_work_in_somebodys_hands_drops_out_later() -> None:
    agenda = Agenda(None)
    a = work(native_id="a")
    agenda.put(a)
    assert agenda.take(NOW, any_visit) == (a,)
    assert agenda.renew([])
    agenda.put(a)
    assert agenda.renew([]), "it was put back while somebody read who is tracked"
    agenda.begin_renewal()
    assert not agenda.renew([])
    assert agenda.next_ready() is None


def test_claimed_work_is_nobody_elses() -> None:
    agenda = Agenda(None)
    a = work(native_id="a")
    agenda.put(a)
    agenda.claim([a])
    assert agenda.take(NOW, any_visit) == ()
    agenda.renew([a])
    assert agenda.take(NOW, any_visit) == ()
    agenda.put(a)
    assert agenda.take(NOW, any_visit) == (a,)
