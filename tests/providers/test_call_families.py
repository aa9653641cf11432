"""A path that is called by hand counts against the same limit as the visits that ask there."""

from __future__ import annotations

import pytest

from creatorgraph.providers.registry import find_provider


@pytest.mark.parametrize(
    ("provider", "path", "family"),
    [
        ("x", "/2/users/12/tweets", "timeline"),
        ("x", "/2/users/by/username/lena", "users"),
        ("x", "/2/tweets/12", "tweets"),
        ("x", "/2/tweets/search/recent", "search"),
        ("x", "/2/tweets/counts/recent", "counts"),
        ("x", "/2/usage/tweets", "usage"),
        ("x", "/2/compliance/jobs", ""),
        ("youtube", "search", "search"),
        ("youtube", "/youtube/v3/channels", "units"),
        ("instagram", "ig_hashtag_search", "hashtags"),
        ("instagram", "17843853986012965/recent_media", "hashtag_media"),
        ("instagram", "{ig_user_id}/tags", ""),
        ("tiktok_display", "/v2/video/list/", "video_list"),
        ("tiktok_display", "/v2/user/info/", "user_info"),
        ("tiktok_business", "/open_api/v1.3/business/comment/list/", "business"),
        ("tiklive", "user-posts", ""),
    ],
)
def test_which_limit_a_path_counts_against(provider: str, path: str, family: str) -> None:
    found = find_provider(provider)
    assert found.call(path, {}).family == family
    assert family in {"", *found.facts.families}
