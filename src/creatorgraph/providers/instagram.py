"""Instagram Graph API (Meta): public professional accounts by name, accounts that gave their own grant, hashtags.

One `business_discovery` answer holds the profile and a page of media. Further pages are asked with a nested
`media.after()`, as this edge sends no `next`. A field that the token may not read fails the whole call, so such fields
form a tier of their own that is dropped once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote

from creatorgraph.errors import ConfigurationError
from creatorgraph.providers import instagram_hashtags as hashtags
from creatorgraph.providers import instagram_insights as insights
from creatorgraph.providers.contract import Answer, Ask, Facts, Hint, Request, Verdict, Visit
from creatorgraph.providers.instagram_errors import CALL, read_error, read_status, read_usage
from creatorgraph.providers.instagram_media import read_account, read_discovery, read_media
from creatorgraph.providers.instagram_visits import (
    ACCOUNT_INSIGHTS,
    ACCOUNT_INSIGHTS_VISIT,
    AUDIENCE_BREAKDOWNS,
    DISCOVERY,
    DISCOVERY_VISIT,
    FACTS,
    HASHTAG_POSTS_VISIT,
    HASHTAG_RECENT,
    HASHTAG_SEARCH,
    HASHTAG_TOP,
    HASHTAG_TOP_VISIT,
    HASHTAG_VISIT,
    MEDIA_INSIGHTS,
    MEDIA_INSIGHTS_VISIT,
    OWN_ACCOUNT,
    OWN_ACCOUNT_VISIT,
    OWN_MEDIA,
    OWN_MEDIA_VISIT,
    OWN_STORIES,
    OWN_STORIES_VISIT,
    RECENT_SEARCHES,
    REEL_INSIGHTS_VISIT,
    STORY_INSIGHTS_VISIT,
    VISITS,
)
from creatorgraph.providers.reading import as_count, as_object, is_login_wall, parse_object
from creatorgraph.types import Completeness, Outcome

PAGE_SIZE: Final = 25
SMALLEST_PAGE: Final = 6
FULL: Final = "full"
PUBLIC_TIER: Final = "public"
NOT_A_HANDLE: Final = re.compile(r"[^a-z0-9._]")
ME: Final = "{ig_user_id}"
CALLABLE: Final = re.compile(r"(?:\{ig_user_id\}|[A-Za-z0-9_]+)(?:/[A-Za-z0-9_]+)*")
SECRET_PARAMETERS: Final = ("access_token", "client_secret", "fb_exchange_token", "appsecret_proof", "input_token")

PUBLIC_FIELDS: Final = ("id", "username", "biography", "website", "followers_count", "media_count")
OPTIONAL_FIELDS: Final = ("name", "profile_picture_url", "follows_count")
MEDIA_FIELDS: Final = (
    "id", "caption", "media_type", "media_product_type", "like_count", "comments_count", "permalink", "shortcode",
    "timestamp", "thumbnail_url", "media_url",
)  # fmt: skip
DISCOVERY_MEDIA_FIELDS: Final = (*MEDIA_FIELDS, "view_count")
OPTIONAL_MEDIA_FIELDS: Final = ("reposts_count",)


@dataclass(frozen=True, slots=True)
class Instagram:
    """The provider object; stateless."""

    name: str = "instagram"
    platform: str = "instagram"
    facts: Facts = FACTS
    visits: tuple[Visit, ...] = VISITS

    def request(self, ask: Ask) -> Request:
        """The call that a visit needs. A hint is a field tier, a page size, both (`public:12`), or a set of metrics."""
        return REQUESTS[ask.visit.name](ask)

    def classify(self, answer: Answer) -> Verdict:
        """`error` first, then its code, then the status; then the members that the endpoint owes."""
        return replace(_judged(answer), usage=read_usage(answer.headers))

    def call(self, path: str, query: Mapping[str, str]) -> Request:
        """A GET of any path under the version, such as `{ig_user_id}/tags`; `{ig_user_id}` is the lane's own account.

        Raises ConfigurationError for an address of another form, and for a query with a secret in it.
        """
        asked = path.strip("/")
        if CALLABLE.fullmatch(asked) is None:
            raise ConfigurationError(
                f"{path!r} is no path of the Graph API.",
                kept="Nothing was asked.",
                todo="Give it without host and version, such as {ig_user_id}/tags; fields go into key=value.",
            )
        secret = next((name for name in SECRET_PARAMETERS if name in query), None)
        if secret is not None:
            raise ConfigurationError(
                f"{secret} is a secret and does not belong into a command.",
                kept="Nothing was asked.",
                todo="Leave it out: the lane sends its own token.",
            )
        endpoint = RECENT_SEARCHES if asked.endswith(f"/{RECENT_SEARCHES}") else f"/{asked}"
        return replace(_get(endpoint, asked, query, {**query, "path": asked}), family=hashtags.family_of(asked))


PROVIDER: Final = Instagram()


def _discovery(ask: Ask) -> Request:
    tier, size = _read_hint(ask.hint)
    # The name becomes part of a field expression, where a brace or a bracket would be read as grammar.
    username = NOT_A_HANDLE.sub("", (ask.target.handle or "").lower())
    profile = ",".join((*PUBLIC_FIELDS, *OPTIONAL_FIELDS) if tier == FULL else PUBLIC_FIELDS)
    fields = ",".join((*DISCOVERY_MEDIA_FIELDS, *OPTIONAL_MEDIA_FIELDS) if tier == FULL else DISCOVERY_MEDIA_FIELDS)
    after = f".after({ask.cursor})" if ask.cursor else ""
    media = f"media{after}.limit({size or PAGE_SIZE}){{{fields}}}"
    query = {"fields": f"{DISCOVERY}.username({username}){{{profile},{media}}}"}
    param = {"fields_tier": tier, "username": username}
    param |= {"media_after": ask.cursor} if ask.cursor else {}
    param |= {"limit": size} if size else {}
    return _get(DISCOVERY, ME, query, param)


def _read_hint(hint: str) -> tuple[str, str]:
    """A field tier and a page size (empty: the usual one); hints of other visits of the lane are no hint here."""
    tier, _, size = hint.partition(":")
    return PUBLIC_TIER if tier == PUBLIC_TIER else FULL, size if size.isdecimal() else ""


def _own_account(ask: Ask) -> Request:
    fields = {"fields": ",".join((*PUBLIC_FIELDS, *OPTIONAL_FIELDS))}
    return _get(OWN_ACCOUNT, _node(ask.target.native_id) or ME, fields, _subject(ask))


def _own_page(endpoint: str, edge: str, ask: Ask) -> Request:
    page = {"limit": _read_hint(ask.hint)[1] or str(PAGE_SIZE)} | ({"after": ask.cursor} if ask.cursor else {})
    query = {"fields": ",".join(MEDIA_FIELDS), **page}
    return _get(endpoint, f"{_node(ask.target.native_id) or ME}/{edge}", query, {**_subject(ask), **page})


def _media_insights(ask: Ask, hint: str | None = None) -> Request:
    media, metrics = _node(ask.target.native_id), insights.media_metrics(ask.hint if hint is None else hint)
    return _get(MEDIA_INSIGHTS, f"{media}/insights", {"metric": metrics}, {"media_id": media, "metrics": metrics})


def _account_insights(ask: Ask) -> Request:
    return _insights_of_account(ask, insights.account_query(ask.hint, ask.now))


def _insights_of_account(ask: Ask, query: Mapping[str, str]) -> Request:
    rest = {name: value for name, value in query.items() if name != "metric"}
    param = {**_subject(ask), "metrics": query["metric"], **rest}
    return _get(ACCOUNT_INSIGHTS, f"{_node(ask.target.native_id) or ME}/insights", query, param)


def _audience(breakdown: str) -> Callable[[Ask], Request]:
    return lambda ask: _insights_of_account(ask, insights.audience_query(ask.hint, breakdown))


def _hashtag_search(ask: Ask) -> Request:
    tag = hashtags.clean_tag(ask.target.handle or "")
    return _get(HASHTAG_SEARCH, f"ig_hashtag_search?user_id={ME}", {"q": tag}, {"q": tag})


def _hashtag_page(endpoint: str, edge: str, ask: Ask) -> Request:
    tag = _node(ask.target.native_id)
    _, after = hashtags.split_cursor(ask.cursor)
    page = {"limit": _read_hint(ask.hint)[1] or str(hashtags.HASHTAG_PAGE)}
    query = {"fields": ",".join(hashtags.MEDIA_FIELDS), **page} | ({"after": after} if after else {})
    param = {"hashtag_id": tag, **page} | ({"name": ask.target.handle} if ask.target.handle else {})
    param |= {"page": ask.cursor} if ask.cursor else {}
    return _get(endpoint, f"{tag}/{edge}?user_id={ME}", query, param)


REQUESTS: Final[Mapping[str, Callable[[Ask], Request]]] = {
    DISCOVERY_VISIT.name: _discovery,
    OWN_ACCOUNT_VISIT.name: _own_account,
    OWN_MEDIA_VISIT.name: lambda ask: _own_page(OWN_MEDIA, "media", ask),
    OWN_STORIES_VISIT.name: lambda ask: _own_page(OWN_STORIES, "stories", ask),
    MEDIA_INSIGHTS_VISIT.name: _media_insights,
    STORY_INSIGHTS_VISIT.name: lambda ask: _media_insights(ask, ask.hint or insights.STORY),
    REEL_INSIGHTS_VISIT.name: lambda ask: _media_insights(ask, insights.REEL),
    ACCOUNT_INSIGHTS_VISIT.name: _account_insights,
    **{f"audience_{breakdown}": _audience(breakdown) for breakdown in AUDIENCE_BREAKDOWNS},
    HASHTAG_VISIT.name: _hashtag_search,
    HASHTAG_POSTS_VISIT.name: lambda ask: _hashtag_page(HASHTAG_RECENT, "recent_media", ask),
    HASHTAG_TOP_VISIT.name: lambda ask: _hashtag_page(HASHTAG_TOP, "top_media", ask),
}


def _get(endpoint: str, path: str, query: Mapping[str, str], param: Mapping[str, str]) -> Request:
    return Request(
        endpoint=endpoint,
        path=f"/{{version}}/{path}",
        query=query,
        param=param,
        secret_headers={"Authorization": "Bearer {access_token}"},
        cost=CALL,
    )


def _node(native_id: str | None) -> str:
    """An id as a part of a path: nothing in it may lead elsewhere."""
    return quote(native_id or "", safe="")


def _subject(ask: Ask) -> dict[str, str]:
    if ask.target.native_id is not None:
        return {"ig_user_id": ask.target.native_id}
    return {"username": ask.target.handle or ""}


def _judged(answer: Answer) -> Verdict:
    document = parse_object(answer.body)
    if document is not None and isinstance(document.get("error"), dict):
        return _refused(answer, document["error"])
    failure = read_status(answer.status, answer.headers)
    if failure is not None:
        return failure
    if document is None or answer.cut:
        return _unreadable(answer)
    return READERS.get(answer.endpoint, _raw)(answer, document)


def _refused(answer: Answer, error: Mapping[str, Any]) -> Verdict:
    """An error in the endpoint's own light: insights and hashtags have refusals that concern nothing else."""
    verdict = read_error(error, answer.status, answer.headers)
    if answer.endpoint in (MEDIA_INSIGHTS, ACCOUNT_INSIGHTS, OWN_STORIES):
        return insights.judge_refusal(answer, verdict, as_count(error.get("error_subcode")))
    if answer.endpoint in (HASHTAG_SEARCH, HASHTAG_RECENT, HASHTAG_TOP):
        verdict = hashtags.judge_refusal(answer, verdict)
    return replace(verdict, ask_again=_ask_again(answer, verdict))


def _ask_again(answer: Answer, verdict: Verdict) -> Hint | None:
    """Without the optional tier where that may be what was refused; with half the page where it may be too much."""
    tier = answer.param.get("fields_tier")
    if answer.endpoint == DISCOVERY and tier == FULL and verdict.code in (10, 100):
        return Hint(PUBLIC_TIER, lasting=True)
    size = as_count(answer.param.get("limit", PAGE_SIZE))
    if answer.endpoint not in PAGED or verdict.code != 1 or size is None or size <= SMALLEST_PAGE:
        return None
    return Hint(f"{tier or FULL}:{size // 2}")


def _unreadable(answer: Answer) -> Verdict:
    if is_login_wall(answer.body):
        return Verdict(outcome=Outcome.BLOCKED, completeness=Completeness.BLOCKED, maybe_cost=CALL, note="login wall")
    note = "cut body" if answer.cut else "not a JSON object"
    return Verdict(outcome=Outcome.TRANSIENT, completeness=Completeness.FAILED, maybe_cost=CALL, note=note)


def _raw(answer: Answer, document: Mapping[str, Any]) -> Verdict:
    """An answer to `call`: whatever it says is landed as it is."""
    further = as_object(document.get("paging")).get("next") is not None
    whole = Completeness.PARTIAL if further else Completeness.COMPLETE
    return Verdict(outcome=Outcome.OK, completeness=whole, cost=CALL, note="there are more pages" if further else "")


def _read_own(answer: Answer, document: Mapping[str, Any]) -> Verdict:
    return read_media(answer, document, post_count=answer.post_count)


PAGED: Final = (DISCOVERY, OWN_MEDIA, OWN_STORIES, HASHTAG_RECENT, HASHTAG_TOP)
READERS: Final[Mapping[str, Callable[[Answer, Mapping[str, Any]], Verdict]]] = {
    DISCOVERY: read_discovery,
    OWN_ACCOUNT: lambda _, document: read_account(document),
    OWN_MEDIA: _read_own,
    OWN_STORIES: _read_own,
    MEDIA_INSIGHTS: insights.read_insights,
    ACCOUNT_INSIGHTS: insights.read_insights,
    HASHTAG_SEARCH: hashtags.read_search,
    HASHTAG_RECENT: hashtags.read_posts,
    HASHTAG_TOP: hashtags.read_posts,
}
