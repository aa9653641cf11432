"""What is sent to X: lookups in batches, timelines from the newest known post on, recent search and counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final
from urllib.parse import quote

from creatorgraph.errors import ConfigurationError
from creatorgraph.providers.contract import Ask, Kind, Request, Target
from creatorgraph.providers.x_facts import (
    BATCH,
    COUNTS,
    NOTHING,
    POST_PRICE,
    SEARCH,
    TWEETS,
    USAGE,
    USER_PRICE,
    USER_TWEETS,
    USERS,
    most_cost,
)

LONGEST_QUERY: Final = 512
"""Characters of a search query that a self-serve app may send; enterprise apps may send 4,096."""

NATIVE_ID: Final = re.compile(r"[0-9]{1,19}")
USERNAME: Final = re.compile(r"[A-Za-z0-9_]{1,15}")
STATUS: Final = re.compile(
    r"^(?:https?://)?(?:www\.|mobile\.)?(?:x|twitter)\.com/[^?#]*/status(?:es)?/([0-9]{1,19})", re.I
)
X_EPOCH: Final = datetime.fromtimestamp(1_288_834_974.657, UTC)
RECENT: Final = timedelta(days=7) - timedelta(minutes=10)

USER_FIELDS: Final = (
    "created_at,description,entities,location,profile_image_url,protected,public_metrics,url,verified,verified_type"
)
TWEET_FIELDS: Final = (
    "author_id,conversation_id,created_at,entities,lang,note_tweet,possibly_sensitive,public_metrics,referenced_tweets"
)
POST_FIELDS: Final = (
    "conversation_id,created_at,entities,lang,note_post,possibly_sensitive,public_metrics,referenced_posts"
)

# Documented GET paths that an app-only token may ask: how each is priced when called by hand.
CALLS: Final[tuple[tuple[re.Pattern[str], Decimal, str], ...]] = tuple(
    (re.compile(pattern), price, many)
    for pattern, price, many in (
        (r"/2/users", USER_PRICE, "ids"),
        (r"/2/users/by", USER_PRICE, "usernames"),
        (r"/2/users/by/username/[A-Za-z0-9_]{1,15}", USER_PRICE, ""),
        (r"/2/users/[0-9]{1,19}", USER_PRICE, ""),
        (r"/2/users/[0-9]{1,19}/tweets", POST_PRICE, "max_results"),
        (r"/2/tweets", POST_PRICE, "ids"),
        (r"/2/tweets/[0-9]{1,19}", POST_PRICE, ""),
        (r"/2/tweets/search/recent", POST_PRICE, "max_results"),
        (r"/2/tweets/counts/recent", POST_PRICE, ""),
        (r"/2/usage/tweets", NOTHING, ""),
        (r"/2/compliance/jobs(?:/[0-9]{1,19})?", NOTHING, ""),
    )
)


def build(ask: Ask) -> Request:
    """The request of a visit, in the vocabulary that the lane chose (`tweet` unless it says `post`)."""
    if ask.visit.kind is Kind.POST:
        return _tweets(ask)
    if ask.visit.kind is Kind.ACCOUNT:
        return _timeline(ask) if ask.visit.needs_native_id else _users(ask)
    return _counts(ask) if ask.visit.family == "counts" else _search(ask)


def raw_call(path: str, query: Mapping[str, str]) -> Request:
    """A documented path as it is. Raises ConfigurationError for any other."""
    for pattern, price, many in CALLS:
        if pattern.fullmatch(path):
            endpoint = USAGE if path == "/2/usage/tweets" else path
            included = USER_PRICE if "expansions" in query else NOTHING
            request = _get(endpoint, path, query, query, (price + included) * _resources(many, query))
            return replace(request, family=family_of(path))
    raise ConfigurationError(
        f"X has no documented path {path!r} that creatorgraph may ask.",
        todo="Ask one under /2/users, /2/tweets, /2/usage/tweets or /2/compliance/jobs; none else is ever called.",
    )


def family_of(path: str) -> str:
    """The rate limit that a path called by hand counts against; empty where no visit has one for it."""
    if path.startswith("/2/users"):
        return "timeline" if path.endswith("/tweets") else USERS
    named = {"/2/tweets/search/recent": "search", "/2/tweets/counts/recent": "counts", "/2/usage/tweets": USAGE}
    return named.get(path, TWEETS if path.startswith("/2/tweets") else "")


def call_price(path: str) -> Decimal:
    """What each resource in the answer to a path called by hand costs, in dollars."""
    return next((price for pattern, price, _ in CALLS if pattern.fullmatch(path)), NOTHING)


def read_key(target: Target) -> str | None:
    """The id or username that X can be asked for, or None where the target is neither (a short address, a bad name).

    One value that X's patterns refuse would fail the whole batch, so such a target is not asked about.
    """
    if target.native_id is not None:
        return target.native_id if NATIVE_ID.fullmatch(target.native_id) else None
    if target.kind is Kind.POST:
        found = STATUS.match(target.handle or "")
        return found.group(1) if found else None
    return target.handle if USERNAME.fullmatch(target.handle or "") else None


def read_query(target: Target) -> str:
    """The search query of a watchlist's term, without reposts. Words that belong together are searched as a phrase."""
    text = (target.handle or "").replace('"', " ").strip()
    if target.kind is Kind.HASHTAG:
        text = "#" + text.lstrip("#")
    elif target.kind is Kind.URL:
        text = f'url:"{_bare(text)}"'
    else:
        text = f'"{" ".join(text.split())}"'
    return f"{text} -is:retweet"


def _bare(address: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", address, flags=re.IGNORECASE).partition("#")[0].rstrip("/")


def _users(ask: Ask) -> Request:
    by_id = ask.target.native_id is not None
    name, path = ("ids", "/2/users") if by_id else ("usernames", "/2/users/by")
    param = {name: _keys(ask.targets)}
    return _get(USERS, path, {**param, "user.fields": USER_FIELDS}, param, most_cost(USERS, param))


def _tweets(ask: Ask) -> Request:
    param = {"ids": _keys(ask.targets), **_vocabulary(ask)}
    query = {"ids": param["ids"], **_post_fields(ask, authors=True)}
    return _get(TWEETS, "/2/tweets", query, param, most_cost(TWEETS, param))


def _timeline(ask: Ask) -> Request:
    native_id = ask.target.native_id or ""
    page = {"since_id": ask.since} if ask.since else {}
    # A first visit buys the window that is wanted, not the newest hundred posts of however many years.
    page |= {"start_time": _instant(ask.oldest)} if ask.oldest is not None and not ask.since else {}
    page |= {"pagination_token": ask.cursor} if ask.cursor else {}
    query = {"max_results": str(BATCH), "exclude": "retweets", **page, **_post_fields(ask, authors=False)}
    param = {"id": native_id, **page, **_vocabulary(ask)}
    return _get(
        USER_TWEETS, f"/2/users/{quote(native_id, safe='')}/tweets", query, param, most_cost(USER_TWEETS, param)
    )


def _instant(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _search(ask: Ask) -> Request:
    page = {"since_id": ask.since} if ask.since and _is_recent(ask.since, ask.now) else {}
    page |= {"next_token": ask.cursor} if ask.cursor else {}
    param = {"query": read_query(ask.target), **page}
    query = {**param, "max_results": str(BATCH), **_post_fields(ask, authors=True)}
    param |= _vocabulary(ask)
    return _get(SEARCH, "/2/tweets/search/recent", query, param, most_cost(SEARCH, param))


def _counts(ask: Ask) -> Request:
    param = {"query": read_query(ask.target), "granularity": "hour"}
    return _get(COUNTS, "/2/tweets/counts/recent", param, param, most_cost(COUNTS, param))


def _get(endpoint: str, path: str, query: Mapping[str, str], param: Mapping[str, str], cost: Decimal) -> Request:
    return Request(
        endpoint=endpoint,
        path=path,
        query=query,
        param=param,
        secret_headers={"Authorization": "Bearer {bearer_token}"},
        cost=cost,
    )


def _keys(targets: tuple[Target, ...]) -> str:
    keys = [key for key in map(read_key, targets) if key is not None]
    # A batch of nothing askable is sent as it is: X refuses it for free, and classify says why of each target.
    return ",".join(dict.fromkeys(keys or [target.native_id or target.handle or "" for target in targets]))


def _vocabulary(ask: Ask) -> dict[str, str]:
    return {"vocabulary": "post"} if ask.options.get("vocabulary") == "post" else {}


def _post_fields(ask: Ask, *, authors: bool) -> dict[str, str]:
    """The post's fields; in the newer vocabulary the author is no field and is had by expansion alone."""
    if not _vocabulary(ask):
        return {"tweet.fields": TWEET_FIELDS}
    return {"post.fields": POST_FIELDS} | ({"expansions": "author_id"} if authors else {})


def _is_recent(native_id: str, now: datetime | None) -> bool:
    """False where the id is older than recent search reaches, which X refuses; its upper bits are its time."""
    if not NATIVE_ID.fullmatch(native_id):
        return False
    return now is None or X_EPOCH + timedelta(milliseconds=int(native_id) >> 22) > now - RECENT


def _resources(many: str, query: Mapping[str, str]) -> int:
    """How many resources a path called by hand can return at most."""
    if many == "max_results":
        told = query.get("max_results", "")
        return min(int(told), BATCH) if re.fullmatch(r"[0-9]{1,4}", told) else BATCH
    return len(query.get(many, "").split(",")) if many else 1
