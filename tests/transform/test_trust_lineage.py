"""Every published column can be followed to provider, endpoint and member of the answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from creatorgraph.providers.registry import load_providers
from creatorgraph.publish.tables import COMPATIBILITY_VIEWS, MASKED, PUBLISHED
from docs.lineage.page import explained, lineage_page
from docs.lineage.project import Model
from docs.lineage.relations import UnreadableSql
from docs.lineage.trace import Lineage

pytestmark = pytest.mark.xdist_group("dbt")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "lineage.md"

# mart, column, a staging column it is made of, its provider, an endpoint, a member of the answer; each read by eye
BY_HAND = [
    ("dim_account", "bio", "stg_tiklive__users.signature", "tiklive", "/userinfo-by-username/", "user.signature"),
    ("dim_account", "bio", "stg_instagram__profiles.biography", "instagram", "business_discovery",
     "business_discovery.biography"),
    ("fct_follower_snapshot", "follower_count", "stg_youtube__channels.subscriber_count", "youtube", "channels",
     "items.statistics.subscriberCount"),
    ("fct_follower_snapshot", "follower_count", "stg_import__history.follower_count", "import", "history", "followers"),
    ("cross_platform_creators", "tiktok_sec_uid", "stg_tiklive__users.sec_uid", "tiklive", "/userinfo-by-id/",
     "user.secUid"),
    ("fct_post_engagement", "view_count", "stg_x__tweets.impression_count", "x", "user_tweets",
     "data.public_metrics.impression_count"),
    ("fct_post_engagement", "view_count", "stg_tiklive__videos.play_count", "tiklive", "/user-posts/",
     "videos.play_count"),
    ("fct_post_engagement", "er_views", "stg_instagram__own_media.comments_count", "instagram", "own_media",
     "data.comments_count"),
    ("fct_hashtag_snapshot", "user_count", "stg_tiklive__hashtags.user_count", "tiklive", "/challenge-info-name/",
     "user_count"),
    ("fct_post_insights", "value", "stg_tiktok_business__videos.reach", "tiktok_business", "business_video_list",
     "data.videos.reach"),
    ("stg_tiktok_comments", "author_hash", "stg_tiklive__comments.author_hash", "tiklive", "/post-comments/",
     "comments.user.id"),
    ("fact_tiktok_post_engagement", "collect_count", "stg_tiktok_app__videos.collect_count", "tiktok_app", "feed",
     "aweme_list.statistics.collect_count"),
]  # fmt: skip


@pytest.mark.parametrize(("mart", "column", "staged", "provider", "endpoint", "member"), BY_HAND)
def test_a_lineage_found_by_hand_is_found(
    lineage: Lineage, mart: str, column: str, staged: str, provider: str, endpoint: str, member: str
) -> None:
    """Through views, unions, type-2 windows, structures and lists."""
    assert staged in {f"{origin.table}.{origin.column}" for origin in lineage.staged(mart, column)}
    table, name = staged.split(".")
    assert lineage.providers(table) == {provider}
    assert endpoint in lineage.endpoints(table)
    assert member in {field.member for field in lineage.fields(table, name)}


def test_what_is_of_no_provider_says_what_it_is_of(lineage: Lineage) -> None:
    """The match, a person's seed, a count of rows, a constant."""
    assert explained(lineage, "bridge_creator_accounts", "match_confidence") == "the match (`pairs`)"
    assert explained(lineage, "dim_creator", "account_count") == "a count of rows"
    assert explained(lineage, "creator_reach", "is_directional") == "a constant"
    assert explained(lineage, "bridge_watch_posts", "is_watched") == "the app database (`watchlist`)"
    tables = {origin.table for origin in lineage.staged("creator_reach", "reach_mid")}
    assert {"seeds.overlap_priors", "stg_tiklive__users", "stg_x__users"} <= tables


def test_a_value_is_of_nothing_but_what_it_is_made_of(lineage: Lineage) -> None:
    """The second id is TikTok's; a caption is no counter."""
    assert {origin.table for origin in lineage.staged("cross_platform_creators", "tiktok_sec_uid")} == {
        "stg_tiklive__users",
        "stg_tiktok_app__authors",
    }
    columns = {origin.column for origin in lineage.staged("fct_post_engagement", "view_count")}
    assert not columns & {"digg_count", "like_count", "title", "caption", "observed_at"}


@pytest.mark.parametrize("name", [*PUBLISHED, *COMPATIBILITY_VIEWS, *MASKED])
def test_every_published_column_has_a_lineage_or_a_reason(lineage: Lineage, name: str) -> None:
    """And what is told of a provider names one that there is."""
    known = {*load_providers(), "import", "tiktok_app"}
    for column in lineage.columns(name):
        if explained(lineage, name, column) is None:
            staged = [one.table for one in lineage.staged(name, column) if one.table in lineage.project.models]
            assert staged and all(lineage.providers(table) <= known and lineage.providers(table) for table in staged)


def test_every_staging_column_is_read_from_an_answer(lineage: Lineage) -> None:
    """A member of the body or a column of the envelope; no macro hides one."""
    for model in lineage.project.models.values():
        if model.is_staging:
            lost = {column for column in lineage.columns(model.name) if not lineage.sent(model.name, column)}
            # which list of an answer a row stood in, or that it stood in none: no member says it
            assert lost <= {"is_included", "is_missing"}, model.name


def test_sql_that_cannot_be_followed_is_refused(lineage: Lineage) -> None:
    """A guess would look like knowledge."""
    odd = Model("odd", "marts_default", "select handle from marts_default.nowhere")
    with pytest.raises(UnreadableSql, match=r"odd: the table marts_default\.nowhere is neither"):
        lineage.beside(odd).columns("odd")


def test_the_page_is_of_these_models(lineage: Lineage) -> None:
    """`make docs` would change nothing; `make lint` compares a digest alone, as this takes a while."""
    assert PAGE.read_text(encoding="utf-8") == lineage_page(lineage), "run: make docs"
