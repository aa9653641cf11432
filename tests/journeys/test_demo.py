"""The demo, walked as a newcomer does."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import duckdb
import pytest

from creatorgraph.publish import serving_file
from creatorgraph.run.judge import judge
from creatorgraph.run.sandbox import running_sandbox
from creatorgraph.settings import Home
from creatorgraph.types import PUBLIC, organization_visibility
from tests.journeys.conftest import DEMO, rows, run_command
from tests.journeys.test_rebuild import differences

pytestmark = pytest.mark.xdist_group("journeys")
PLATFORMS = {"tiktok", "instagram", "x", "youtube"}
OWN_LANES = {"instagram@default", "tiktok_display@default", "tiktok_business@default"}
LANES = {"tiklive", "instagram", "x", "youtube"} | OWN_LANES


def test_status_counts_what_the_tables_hold(walked: Home) -> None:
    """`status --json` and the published tables tell one story."""
    status = json.loads(run_command(walked.root, "status", "--json").stdout)
    assert status["kind"] == "demo"
    assert set(status["providers"]) == LANES
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


@pytest.mark.slow
def test_two_demos_are_equal(walked: Home, tmp_path: Path) -> None:
    """One seed, one demo: the same rows in every published table."""
    done = run_command(tmp_path, *DEMO, "--home", str(tmp_path / "again"))
    assert done.returncode == 0, done.stderr
    again = serving_file(Home(tmp_path / "again"), "default")
    assert set(differences(serving_file(walked, "default"), again).values()) == {0}


def test_every_platform_is_there_and_nobody_is_joined_wrongly(walked: Home) -> None:
    """Profiles, posts and followers of four platforms; the sandbox's truth finds no wrong pair on any two of them."""
    for table in ("dim_account", "fct_follower_snapshot", "fct_post_snapshot"):
        assert {row["platform"] for row in rows(walked.root, f"select distinct platform from {table}")} == PLATFORMS
    with running_sandbox(11, 16) as sandbox:
        whole, *pairs = judge(walked, sandbox.ask("truth/accounts"))
    assert whole.precision.share == 1.0 and whole.recall.share is not None and whole.recall.share > 0.5
    assert {one.platforms for one in pairs} == {f"{a}–{b}" for a, b in combinations(sorted(PLATFORMS), 2)}
    assert all(one.precision.share in (None, 1.0) for one in pairs)


def test_watched_terms_have_posts_and_snapshots_on_each_platform(walked: Home) -> None:
    """Three hashtags and a keyword wherever they can be watched, a sound on TikTok."""
    for table in ("bridge_watch_posts", "fct_hashtag_snapshot"):
        found = rows(walked.root, f"select distinct platform from {table} where kind = 'hashtag'")
        assert {row["platform"] for row in found} == PLATFORMS
    assert rows(walked.root, "select count(*) as n from fct_sound_snapshot")[0]["n"] > 0


def test_a_planted_trend_is_seen_in_the_order_in_which_it_spread(walked: Home) -> None:
    """By the first post that each platform's watchlist found; how far they lag is measured elsewhere.

    YouTube's search tells no counters, so that its posts have no snapshot: there the hour counts when one was found.
    """
    query = (
        "select term, platform, min(coalesce(published_at, first_found_at)) as first_at from bridge_watch_posts "
        "left join fct_post_snapshot using (post_key, platform) where kind = 'hashtag' group by all order by first_at"
    )
    with running_sandbox(11, 16) as sandbox:
        truth = sandbox.ask("truth/trends")
    seen = rows(walked.root, query)
    spread = {term: [row["platform"] for row in seen if row["term"] == term] for term in {row["term"] for row in seen}}
    assert max(map(len, spread.values())) == 4
    for term, platforms in spread.items():
        lags = {row["platform"]: row["lag_hours"] for row in truth if row["hashtag"] == term}
        assert platforms == sorted(platforms, key=lags.__getitem__)


def test_what_creators_agreed_to_is_there_and_is_the_organizations_own(walked: Home) -> None:
    """Insights of an Instagram and of TikTok accounts, every answer of it marked as the organization's."""
    for table in ("fct_account_insights", "fct_post_insights"):
        found = {row["platform"] for row in rows(walked.root, f"select distinct platform from {table}")}
        assert found == {"instagram", "tiktok"}
    answers = duckdb.sql(f"select distinct lane, visibility from '{walked.lake}/**/*.parquet'").fetchall()
    assert {lane for lane, visibility in answers if visibility != PUBLIC} == OWN_LANES
    assert {visibility for lane, visibility in answers if lane in OWN_LANES} == {organization_visibility("default")}


def test_a_doctor_finds_nothing_wrong(walked: Home) -> None:
    """The demo's directory is an example to follow."""
    done = run_command(walked.root, "doctor")
    assert done.returncode == 0, done.stdout


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
