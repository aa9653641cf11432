"""Large tables are made anew from the first changed day on, and come out as if made whole."""

from __future__ import annotations

from datetime import datetime

import pytest

from creatorgraph.store.snapshot import empty_snapshot
from creatorgraph.transform import runner
from creatorgraph.types import Envelope
from creatorgraph.warehouse.changes import redo_from
from creatorgraph.warehouse.duckdb import hold_warehouse
from creatorgraph.warehouse.sources import load_sources
from tests.transform.lakes import AS_OF, LENA, day, later_days, posts
from tests.transform.workshop import Snapshot, Workshop, differences

pytestmark = pytest.mark.xdist_group("dbt")

KEPT = ("intermediate.int_post_observations", "marts_default.fct_post_snapshot", "marts_default.fct_post_engagement")
MARKED = "select count(*) from {} where provider = 'kept'"


def read_again(at: datetime, plays: int) -> Envelope:
    """One more page of Lena's posts."""
    return posts(at, LENA, "lena.bakes", [("7500000000000000001", plays)])


def mark_kept_rows(workshop: Workshop) -> None:
    """Whatever is made anew loses the mark, whatever is left as it is keeps it."""
    with hold_warehouse(workshop.home) as warehouse, warehouse.connection() as connection:
        for table in KEPT:
            connection.execute(f"update {table} set provider = 'kept'")


def marked(workshop: Workshop) -> list[int]:
    return [int(str(workshop.rows(MARKED.format(table))[0][0])) for table in KEPT]


def test_days_before_the_first_changed_one_are_left_as_they_are(two_days: Snapshot, workshop: Workshop) -> None:
    two_days.restore(workshop)
    mark_kept_rows(workshop)
    workshop.land([read_again(day(4), 130)])
    workshop.build()
    assert all(marked(workshop))
    read = "select view_count, days_since_previous from marts_default.fct_post_engagement where snapshot_date"
    assert (130, 3) in workshop.rows(f"{read} = '{day(4):%Y-%m-%d}'")


def test_a_late_answer_makes_its_day_and_all_later_ones_anew(two_days: Snapshot, workshop: Workshop) -> None:
    two_days.restore(workshop)
    mark_kept_rows(workshop)
    workshop.land([read_again(day(-9), 20)])
    late = workshop.build()["default"]
    assert not any(marked(workshop))
    workshop.forget_warehouse()
    assert differences(late, workshop.build()["default"]) == {}


def test_nothing_new_makes_nothing_anew(two_days: Snapshot, workshop: Workshop) -> None:
    two_days.restore(workshop)
    mark_kept_rows(workshop)
    workshop.build()
    with hold_warehouse(workshop.home) as warehouse, warehouse.connection() as connection:
        counts = [connection.execute(f"select count(*) from {table}").fetchall()[0][0] for table in KEPT[1:]]
    assert marked(workshop)[1:] == counts


def test_another_creator_is_taken_over_into_kept_rows(two_days: Snapshot, workshop: Workshop) -> None:
    """What a row takes from elsewhere is compared, though no answer changed."""
    two_days.restore(workshop)
    with hold_warehouse(workshop.home) as warehouse, warehouse.connection() as connection:
        connection.execute("update marts_default.fct_post_engagement set creator_id = 'somebody else'")
        connection.execute("update marts_default.fct_post_engagement set follower_count = 1 where follower_count > 1")
    assert differences(two_days.marts, workshop.build()["default"]) == {}


def test_a_build_that_stopped_halfway_is_made_up_for(
    two_days: Snapshot, six_days: Snapshot, workshop: Workshop
) -> None:
    """The first half knew the new days; the marts were never made."""
    two_days.restore(workshop)
    workshop.land(later_days())
    with hold_warehouse(workshop.home) as warehouse:
        load_sources(warehouse, workshop.lake, empty_snapshot())
        variables = {"as_of": AS_OF.isoformat(), "organization": "default"}
        runner.build_half(workshop.home, runner.BEFORE, variables, tested=False)
    assert differences(six_days.marts, workshop.build()["default"]) == {}


def test_another_version_of_the_project_makes_all_anew(two_days: Snapshot, workshop: Workshop) -> None:
    two_days.restore(workshop)
    with hold_warehouse(workshop.home) as warehouse, warehouse.connection() as connection:
        assert redo_from(connection, "intermediate") is not None
        connection.execute("update raw.built_files set built_by = 'an older version'")
        assert redo_from(connection, "intermediate") is None
        assert redo_from(connection, "marts_of_nobody") is None
