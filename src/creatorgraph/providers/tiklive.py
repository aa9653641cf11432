"""TikLiveAPI: TikTok profiles and posts, sold by a third party per successful call.

Its errors arrive with status 200, so the body decides. Every call is a GET with the key in a header, paths end with a
slash, a success has no wrapper (an old one, `code`/`msg`/`data`, is accepted).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from creatorgraph.providers.contract import (
    Answer,
    Ask,
    Cadence,
    Facts,
    Limits,
    PostFact,
    ProfileFacts,
    Request,
    Rules,
    Verdict,
    Visit,
)
from creatorgraph.providers.reading import (
    as_count,
    as_object,
    as_text,
    as_truth,
    is_login_wall,
    parse_object,
    retry_after_seconds,
)
from creatorgraph.types import Completeness, Outcome

BY_NAME: Final = "/userinfo-by-username/"
BY_ID: Final = "/userinfo-by-id/"
POSTS: Final = "/user-posts/"
PAGE_SIZE: Final = 35
CREDIT: Final = Decimal(1)
NOTHING: Final = Decimal(0)

PROFILE_VISIT: Final = Visit(name="profile", cadences=(Cadence.PROFILE,))
POSTS_VISIT: Final = Visit(name="posts", cadences=(Cadence.POSTS,), needs_native_id=True, pages=True)

# What a message means, first match wins. "Private" is told apart from "gone", as the account lives on.
WORDS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), outcome)
    for pattern, outcome in (
        (r"api[-_ ]?key|sign up|unauthori[sz]ed", Outcome.AUTH),
        (r"credit|balance|quota|exhausted|purchase", Outcome.NO_CREDITS),
        (r"limit|too many", Outcome.RATE_LIMITED),
        (r"private", Outcome.PRIVATE),
        (r"not found|deleted", Outcome.GONE),
        (r"log[ -]?in|captcha|verif", Outcome.BLOCKED),
    )
)
COMPLETENESS: Final = {
    Outcome.GONE: Completeness.GONE,
    Outcome.PRIVATE: Completeness.PRIVATE,
    Outcome.BLOCKED: Completeness.BLOCKED,
}
FACTS: Final = Facts(
    title="TikLiveAPI (third-party TikTok data)",
    base_url="https://api.tikliveapi.com",
    unit="credit",
    price=Decimal("0.000099"),
    limits=Limits(requests=200, window_seconds=60.0, burst=40),
    credentials=("api_key",),
    rules=Rules(
        operator="TikLiveAPI, not TikTok",
        third_party=True,
        terms="https://www.tikliveapi.com",
        raw_days=183,
        notes=(
            "One credit a successful call; whether an error is charged is not documented, so it is booked as maybe.",
            "Not an official TikTok product: whether its use suits you is between you, the vendor and TikTok's terms.",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class TikLive:
    """The provider object; stateless."""

    name: str = "tiklive"
    platform: str = "tiktok"
    facts: Facts = FACTS
    visits: tuple[Visit, ...] = (PROFILE_VISIT, POSTS_VISIT)

    def request(self, ask: Ask) -> Request:
        """A profile by id where it is known, else by handle; or a page of posts."""
        if ask.visit.name == POSTS_VISIT.name:
            page = {"count": str(PAGE_SIZE), "cursor": ask.cursor or "0", "userid": ask.target.native_id or ""}
            return _get(POSTS, page)
        if ask.target.native_id is not None:
            return _get(BY_ID, {"userid": ask.target.native_id})
        return _get(BY_NAME, {"username": ask.target.handle or ""})

    def classify(self, answer: Answer) -> Verdict:
        """The contract's classifier: status, then error bodies, then the endpoint's expected members."""
        document = parse_object(answer.body)
        failure = _failure(answer, document)
        if failure is not None:
            return failure
        content = _unwrapped(document or {})
        return _posts(answer, content) if answer.endpoint == POSTS else _profile(content)


PROVIDER: Final = TikLive()


def read_post_id(item: Mapping[str, Any]) -> str | None:
    """The numeric video id: `video_id` in lists, `id` in details; `aweme_id` may be a storage token."""
    texts = (as_text(item.get(name)) for name in ("video_id", "id", "aweme_id"))
    return next((text for text in texts if text is not None and text.isdecimal()), None)


def read_counters(content: Mapping[str, Any]) -> dict[str, Any] | None:
    """The counters of a profile, from the three places where they were seen: `stats`, `user.stats`, flat in `user`."""
    user = as_object(content.get("user"))
    places = (content.get("stats"), user.get("stats"), user)
    return next((place for place in places if isinstance(place, dict) and "followerCount" in place), None)


def _get(path: str, query: Mapping[str, str]) -> Request:
    return Request(
        endpoint=path, path=path, query=query, param=query, secret_headers={"X-Api-Key": "{api_key}"}, cost=CREDIT
    )


def _failure(answer: Answer, document: dict[str, Any] | None) -> Verdict | None:
    """The verdict on an answer that is no success, or None."""
    status = answer.status
    if status in (401, 403):
        return _failed(Outcome.AUTH, f"status {status}")
    if status == 429:
        return replace(_failed(Outcome.RATE_LIMITED, "status 429"), retry_after=retry_after_seconds(answer.headers))
    if status >= 500 or answer.cut:
        return _failed(Outcome.TRANSIENT, "cut body" if answer.cut else f"status {status}")
    if document is None:
        wall = status < 400 and (is_login_wall(answer.body) or status >= 300)
        return _failed(Outcome.BLOCKED, "login wall") if wall else _failed(Outcome.TRANSIENT, "not a JSON object")
    message = _message(document, status)
    if message is None:
        return None
    return _failed(_meaning(message, Outcome.BAD_REQUEST if status >= 400 else Outcome.TRANSIENT), message[:200])


def _message(document: dict[str, Any], status: int) -> str | None:
    """The error text of a body, or None where the body is no error."""
    text = as_text(document.get("message")) or as_text(document.get("msg"))
    alone = set(document) == {"message"} and isinstance(document["message"], str)
    wrapped = "code" in document and as_count(document["code"]) != 0
    if alone or wrapped or document.get("status") == "error" or status >= 300:
        return text or f"status {status}"
    return None


def _meaning(message: str, default: Outcome) -> Outcome:
    return next((outcome for words, outcome in WORDS if words.search(message)), default)


def _failed(outcome: Outcome, note: str) -> Verdict:
    maybe = NOTHING if outcome in (Outcome.AUTH, Outcome.NO_CREDITS, Outcome.RATE_LIMITED) else CREDIT
    return Verdict(
        outcome=outcome, completeness=COMPLETENESS.get(outcome, Completeness.FAILED), maybe_cost=maybe, note=note
    )


def _unwrapped(document: dict[str, Any]) -> dict[str, Any]:
    if "code" in document and isinstance(document.get("data"), dict):
        return as_object(document["data"])
    return document


def _drift(note: str) -> Verdict:
    return Verdict(outcome=Outcome.SCHEMA_DRIFT, completeness=Completeness.FAILED, cost=CREDIT, note=note)


def _profile(content: Mapping[str, Any]) -> Verdict:
    if content.get("user") == {}:
        return replace(_failed(Outcome.BLOCKED, "an empty user"), cost=CREDIT, maybe_cost=NOTHING)
    user = as_object(content.get("user"))
    native_id, counters = as_text(user.get("id")), read_counters(content)
    if native_id is None:
        return _drift("no user.id")
    if counters is None:
        return _drift("no counters in stats, user.stats or user")
    facts = ProfileFacts(
        native_id=native_id,
        handle=as_text(user.get("uniqueId")),
        display_name=as_text(user.get("nickname")),
        follower_count=as_count(counters.get("followerCount")),
        post_count=as_count(counters.get("videoCount")),
        is_private=as_truth(user.get("privateAccount")) or as_truth(user.get("secret")),
    )
    hidden = facts.follower_count is None or facts.post_count is None
    return Verdict(
        outcome=Outcome.OK,
        completeness=Completeness.PARTIAL if hidden else Completeness.COMPLETE,
        cost=CREDIT,
        note="a counter is hidden" if hidden else "",
        profile=facts,
    )


def _posts(answer: Answer, content: Mapping[str, Any]) -> Verdict:
    videos = content.get("videos")
    if not isinstance(videos, list):
        return _drift("no videos")
    if not videos:
        return _no_posts(answer, as_truth(content.get("hasMore")))
    facts = tuple(fact for fact in map(_post, videos) if fact is not None)
    if not facts:
        return _drift("no video has a numeric id")
    cursor = as_text(content.get("cursor")) if as_truth(content.get("hasMore")) else None
    stuck = cursor is not None and cursor == answer.param.get("cursor")
    return Verdict(
        outcome=Outcome.OK,
        completeness=Completeness.PARTIAL if stuck or len(facts) < len(videos) else Completeness.COMPLETE,
        cost=CREDIT,
        next_cursor=None if stuck else cursor,
        note="the cursor repeats" if stuck else "",
        posts=facts,
    )


def _no_posts(answer: Answer, has_more: bool) -> Verdict:
    """An empty page: the end of a list, a true zero, a private account, or a wall that looks like one."""
    found = Verdict(outcome=Outcome.OK, completeness=Completeness.COMPLETE, cost=CREDIT)
    if answer.is_private:
        return replace(found, outcome=Outcome.PRIVATE, completeness=Completeness.PRIVATE)
    if answer.param.get("cursor", "0") != "0":
        return replace(found, completeness=Completeness.PARTIAL, note="an empty page") if has_more else found
    if answer.post_count == 0:
        return replace(found, completeness=Completeness.EMPTY)
    if answer.post_count is None and not has_more:
        return replace(found, completeness=Completeness.PARTIAL, note="no posts, and no counter to check it against")
    note = f"no posts beside a counter of {answer.post_count or 'unknown size'}"
    return replace(found, outcome=Outcome.BLOCKED, completeness=Completeness.BLOCKED, note=note)


def _post(item: Any) -> PostFact | None:
    video = as_object(item)
    native_id = read_post_id(video)
    if native_id is None:
        return None
    return PostFact(native_id, as_count(video.get("create_time")), as_truth(video.get("is_top")))
