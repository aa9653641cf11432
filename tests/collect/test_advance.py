"""What follows from an answer, as a pure function; and the agenda that hands out work."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creatorgraph.collect.advance import Moment, Policy, Step, advance, backoff, next_due, reached_known
from creatorgraph.collect.lanes import LaneSpec, parse_lane
from creatorgraph.collect.work import Agenda, Work, new_work, plan
from creatorgraph.land.journal_rows import AccountState
from creatorgraph.providers.contract import Hint, PostFact, ProfileFacts, Target, Verdict, Visit
from creatorgraph.providers.tiklive import POSTS_VISIT, PROFILE_VISIT
from creatorgraph.settings import CollectSettings, LaneSettings
from creatorgraph.store.tracking import Tracked, TrackState
from creatorgraph.types import Completeness, Outcome

NOW = datetime(2026, 8, 1, 6, tzinfo=UTC)
DAY = timedelta(days=1)
TIKLIVE = parse_lane("tiklive")


def policy(spec: LaneSpec = TIKLIVE, **lane: Any) -> Policy:
    return Policy(spec, CollectSettings(), LaneSettings(posts_pages=3, **lane))


def work(visit: Visit = POSTS_VISIT, native_id: str | None = "701", handle: str | None = "lena", **state: Any) -> Work:
    fresh = new_work(visit, Target("tiktok", native_id, handle), (1,), NOW)
    return replace(fresh, state=replace(fresh.state, **state))


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
    assert found.account == AccountState(subject="tiktok:id:701", handle="lena", post_count=3)


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
    found = plan(TIKLIVE, rows, {}, NOW)
    assert [(one.key, one.tracked_ids) for one in found] == [
        ("profile tiktok:handle:user1", (1,)),
        ("profile tiktok:id:702", (2, 4)),
        ("posts tiktok:id:702", (2, 4)),
    ]


def test_an_organizations_lane_visits_only_its_own_grants() -> None:
    acme = parse_lane("instagram@acme")
    rows = [
        tracked(1, platform="instagram"),
        tracked(2, platform="instagram", authorised=True),
        tracked(3, platform="instagram", authorised=True, organization="acme", native_id="9"),
    ]
    assert [one.key for one in plan(acme, rows, {}, NOW)] == ["own_account instagram:id:9", "own_media instagram:id:9"]
    assert [one.key for one in plan(parse_lane("instagram"), rows, {}, NOW)] == [
        "business_discovery instagram:handle:user1"
    ]
    assert acme.visibility == "org:acme"


def test_an_account_that_can_only_be_asked_by_name_needs_one() -> None:
    rows = [tracked(1, platform="instagram", handle=None, native_id="9")]
    assert plan(parse_lane("instagram"), rows, {}, NOW) == []


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
        assert agenda.take(ready_at - timedelta(microseconds=1)) is None
        one_taken = agenda.take(ready_at)
        assert one_taken is not None
        taken.append(one_taken)
    assert len(taken) == sum(due <= horizon for due, _ in times)
    assert [one.state.ready_at for one in taken] == sorted(one.state.ready_at for one in taken)
    assert len({one.key for one in taken}) == len(taken)


def test_the_agenda_follows_who_is_tracked() -> None:
    agenda = Agenda(None)
    a, b, c = (work(native_id=name) for name in "abc")
    agenda.put(a)
    agenda.put(b)
    assert agenda.take(NOW) == a
    assert not agenda.renew([replace(a, tracked_ids=(9,)), replace(c, tracked_ids=(7,))])
    assert b.key not in agenda
    assert a.key in agenda
    agenda.put(a)
    agenda.renew([replace(a, tracked_ids=(9,)), c])
    assert {one.tracked_ids for one in (agenda.take(NOW), agenda.take(NOW)) if one} == {(9,), (1,)}


def test_work_in_somebodys_hands_drops_out_later() -> None:
    agenda = Agenda(None)
    a = work(native_id="a")
    agenda.put(a)
    assert agenda.take(NOW) == a
    assert agenda.renew([])
    agenda.put(a)
    assert not agenda.renew([])
    assert agenda.next_ready() is None


def test_claimed_work_is_nobody_elses() -> None:
    agenda = Agenda(None)
    a = work(native_id="a")
    agenda.put(a)
    agenda.claim([a.key])
    assert agenda.take(NOW) is None
    agenda.renew([a])
    assert agenda.take(NOW) is None
    agenda.put(a)
    assert agenda.take(NOW) == a
