"""TikTok API for Business, Accounts API v1.3: insights of creators who gave their grant to an organization.

A slash at the end of a path is part of it. Errors come with status 200. Lists and objects in a query are JSON. Insights
lag one to two days, so a reading ends with yesterday (UTC) and goes back thirty days, the most that one call holds:
days that TikTok corrected since are read again with it. `{open_id}` is the creator's, filled in when a call is sent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from creatorgraph.errors import ConfigurationError
from creatorgraph.providers.contract import (
    Answer,
    Ask,
    Cadence,
    Credential,
    Facts,
    Kind,
    Limits,
    PostFact,
    ProfileFacts,
    Request,
    Target,
    Verdict,
    Visit,
)
from creatorgraph.providers.reading import as_count, as_object, as_text, as_truth, parse_object
from creatorgraph.providers.tiktok_display import no_posts, part_of
from creatorgraph.providers.tiktok_login import TIKTOK_BUSINESS
from creatorgraph.providers.tiktok_official_errors import CALL, data_of, drift, read_business_error, read_unreadable
from creatorgraph.providers.tiktok_official_rules import BUSINESS_RULES, NOT_WATCHED
from creatorgraph.types import Completeness, Outcome, Platform

BUSINESS_GET: Final = "business_get"
BUSINESS_VIDEO_LIST: Final = "business_video_list"
ROOT: Final = "/open_api/v1.3/business/"
PATHS: Final = {BUSINESS_GET: f"{ROOT}get/", BUSINESS_VIDEO_LIST: f"{ROOT}video/list/"}
PAGE_SIZE: Final = 20
WINDOW_DAYS: Final = 30
LAG_DAYS: Final = 1

ACCOUNT_FIELDS: Final = (
    "username", "display_name", "is_business_account", "bio_description", "is_verified", "following_count",
    "followers_count", "total_likes", "videos_count", "audience_ages", "audience_genders", "audience_countries",
    "audience_cities", "video_views", "unique_video_views", "profile_views", "likes", "comments", "shares",
    "engaged_audience", "daily_total_followers", "daily_new_followers", "daily_lost_followers", "audience_activity",
    "bio_link_clicks", "phone_number_clicks", "email_clicks", "address_clicks", "app_download_clicks",
    "lead_submissions",
)  # fmt: skip
VIDEO_FIELDS: Final = (
    "item_id", "create_time", "media_type", "is_ad", "caption", "share_url", "video_duration", "video_views", "likes",
    "comments", "shares", "favorites", "reach", "total_time_watched", "average_time_watched",
    "full_video_watched_rate", "new_followers", "profile_views", "website_clicks", "impression_sources",
    "audience_countries", "audience_cities", "audience_genders", "audience_types", "video_view_retention",
    "engagement_likes",
)  # fmt: skip

FAMILY: Final = "business"

INSIGHTS_VISIT: Final = Visit(name="account_insights", cadences=(Cadence.INSIGHTS,), authorised=True, family=FAMILY)
POSTS_VISIT: Final = Visit(
    name="posts", cadences=(Cadence.POSTS,), authorised=True, pages=True, follows_posts=True, family=FAMILY
)
POST_VISIT: Final = Visit(
    name="post",
    cadences=(Cadence.POST,),
    kind=Kind.POST,
    needs_native_id=True,
    authorised=True,
    batch=PAGE_SIZE,
    family=FAMILY,
)

FACTS: Final = Facts(
    title="TikTok Accounts API (API for Business)",
    base_url="https://business-api.tiktok.com",
    version="v1.3",
    unit="call",
    limits=Limits(requests=600, window_seconds=60.0, burst=10),
    families={FAMILY: Limits(requests=864_000, window_seconds=86_400.0, burst=10, day_zone="UTC")},
    credentials=("client_id", "client_secret"),
    credential=Credential.GRANT,
    unsupported=NOT_WATCHED,
    rules=BUSINESS_RULES,
)


@dataclass(frozen=True, slots=True)
class TikTokBusiness:
    """The provider object; stateless."""

    name: str = TIKTOK_BUSINESS
    platform: str = Platform.TIKTOK
    facts: Facts = FACTS
    visits: tuple[Visit, ...] = (INSIGHTS_VISIT, POSTS_VISIT, POST_VISIT)

    def request(self, ask: Ask) -> Request:
        """Insights of thirty days, a page of videos, or up to twenty videos by id."""
        if ask.visit.kind is Kind.POST:
            asked = [target for target in ask.targets if target.owner == ask.target.owner]
            ids = [target.native_id for target in asked if target.native_id]
            whose = {"native_id": ask.target.owner} if ask.target.owner else {}
            return _videos({"filters": _json({"video_ids": ids})}, whose | {"video_ids": ",".join(ids)})
        if ask.visit.name == POSTS_VISIT.name:
            cursor = {"cursor": ask.cursor} if ask.cursor else {}
            return _videos(cursor, _named(ask.target) | cursor)
        window = insight_window(ask.now) if ask.now is not None else {}
        return _get(BUSINESS_GET, {"fields": _json(ACCOUNT_FIELDS), **window}, _named(ask.target) | window)

    def classify(self, answer: Answer) -> Verdict:
        """`code` first, then the form of the body."""
        document = parse_object(answer.body)
        if document is None or answer.cut:
            return read_unreadable(answer)
        failure = read_business_error(document, answer)
        if failure is not None:
            return failure
        partial = as_count(document.get("code")) != 0
        if answer.endpoint == BUSINESS_GET:
            return _account(answer, data_of(document), partial=partial)
        return _listed(answer, data_of(document), partial=partial)

    def call(self, path: str, query: Mapping[str, str]) -> Request:
        """Any path below `/open_api/v1.3/business/`, with the slash at the end that it needs."""
        whole = f"/{path.strip('/')}/"
        if not whole.startswith(ROOT):
            raise ConfigurationError.unknown("path of the Accounts API", path, PATHS.values())
        known = {known: name for name, known in PATHS.items()}
        endpoint = known.get(whole, "business_" + whole.removeprefix(ROOT).strip("/").replace("/", "_"))
        return replace(_get(endpoint, query, query, path=whole), family=FAMILY)


def insight_window(now: datetime) -> dict[str, str]:
    """The thirty days that end with yesterday (UTC), as TikTok's first and last day."""
    end = now.date() - timedelta(days=LAG_DAYS)
    return {"start_date": (end - timedelta(days=WINDOW_DAYS - 1)).isoformat(), "end_date": end.isoformat()}


def _named(target: Target) -> dict[str, str]:
    named = {"native_id": target.native_id, "username": target.handle}
    return {name: value for name, value in named.items() if value is not None}


def _videos(query: Mapping[str, str], param: Mapping[str, str]) -> Request:
    size = {"max_count": str(PAGE_SIZE)}
    return _get(BUSINESS_VIDEO_LIST, {"fields": _json(VIDEO_FIELDS), **size, **query}, param)


def _get(endpoint: str, query: Mapping[str, str], param: Mapping[str, str], path: str | None = None) -> Request:
    return Request(
        endpoint=endpoint,
        path=f"{path or PATHS[endpoint]}?business_id={{open_id}}",
        query=query,
        param={"open_id": "{open_id}", **param},
        secret_headers={"Access-Token": "{access_token}"},
        cost=CALL,
    )


def _json(value: Sequence[str] | Mapping[str, object]) -> str:
    return json.dumps(value, separators=(",", ":"))


def _account(answer: Answer, data: Mapping[str, Any], *, partial: bool) -> Verdict:
    if not data:
        return drift("no data")
    facts = ProfileFacts(
        native_id=answer.targets[0].native_id if answer.targets else None,
        handle=as_text(data.get("username")),
        display_name=as_text(data.get("display_name")),
        follower_count=as_count(data.get("followers_count")),
        post_count=as_count(data.get("videos_count")),
    )
    missing = partial or not data.get("metrics")
    return Verdict(
        outcome=Outcome.OK,
        completeness=Completeness.PARTIAL if missing else Completeness.COMPLETE,
        cost=CALL,
        note=("partial success" if partial else "no daily metrics") if missing else "",
        profile=facts,
    )


def _listed(answer: Answer, data: Mapping[str, Any], *, partial: bool) -> Verdict:
    videos = data.get("videos", [])
    if not isinstance(videos, list):
        return drift("videos is no list")
    posts = tuple(fact for fact in map(_post_fact, videos) if fact is not None)
    if "video_ids" in answer.param:
        return _filtered(answer, posts, partial=partial)
    cursor = as_text(data.get("cursor")) if as_truth(data.get("has_more")) else None
    stuck = cursor is not None and cursor == answer.param.get("cursor")
    if not videos and cursor is None and "cursor" not in answer.param:
        return no_posts(answer.post_count)
    return Verdict(
        outcome=Outcome.OK,
        completeness=Completeness.PARTIAL if stuck or partial else Completeness.COMPLETE,
        cost=CALL,
        next_cursor=None if stuck else cursor,
        note="the cursor repeats" if stuck else "partial success" if partial else "",
        dead_end=stuck,
        posts=posts,
    )


def _filtered(answer: Answer, posts: Sequence[PostFact], *, partial: bool) -> Verdict:
    shown = {post.native_id for post in posts}
    parts = tuple(part_of(target, answer.targets[0], shown, whole=not partial) for target in answer.targets)
    whole = not partial and all(part.outcome is Outcome.OK for part in parts)
    completeness = Completeness.COMPLETE if whole else Completeness.PARTIAL
    return Verdict(outcome=Outcome.OK, completeness=completeness, cost=CALL, parts=parts, posts=tuple(posts))


def _post_fact(item: Any) -> PostFact | None:
    video = as_object(item)
    native_id = as_text(video.get("item_id"))
    return PostFact(native_id, as_count(video.get("create_time"))) if native_id is not None else None


PROVIDER: Final = TikTokBusiness()
