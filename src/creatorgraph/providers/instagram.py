"""Instagram Graph API (Meta): public professional accounts by name, and accounts that gave their own grant.

One `business_discovery` answer holds the profile and a page of media. Further pages are asked with a nested
`media.after()`, as this edge sends no `next`. A field that the token may not read fails the whole call, so such fields
form a tier of their own that is dropped once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from creatorgraph.providers.contract import (
    Answer,
    Ask,
    Cadence,
    Facts,
    Hint,
    Limits,
    PostFact,
    ProfileFacts,
    Request,
    Rules,
    Verdict,
    Visit,
)
from creatorgraph.providers.instagram_errors import CALL, read_error, read_status, read_usage
from creatorgraph.providers.reading import as_count, as_object, as_text, is_login_wall, parse_object
from creatorgraph.types import Completeness, Outcome

DISCOVERY: Final = "business_discovery"
OWN_ACCOUNT: Final = "own_account"
OWN_MEDIA: Final = "own_media"
PAGE_SIZE: Final = 25
SMALLEST_PAGE: Final = 6
FULL: Final = "full"
PUBLIC_TIER: Final = "public"
NOT_A_HANDLE: Final = re.compile(r"[^a-z0-9._]")
ME: Final = "{ig_user_id}"

PUBLIC_FIELDS: Final = ("id", "username", "biography", "website", "followers_count", "media_count")
OPTIONAL_FIELDS: Final = ("name", "profile_picture_url", "follows_count")
MEDIA_FIELDS: Final = (
    "id", "caption", "media_type", "media_product_type", "like_count", "comments_count", "permalink", "shortcode",
    "timestamp", "thumbnail_url", "media_url",
)  # fmt: skip
DISCOVERY_MEDIA_FIELDS: Final = (*MEDIA_FIELDS, "view_count")

DISCOVERY_VISIT: Final = Visit(name=DISCOVERY, cadences=(Cadence.PROFILE, Cadence.POSTS), needs_handle=True, pages=True)
OWN_ACCOUNT_VISIT: Final = Visit(name=OWN_ACCOUNT, cadences=(Cadence.PROFILE,), authorised=True)
OWN_MEDIA_VISIT: Final = Visit(
    name=OWN_MEDIA, cadences=(Cadence.POSTS,), needs_native_id=True, authorised=True, pages=True
)

FACTS: Final = Facts(
    title="Instagram Graph API (Meta)",
    base_url="https://graph.facebook.com",
    version="v25.0",
    unit="call",
    price=None,
    limits=Limits(requests=200, window_seconds=3600.0, burst=10),
    credentials=("access_token", "ig_user_id"),
    rules=Rules(
        operator="Meta",
        third_party=False,
        terms="https://developers.facebook.com/terms",
        raw_days=183,
        notes=(
            "Only professional accounts answer; a personal account and an unknown name look the same.",
            "200 calls a user and hour is a planning figure; the usage headers decide.",
            "Deletions have to be mirrored: an account that turned unknown loses its copies.",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Instagram:
    """The provider object; stateless."""

    name: str = "instagram"
    platform: str = "instagram"
    facts: Facts = FACTS
    visits: tuple[Visit, ...] = (DISCOVERY_VISIT, OWN_ACCOUNT_VISIT, OWN_MEDIA_VISIT)

    def request(self, ask: Ask) -> Request:
        """The call for a discovery, an own account, or a page of own media; a hint is `<field tier>:<page size>`."""
        if ask.visit.name == DISCOVERY:
            return _discovery(ask)
        account = ask.target.native_id or ME
        if ask.visit.name == OWN_ACCOUNT:
            fields = {"fields": ",".join((*PUBLIC_FIELDS, *OPTIONAL_FIELDS))}
            return _get(OWN_ACCOUNT, account, fields, _subject(ask))
        page = {"limit": str(PAGE_SIZE)} | ({"after": ask.cursor} if ask.cursor else {})
        query = {"fields": ",".join(MEDIA_FIELDS), **page}
        return _get(OWN_MEDIA, f"{account}/media", query, {**_subject(ask), **page})

    def classify(self, answer: Answer) -> Verdict:
        """`error` first, then its code, then the status; then the members that the endpoint owes."""
        verdict = _judged(answer)
        return replace(verdict, usage=read_usage(answer.headers), ask_again=_ask_again(answer, verdict))


PROVIDER: Final = Instagram()


def _discovery(ask: Ask) -> Request:
    tier, _, size = (ask.hint or FULL).partition(":")
    # The name becomes part of a field expression, where a brace or a bracket would be read as grammar.
    username = NOT_A_HANDLE.sub("", (ask.target.handle or "").lower())
    profile = PUBLIC_FIELDS if tier == PUBLIC_TIER else (*PUBLIC_FIELDS, *OPTIONAL_FIELDS)
    after = f".after({ask.cursor})" if ask.cursor else ""
    media = f"media{after}.limit({size or PAGE_SIZE}){{{','.join(DISCOVERY_MEDIA_FIELDS)}}}"
    fields = f"{DISCOVERY}.username({username}){{{','.join(profile)},{media}}}"
    param = {"fields_tier": tier, "username": username}
    param |= {"media_after": ask.cursor} if ask.cursor else {}
    param |= {"limit": size} if size else {}
    return _get(DISCOVERY, ME, {"fields": fields}, param)


def _get(endpoint: str, path: str, query: Mapping[str, str], param: Mapping[str, str]) -> Request:
    return Request(
        endpoint=endpoint,
        path=f"/{{version}}/{path}",
        query=query,
        param=param,
        secret_headers={"Authorization": "Bearer {access_token}"},
        cost=CALL,
    )


def _subject(ask: Ask) -> dict[str, str]:
    if ask.target.native_id is not None:
        return {"ig_user_id": ask.target.native_id}
    return {"username": ask.target.handle or ""}


def _judged(answer: Answer) -> Verdict:
    document = parse_object(answer.body)
    if document is not None and isinstance(document.get("error"), dict):
        return read_error(document["error"], answer.status, answer.headers)
    failure = read_status(answer.status, answer.headers)
    if failure is not None:
        return failure
    if document is None or answer.cut:
        return _unreadable(answer)
    if answer.endpoint == OWN_MEDIA:
        return _media(answer, document, post_count=answer.post_count)
    if answer.endpoint == OWN_ACCOUNT:
        return _account(document)
    return _discovered(answer, document)


def _ask_again(answer: Answer, verdict: Verdict) -> Hint | None:
    """Without the optional tier where that may be what was refused; with half the page where it may be too much."""
    tier, size = answer.param.get("fields_tier"), int(answer.param.get("limit", PAGE_SIZE))
    if tier == FULL and verdict.code in (10, 100):
        return Hint(PUBLIC_TIER, lasting=True)
    if tier is not None and verdict.code == 1 and size > SMALLEST_PAGE:
        return Hint(f"{tier}:{size // 2}")
    return None


def _unreadable(answer: Answer) -> Verdict:
    if is_login_wall(answer.body):
        return Verdict(outcome=Outcome.BLOCKED, completeness=Completeness.BLOCKED, maybe_cost=CALL, note="login wall")
    note = "cut body" if answer.cut else "not a JSON object"
    return Verdict(outcome=Outcome.TRANSIENT, completeness=Completeness.FAILED, maybe_cost=CALL, note=note)


def _drift(note: str) -> Verdict:
    return Verdict(outcome=Outcome.SCHEMA_DRIFT, completeness=Completeness.FAILED, cost=CALL, note=note)


def _discovered(answer: Answer, document: Mapping[str, Any]) -> Verdict:
    found = as_object(document.get(DISCOVERY))
    profile = _account(found)
    if profile.outcome is not Outcome.OK or profile.profile is None:
        return profile
    media = _media(answer, as_object(found.get("media")), post_count=profile.profile.post_count)
    if media.outcome is Outcome.SCHEMA_DRIFT:
        return media
    # The profile is good even where the list beside it is a wall, so the outcome stays ok and completeness tells.
    whole = profile.completeness if media.completeness is Completeness.EMPTY else _worse(profile, media)
    return replace(
        media, outcome=Outcome.OK, completeness=whole, profile=profile.profile, note=media.note or profile.note
    )


def _worse(profile: Verdict, media: Verdict) -> Completeness:
    return profile.completeness if media.completeness is Completeness.COMPLETE else media.completeness


def _account(account: Mapping[str, Any]) -> Verdict:
    native_id = as_text(account.get("id"))
    if native_id is None:
        return _drift("no account id")
    facts = ProfileFacts(
        native_id=native_id,
        handle=as_text(account.get("username")),
        display_name=as_text(account.get("name")),
        follower_count=as_count(account.get("followers_count")),
        post_count=as_count(account.get("media_count")),
    )
    hidden = facts.follower_count is None or facts.post_count is None
    return Verdict(
        outcome=Outcome.OK,
        completeness=Completeness.PARTIAL if hidden else Completeness.COMPLETE,
        cost=CALL,
        note="a counter is hidden" if hidden else "",
        profile=facts,
    )


def _media(answer: Answer, edge: Mapping[str, Any], *, post_count: int | None) -> Verdict:
    items = edge.get("data", [])
    if not isinstance(items, list):
        return _drift("media.data is no list")
    own = answer.endpoint == OWN_MEDIA
    asked = answer.param.get("media_after") or answer.param.get("after")
    after = _next_cursor(edge, own=own)
    if not items and not (own and after):
        return _no_media(answer, post_count)
    stuck = after is not None and after == asked
    return Verdict(
        outcome=Outcome.OK,
        completeness=Completeness.PARTIAL if stuck else Completeness.COMPLETE,
        cost=CALL,
        next_cursor=None if stuck else after,
        note="the cursor repeats" if stuck else "",
        posts=tuple(fact for fact in map(_post, items) if fact is not None),
    )


def _next_cursor(edge: Mapping[str, Any], *, own: bool) -> str | None:
    """The nested edge ends where `after` is absent; the own edge where `next` is."""
    paging = as_object(edge.get("paging"))
    after = as_text(as_object(paging.get("cursors")).get("after"))
    return None if own and not paging.get("next") else after


def _no_media(answer: Answer, post_count: int | None) -> Verdict:
    found = Verdict(outcome=Outcome.OK, completeness=Completeness.COMPLETE, cost=CALL)
    if answer.param.get("media_after") or answer.param.get("after"):
        return found
    if post_count == 0:
        return replace(found, completeness=Completeness.EMPTY)
    if post_count is None:
        return replace(found, completeness=Completeness.PARTIAL, note="no media, and no counter to check it against")
    note = f"no media beside a counter of {post_count}"
    return replace(found, outcome=Outcome.BLOCKED, completeness=Completeness.BLOCKED, note=note)


def _post(item: Any) -> PostFact | None:
    media = as_object(item)
    native_id = as_text(media.get("id"))
    return PostFact(native_id, _seconds(media.get("timestamp"))) if native_id is not None else None


def _seconds(value: Any) -> int | None:
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return int(instant.timestamp()) if instant.tzinfo is not None else None
