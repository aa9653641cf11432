"""A build is a function of its inputs: of nothing else, and of all of them."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from creatorgraph import ids
from creatorgraph.store.snapshot import empty_snapshot
from creatorgraph.transform import runner
from creatorgraph.transform.progress import NodeDone
from creatorgraph.types import Completeness
from creatorgraph.warehouse.duckdb import hold_warehouse
from creatorgraph.warehouse.sources import load_sources
from tests.transform.corners import corners
from tests.transform.expiry import keep, rewrite
from tests.transform.lakes import (
    AS_OF,
    LENA,
    LENA_INSTAGRAM,
    OUTCOMES,
    STRANGER,
    day,
    first_days,
    later_days,
    own_account,
    profile,
)
from tests.transform.workshop import Snapshot, Workshop, differences

pytestmark = pytest.mark.xdist_group("dbt")

TOO_FEW_CREATORS = {
    "creator_overlap_estimates",
    "group_reach",
    "sampled_audience_overlap",
    "traction_alerts",
    "within_creator_comparisons",
}
"""Marts that need more creators than the small lake has; tests/journeys/test_rebuild.py has them all."""


def test_rebuilding_from_nothing_gives_the_same_marts(six_days: Snapshot, workshop: Workshop) -> None:
    """The warehouse is a cache."""
    six_days.restore(workshop)
    workshop.forget_warehouse()
    assert differences(six_days.marts, workshop.build()["default"]) == {}
    assert {name for name, table in six_days.marts.items() if not table.num_rows} == TOO_FEW_CREATORS


def test_adding_days_to_a_build_equals_building_all_of_them(
    two_days: Snapshot, six_days: Snapshot, workshop: Workshop
) -> None:
    """Late rows and earlier dates included."""
    two_days.restore(workshop)
    workshop.land(later_days())
    assert differences(six_days.marts, workshop.build()["default"]) == {}


def test_order_of_rows_and_files_does_not_matter(six_days: Snapshot, workshop: Workshop) -> None:
    """The same answers in other files, dealt out otherwise."""
    answers = first_days() + corners(day(0.3)) + later_days()
    random.Random(5).shuffle(answers)
    workshop.land(answers, files=3)
    assert differences(six_days.marts, workshop.build()["default"]) == {}


def test_a_file_that_leaves_the_manifest_takes_its_rows_along(
    two_days: Snapshot, six_days: Snapshot, workshop: Workshop
) -> None:
    """A build over what is left equals a first build over it."""
    six_days.restore(workshop)
    for file in workshop.lake.manifest().files:
        if file.day > day(2).date().isoformat():
            workshop.lake.set_aside(file)
    assert differences(two_days.marts, workshop.build()["default"]) == {}
    assert set(differences(two_days.marts, six_days.marts)) >= {"dim_account", "fct_follower_snapshot"}


def test_a_file_with_other_content_is_read_again(six_days: Snapshot, workshop: Workshop) -> None:
    """As after an erasure, which rewrites a file under its name."""
    six_days.restore(workshop)
    lake = workshop.lake
    file = next(one for one in lake.manifest().raw("tiklive") if one.day == "2026-08-04")
    table = lake.read(file)
    payloads = [str(text).replace("lena.bakes.bread", "lena.erased") for text in table["payload"].to_pylist()]
    rewrite(lake, file, table.set_column(table.column_names.index("payload"), "payload", pa.array(payloads)))
    workshop.build()
    handles = {handle for (handle,) in workshop.rows("select handle from marts_default.dim_account")}
    assert "lena.erased" in handles


def test_a_stranger_inherits_nothing(six_days: Snapshot) -> None:
    """History by handle from before the takeover is Lena's, from after it the stranger's."""
    rows = six_days.rows("select account_key, snapshot_date, follower_count from marts_default.fct_follower_snapshot")
    lena, stranger = ids.account_key("tiktok", LENA), ids.account_key("tiktok", STRANGER)
    counts = {(key, str(date)): count for key, date, count in rows}
    assert (counts[lena, "2026-07-20"], counts[lena, "2026-07-25"]) == (900, 950)
    assert counts[stranger, "2026-08-06"] == 7
    assert min(date for key, date in counts if key == stranger) == "2026-08-05"


def test_attributes_through_time(six_days: Snapshot) -> None:
    """A changed bio and a changed handle open rows; counters do not."""
    query = f"""
        select handle, bio, valid_from, valid_to, is_current from marts_default.dim_account
        where account_key = '{ids.account_key("tiktok", LENA)}' order by valid_from
    """
    second, third = (moment.replace(tzinfo=None) for moment in (day(1), day(3)))
    assert six_days.rows(query) == [
        ("lena.bakes", "bread", datetime(2026, 7, 20, 6), second, False),
        ("lena.bakes", "bread and butter", second, third, False),
        ("lena.bakes.bread", "bread and butter", third, None, True),
    ]


def test_the_last_snapshot_of_a_day_counts_once(six_days: Snapshot) -> None:
    """A pinned post comes twice on its page, the page twice a day; on the first the creator's grant told better."""
    query = """
        select snapshot_date, view_count from marts_default.fct_post_engagement
        where native_post_id = '7500000000000000001' order by snapshot_date
    """
    found = [(str(date), views) for date, views in six_days.rows(query)]
    assert found == [("2026-08-01", 111), ("2026-08-02", 115), ("2026-08-05", 150)]


def test_every_completeness_is_shown_and_only_good_answers_are_read(six_days: Snapshot) -> None:
    """Blocked is not empty, and neither makes an account."""
    shown = {kind for (kind,) in six_days.rows("select distinct completeness from marts_default.coverage")}
    assert shown == {str(kind) for kind in Completeness}
    read = {str(handle) for (handle,) in six_days.rows("select handle from intermediate.int_match_accounts")}
    good = {kind for kind, outcome in OUTCOMES.items() if outcome == "ok"} - {Completeness.EMPTY}
    assert {f"kind.{kind}" for kind in good} == {handle for handle in read if handle.startswith("kind.")}


def test_keys_are_those_of_the_program(six_days: Snapshot) -> None:
    """Any machine derives the same, in SQL and in Python."""
    accounts = six_days.rows("select platform, native_id, handle, account_key from intermediate.int_match_accounts")
    for platform, native_id, handle, key in accounts:
        expected = ids.account_key(str(platform), str(native_id))
        assert key == (expected if native_id else ids.provisional_account_key(str(platform), str(handle)))
    for platform, native_id, key in six_days.rows(
        "select platform, native_post_id, post_key from intermediate.int_posts"
    ):
        assert key == ids.post_key(str(platform), str(native_id))


@pytest.mark.slow
def test_what_one_organization_was_shown_changes_no_row_of_another(six_days: Snapshot, workshop: Workshop) -> None:
    """Neither its marts, nor what the match may see."""
    six_days.restore(workshop)
    workshop.land(own_account(day(2), "acme", 12345))
    both = workshop.build(["default", "acme"])
    assert differences(six_days.marts, both["default"]) == {}
    seen = "from intermediate.int_match_accounts order by account_key"
    assert workshop.rows(seen) == six_days.rows(seen)
    assert {"fct_follower_snapshot", "fct_post_engagement", "coverage"} <= set(
        differences(six_days.marts, both["acme"])
    )
    query = f"""
        select follower_count from marts_acme.fct_follower_snapshot
        where account_key = '{ids.account_key("instagram", LENA_INSTAGRAM)}' and snapshot_date = '2026-08-03'
    """
    assert workshop.rows(query) == [(12345,)]


@pytest.mark.slow
def test_expired_answers_leave_their_observations(six_days: Snapshot, workshop: Workshop) -> None:
    """Raw files go, what staging made of them is kept, and no mart changes: in the next build, and from nothing."""
    six_days.restore(workshop)
    keep(workshop, "2026-08-01")
    assert not any(file.kind == "raw" and file.day == "2026-08-01" for file in workshop.lake.manifest().files)
    assert differences(six_days.marts, workshop.build()["default"]) == {}
    workshop.forget_warehouse()
    assert differences(six_days.marts, workshop.build()["default"]) == {}


def test_the_instant_of_the_build_is_read_anew_each_time(six_days: Snapshot, workshop: Workshop) -> None:
    """The parsed project is kept, what depends on `as_of` is not."""
    six_days.restore(workshop)
    with hold_warehouse(workshop.home) as warehouse:
        load_sources(warehouse, workshop.lake, empty_snapshot())
        later = {"as_of": datetime(2026, 9, 30, tzinfo=UTC).isoformat(), "organization": "default"}
        runner.invoke(workshop.home, ["run", "--select", "dim_date"], later)
    assert str(workshop.rows("select max(date_day) from marts_default.dim_date")[0][0]) == "2026-09-30"


def test_late_answers_warn_and_progress_is_told(workshop: Workshop) -> None:
    """Freshness is against `as_of`, and warns."""
    workshop.land([profile(day(0), LENA, "lena.bakes", 1000)])
    told: list[NodeDone] = []
    with hold_warehouse(workshop.home) as warehouse:
        load_sources(warehouse, workshop.lake, empty_snapshot())
        late = runner.run_before_match(workshop.home, as_of=AS_OF, on_node=told.append)
        soon = {"as_of": day(0.2).isoformat(), "organization": "default"}
        fresh = runner.invoke(workshop.home, ["test", "--select", "tiklive_landed_recently"], soon)
    assert [(warning.test, warning.rows) for warning in late.warnings] == [("tiklive_landed_recently", 210)]
    assert [str(result.status) for result in fresh] == ["pass"]
    assert [node.done for node in told] == list(range(1, late.nodes + 1))
    assert {node.total for node in told} == {late.nodes}
