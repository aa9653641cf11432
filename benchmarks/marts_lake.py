"""A lake as months of collecting leave it, written directly: accounts read once a day, their newest posts re-read.

Each creator has one account on each of four platforms. A provider's answers have its own form: TikTok and Instagram one
account an answer, X a hundred users or posts, YouTube fifty. Arithmetic alone decides every value, so that the same
numbers of creators and days always make the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Final

from creatorgraph.land.lake import Lake
from creatorgraph.types import Completeness, Envelope, Outcome

FIRST_DAY: Final = datetime(2026, 8, 1, tzinfo=UTC)
RE_POLLED: Final = 10
POST_EVERY: Final = 9
"""Days from one post of an account to its next."""
SYLLABLES: Final = ("ba", "ce", "di", "fo", "gu", "ha", "ke", "li", "mo", "nu", "pa", "re", "si", "to", "vu", "za")
TOPICS: Final = ("baking", "garden", "running", "sewing", "chess", "trains", "budget", "film")


@dataclass(frozen=True, slots=True)
class Account:
    """One account: its creator's number, and its native id."""

    creator: int
    native_id: str

    @property
    def handle(self) -> str:
        """The same on all platforms, different for each creator."""
        return f"{_word(self.creator)}.{_word(self.creator // 7 + 3)}{self.creator}"

    @property
    def followers(self) -> int:
        """At the start; skewed, from a thousand to millions."""
        return 1_000 + 40_000_000 // (1 + self.creator * 7919 % 20_011)


def native_ids(creator: int) -> dict[str, str]:
    """Platform -> native id of a creator's account."""
    return {
        "tiktok": str(7_000_000_000_000_000_000 + creator),
        "instagram": str(17_841_400_000_000_000 + creator),
        "x": str(1_500_000_000_000_000_000 + creator),
        "youtube": f"UC{creator:022d}",
    }


def write_days(lake: Lake, creators: int, days: Sequence[int]) -> int:
    """Land whole days, numbered from the first; returns the payloads' size in bytes."""
    size = 0
    for day in days:
        found = list(answers_of(creators, day))
        lake.append(found, file_id=f"day-{day}")
        size += sum(len(one.payload) for one in found)
    return size


def answers_of(creators: int, day: int) -> Iterator[Envelope]:
    """Everything that one day's collecting got."""
    ids = [native_ids(creator) for creator in range(creators)]
    accounts = {platform: [Account(n, one[platform]) for n, one in enumerate(ids)] for platform in native_ids(0)}
    yield from _each("tiklive", "/userinfo-by-id/", accounts["tiktok"], 1, day, _tiktok_profile)
    yield from _each("tiklive", "/user-posts/", accounts["tiktok"], 1, day, _tiktok_posts)
    yield from _each("instagram", "business_discovery", accounts["instagram"], 1, day, _instagram)
    yield from _each("x", "users", accounts["x"], 100, day, _x_users)
    yield from _each("x", "tweets", accounts["x"], 100 // RE_POLLED, day, _x_tweets)
    yield from _each("youtube", "channels", accounts["youtube"], 50, day, _channels)
    yield from _each("youtube", "videos", accounts["youtube"], 50 // RE_POLLED, day, _videos)


def followers(account: Account, day: int) -> int:
    """Grows by a steady share of the start."""
    return account.followers + account.followers * day * (account.creator % 5) // 1_000


def posts(account: Account, day: int) -> Iterator[tuple[int, int]]:
    """Number and views of the posts that are re-read on a day: the newest ten."""
    newest = RE_POLLED + day // POST_EVERY
    for number in range(newest - RE_POLLED + 1, newest + 1):
        hours = (day - (number - RE_POLLED) * POST_EVERY) * 24 + 7
        most = account.followers // 3 + (account.creator * 31 + number * 7907) % 5_000
        yield number, most * hours // (hours + 48)


def published(account: Account, number: int) -> datetime:
    """When a post went up, UTC."""
    return FIRST_DAY + timedelta(days=(number - RE_POLLED) * POST_EVERY, minutes=account.creator % 600)


def _each(
    provider: str,
    endpoint: str,
    accounts: Sequence[Account],
    together: int,
    day: int,
    body: Callable[[Sequence[Account], int], str],
) -> Iterator[Envelope]:
    for start in range(0, len(accounts), together):
        asked = accounts[start : start + together]
        at = FIRST_DAY + timedelta(days=day, hours=6, seconds=start)
        name = f"{endpoint.strip('/')}-{start}-{day}"
        platform = "tiktok" if provider == "tiklive" else provider
        yield Envelope(
            answer_id=name, provider=provider, lane=provider, endpoint=endpoint, requested_at=at, observed_at=at,
            request_param=json.dumps({"userid" if together == 1 else "id": ",".join(one.native_id for one in asked)}),
            ingested_at=at + timedelta(minutes=1), http_status=200, outcome=Outcome.OK, cost=Decimal(1),
            completeness=Completeness.COMPLETE, visibility="public", request_id=name, payload=body(asked, day),
            subject_keys=tuple(f"{platform}:id:{one.native_id}" for one in asked),
        )  # fmt: skip


def _tiktok_profile(asked: Sequence[Account], day: int) -> str:
    one = asked[0]
    avatar = f"https://cdn.example/a/{one.creator}.jpeg"
    user = {
        "id": one.native_id, "uniqueId": one.handle, "nickname": _name(one), "avatarThumb": avatar, "verified": False,
        "avatarMedium": avatar, "avatarLarger": avatar, "signature": _bio(one, day), "secUid": f"MS4w{one.creator:060}",
        "bioLink": {"link": f"https://{one.handle}.example"}, "privateAccount": False, "secret": False, "ftc": False,
    }  # fmt: skip
    stats = {"followerCount": followers(one, day), "followingCount": 31, "videoCount": RE_POLLED + day // POST_EVERY}
    return json.dumps({"user": user, "stats": stats | {"heartCount": one.followers * 9, "diggCount": 77}})


def _tiktok_posts(asked: Sequence[Account], day: int) -> str:
    found = (
        f'{_tiktok_post(asked[0], number)}, "play_count": {views}, "digg_count": {views // 11}, '
        f'"comment_count": {views // 400}, "share_count": {views // 250}, "collect_count": {views // 180}, '
        f'"download_count": {views // 2000}}}'
        for number, views in posts(asked[0], day)
    )
    return f'{{"videos": [{", ".join(found)}], "cursor": "1", "hasMore": false}}'


@cache
def _tiktok_post(account: Account, number: int) -> str:
    link = f"https://cdn.example/v/{account.creator}/{number}"
    music = {"id": str(7_450_000_000_000_000_000 + number * 13 % 400), "title": "original sound", "play": link}
    commerce = {"adv_promotable": False, "auction_ad_invited": False, "branded_content_type": 0}
    native_id = str(7_500_000_000_000_000_000 + account.creator * 100 + number)
    return _open({
        "aweme_id": f"v09044g4{account.creator}{number}", "video_id": native_id,
        "region": "DE", "title": _caption(account, number), "content_desc": [], "cover": link, "ai_dynamic_cover": link,
        "origin_cover": link, "duration": 15 + number * 7 % 90, "play": link, "wmplay": link, "size": 5_120_042,
        "wm_size": 5_300_871, "music": link, "commerce_info": commerce, "commercial_video_info": "", "is_ad": False,
        "music_info": music | {"cover": link, "author": _name(account), "original": True, "duration": 41, "album": ""},
        "create_time": int(published(account, number).timestamp()), "anchors": None, "item_comment_settings": 0,
        "mentioned_users": "", "is_top": 0,
        "author": {"id": account.native_id, "unique_id": account.handle, "nickname": _name(account), "avatar": link},
    })  # fmt: skip


def _instagram(asked: Sequence[Account], day: int) -> str:
    one = asked[0]
    media = ", ".join(
        f'{_medium(one, number)}, "like_count": {views // 12}, "comments_count": {views // 500}, '
        f'"view_count": {views}}}'
        for number, views in posts(one, day)
    )
    profile = _open({
        "id": one.native_id, "username": one.handle, "name": _name(one), "biography": _bio(one, day),
        "website": f"https://{one.handle}.example", "followers_count": followers(one, day), "follows_count": 55,
        "media_count": RE_POLLED + day // POST_EVERY, "profile_picture_url": f"https://cdn.example/i/{one.creator}.jpg",
    })  # fmt: skip
    return f'{{"business_discovery": {profile}, "media": {{"data": [{media}]}}}}, "id": "17841400005866987"}}'


@cache
def _medium(account: Account, number: int) -> str:
    native_id = str(17_900_000_000_000_000 + account.creator * 100 + number)
    return _open({
        "id": native_id, "caption": _caption(account, number), "media_type": "VIDEO", "media_product_type": "REELS",
        "permalink": f"https://www.instagram.com/reel/{native_id}/", "shortcode": native_id,
        "timestamp": f"{published(account, number):%Y-%m-%dT%H:%M:%S+0000}",
    })  # fmt: skip


def _x_users(asked: Sequence[Account], day: int) -> str:
    return json.dumps({
        "data": [
            {
                "id": one.native_id, "name": _name(one), "username": one.handle.replace(".", "_"), "location": "DE",
                "created_at": "2024-10-09T22:06:48.000Z", "description": _bio(one, day), "protected": False,
                "url": f"https://{one.handle}.example", "verified": False, "verified_type": "none",
                "public_metrics": {
                    "followers_count": followers(one, day), "following_count": 543,
                    "tweet_count": RE_POLLED + day // POST_EVERY, "listed_count": 6,
                },
            }
            for one in asked
        ]
    })  # fmt: skip


def _x_tweets(asked: Sequence[Account], day: int) -> str:
    found = (
        f'{_tweet(one, number)}, "public_metrics": {{"retweet_count": {views // 300}, "reply_count": {views // 700}, '
        f'"like_count": {views // 40}, "quote_count": {views // 3000}, "bookmark_count": {views // 900}, '
        f'"impression_count": {views}}}}}'
        for one in asked
        for number, views in posts(one, day)
    )
    return f'{{"data": [{", ".join(found)}]}}'


@cache
def _tweet(account: Account, number: int) -> str:
    native_id = str(1_900_000_000_000_000_000 + account.creator * 100 + number)
    return _open({
        "id": native_id, "text": _caption(account, number), "edit_history_tweet_ids": [native_id], "lang": "en",
        "author_id": account.native_id, "conversation_id": native_id, "possibly_sensitive": False,
        "created_at": f"{published(account, number):%Y-%m-%dT%H:%M:%S.000Z}",
        "entities": {"hashtags": [{"start": 9, "end": 15, "tag": TOPICS[number % len(TOPICS)]}]},
    })  # fmt: skip


def _channels(asked: Sequence[Account], day: int) -> str:
    return json.dumps({
        "kind": "youtube#channelListResponse",
        "items": [
            {
                "kind": "youtube#channel", "id": one.native_id,
                "snippet": {
                    "title": _name(one), "description": _bio(one, day), "customUrl": f"@{one.handle}", "country": "DE",
                    "publishedAt": "2025-07-09T07:07:26Z",
                },
                "statistics": {
                    "viewCount": str(one.followers * 90 + day * 1000), "hiddenSubscriberCount": False,
                    "subscriberCount": str(followers(one, day)), "videoCount": str(RE_POLLED + day // POST_EVERY),
                },
                "status": {"privacyStatus": "public", "madeForKids": False},
            }
            for one in asked
        ],
    })  # fmt: skip


def _videos(asked: Sequence[Account], day: int) -> str:
    found = (
        f'{_upload(one, number)}, "statistics": {{"viewCount": "{views}", "likeCount": "{views // 25}", '
        f'"favoriteCount": "0", "commentCount": "{views // 600}"}}}}'
        for one in asked
        for number, views in posts(one, day)
    )
    return f'{{"kind": "youtube#videoListResponse", "items": [{", ".join(found)}]}}'


@cache
def _upload(account: Account, number: int) -> str:
    caption = _caption(account, number)
    return _open({
        "kind": "youtube#video", "id": f"v{account.creator:07d}{number:03d}",
        "snippet": {
            "publishedAt": f"{published(account, number):%Y-%m-%dT%H:%M:%SZ}", "channelId": account.native_id,
            "title": caption, "description": f"{caption}\n\nMore at https://{account.handle}.example", "tags": [],
            "channelTitle": _name(account), "categoryId": "22", "liveBroadcastContent": "none", "thumbnails": {},
        },
        "contentDetails": {"duration": f"PT{1 + number % 9}M5S", "dimension": "2d", "definition": "hd"},
        "status": {"uploadStatus": "processed", "privacyStatus": "public", "madeForKids": False},
    })  # fmt: skip


def _open(members: dict[str, Any]) -> str:
    """A JSON object that still takes members: those that change from day to day."""
    return json.dumps(members)[:-1]


def _word(number: int) -> str:
    return "".join(SYLLABLES[number * step // 7 % len(SYLLABLES)] for step in (3, 11, 29))


def _name(account: Account) -> str:
    return f"{_word(account.creator)} {_word(account.creator // 7 + 3)}".title()


def _bio(account: Account, day: int) -> str:
    """A fifth of the accounts write a new one each month."""
    season = day // 30 if account.creator % 5 == 0 else 0
    return f"{TOPICS[account.creator % len(TOPICS)]} every day, season {season}"


def _caption(account: Account, number: int) -> str:
    topic = TOPICS[number % len(TOPICS)]
    return f"part {number} of {_word(account.creator)}'s {topic} diary, and what most people forget #{topic} #diary"
