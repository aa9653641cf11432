"""What X's answers mean, in either vocabulary: batches part by part, pages of posts, counts.

Members without a value are left out, and `data` too where nothing was found; so absence is read, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from creatorgraph.providers.contract import Answer, Verdict
from creatorgraph.providers.reading import as_count, as_list, as_object, as_text, parse_object
from creatorgraph.providers.x_batches import read_batch, refuse_unaskable
from creatorgraph.providers.x_facts import (
    COUNTS,
    COUNTS_PRICE,
    POST_PRICE,
    SEARCH,
    TWEETS,
    USER_PRICE,
    USER_TWEETS,
    USERS,
)
from creatorgraph.providers.x_members import distinct, either, objects, read_posts
from creatorgraph.providers.x_problems import failed, read_beside, read_failure, read_window
from creatorgraph.providers.x_requests import call_price
from creatorgraph.providers.x_subjects import read_subjects
from creatorgraph.types import Completeness, Outcome


def read_answer(answer: Answer) -> Verdict:
    """The verdict on any answer; failures of the whole first, then what the endpoint owes."""
    document = parse_object(answer.body)
    failure = read_failure(answer, document)
    verdict = refuse_unaskable(answer, failure) if failure is not None else _read(answer, document or {})
    return replace(verdict, window=read_window(answer.headers))


def _read(answer: Answer, document: Mapping[str, Any]) -> Verdict:
    if answer.endpoint in (USERS, TWEETS):
        verdict = read_batch(answer, document)
    elif answer.endpoint in (USER_TWEETS, SEARCH):
        verdict = _page(answer, document)
    elif answer.endpoint == COUNTS:
        verdict = _counts(document)
    else:
        verdict = _raw(answer, document)
    return replace(verdict, maybe_cost=_included_price(document), subjects=read_subjects(answer, document))


def _page(answer: Answer, document: Mapping[str, Any]) -> Verdict:
    found, meta = objects(document.get("data")), as_object(document.get("meta"))
    if found is None:
        return failed(Outcome.SCHEMA_DRIFT, "data is no list")
    if not found:
        return _refused(document) or _nothing(answer, meta)
    facts = read_posts(found, answer.param.get("id"))
    if not facts:
        return failed(Outcome.SCHEMA_DRIFT, "no post has an id")
    token = as_text(meta.get("next_token"))
    stuck = token is not None and token == _asked_token(answer)
    partial = stuck or len(facts) < len(found) or bool(read_beside(document).unfilled)
    return Verdict(
        outcome=Outcome.OK,
        completeness=Completeness.PARTIAL if partial else Completeness.COMPLETE,
        cost=POST_PRICE * distinct(found),
        next_cursor=None if stuck else token,
        note="the page token repeats" if stuck else "",
        dead_end=stuck,
        posts=facts,
    )


def _nothing(answer: Answer, meta: Mapping[str, Any]) -> Verdict:
    """No posts: a page emptied by a filter, the end, nothing new, a true zero, or something that looks like one."""
    if as_count(meta.get("result_count")) != 0:
        return failed(Outcome.SCHEMA_DRIFT, "neither data nor errors nor a count of 0")
    found = Verdict(outcome=Outcome.OK, completeness=Completeness.COMPLETE)
    token = as_text(meta.get("next_token"))
    if token is not None and token != _asked_token(answer):
        return replace(found, next_cursor=token)
    if _asked_token(answer) or answer.param.get("since_id") or answer.param.get("start_time"):
        return found
    if answer.endpoint == SEARCH:
        return replace(found, completeness=Completeness.EMPTY)
    return _no_posts(answer, found)


def _no_posts(answer: Answer, found: Verdict) -> Verdict:
    """A first page without a post, against what the profile said."""
    if answer.is_private:
        return replace(found, outcome=Outcome.PRIVATE, completeness=Completeness.PRIVATE)
    if answer.post_count == 0:
        return replace(found, completeness=Completeness.EMPTY)
    if answer.post_count is None:
        return replace(found, completeness=Completeness.PARTIAL, note="no posts, and no counter to check it against")
    note = f"no posts beside a counter of {answer.post_count}, which counts reposts too"
    return replace(found, outcome=Outcome.BLOCKED, completeness=Completeness.BLOCKED, note=note)


def _asked_token(answer: Answer) -> str | None:
    return answer.param.get("pagination_token") or answer.param.get("next_token")


def _counts(document: Mapping[str, Any]) -> Verdict:
    total = either(as_object(document.get("meta")), "total_tweet_count", "total_post_count")
    if isinstance(document.get("data"), list) or total is not None:
        return Verdict(outcome=Outcome.OK, completeness=Completeness.COMPLETE, cost=COUNTS_PRICE)
    return _refused(document) or failed(Outcome.SCHEMA_DRIFT, "no counts")


def _raw(answer: Answer, document: Mapping[str, Any]) -> Verdict:
    """An answer to a path called by hand: it has data or a count, or says in its errors what is wrong."""
    found = objects(document.get("data"))
    if found or as_object(document.get("meta")):
        resources = 1 if answer.endpoint.endswith("/counts/recent") else distinct(found or ())
        cost = call_price(answer.endpoint) * resources
        return Verdict(outcome=Outcome.OK, completeness=Completeness.COMPLETE, cost=cost)
    return _refused(document) or failed(Outcome.SCHEMA_DRIFT, "neither data nor errors")


def _refused(document: Mapping[str, Any]) -> Verdict | None:
    """The verdict on `errors` without data, by the first of them; None where there are none."""
    beside = read_beside(document)
    said = beside.nameless or next(iter(beside.parts.values()), None)
    return failed(said.outcome, said.note) if said else None


def _included_price(document: Mapping[str, Any]) -> Decimal:
    """Included users and posts may be billed as reads of their own; X does not say."""
    includes = as_object(document.get("includes"))
    users, posts = as_list(includes.get("users")), [*as_list(includes.get("tweets")), *as_list(includes.get("posts"))]
    return USER_PRICE * len(users) + POST_PRICE * len(posts)
