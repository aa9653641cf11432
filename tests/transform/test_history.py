"""What was true when: attributes through time, every day of an account, which source is believed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from creatorgraph import ids
from creatorgraph.settings import LaneSettings, Settings
from creatorgraph.store.snapshot import empty_snapshot
from creatorgraph.transform import TransformWarning, runner
from creatorgraph.types import Completeness, Envelope, Outcome
from creatorgraph.warehouse.duckdb import hold_warehouse
from creatorgraph.warehouse.sources import load_sources
from tests.transform.lakes import AS_OF, LENA, answer, day, imported, profile
from tests.transform.workshop import Snapshot, Workshop, differences

pytestmark = pytest.mark.xdist_group("dbt")

MIRA = "7055555555555555555"
VERSIONS = f"""
    select handle, bio, is_verified, is_private, valid_from from marts_default.dim_account
    where account_key = '{ids.account_key("tiktok", MIRA)}' order by valid_from
"""


def mira(number: float, handle: str, bio: str, *, verified: bool, private: bool) -> Envelope:
    """Mira's profile, `number` days after the first."""
    return profile(day(number), MIRA, handle, 100, signature=bio, verified=verified, privateAccount=private)


def changing() -> list[Envelope]:
    """A rename, a new bio, private and back, a badge that is lost, and two changes within one day."""
    return [
        mira(0, "mira", "one", verified=True, private=False),
        mira(1, "mira.c", "one", verified=True, private=False),
        mira(2, "mira.c", "two", verified=True, private=True),
        mira(3, "mira.c", "two", verified=False, private=False),
        mira(4, "mira.c", "three", verified=False, private=False),
        mira(4.5, "mira.c", "four", verified=False, private=False),
    ]


def between() -> list[Envelope]:
    """What came late: the second bio stood a day before, and a person's file knows a handle in between."""
    row: dict[str, object] = {"platform": "tiktok", "account_id": MIRA, "handle": "mira.b"}
    return [
        mira(1.5, "mira.c", "two", verified=True, private=False),
        imported("mira-1", "accounts", day(0.2), dict(row, handle="mira"), ingested_at=day(5)),
        imported("mira-2", "accounts", day(0.5), row, ingested_at=day(5)),
    ]


def at(number: float) -> datetime:
    """When a stretch begins."""
    return day(number).replace(tzinfo=None)


@pytest.mark.slow
def test_a_late_answer_finds_its_place_in_history(workshop: Workshop) -> None:
    """Built day by day or from everything at once, changes stand where they happened, whoever saw them."""
    workshop.land(changing())
    workshop.build()
    assert workshop.rows(VERSIONS) == [
        ("mira", "one", True, False, at(0)),
        ("mira.c", "one", True, False, at(1)),
        ("mira.c", "two", True, True, at(2)),
        ("mira.c", "two", False, False, at(3)),
        ("mira.c", "three", False, False, at(4)),
        ("mira.c", "four", False, False, at(4.5)),
    ]
    workshop.land(between())
    added = workshop.build()["default"]
    assert [(row[0], row[4]) for row in workshop.rows(VERSIONS)][:4] == [
        ("mira", at(0)),
        ("mira.b", at(0.5)),
        ("mira.c", at(1)),
        ("mira.c", at(1.5)),
    ]
    workshop.forget_warehouse()
    assert differences(added, workshop.build()["default"]) == {}


def test_each_day_since_the_first_is_there_and_a_missing_one_says_why(workshop: Workshop) -> None:
    """Blocked, private, failed and not asked are told apart, and nothing is carried over them."""
    workshop.land([profile(day(0), LENA, "lena", 10), profile(day(6), LENA, "lena", 7)])
    fates = {1: Completeness.BLOCKED, 2: Completeness.PRIVATE, 3: Completeness.FAILED, 5: Completeness.PARTIAL}
    outcomes = {Completeness.PRIVATE: Outcome.PRIVATE, Completeness.FAILED: Outcome.TRANSIENT}
    subject = (f"tiktok:id:{LENA}",)
    workshop.land(
        answer(
            f"bad-{number}",
            "/userinfo-by-id/",
            day(number),
            {},
            completeness=fate,
            outcome=outcomes.get(fate, Outcome.BLOCKED),
            subject_keys=subject,
        )
        for number, fate in fates.items()
    )
    workshop.build()
    found = workshop.rows(
        "select coverage, missing_reason, follower_count, follower_change, days_since_observed "
        "from marts_default.fct_follower_snapshot order by snapshot_date"
    )
    assert found == [
        ("observed", None, 10, None, 0),
        ("missing", "blocked", None, None, 1),
        ("missing", "private", None, None, 2),
        ("missing", "failed", None, None, 3),
        ("missing", "not_asked", None, None, 4),
        ("missing", "partial", None, None, 5),
        ("observed", None, 7, -3, 0),
    ]


def test_an_account_that_nobody_asks_for_has_no_days_after_its_last(six_days: Snapshot) -> None:
    """Lena's history begins with a person's file and ends with her last visit; gaps between are rows."""
    query = f"""
        select min(snapshot_date), max(snapshot_date), count(*), count_if(coverage = 'observed')
        from marts_default.fct_follower_snapshot where account_key = '{ids.account_key("tiktok", LENA)}'
    """
    first, last, days, observed = six_days.rows(query)[0]
    assert (str(first), str(last), days, observed) == ("2026-07-20", "2026-08-04", 16, 5)


def test_the_chosen_source_is_a_column_and_what_differs_is_listed(six_days: Snapshot) -> None:
    """A creator's own grant over a third party; the other counts stand apart."""
    chosen = six_days.rows("""
        select provider, source_class, filled_from from marts_default.fct_post_engagement
        where native_post_id = '7500000000000000001' and snapshot_date = '2026-08-01'
    """)
    assert chosen == [
        ("tiktok_display", "connected", ["comment_count:tiklive", "share_count:tiklive", "save_count:tiklive"])
    ]
    others = six_days.rows("""
        select distinct chosen_provider, other_provider from marts_default.source_disagreements
        where subject_kind = 'post' and metric = 'view_count' and snapshot_date = '2026-08-01' order by all
    """)
    assert ("tiktok_display", "tiklive") in others


def test_a_fall_is_kept_and_flagged(six_days: Snapshot) -> None:
    """The lower count stands in the facts as read."""
    falls = six_days.rows(
        "select metric, previous_value, value, explanation from marts_default.counter_falls order by all"
    )
    assert ("view_count", 65, 55, "unsettled") in falls
    kept = six_days.rows("""
        select view_count from marts_default.fct_post_snapshot
        where post_key = (select post_key from marts_default.dim_post where native_post_id = '7500000000000000002')
        order by observed_at desc limit 1
    """)
    assert kept == [(55,)]


def test_business_checks_warn_and_do_not_stop_a_build(six_days: Snapshot, workshop: Workshop) -> None:
    """What is odd about the world is told in a sentence; what is wrong with a key stops (test_failures)."""
    six_days.restore(workshop)
    with hold_warehouse(workshop.home):
        report = runner.run_after_match(workshop.home, organization="default", as_of=AS_OF, settings=Settings())
    told = {warning.test: str(warning) for warning in report.warnings}
    assert told["counters_do_not_fall"].startswith("counters_do_not_fall found ")
    assert str(TransformWarning("x_landed_recently", 1200, "")) == "nothing of x landed for 1,200 hours"


def test_each_lane_has_its_own_patience(workshop: Workshop) -> None:
    """A lane that may be a month late is not late after ten days."""
    workshop.land([profile(day(0), LENA, "lena", 10)])
    patient = Settings()
    patient.collect.lanes["tiklive"] = LaneSettings(freshness_warn_hours=720, freshness_error_hours=1000)
    with hold_warehouse(workshop.home) as warehouse:
        load_sources(warehouse, workshop.lake, empty_snapshot())
        usual = runner.run_before_match(workshop.home, as_of=AS_OF)
        kind = runner.run_before_match(workshop.home, as_of=AS_OF, settings=patient)
        late = runner.run_before_match(workshop.home, as_of=AS_OF + timedelta(days=40), settings=patient)
    assert [[one.rows for one in report.warnings] for report in (usual, kind, late)] == [[210], [], [1170]]
