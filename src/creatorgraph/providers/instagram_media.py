"""Accounts and pages of their media: discovered ones, where both come in one answer, and one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from creatorgraph.providers.contract import Answer, PostFact, ProfileFacts, Verdict
from creatorgraph.providers.instagram_errors import CALL, drift
from creatorgraph.providers.instagram_visits import DISCOVERY, OWN_STORIES
from creatorgraph.providers.reading import as_count, as_object, as_text
from creatorgraph.types import Completeness, Outcome


def read_discovery(answer: Answer, document: Mapping[str, Any]) -> Verdict:
    """A profile with a page of media."""
    found = as_object(document.get(DISCOVERY))
    profile = read_account(found)
    if profile.outcome is not Outcome.OK or profile.profile is None:
        return profile
    media = read_media(answer, as_object(found.get("media")), post_count=profile.profile.post_count)
    if media.outcome is Outcome.SCHEMA_DRIFT:
        return media
    # The profile is good even where the list beside it is a wall, so the outcome stays ok and completeness tells.
    whole = profile.completeness if media.completeness is Completeness.EMPTY else _worse(profile, media)
    return replace(
        media, outcome=Outcome.OK, completeness=whole, profile=profile.profile, note=media.note or profile.note
    )


def read_account(account: Mapping[str, Any]) -> Verdict:
    """A profile; hidden counters make it partial."""
    native_id = as_text(account.get("id"))
    if native_id is None:
        return drift("no account id")
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


def read_media(answer: Answer, edge: Mapping[str, Any], *, post_count: int | None) -> Verdict:
    """A page of media. An own page may be empty and still lead on; a cursor that comes back as it went ends a walk."""
    own = answer.endpoint != DISCOVERY
    items = edge.get("data", None if own else [])
    if not isinstance(items, list):
        return drift("media.data is no list")
    asked = answer.param.get("media_after") or answer.param.get("after")
    after = _next_cursor(edge, own=own)
    if not items and not (own and after):
        return _no_media(answer, post_count)
    stuck = after is not None and after == asked
    posts = (read_post(item, counted=not own) for item in items)
    return Verdict(
        outcome=Outcome.OK,
        completeness=Completeness.PARTIAL if stuck else Completeness.COMPLETE,
        cost=CALL,
        next_cursor=None if stuck else after,
        note="the cursor repeats" if stuck else "",
        dead_end=stuck,
        posts=tuple(fact for fact in posts if fact is not None),
    )


def read_post(item: Any, *, counted: bool = True) -> PostFact | None:
    """One post, or None where it has no id; `counted` is false where reach and views are still to be asked for."""
    media = as_object(item)
    native_id = as_text(media.get("id"))
    return PostFact(native_id, _seconds(media.get("timestamp")), counted=counted) if native_id is not None else None


def _worse(profile: Verdict, media: Verdict) -> Completeness:
    return profile.completeness if media.completeness is Completeness.COMPLETE else media.completeness


def _next_cursor(edge: Mapping[str, Any], *, own: bool) -> str | None:
    """The nested edge ends where `after` is absent; the own edges where `next` is."""
    paging = as_object(edge.get("paging"))
    after = as_text(as_object(paging.get("cursors")).get("after"))
    return None if own and not paging.get("next") else after


def _no_media(answer: Answer, post_count: int | None) -> Verdict:
    found = Verdict(outcome=Outcome.OK, completeness=Completeness.COMPLETE, cost=CALL)
    if answer.param.get("media_after") or answer.param.get("after"):
        return found
    # Nobody tells how many stories there are; none at all is the usual case.
    if post_count == 0 or answer.endpoint == OWN_STORIES:
        return replace(found, completeness=Completeness.EMPTY)
    if post_count is None:
        return replace(found, completeness=Completeness.PARTIAL, note="no media, and no counter to check it against")
    note = f"no media beside a counter of {post_count}"
    return replace(found, outcome=Outcome.BLOCKED, completeness=Completeness.BLOCKED, note=note)


def _seconds(value: Any) -> int | None:
    try:
        instant = datetime.fromisoformat(as_text(value) or "")
        return int(instant.timestamp()) if instant.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
