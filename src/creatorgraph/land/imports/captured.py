"""What a captured answer is about: which endpoints are known, whom each item names, and what a status means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from creatorgraph.types import Completeness, Outcome

Names = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """One endpoint's answer: the list that holds items (None: the answer is about one subject), and whom an item names.

    `platform` is how the item's subject key begins: a platform, or its hashtags. `named` gives (id, handle) of an
    item; either may be absent.
    """

    platform: str
    items: str | None
    named: Callable[[Names], tuple[Any, Any]]


def _author(item: Names) -> tuple[Any, Any]:
    author = _part(item, "author")
    return author.get("uid"), author.get("unique_id")


def _tiklive_user(answer: Names) -> tuple[Any, Any]:
    user = _part(answer, "user")
    return user.get("id"), user.get("uniqueId")


def _tiklive_author(item: Names) -> tuple[Any, Any]:
    author = _part(item, "author")
    return author.get("id"), author.get("unique_id")


def _hashtag(answer: Names) -> tuple[Any, Any]:
    return answer.get("id"), answer.get("cha_name")


def _discovered(answer: Names) -> tuple[Any, Any]:
    found = _part(answer, "business_discovery")
    return found.get("id"), found.get("username")


SHAPES: Final[Mapping[tuple[str, str], Shape]] = {
    ("tiktok_app", "feed"): Shape("tiktok", "aweme_list", _author),
    ("tiklive", "/userinfo-by-username/"): Shape("tiktok", None, _tiklive_user),
    ("tiklive", "/userinfo-by-id/"): Shape("tiktok", None, _tiklive_user),
    ("tiklive", "/user-posts/"): Shape("tiktok", "videos", _tiklive_author),
    ("tiklive", "/challenge-info-id/"): Shape("tiktok:hashtag", None, _hashtag),
    ("tiklive", "/challenge-info-name/"): Shape("tiktok:hashtag", None, _hashtag),
    ("instagram", "business_discovery"): Shape("instagram", None, _discovered),
    ("instagram", "own_account"): Shape("instagram", None, lambda own: (own.get("id"), own.get("username"))),
    ("instagram", "own_media"): Shape("instagram", "data", lambda one: (None, one.get("username"))),
    ("x", "users"): Shape("x", "data", lambda user: (user.get("id"), user.get("username"))),
    ("x", "tweets"): Shape("x", "data", lambda tweet: (tweet.get("author_id"), None)),
    ("youtube", "channels"): Shape(
        "youtube", "items", lambda one: (one.get("id"), _part(one, "snippet").get("customUrl"))
    ),
    ("youtube", "videos"): Shape("youtube", "items", lambda one: (_part(one, "snippet").get("channelId"), None)),
}
"""(provider, endpoint) -> its shape: the answers that the transforms can read."""

OWN: Final = frozenset({("instagram", "own_account"), ("instagram", "own_media")})
"""What only a creator's own grant can fetch: imported for one organization alone."""

BY_STATUS: Final[Mapping[int, tuple[Outcome, Completeness]]] = {
    400: (Outcome.BAD_REQUEST, Completeness.FAILED),
    401: (Outcome.AUTH, Completeness.FAILED),
    403: (Outcome.BLOCKED, Completeness.BLOCKED),
    404: (Outcome.GONE, Completeness.GONE),
    410: (Outcome.GONE, Completeness.GONE),
    429: (Outcome.RATE_LIMITED, Completeness.FAILED),
}


def verdict(shape: Shape, status: int, payload: object) -> tuple[Outcome, Completeness]:
    """What an answer means, where no provider's file says it: by status, then by whether what is promised is there."""
    if not 200 <= status < 300:
        otherwise = Outcome.TRANSIENT if status >= 500 else Outcome.BAD_REQUEST
        return BY_STATUS.get(status, (otherwise, Completeness.FAILED))
    if not isinstance(payload, dict):
        return Outcome.SCHEMA_DRIFT, Completeness.FAILED
    if shape.items is None:
        known = any(shape.named(payload))
        return (Outcome.OK, Completeness.COMPLETE) if known else (Outcome.SCHEMA_DRIFT, Completeness.FAILED)
    items = payload.get(shape.items)
    if not isinstance(items, list):
        return Outcome.SCHEMA_DRIFT, Completeness.FAILED
    return Outcome.OK, Completeness.COMPLETE if items else Completeness.EMPTY


def subjects(shape: Shape, payload: object) -> tuple[str, ...]:
    """The subject keys of everyone an answer is about, each once, in order."""
    if not isinstance(payload, dict):
        return ()
    found = [key for item in _items(shape, payload) for key in _keys(shape, item)]
    return tuple(dict.fromkeys(found))


def _items(shape: Shape, payload: Names) -> Iterator[Any]:
    if shape.items is None:
        yield payload
    else:
        listed = payload.get(shape.items)
        yield from listed if isinstance(listed, list) else []


def _keys(shape: Shape, item: Any) -> Iterator[str]:
    if not isinstance(item, dict):
        return
    native_id, handle = shape.named(item)
    if native_id:
        yield f"{shape.platform}:id:{native_id}"
    if isinstance(handle, str) and handle:
        yield f"{shape.platform}:handle:{handle.removeprefix('@').lower()}"


def _part(item: Names, name: str) -> Names:
    part = item.get(name)
    return part if isinstance(part, dict) else {}
