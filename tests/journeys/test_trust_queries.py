"""The sources' own questions, asked of the published tables by `creatorgraph sql`.

The sources' text gives the tables and columns by name and the questions in words; the SQL is written to those words.
What is proven is that the names are there, that joins along them work, and that the answers are those of our own marts.
"""

from __future__ import annotations

from typing import Any

import pytest

from creatorgraph.settings import Home
from tests.journeys.conftest import rows

pytestmark = pytest.mark.xdist_group("journeys")

REACH_OF_THE_SUM = """
    select c.id, c.display_name, c.tiktok_username, c.instagram_handle,
        c.tiktok_followers + c.instagram_followers as naive_reach,
        round((c.tiktok_followers + c.instagram_followers) * (1 - 0.30)) as deduplicated_reach
    from cross_platform_creators c
    where c.tiktok_user_id is not null and c.instagram_user_id is not null and c.match_confidence >= 0.80
    order by naive_reach desc, c.id
"""
REACH_OF_THE_SMALLER = """
    select canonical_id, tiktok_handle, x_handle, tiktok_follower_count, x_follower_count, match_score, match_reasons,
        match_status,
        tiktok_follower_count + x_follower_count - least(tiktok_follower_count, x_follower_count)
            * case when lower(tiktok_handle) = lower(x_handle) then 0.20 else 0.075 end as combined_reach
    from cross_platform_creators
    where tiktok_id is not null and x_id is not null and match_status <> 'rejected'
    order by combined_reach desc, canonical_id
"""
WEEKLY_GROWTH = """
    with weekly as (
        select user_id, date_trunc('week', snapshot_date) as week, max_by(follower_count, snapshot_date) as followers
        from fact_tiktok_follower_snapshot
        group by user_id, date_trunc('week', snapshot_date)
    )
    select user_id, week, followers,
        (followers - lag(followers) over (partition by user_id order by week)) * 1.0
            / nullif(lag(followers) over (partition by user_id order by week), 0) as weekly_growth_rate
    from weekly
    order by user_id, week
"""
ENGAGEMENT = """
    select e.video_id, e.snapshot_date, d.username,
        (e.digg_count + e.comment_count + e.share_count) * 1.0 / nullif(f.follower_count, 0) as engagement_rate
    from fact_tiktok_post_engagement e
    join fact_tiktok_follower_snapshot f on f.user_id = e.user_id and f.snapshot_date = e.snapshot_date
    join dim_tiktok_creator d on d.user_id = e.user_id and d.is_current
    order by e.video_id, e.snapshot_date
"""
HASHTAGS = """
    with tags as (
        select video_id, user_id, lower(unnest(regexp_extract_all(title, '#(\\w+)', 1))) as tag
        from stg_tiktok_posts
    )
    select t.tag, count(distinct t.video_id) as videos, count(distinct t.user_id) as creators,
        max(h.view_count) as total_views
    from tags t
    left join stg_tiktok_hashtags h on h.cha_name = t.tag
    group by t.tag
    order by videos desc, t.tag
"""
PROFILES = """
    select user_id, unique_id, nickname, sec_uid, signature, follower_count, following_count, heart_count, video_count
    from stg_tiktok_users
    qualify row_number() over (partition by user_id order by snapshot_date desc) = 1
    order by user_id
"""


def only(home: Home, query: str) -> dict[str, Any]:
    """The one row of an answer."""
    (row,) = rows(home.root, query)
    return row


def test_reach_as_a_share_of_the_sum(walked: Home) -> None:
    """TikTok and Instagram: both audiences, less a share of both."""
    found = rows(walked.root, REACH_OF_THE_SUM)
    assert found
    assert all(abs(float(row["deduplicated_reach"]) - row["naive_reach"] * 0.7) <= 0.5 for row in found)


def test_reach_as_a_share_of_the_smaller(walked: Home) -> None:
    """TikTok and X: never below the larger audience, never above both."""
    found = rows(walked.root, REACH_OF_THE_SMALLER)
    assert found
    for row in found:
        both = row["tiktok_follower_count"], row["x_follower_count"]
        assert max(both) <= float(row["combined_reach"]) <= sum(both)


def test_weekly_growth(walked: Home) -> None:
    """The last reading of a week against that of the week before."""
    found = rows(walked.root, WEEKLY_GROWTH)
    weeks = only(
        walked, "select count(distinct date_trunc('week', snapshot_date)) as n from fact_tiktok_follower_snapshot"
    )
    assert weeks["n"] >= 2
    assert any(row["weekly_growth_rate"] is not None for row in found)
    assert all(abs(row["weekly_growth_rate"] or 0) < 10 for row in found)


def test_engagement_by_followers_of_the_same_day(walked: Home) -> None:
    """The same as our own rate by followers, where both are known."""
    found = {(row["video_id"], row["snapshot_date"]): row["engagement_rate"] for row in rows(walked.root, ENGAGEMENT)}
    ours = rows(
        walked.root,
        "select native_post_id, snapshot_date, er_followers from fct_post_engagement "
        "where platform = 'tiktok' and er_followers is not null",
    )
    assert ours
    for row in ours:
        assert found[row["native_post_id"], row["snapshot_date"]] == pytest.approx(row["er_followers"])


def test_hashtags_of_captions_with_official_totals(walked: Home) -> None:
    """Counted in captions, joined with what TikTok says of them."""
    found = rows(walked.root, HASHTAGS)
    assert found and found[0]["videos"] >= 1
    assert all(row["creators"] <= row["videos"] for row in found)


def test_profiles_as_last_read(walked: Home) -> None:
    """One row an account, with the second id."""
    found = rows(walked.root, PROFILES)
    accounts = only(walked, "select count(*) as n from bridge_creator_accounts where platform = 'tiktok'")
    assert 0 < len(found) <= accounts["n"]
    assert any(row["sec_uid"] for row in found)
    assert all(row["follower_count"] is not None for row in found)


@pytest.mark.parametrize("query", ["select * from stg_tiktok_comments", "select * from dim_tiktok_creator"])
def test_the_other_published_names_answer(walked: Home, query: str) -> None:
    """Also where nothing was collected for them."""
    assert isinstance(rows(walked.root, query), list)
