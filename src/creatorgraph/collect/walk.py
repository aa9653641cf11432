"""A walk through an account's posts, newest first: down to what is known, and what it had to leave unread. Pure.

A walk that stops short (its pages are used up, its list leads nowhere, its provider fails) is never taken for whole.
The newest post that it saw becomes the watermark all the same, so that what is new keeps coming; what it left is the
rest: a cursor, and the time down to which posts are missing. Later visits read what is new first, then go on with the
rest on the pages that remain to them. A rest that makes trouble is tried ever more rarely: at the first, the second,
the fourth, the eighth visit from then on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from creatorgraph.collect.cadence import instant
from creatorgraph.collect.work import Work
from creatorgraph.land.journal_rows import WorkState
from creatorgraph.providers.contract import Kind, PostFact, Verdict
from creatorgraph.settings import CollectSettings, LaneSettings
from creatorgraph.types import Completeness, Outcome

BACKFILL_PAGES: Final = 100
MOST_DOUBTS: Final = 2
FROM_THE_TOP: Final = ""
"""The rest of a walk whose cursor has died."""
LEFT_UNREAD: Final = "the list was not read to its end; the rest is read at a later visit"
LEADS_BACK: Final = "the page leads back to the newest posts"


@dataclass(frozen=True, slots=True)
class Aim:
    """How far down posts are wanted: to the post `since` of time `since_time`, or where none is known to `oldest`.

    Times are Unix seconds.
    """

    since: str | None
    since_time: int | None
    oldest: int | None

    def is_reached(self, posts: tuple[PostFact, ...]) -> bool:
        """True when a page goes down to there."""
        if self.since_time is not None:
            return reached_known(posts, self.since_time)
        times = _times(posts)
        return self.oldest is not None and bool(times) and times[-1] < self.oldest


def fix_border(work: Work, settings: CollectSettings) -> Work:
    """The same work; the border of its backfill is what it was at the first visit, however often that is repeated."""
    state = work.state
    known = state.unread_since is not None or (state.backfilled and state.watermark is not None)
    if known or not work.is_walk:
        return work
    return replace(work, state=replace(state, unread_since=work.border(settings)))


def aim(work: Work, settings: CollectSettings) -> Aim:
    """How far down the page that is asked for next belongs to: what is new, or what was left unread before."""
    state = work.state
    if state.unread_since is not None and state.rest is None:
        if state.unread_since_id is None:
            return Aim(None, None, state.unread_since)
        return Aim(state.unread_since_id, state.unread_since, None)
    seen = state.watermark is not None and (state.backfilled or state.rest is not None)
    return Aim(state.watermark_id, state.watermark, None if seen else work.border(settings))


def is_dead_end(work: Work, verdict: Verdict, settings: CollectSettings) -> bool:
    """True for a page of an account's list that was promised and leads nowhere: empty, back, or to itself.

    A wall may look so: it is asked for again. That there is more, and no way to it, is never believed to be the end;
    an empty page is, once later visits found it empty too.
    """
    if verdict.outcome is not Outcome.OK or verdict.unchanged or not _is_list(work):
        return False
    if work.is_walk and aim(work, settings).is_reached(verdict.posts):
        return False
    if work.is_walk and verdict.dead_end:
        return True
    doubts = work.state.rest_tries if work.is_walk else work.state.misses
    if work.state.cursor is None or doubts >= MOST_DOUBTS:
        return False
    if verdict.next_cursor is not None:
        return work.is_walk and leads_back(work.state, verdict)
    return not verdict.posts or verdict.completeness is Completeness.PARTIAL


def doubt(verdict: Verdict) -> Verdict:
    """The verdict on a dead end: not complete, and where it shows nothing, no better than a wall."""
    if not verdict.posts:
        return replace(verdict, completeness=Completeness.BLOCKED, note="a page was promised, and came empty")
    return replace(verdict, completeness=Completeness.PARTIAL, note=verdict.note or LEADS_BACK)


def leads_back(state: WorkState, verdict: Verdict) -> bool:
    """True when a page behind a cursor begins with the newest post of its walk: it is the first page again."""
    first = next((post.native_id for post in verdict.posts if not post.pinned), None)
    return state.newest_id is not None and first == state.newest_id


def reached_known(posts: tuple[PostFact, ...], watermark: int | None) -> bool:
    """True when a page goes back to posts that an earlier visit saw; pinned posts, old by nature, do not count."""
    times = _times(posts)
    return watermark is not None and bool(times) and times[-1] <= watermark


def see(state: WorkState, verdict: Verdict, now: datetime) -> WorkState:
    """The state with the newest post and the people of one more page; the tag is that of the first page.

    A post from years ahead is no newest one: nothing before it would ever be asked for again. Neither is one of the
    rest, which is older than what is known.
    """
    floor = state.watermark if state.unread_since is not None and state.rest is None else None
    dated = [
        (post.created, post.native_id)
        for post in verdict.posts
        if not post.pinned and post.created is not None and instant(post.created, now) is not None
        if floor is None or post.created > floor
    ]
    newest = max([*dated, *([(state.newest, state.newest_id or "")] if state.newest is not None else [])], default=None)
    return replace(
        state,
        etag=state.etag if state.cursor is not None else verdict.etag or state.etag,
        pages=state.pages + 1,
        members=state.members + verdict.members,
        newest=newest[0] if newest else None,
        newest_id=newest[1] or None if newest else None,
    )


def most_pages(state: WorkState, lane: LaneSettings) -> int:
    """The pages that one visit to an account's list may read."""
    return lane.posts_pages if state.backfilled else BACKFILL_PAGES


def go_on(work: Work, verdict: Verdict, settings: CollectSettings, lane: LaneSettings) -> WorkState:
    """The state of a walk after one more good page, with the cursor of the next; with none the visit is over.

    `work` has seen the page.
    """
    state = work.state
    left = state.pages < most_pages(state, lane)
    whole = verdict.next_cursor is None or aim(work, settings).is_reached(verdict.posts)
    if not whole:
        return replace(state, cursor=verdict.next_cursor) if left else _set_aside(state, verdict.next_cursor)
    if state.rest is None:
        return replace(state, cursor=None, unread_since=None, unread_since_id=None, rest_tries=0, backfilled=True)
    if state.rest == FROM_THE_TOP or not _is_tried(state.rest_tries):
        return _count_trouble(replace(state, cursor=None))
    return replace(state, cursor=state.rest, rest=None) if left else replace(state, cursor=None)


def break_off(work: Work, *, dead: bool = False) -> WorkState:
    """The state of a walk that ends before its end, for trouble; `dead`: there is no going on from its cursor."""
    state = work.state
    begun = state.pages > 0 and (state.newest is not None or state.watermark is not None)
    if not work.is_walk or not begun:
        return state
    cursor = FROM_THE_TOP if dead or state.cursor is None else state.cursor
    return _count_trouble(_set_aside(state, cursor))


def is_unread(state: WorkState) -> bool:
    """True when posts between known ones, or within the backfill, are missing while nobody reads them."""
    return state.cursor is None and state.unread_since is not None and state.watermark is not None


def told(work: Work, state: WorkState, verdict: Verdict) -> Verdict:
    """The verdict on the page with which a visit ends; a visit that leaves something unread was not complete."""
    over = state.due_at > work.state.due_at
    if not (work.is_walk and over and is_unread(state)) or verdict.completeness is not Completeness.COMPLETE:
        return verdict
    return replace(verdict, completeness=Completeness.PARTIAL, note=verdict.note or LEFT_UNREAD)


def _set_aside(state: WorkState, cursor: str | None) -> WorkState:
    """What is left unread begins at the cursor; it goes down to where it did, or to what was known before this walk."""
    aside = replace(state, cursor=None, rest=cursor)
    if state.unread_since is not None:
        return aside
    return replace(aside, unread_since=state.watermark, unread_since_id=state.watermark_id)


def _count_trouble(state: WorkState) -> WorkState:
    """One more visit that came no nearer; a rest whose cursor died is walked to from the top when it is tried again."""
    tries = state.rest_tries + 1
    if state.rest != FROM_THE_TOP or not _is_tried(tries):
        return replace(state, rest_tries=tries)
    return replace(state, rest_tries=tries, rest=None, etag=None)


def _is_tried(tries: int) -> bool:
    """Powers of two: each pause is twice as long as the one before."""
    return tries & (tries - 1) == 0


def _is_list(work: Work) -> bool:
    return work.target.kind is Kind.ACCOUNT and not work.visit.sample


def _times(posts: tuple[PostFact, ...]) -> list[int]:
    return [post.created for post in posts if not post.pinned and post.created is not None]
