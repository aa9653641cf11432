"""Hashtags: the search for an id, and the posts under one, whose pages follow no rule of the rest of the API.

Every page carries the same `after`, which goes on all the same. So our cursor counts the pages beside it
(`<page>:<after>`): two of ours are never equal, and the walk ends at a cap. Neither names nor owners come along.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from creatorgraph.providers.contract import Answer, ProfileFacts, Verdict
from creatorgraph.providers.instagram_errors import CALL, drift
from creatorgraph.providers.instagram_media import read_post
from creatorgraph.providers.instagram_visits import HASHTAG_PAGES, HASHTAG_SEARCH, SEARCHES, WEEK_SECONDS
from creatorgraph.providers.reading import as_list, as_object, as_text
from creatorgraph.types import Completeness, Outcome

HASHTAG_PAGE: Final = 50
MOST_PAGES: Final = 20
MEDIA_FIELDS: Final = (
    "id", "caption", "media_type", "like_count", "comments_count", "permalink", "timestamp", "media_url",
)  # fmt: skip
BUDGET_SPENT: Final = 18
"""The code that clients have met once thirty different hashtags were asked for within seven days."""


def clean_tag(name: str) -> str:
    """A hashtag as the search takes it: without its mark, blanks and capitals."""
    return "".join(name.split()).lstrip("#＃").lower()


def split_cursor(cursor: str | None) -> tuple[int, str | None]:
    """Our cursor as the number of the page that it leads to (from 1) and Meta's `after`."""
    if cursor is None:
        return 1, None
    page, _, after = cursor.partition(":")
    return (int(page), after) if page.isdecimal() and len(page) < 9 else (1, cursor)


def read_search(answer: Answer, document: Mapping[str, Any]) -> Verdict:
    """The id of a hashtag; it is the same for everybody and for ever."""
    found = next(iter(as_list(document.get("data"))), None)
    native_id = as_text(as_object(found).get("id"))
    if native_id is None:
        return drift("no hashtag id")
    profile = ProfileFacts(native_id=native_id, handle=answer.param.get("q"))
    return Verdict(outcome=Outcome.OK, completeness=Completeness.COMPLETE, cost=CALL, profile=profile)


def read_posts(answer: Answer, document: Mapping[str, Any]) -> Verdict:
    """A page of posts under a hashtag; the first one may be empty, as only the last 24 hours are shown."""
    items = document.get("data")
    if not isinstance(items, list):
        return drift("data is no list")
    page, _ = split_cursor(answer.param.get("page"))
    posts = tuple(fact for fact in map(read_post, items) if fact is not None)
    whole = Completeness.COMPLETE if items or page > 1 else Completeness.EMPTY
    verdict = Verdict(outcome=Outcome.OK, completeness=whole, cost=CALL, posts=posts)
    after = as_text(as_object(as_object(document.get("paging")).get("cursors")).get("after"))
    if after is None or not items:
        return verdict
    if page >= MOST_PAGES:
        note = f"more than {MOST_PAGES} pages in 24 hours"
        return replace(verdict, completeness=Completeness.PARTIAL, note=note)
    return replace(verdict, next_cursor=f"{page + 1}:{after}")


def judge_refusal(answer: Answer, verdict: Verdict) -> Verdict:
    """A refusal: a missing feature concerns hashtags alone, and a spent budget concerns new hashtags alone."""
    if verdict.code == BUDGET_SPENT:
        return _budget_spent(answer, verdict)
    if verdict.outcome is Outcome.AUTH and verdict.code not in (102, 190, 368):
        return replace(verdict, target_only=True)
    return verdict


def _budget_spent(answer: Answer, verdict: Verdict) -> Verdict:
    note = f"{verdict.note}: thirty different hashtags in seven days are used up"
    if answer.endpoint != HASHTAG_SEARCH:
        # The posts of the thirty are still free to read: this one tag waits for its next turn, the others do not.
        return replace(verdict, outcome=Outcome.BAD_REQUEST, completeness=Completeness.FAILED, note=note)
    return replace(
        verdict,
        outcome=Outcome.RATE_LIMITED,
        completeness=Completeness.FAILED,
        retry_after=WEEK_SECONDS / 7,
        family_only=True,
        note=note,
    )


def family_of(path: str) -> str:
    """The limit of hashtags that a path called by hand counts against; empty for other paths."""
    edge = path.rpartition("/")[2]
    return {"ig_hashtag_search": SEARCHES, "recent_media": HASHTAG_PAGES, "top_media": HASHTAG_PAGES}.get(edge, "")
