"""The demo, walked as a newcomer does."""

from __future__ import annotations

import json

import pytest

from creatorgraph.settings import Home
from tests.journeys.conftest import DEMO, rows, run_command

pytestmark = pytest.mark.xdist_group("journeys")


def test_status_counts_what_the_tables_hold(walked: Home) -> None:
    """`status --json` and the published tables tell one story."""
    status = json.loads(run_command(walked.root, "status", "--json").stdout)
    assert status["kind"] == "demo"
    assert set(status["providers"]) == {"tiklive", "instagram"}
    assert all(lane["answers"] > 0 and lane["waiting"] == 0 for lane in status["providers"].values())
    query = "select count(*) as n, count(*) filter (where account_count > 1) as joined from dim_creator"
    found = rows(walked.root, query)
    assert status["counts"]["creators"] == found[0]["n"] > 0
    assert status["counts"]["joined_creators"] == found[0]["joined"] > 0
    assert status["counts"]["posts"] > 0


def test_a_second_run_collects_nothing_and_changes_nothing(demo: Home) -> None:
    """All of it was collected: the second run sends no call, and the build is the same build."""
    before = json.loads(run_command(demo.root, "status", "--json").stdout)
    done = run_command(demo.root, *DEMO, "--home", str(demo.root))
    assert done.returncode == 0, done.stderr
    assert "No new answers" in done.stdout
    after = json.loads(run_command(demo.root, "status", "--json").stdout)
    assert after["build_id"] == before["build_id"]
    assert [lane["answers"] for lane in after["providers"].values()] == [
        lane["answers"] for lane in before["providers"].values()
    ]


def test_combined_reach_is_a_band_within_the_naive_sum(walked: Home) -> None:
    """Under the default formula the band lies between the largest audience and the sum."""
    found = rows(
        walked.root,
        "with newest as (select creator_id, arg_max(follower_count, snapshot_date) as followers "
        "from fct_follower_snapshot group by creator_id, account_key), "
        "audiences as (select creator_id, max(followers) as largest from newest group by creator_id) "
        "from creator_reach join audiences using (creator_id) where is_default_formula and accounts_counted > 1",
    )
    assert found
    for row in found:
        assert row["largest"] <= row["reach_low"] <= row["reach_mid"] <= row["reach_high"] <= row["naive_reach"]
        assert row["is_directional"]


def test_another_world_is_refused_in_the_same_directory(walked: Home) -> None:
    """Answers of two worlds never mix."""
    done = run_command(walked.root, "demo", "--no-serve", "--creators", "5", "--home", str(walked.root))
    assert done.returncode == 78
    assert "another directory" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_real_directory_is_no_place_for_the_demo(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Demo data and real data never mix."""
    root = tmp_path_factory.mktemp("real") / "home"
    assert run_command(root, "init").returncode == 0
    done = run_command(root, "demo", "--no-serve", "--home", str(root))
    assert done.returncode == 78
    assert "never mix" in done.stderr
