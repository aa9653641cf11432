"""Batches are filled, the urgent goes first, organizations take turns, a held family lets others pass."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from creatorgraph.collect.agenda import Agenda
from creatorgraph.collect.cadence import Rhythm
from creatorgraph.collect.work import EARLY_POLL, FIRST_LOOK, FIRST_POSTS, ON_BEAT, Work, found_work, new_work
from creatorgraph.providers.contract import Cadence, Kind, Target, Visit
from creatorgraph.settings import CollectSettings
from creatorgraph.store.tracking import Tracked, TrackState

NOW = datetime(2026, 8, 1, 6, tzinfo=UTC)
PROFILE = Visit(name="profile", cadences=(Cadence.PROFILE,), batch=3, family="users")
POSTS = Visit(name="posts", cadences=(Cadence.POSTS,), needs_native_id=True, pages=True, family="timeline")
STATS = Visit(name="post", cadences=(Cadence.POST,), kind=Kind.POST, batch=3, authorised=True)


def row(number: int = 1, **members: Any) -> Tracked:
    values = {"tracked_id": number, "organization": "default", "platform": "x", "handle": f"user{number}"}
    rest = {"native_id": None, "group": None, "authorised": False, "state": TrackState.ACTIVE}
    return Tracked(**{**values, **rest, **members})


def work(number: int, visit: Visit = PROFILE, *, due: float = 0, tracked: Tracked | None = None, **state: Any) -> Work:
    fresh = new_work(visit, Target("x", str(number)), [tracked or row(number)], CollectSettings(), NOW)
    due_at = NOW + timedelta(hours=due)
    values = {"due_at": due_at, "ready_at": due_at, "last_outcome": "ok", "backfilled": True, **state}
    return replace(fresh, state=replace(fresh.state, **values))


def anything(visit: Visit) -> bool:
    return True


def ids(works: tuple[Work, ...]) -> list[str | None]:
    return [one.target.native_id for one in works]


def filled(*works: Work) -> Agenda:
    agenda = Agenda(None)
    for one in works:
        agenda.put(one)
    return agenda


def test_a_batch_is_as_full_as_it_gets() -> None:
    agenda = filled(*(work(number) for number in range(5)))
    assert [len(agenda.take(NOW, anything)) for _ in range(3)] == [3, 2, 0]


def test_who_is_due_soon_comes_along() -> None:
    agenda = filled(work(1), work(2, due=1), work(3, due=5))
    assert ids(agenda.take(NOW, anything)) == ["1", "2"]
    assert agenda.next_ready() == NOW + timedelta(hours=5)


def test_names_and_ids_go_apart() -> None:
    named = replace(work(9), target=Target("x", None, "lena"))
    agenda = filled(work(1), named, work(2))
    assert sorted(len(agenda.take(NOW, anything)) for _ in range(2)) == [1, 2]


def test_one_request_carries_one_creators_grant() -> None:
    posts = [
        replace(work(n, STATS), target=Target("x", str(n), None, Kind.POST, owner))
        for n, owner in ((1, "a"), (2, "b"), (3, "a"))
    ]
    agenda = filled(*posts)
    assert sorted(ids(agenda.take(NOW, anything))) in (["1", "3"], ["2"])


def test_the_urgent_goes_first() -> None:
    campaign = row(4, campaign=True)
    beat, early = work(1, POSTS), work(4, POSTS, tracked=campaign)
    first_posts = work(2, POSTS, last_outcome="")
    first_look = work(3, PROFILE, last_outcome="", due=0)
    assert [one.urgency for one in (first_look, first_posts, early, beat)] == [
        FIRST_LOOK, FIRST_POSTS, EARLY_POLL, ON_BEAT,
    ]  # fmt: skip
    agenda = filled(beat, early, first_posts, first_look)
    assert [ids(agenda.take(NOW, anything))[0] for _ in range(4)] == ["3", "2", "4", "1"]


def test_a_held_family_lets_the_others_pass() -> None:
    agenda = filled(work(1, POSTS), work(2, PROFILE))
    held = agenda.take(NOW, lambda visit: visit.family != "timeline")
    assert ids(held) == ["2"]
    assert agenda.take(NOW, lambda visit: visit.family != "timeline") == ()
    assert [visit.family for visit in agenda.held(NOW)] == ["timeline"]


def test_one_organizations_thousands_do_not_starve_anothers_few() -> None:
    many = [work(n, POSTS, tracked=row(n, organization="big")) for n in range(200)]
    few = [work(1000 + n, POSTS, tracked=row(n, organization="small")) for n in range(10)]
    agenda = filled(*many, *few)
    first = [agenda.take(NOW, anything)[0].organizations[0] for _ in range(20)]
    assert Counter(first) == {"big": 10, "small": 10}


def test_company_comes_from_within_a_tenth_of_the_quickest_beat_alone() -> None:
    parent = replace(work(50, POSTS), tracked=(row(50, tier=1),))
    posts = [
        found_work(STATS, Target("x", str(n), None, Kind.POST, "50"), parent, CollectSettings(), None, at)
        for n, at in ((1, NOW), (2, NOW + timedelta(minutes=5)), (3, NOW + timedelta(minutes=55)))
    ]
    assert ids(filled(*posts).take(NOW, anything)) == ["1", "2"], "the third was read five minutes ago"


def test_what_may_have_spoilt_a_batch_is_asked_alone() -> None:
    agenda = filled(work(1), work(2, last_outcome="bad_request"), work(3), work(4, last_outcome="bad_request"))
    assert sorted(sorted(map(str, ids(agenda.take(NOW, anything)))) for _ in range(3)) == [["1", "3"], ["2"], ["4"]]


def test_however_much_is_urgent_the_beat_and_the_backfill_go_on() -> None:
    agenda = filled(work(1, POSTS), work(2, POSTS, pages=1, backfilled=False))
    taken: list[str | None] = []
    for number in range(100, 140):
        agenda.put(work(number, POSTS, last_outcome=""))
        agenda.put(work(number + 1000, tracked=row(campaign=True), last_outcome=""))
        taken += ids(agenda.take(NOW, anything))
    assert {"1", "2"} <= set(taken)


def test_what_was_put_while_somebody_read_the_rows_is_not_dropped() -> None:
    known = work(1, POSTS)
    agenda = filled(known)
    agenda.begin_renewal()
    assert agenda.take(NOW, anything) == (known,)
    found = work(2, STATS)
    agenda.claim([found])
    agenda.put(found)
    agenda.put(known)
    assert agenda.renew([known]), "whether it is wanted is looked at again"
    assert found.key in agenda
    agenda.begin_renewal()
    assert not agenda.renew([known, found])
    assert found.key in agenda


def test_a_change_reaches_work_that_was_in_somebodys_hands() -> None:
    before = work(1, POSTS)
    quicker = replace(work(1, POSTS, tracked=row(1, tier=1)), target=Target("x", "1", "lena"))
    agenda = filled(before)
    agenda.begin_renewal()
    agenda.take(NOW, anything)
    assert agenda.renew([quicker])
    agenda.put(before)
    agenda.begin_renewal()
    assert not agenda.renew([quicker])
    [after] = agenda.take(NOW, anything)
    assert (after.tracked, after.target.handle) == (quicker.tracked, "lena")


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.booleans(), st.sampled_from([PROFILE, POSTS])), max_size=40))
def test_everything_ready_is_handed_out_once(entries: list[tuple[int, bool, Visit]]) -> None:
    works = [work(n, visit, due=due, pages=int(paged)) for n, (due, paged, visit) in enumerate(entries)]
    agenda = filled(*works)
    taken: list[str] = []
    while (ready_at := agenda.next_ready()) is not None:
        while batch := agenda.take(ready_at, anything):
            assert len(batch) <= batch[0].visit.batch
            taken += [one.key for one in batch]
    assert sorted(taken) == sorted(one.key for one in works)


def test_a_slower_beat_takes_nothing_along_that_was_just_paid() -> None:
    """Read at once by the hour of tier 1; the two hours' slack of a day's beat must not read it again now."""
    quick = Rhythm(every=timedelta(days=1), young=timedelta(hours=1))
    slow = Rhythm(every=timedelta(days=1), young=timedelta(days=1))
    paid = replace(work(1, due=1), rhythm=quick)
    agenda = filled(paid)
    agenda.begin_renewal()
    agenda.renew([replace(paid, rhythm=slow)])
    agenda.put(work(2))
    assert ids(agenda.take(NOW, anything)) == ["2"]


def test_a_campaign_that_ends_takes_its_early_polls_with_it() -> None:
    """Read half an hour after it was posted; the poll at one hour is nobody's wish any more."""
    born = NOW - timedelta(minutes=30)
    early = Rhythm(every=timedelta(days=1), young=timedelta(hours=1), early=(0.5, 1, 2), lasts=timedelta(days=30))
    daily = Rhythm(every=timedelta(days=1), young=timedelta(days=1), lasts=timedelta(days=30))
    polled = replace(work(1, STATS, due=0.5, born=int(born.timestamp())), rhythm=early)
    agenda = filled(polled)
    agenda.begin_renewal()
    agenda.renew([replace(polled, rhythm=daily)])
    [moved] = agenda.rescheduled()
    assert moved.due_at == NOW + timedelta(days=1)
    assert agenda.take(NOW + timedelta(hours=1), anything) == ()
    assert agenda.rescheduled() == []


def test_a_beat_that_was_not_an_early_poll_stays() -> None:
    early = Rhythm(every=timedelta(days=1), young=timedelta(hours=1), early=(0.5, 1, 2), lasts=timedelta(days=30))
    daily = replace(early, young=timedelta(days=1), early=())
    read = replace(work(1, STATS, due=0.7, born=int(NOW.timestamp()) - 86_400), rhythm=early)
    agenda = filled(read)
    agenda.begin_renewal()
    agenda.renew([replace(read, rhythm=daily)])
    assert agenda.rescheduled() == []
    assert len(agenda.take(NOW + timedelta(hours=1), anything)) == 1
