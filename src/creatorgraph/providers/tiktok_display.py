"""TikTok Display API v2: profile, posts and counters of creators who gave a grant through Login Kit.

`{access_token}`, `{open_id}` and `{user_fields}` come from the creator's grant and are filled in when a call is sent:
which fields of a profile may be asked depends on the scopes that were granted. Cursors are milliseconds, creation times
seconds; a page may be short while `has_more` is true; ids stay text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from creatorgraph.errors import ConfigurationError
from creatorgraph.providers.contract import (
    Answer,
    Ask,
    Cadence,
    Credential,
    Facts,
    Kind,
    Limits,
    Part,
    PostFact,
    ProfileFacts,
    Request,
    Target,
    Verdict,
    Visit,
)
from creatorgraph.providers.reading import as_count, as_list, as_object, as_text, as_truth, parse_object
from creatorgraph.providers.tiktok_login import TIKTOK_DISPLAY
from creatorgraph.providers.tiktok_official_errors import CALL, data_of, drift, read_display_error, read_unreadable
from creatorgraph.providers.tiktok_official_rules import DISPLAY_RULES, NOT_WATCHED
from creatorgraph.types import Completeness, Outcome, Platform

USER_INFO: Final = "user_info"
VIDEO_LIST: Final = "video_list"
VIDEO_QUERY: Final = "video_query"
USER_INFO_PATH: Final = "/v2/user/info/"
PATHS: Final = {USER_INFO: USER_INFO_PATH, VIDEO_LIST: "/v2/video/list/", VIDEO_QUERY: "/v2/video/query/"}
PAGE_SIZE: Final = 20
BATCH: Final = 20

SCOPE_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "user.info.basic": ("open_id", "union_id", "avatar_url", "display_name"),
    "user.info.profile": ("bio_description", "profile_deep_link", "is_verified", "username"),
    "user.info.stats": ("follower_count", "following_count", "likes_count", "video_count"),
}
VIDEO_FIELDS: Final = (
    "id", "create_time", "cover_image_url", "share_url", "video_description", "duration", "height", "width", "title",
    "like_count", "comment_count", "share_count", "view_count", "is_aigc",
)  # fmt: skip

PROFILE_VISIT: Final = Visit(name="profile", cadences=(Cadence.PROFILE,), authorised=True, family=USER_INFO)
POSTS_VISIT: Final = Visit(
    name="posts", cadences=(Cadence.POSTS,), authorised=True, pages=True, follows_posts=True, family=VIDEO_LIST
)
POST_VISIT: Final = Visit(
    name="post",
    cadences=(Cadence.POST,),
    kind=Kind.POST,
    needs_native_id=True,
    authorised=True,
    batch=BATCH,
    family=VIDEO_QUERY,
)
FAMILY: Final = Limits(requests=600, window_seconds=60.0, burst=40)

FACTS: Final = Facts(
    title="TikTok Display API",
    base_url="https://open.tiktokapis.com",
    version="v2",
    unit="call",
    limits=Limits(requests=1800, window_seconds=60.0, burst=40),
    families={USER_INFO: FAMILY, VIDEO_LIST: FAMILY, VIDEO_QUERY: FAMILY},
    credentials=("client_key", "client_secret"),
    credential=Credential.GRANT,
    unsupported=NOT_WATCHED,
    rules=DISPLAY_RULES,
)


def user_fields(scopes: Iterable[str]) -> str:
    """The fields of `user_info` that the granted scopes allow, comma separated; one too many fails the whole call."""
    return ",".join(name for scope in scopes for name in SCOPE_FIELDS.get(scope, ()))


@dataclass(frozen=True, slots=True)
class TikTokDisplay:
    """The provider object; stateless."""

    name: str = TIKTOK_DISPLAY
    platform: str = Platform.TIKTOK
    facts: Facts = FACTS
    visits: tuple[Visit, ...] = (PROFILE_VISIT, POSTS_VISIT, POST_VISIT)

    def request(self, ask: Ask) -> Request:
        """Profile by GET; lists and queries by POST with a JSON body."""
        if ask.visit.kind is Kind.POST:
            asked = [target for target in ask.targets if target.owner == ask.target.owner]
            ids = [target.native_id for target in asked if target.native_id and target.native_id.isdecimal()]
            whose = {"open_id": "{open_id}"} | ({"native_id": ask.target.owner} if ask.target.owner else {})
            return _post(VIDEO_QUERY, {"filters": {"video_ids": ids}}, whose | {"video_ids": ",".join(ids)})
        if ask.visit.name == POSTS_VISIT.name:
            cursor = {"cursor": ask.cursor} if ask.cursor else {}
            body = {"max_count": PAGE_SIZE} | ({"cursor": int(ask.cursor)} if ask.cursor else {})
            return _post(VIDEO_LIST, body, _whose(ask.target) | cursor)
        return _request(USER_INFO, {}, _whose(ask.target))

    def classify(self, answer: Answer) -> Verdict:
        """`error.code` first, then the form of the body."""
        document = parse_object(answer.body)
        if document is None or answer.cut or not isinstance(document.get("error"), dict):
            return read_unreadable(answer)
        failure = read_display_error(document["error"], answer)
        if failure is not None:
            return failure
        data = data_of(document)
        if answer.endpoint == VIDEO_QUERY:
            return _queried(answer, data)
        return _listed(answer, data) if answer.endpoint == VIDEO_LIST else _profile(answer, data)

    def call(self, path: str, query: Mapping[str, str]) -> Request:
        """One of the three documented paths; for the two POST ones all but `fields` goes into the body."""
        endpoint = next((name for name, known in PATHS.items() if known.strip("/") == path.strip("/")), None)
        if endpoint is None:
            raise ConfigurationError.unknown("path of the Display API", path, PATHS.values())
        given = {name: value for name, value in query.items() if name != "fields"}
        param = {"open_id": "{open_id}", **query}
        if endpoint == USER_INFO:
            return replace(_request(endpoint, query, param), family=endpoint)
        return replace(_post(endpoint, _typed(given), param, query.get("fields")), family=endpoint)


def _whose(target: Target) -> dict[str, str]:
    named = {"native_id": target.native_id, "username": target.handle}
    return {"open_id": "{open_id}"} | {name: value for name, value in named.items() if value is not None}


def _post(endpoint: str, body: Mapping[str, object], param: Mapping[str, str], fields: str | None = None) -> Request:
    text = json.dumps(body, separators=(",", ":"))
    return _request(endpoint, {"fields": fields or ",".join(VIDEO_FIELDS)}, param, method="POST", body=text)


def _request(
    endpoint: str,
    query: Mapping[str, str],
    param: Mapping[str, str],
    *,
    method: Literal["GET", "POST"] = "GET",
    body: str | None = None,
) -> Request:
    return Request(
        endpoint=endpoint,
        path=f"{USER_INFO_PATH}?fields={{user_fields}}" if endpoint == USER_INFO else PATHS[endpoint],
        query=query,
        param=param,
        secret_headers={"Authorization": "Bearer {access_token}"},
        cost=CALL,
        method=method,
        body=body,
    )


def _typed(given: Mapping[str, str]) -> dict[str, object]:
    """A body from words: ids become the filter, numbers become numbers."""
    body: dict[str, object] = {name: int(text) if text.isdecimal() else text for name, text in given.items()}
    ids = given.get("video_ids")
    if ids is not None:
        del body["video_ids"]
        body["filters"] = {"video_ids": ids.split(",")}
    return body


def _profile(answer: Answer, data: Mapping[str, Any]) -> Verdict:
    user = as_object(data.get("user"))
    if not user:
        return drift("no user")
    facts = ProfileFacts(
        native_id=answer.targets[0].native_id if answer.targets else None,
        handle=as_text(user.get("username")),
        display_name=as_text(user.get("display_name")),
        follower_count=as_count(user.get("follower_count")),
        post_count=as_count(user.get("video_count")),
    )
    hidden = facts.follower_count is None or facts.post_count is None
    return Verdict(
        outcome=Outcome.OK,
        completeness=Completeness.PARTIAL if hidden else Completeness.COMPLETE,
        cost=CALL,
        note="a counter was not granted" if hidden else "",
        profile=facts,
    )


def _listed(answer: Answer, data: Mapping[str, Any]) -> Verdict:
    videos = data.get("videos", [])
    if not isinstance(videos, list):
        return drift("videos is no list")
    cursor = as_text(data.get("cursor")) if as_truth(data.get("has_more")) else None
    stuck = cursor is not None and cursor == answer.param.get("cursor")
    if not videos and cursor is None and "cursor" not in answer.param:
        return no_posts(answer.post_count)
    return Verdict(
        outcome=Outcome.OK,
        completeness=Completeness.PARTIAL if stuck else Completeness.COMPLETE,
        cost=CALL,
        next_cursor=None if stuck else cursor,
        note="the cursor repeats" if stuck else "",
        dead_end=stuck,
        posts=tuple(fact for fact in map(_post_fact, videos) if fact is not None),
    )


def no_posts(post_count: int | None) -> Verdict:
    """A first page without posts, judged by the profile's own counter: blocked is not empty."""
    if post_count == 0:
        return Verdict(outcome=Outcome.OK, completeness=Completeness.EMPTY, cost=CALL)
    if post_count is None:
        note = "no posts, and no counter to check it against"
        return Verdict(outcome=Outcome.OK, completeness=Completeness.PARTIAL, cost=CALL, note=note)
    note = f"no posts beside a counter of {post_count}"
    return Verdict(outcome=Outcome.BLOCKED, completeness=Completeness.BLOCKED, cost=CALL, note=note)


def _post_fact(item: Any) -> PostFact | None:
    video = as_object(item)
    native_id = as_text(video.get("id"))
    return PostFact(native_id, as_count(video.get("create_time"))) if native_id is not None else None


def _queried(answer: Answer, data: Mapping[str, Any]) -> Verdict:
    videos = data.get("videos", [])
    if not isinstance(videos, list):
        return drift("videos is no list")
    shown = {as_text(as_object(video).get("id")) for video in videos}
    parts = tuple(part_of(target, answer.targets[0], shown) for target in answer.targets)
    whole = all(part.outcome is Outcome.OK for part in parts)
    return Verdict(
        outcome=Outcome.OK,
        completeness=Completeness.COMPLETE if whole else Completeness.PARTIAL,
        cost=CALL,
        parts=parts,
        posts=tuple(fact for fact in map(_post_fact, as_list(videos)) if fact is not None),
    )


def part_of(target: Target, first: Target, shown: Iterable[str | None], *, whole: bool = True) -> Part:
    """What a batch of one creator's posts says of one of them.

    A missing id is deleted or private, never zero. A post of somebody else was not asked about: one call carries one
    creator's token. Nothing follows from an answer that is not `whole`.
    """
    if target.owner != first.owner:
        return Part(
            outcome=Outcome.TRANSIENT, completeness=Completeness.FAILED, note="another creator's post: not asked"
        )
    if target.native_id in shown:
        return Part(outcome=Outcome.OK, completeness=Completeness.COMPLETE)
    if not whole:
        return Part(outcome=Outcome.TRANSIENT, completeness=Completeness.FAILED, note="partial success: not shown")
    return Part(outcome=Outcome.GONE, completeness=Completeness.GONE, note="deleted or no longer public")


PROVIDER: Final = TikTokDisplay()
