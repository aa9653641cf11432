"""YouTube Data API v3: public channels, their uploads, and the counters of videos, with an API key alone.

Every call costs one unit, whatever it asks for and even where it is refused, so ids go in batches of fifty: a handle
is settled once (one a call), then channels and videos are read by id. Uploads are read from the uploads playlist,
never by search, whose hundred calls a day are kept for watchlists.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from creatorgraph.errors import ConfigurationError
from creatorgraph.providers.contract import Answer, Ask, Cadence, Facts, Kind, Request, Verdict, Visit
from creatorgraph.providers.youtube_answers import CHANNELS, PLAYLIST_ITEMS, SEARCH, VIDEOS, read_answer, tag_to_send
from creatorgraph.providers.youtube_rules import FACTS, SEARCH_FAMILY, UNITS_FAMILY

ROOT: Final = "/youtube/v3/"
UNIT: Final = Decimal(1)
BATCH: Final = 50
SEARCH_OVERLAP_SECONDS: Final = 86_400
"""Search lists a video hours after it appeared: each visit looks back a day before the newest that is known."""

CHANNEL_PARTS: Final = "id,snippet,statistics,contentDetails,brandingSettings,topicDetails,status"
UPLOAD_PARTS: Final = "contentDetails,snippet,status"
VIDEO_PARTS: Final = (
    "id,snippet,contentDetails,statistics,status,topicDetails,paidProductPlacementDetails,liveStreamingDetails"
)

RESOLVE_VISIT: Final = Visit(
    name="resolve", cadences=(Cadence.PROFILE,), needs_handle=True, family=UNITS_FAMILY, until_native_id=True
)
PROFILE_VISIT: Final = Visit(
    name="profile", cadences=(Cadence.PROFILE,), needs_native_id=True, batch=BATCH, family=UNITS_FAMILY
)
POSTS_VISIT: Final = Visit(
    name="posts",
    cadences=(Cadence.POSTS,),
    needs_native_id=True,
    pages=True,
    family=UNITS_FAMILY,
    follows_posts=True,
)
POST_VISIT: Final = Visit(
    name="post", cadences=(Cadence.POST,), kind=Kind.POST, needs_native_id=True, batch=BATCH, family=UNITS_FAMILY
)
HASHTAG_VISIT: Final = Visit(
    name="hashtag_videos",
    cadences=(Cadence.WATCHLIST,),
    kind=Kind.HASHTAG,
    needs_handle=True,
    pages=True,
    family=SEARCH_FAMILY,
)
KEYWORD_VISIT: Final = Visit(
    name="keyword_videos",
    cadences=(Cadence.WATCHLIST,),
    kind=Kind.KEYWORD,
    needs_handle=True,
    pages=True,
    family=SEARCH_FAMILY,
)
FIND_ACCOUNTS_VISIT: Final = Visit(
    name="find_accounts",
    cadences=(Cadence.EXTRAS,),
    kind=Kind.KEYWORD,
    needs_handle=True,
    family=SEARCH_FAMILY,
    extra=True,
)

CALLABLE: Final = frozenset(
    {
        "activities", "channelSections", "channels", "commentThreads", "comments", "i18nLanguages", "i18nRegions",
        "playlistItems", "playlists", "search", "subscriptions", "videoCategories", "videos", "videos:batchGetStats",
    }
)  # fmt: skip
"""The documented GET methods that answer to an API key."""
SECRET_PARAMETERS: Final = frozenset({"key", "access_token", "oauth_token"})


@dataclass(frozen=True, slots=True)
class YouTube:
    """The provider object; stateless."""

    name: str = "youtube"
    platform: str = "youtube"
    facts: Facts = FACTS
    visits: tuple[Visit, ...] = (
        RESOLVE_VISIT,
        PROFILE_VISIT,
        POSTS_VISIT,
        POST_VISIT,
        HASHTAG_VISIT,
        KEYWORD_VISIT,
        FIND_ACCOUNTS_VISIT,
    )

    def request(self, ask: Ask) -> Request:
        """A channel by handle, channels or videos by id, a page of uploads, or a page of a search."""
        if ask.visit.name == RESOLVE_VISIT.name:
            handle = "@" + (ask.target.handle or "").removeprefix("@")
            return _get(CHANNELS, "channels", {"part": CHANNEL_PARTS}, {"forHandle": handle})
        if ask.visit.name == PROFILE_VISIT.name:
            return _get(CHANNELS, "channels", {"part": CHANNEL_PARTS, "maxResults": str(BATCH)}, {"id": _ids(ask)})
        if ask.visit.name == POST_VISIT.name:
            return _get(VIDEOS, "videos", {"part": VIDEO_PARTS}, {"id": _ids(ask)})
        return _uploads(ask) if ask.visit.name == POSTS_VISIT.name else _search(ask)

    def classify(self, answer: Answer) -> Verdict:
        """304, then an `error` member by its reason, then the status, then what the endpoint owes."""
        return read_answer(answer)

    def call(self, path: str, query: Mapping[str, str]) -> Request:
        """Any documented GET that an API key may ask, as `channels` or `/youtube/v3/channels`.

        Raises ConfigurationError for another path, and for a key among the parameters, where it would be written down.
        """
        method = path.removeprefix(ROOT).strip("/")
        if method not in CALLABLE:
            raise ConfigurationError.unknown("YouTube path", path, CALLABLE)
        if SECRET_PARAMETERS & set(query):
            raise ConfigurationError(
                "A key among the parameters of a call would be kept with its answer.",
                kept="Nothing was sent.",
                todo="Leave it out: the lane's own key is sent in a header.",
            )
        endpoint = re.sub(r"[A-Z]", lambda found: "_" + found.group().lower(), method)
        request = _get({"videos:batch_get_stats": "videos_batch_stats"}.get(endpoint, endpoint), method, {}, query)
        return replace(request, family=SEARCH_FAMILY if method == SEARCH else UNITS_FAMILY)


PROVIDER: Final = YouTube()


def uploads_playlist(channel_id: str) -> str:
    """The playlist of a channel's uploads: its id with `UU` for `UC`, as every channel answer has shown so far.

    A channel answer also names it (`contentDetails.relatedPlaylists.uploads`), but a request is made from the
    channel's id alone; should the two ever differ, the walk says that the playlist is unknown, never that it is empty.
    """
    return "UU" + channel_id.removeprefix("UC")


def _get(
    endpoint: str,
    method: str,
    fixed: Mapping[str, str],
    param: Mapping[str, str],
    *,
    etag: str | None = None,
    context: Mapping[str, str] | None = None,
) -> Request:
    """`fixed` is asked every time and not remembered, `context` remembered and not asked."""
    return Request(
        endpoint=endpoint,
        path=ROOT + method,
        query={**fixed, **param},
        param={**param, **(context or {})},
        secret_headers={"x-goog-api-key": "{api_key}"},
        cost=UNIT,
        headers={"If-None-Match": etag} if etag else {},
    )


def _ids(ask: Ask) -> str:
    return ",".join(target.native_id or "" for target in ask.targets)


def _uploads(ask: Ask) -> Request:
    channel = ask.target.native_id or ""
    page = {"pageToken": ask.cursor} if ask.cursor else {}
    return _get(
        PLAYLIST_ITEMS,
        "playlistItems",
        {"part": UPLOAD_PARTS, "maxResults": str(BATCH)},
        {"playlistId": uploads_playlist(channel), **page},
        etag=None if ask.cursor else tag_to_send(ask.etag, ask.since_time),
        context={"channelId": channel},
    )


def _search(ask: Ask) -> Request:
    words = (ask.target.handle or "").removeprefix("#")
    param = {"q": f"#{words}" if ask.target.kind is Kind.HASHTAG else words}
    if ask.visit.name == FIND_ACCOUNTS_VISIT.name:
        param["type"] = "channel"
    else:
        param |= {"type": "video", "order": "date"}
        newer_than = ask.since_time if ask.since_time is not None else ask.oldest
        param |= {"publishedAfter": _since(newer_than)} if newer_than is not None else {}
    param |= {"pageToken": ask.cursor} if ask.cursor else {}
    return _get(SEARCH, "search", {"part": "snippet", "maxResults": str(BATCH)}, param)


def _since(seconds: int) -> str:
    instant = datetime.fromtimestamp(max(0, seconds - SEARCH_OVERLAP_SECONDS), UTC)
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
