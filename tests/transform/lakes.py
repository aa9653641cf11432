"""A small lake in which every provider, every trap of the contracts and every completeness has said something."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from creatorgraph.types import Completeness, Envelope, Outcome

FIRST_DAY: Final = datetime(2026, 8, 1, 6, tzinfo=UTC)
AS_OF: Final = datetime(2026, 8, 10, tzinfo=UTC)
LENA: Final = "7012345678901234567"
STRANGER: Final = "7099999999999999999"
LENA_INSTAGRAM: Final = "17841400000000999"

OUTCOMES: Final = {
    Completeness.COMPLETE: Outcome.OK,
    Completeness.PARTIAL: Outcome.OK,
    Completeness.EMPTY: Outcome.OK,
    Completeness.PRIVATE: Outcome.PRIVATE,
    Completeness.GONE: Outcome.GONE,
    Completeness.BLOCKED: Outcome.BLOCKED,
    Completeness.UNSUPPORTED: Outcome.UNSUPPORTED,
    Completeness.FAILED: Outcome.TRANSIENT,
}


def day(number: float) -> datetime:
    """The first hour of collection, `number` days on (UTC)."""
    return FIRST_DAY + timedelta(days=number)


def answer(answer_id: str, endpoint: str, at: datetime, payload: object, **members: Any) -> Envelope:
    """An envelope; unless told otherwise a good public answer of TikLiveAPI."""
    provider = members.pop("provider", "tiklive")
    values: dict[str, Any] = {
        "lane": provider,
        "request_param": "{}",
        "requested_at": at,
        "observed_at": at,
        "ingested_at": at,
        "http_status": 200,
        "outcome": Outcome.OK,
        "completeness": Completeness.COMPLETE,
        "cost": Decimal(1),
        "visibility": "public",
        "subject_keys": (),
        "request_id": answer_id,
    }
    text = payload if isinstance(payload, str) else json.dumps(payload)
    return Envelope(answer_id=answer_id, provider=provider, endpoint=endpoint, payload=text, **{**values, **members})


def profile(at: datetime, user_id: str, handle: str, followers: int | None, **user: object) -> Envelope:
    """A TikTok profile."""
    shown = {"id": user_id, "uniqueId": handle, "nickname": "Lena Bakes", "verified": False, **user}
    body = {"user": shown, "stats": {"followerCount": followers, "followingCount": 3, "heartCount": 9, "videoCount": 2}}
    return answer(f"profile-{user_id}-{at:%d%H}", "/userinfo-by-id/", at, body, subject_keys=(f"tiktok:id:{user_id}",))


def posts(at: datetime, user_id: str, handle: str, videos: Iterable[tuple[str, int]]) -> Envelope:
    """A page of TikTok posts, each a numeric id and its plays; the first is pinned and comes twice."""
    author = {"id": user_id, "unique_id": handle, "nickname": "Lena Bakes"}
    items = [
        {"aweme_id": f"v0{native_id}", "video_id": native_id, "title": f"post {native_id} #bread", "play_count": plays}
        | {"digg_count": plays // 10, "comment_count": 3, "share_count": 4, "collect_count": 5, "author": author}
        | {"create_time": int(FIRST_DAY.timestamp()), "is_top": int(place == 0)}
        for place, (native_id, plays) in enumerate(videos)
    ]
    body = {"videos": [*items, *items[:1]], "cursor": "1", "hasMore": False}
    return answer(f"posts-{user_id}-{at:%d%H}", "/user-posts/", at, body, subject_keys=(f"tiktok:id:{user_id}",))


def discovery(at: datetime, user_id: str, handle: str, followers: int, media: Sequence[dict[str, Any]]) -> Envelope:
    """An Instagram profile with its first media."""
    found = {"id": user_id, "username": handle, "name": "Lena B", "followers_count": followers, "media_count": 7}
    body = {"business_discovery": found | ({"media": {"data": list(media)}} if media else {}), "id": "1"}
    subjects = (f"instagram:id:{user_id}",)
    name = f"discovery-{user_id}-{at:%d%H}"
    return answer(name, "business_discovery", at, body, provider="instagram", subject_keys=subjects)


def imported(answer_id: str, kind: str, at: datetime, row: dict[str, object], **members: Any) -> Envelope:
    """A row of a person's file."""
    return answer(answer_id, kind, at, row, provider="import", http_status=None, **members)


def own_account(at: datetime, organization: str, followers: int) -> list[Envelope]:
    """What Lena authorised one organization to see of her Instagram account."""
    grant: dict[str, Any] = {
        "provider": "instagram",
        "lane": f"instagram@{organization}",
        "visibility": f"org:{organization}",
        "subject_keys": (f"instagram:id:{LENA_INSTAGRAM}",),
    }
    account = {"id": LENA_INSTAGRAM, "username": "lena.bakes", "followers_count": followers, "biography": "for friends"}
    media = {"data": [{"id": "901", "like_count": 3, "saved_count": 2, "timestamp": "2026-08-02T08:00:00+0000"}]}
    return [
        answer(f"own-{organization}-{at:%d%H}", "own_account", at, account, **grant),
        answer(f"own-media-{organization}-{at:%d%H}", "own_media", at, media, **grant),
    ]


def every_completeness(at: datetime) -> list[Envelope]:
    """One answer of each kind; those that are no success carry what must not be read."""
    found = []
    for kind, outcome in OUTCOMES.items():
        user_id = f"80{len(found)}"
        body: object = {"user": {"id": user_id, "uniqueId": f"kind.{kind}"}, "stats": {"followerCount": 5}}
        if kind is Completeness.EMPTY:
            body = {"videos": [], "hasMore": False}
        endpoint = "/user-posts/" if kind is Completeness.EMPTY else "/userinfo-by-id/"
        found.append(answer(f"kind-{kind}", endpoint, at, body, completeness=kind, outcome=outcome))
    return found


def other_platforms(at: datetime) -> list[Envelope]:
    """X, YouTube and captured TikTok answers."""
    x = {"data": [{"id": "17", "username": "LenaBakes", "name": "Lena", "public_metrics": {"followers_count": 40}}]}
    tweets = {"data": [{"id": "190", "author_id": "17", "text": "rye", "public_metrics": {"like_count": 2}}]}
    channel = {"id": "UCaaaaaaaaaaaaaaaaaaaa01", "snippet": {"title": "Lena", "customUrl": "@lenabakes"}}
    channels = {"items": [channel | {"statistics": {"subscriberCount": "481000", "viewCount": "9"}}]}
    videos = {"items": [{"id": "vid1", "snippet": {"channelId": channel["id"]}, "statistics": {"viewCount": "5"}}]}
    author = {"uid": LENA, "unique_id": "lena.bakes", "signature": "bread"}
    feed = {"aweme_list": [{"aweme_id": "7500000000000000001", "author": author, "statistics": {"play_count": 400}}]}
    return [
        answer("x-users", "users", at, x, provider="x"),
        answer("x-tweets", "tweets", at, tweets, provider="x"),
        answer("yt-channels", "channels", at, channels, provider="youtube"),
        answer("yt-videos", "videos", at, videos, provider="youtube"),
        answer("feed", "feed", at, feed, provider="tiktok_app"),
    ]


def first_days() -> list[Envelope]:
    """Three days: Lena on two platforms, a history by handle from before, and every completeness."""
    reel = {
        "id": "801",
        "like_count": 21,
        "comments_count": 2,
        "view_count": 300,
        "timestamp": "2026-08-01T05:00:00+0000",
    }
    shy = {"id": "802", "comments_count": 1, "timestamp": "2026-08-01T04:00:00+0000"}
    videos = [("7500000000000000001", 100), ("7500000000000000002", 50)]
    history = {"platform": "tiktok", "handle": "lena.bakes", "date": "2026-07-20", "followers": 900}
    return [
        imported("history-1", "history", day(-12), history, ingested_at=day(0)),
        imported("account-1", "accounts", day(0), {"platform": "x", "handle": "nobody.knows", "group": "beauty"}),
        profile(day(0), LENA, "lena.bakes", 1000, signature="bread", bioLink={"link": "https://l.ink/lena"}),
        posts(day(0), LENA, "lena.bakes", videos),
        discovery(day(0), LENA_INSTAGRAM, "lena.bakes", 500, [reel, shy]),
        *every_completeness(day(0.1)),
        *other_platforms(day(0.2)),
        profile(day(1), LENA, "lena.bakes", 1010, signature="bread and butter"),
        posts(day(1), LENA, "lena.bakes", [(native_id, plays + 10) for native_id, plays in videos]),
        posts(day(1.5), LENA, "lena.bakes", [(native_id, plays + 15) for native_id, plays in videos]),
        discovery(day(1), LENA_INSTAGRAM, "lena.bakes", 510, []),
    ]


def later_days() -> list[Envelope]:
    """Three more: a rename, a counter that falls, a stranger who takes the old handle, a history that comes late."""
    late = {"platform": "tiktok", "handle": "lena.bakes", "date": "2026-07-25", "followers": 950}
    after = {"platform": "tiktok", "handle": "lena.bakes", "date": "2026-08-06", "followers": 7}
    return [
        profile(day(3), LENA, "lena.bakes.bread", 1020, signature="bread and butter"),
        profile(day(4), STRANGER, "lena.bakes", 5, nickname="Not Lena"),
        # the second post's plays fall, from 65
        posts(day(4), LENA, "lena.bakes.bread", [("7500000000000000001", 150), ("7500000000000000002", 55)]),
        imported("history-2", "history", datetime(2026, 7, 25, tzinfo=UTC), late, ingested_at=day(4)),
        imported("history-3", "history", datetime(2026, 8, 6, tzinfo=UTC), after, ingested_at=day(5)),
        discovery(day(4), LENA_INSTAGRAM, "lena.bakes", 520, []),
    ]
