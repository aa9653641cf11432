"""From what is known of a post to the reason why it is not there. Pure; the first reason that holds is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from creatorgraph.collect.needless import UNPAID
from creatorgraph.collect.walk import is_unread
from creatorgraph.land.journal_rows import AccountState, WorkState
from creatorgraph.store.tracking import Tracked, TrackState
from creatorgraph.types import Outcome


class Reason(StrEnum):
    """Why a post is or is not there."""

    HERE = "here"
    LANDED = "landed"
    ERASED = "erased"
    UNTRACKED = "untracked"
    UNSUPPORTED = "unsupported"
    PAUSED = "paused"
    CREDENTIALS = "credentials"
    GONE = "gone"
    PRIVATE = "private"
    BLOCKED = "blocked"
    BUDGET = "budget"
    FAILING = "failing"
    NOT_DUE = "not_due"
    OUTSIDE = "outside"
    FILTERED = "filtered"


@dataclass(frozen=True, slots=True)
class Why:
    """The reason, a sentence for a person, and what can be done."""

    reason: Reason
    sentence: str
    todo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What was found out about a post; instants are UTC.

    `seen_at` is when the published tables saw it last, `landed_at` when an answer in lake or journal showed it.
    `row` is the tracked account that it belongs to, `posts` and `profile` where the visits to that account stand;
    `stopped` is why the lane's last call was refused, `over_budget` whether its month is spent.
    """

    post: str
    account: str
    now: datetime
    born: datetime | None = None
    seen_at: datetime | None = None
    landed_at: datetime | None = None
    erased: bool = False
    unsupported: str = ""
    row: Tracked | None = None
    lane: str = ""
    paused: str | None = None
    stopped: Outcome | None = None
    over_budget: bool = False
    known: AccountState | None = None
    posts: WorkState | None = None
    backfill: timedelta = timedelta(0)
    filter: str = ""


def explain(case: Case) -> Why:
    """The first reason that holds, from the readers' end of the road back to its beginning."""
    return next(_reasons(case))


def _reasons(case: Case) -> Iterator[Why]:
    yield from _on_the_road(case)
    yield from _not_asked(case)
    yield from _asked_in_vain(case)
    yield from _not_yet(case)
    told = f" {case.filter}" if case.filter else ""
    yield Why(
        Reason.FILTERED,
        f"The posts of {case.account} were read and this one was not among them.{told} It may have been deleted before"
        " the first visit, or be shown to signed-in people only.",
        "Track the post itself: creatorgraph track post <address>",
    )


def _on_the_road(case: Case) -> Iterator[Why]:
    if case.erased:
        yield Why(Reason.ERASED, f"{case.account or case.post} was erased on request, and stays so.")
    if case.seen_at is not None:
        yield Why(Reason.HERE, f"It is in the published tables, last seen {_at(case.seen_at)}.")
    if case.landed_at is not None:
        yield Why(
            Reason.LANDED,
            f"An answer of {_at(case.landed_at)} shows it; the published tables were built before.",
            "Run: creatorgraph build",
        )
    if case.unsupported and case.row is None:
        yield Why(Reason.UNSUPPORTED, case.unsupported)


def _not_asked(case: Case) -> Iterator[Why]:
    if case.row is None:
        whose = f"Nobody tracks {case.account}" if case.account else "The address does not say whose post it is"
        yield Why(Reason.UNTRACKED, f"{whose}.", "Track the account, or say whose it is with --account.")
    elif case.row.state is not TrackState.ACTIVE:
        yield Why(Reason.UNTRACKED, f"{case.account} is {case.row.state}.", "Take it up again: creatorgraph track")
    if case.paused is not None:
        yield Why(Reason.PAUSED, f"The lane {case.lane} is paused: {case.paused}.", f"creatorgraph resume {case.lane}")
    if case.stopped is Outcome.AUTH:
        yield Why(Reason.CREDENTIALS, f"The provider refuses the credentials of {case.lane}.", "creatorgraph doctor")
    if case.over_budget or case.stopped is Outcome.NO_CREDITS:
        yield Why(Reason.BUDGET, f"The budget of the lane {case.lane} is spent for this month.", "creatorgraph budget")


def _asked_in_vain(case: Case) -> Iterator[Why]:
    known, posts = case.known, case.posts
    if known is not None and known.gone > 0:
        sure = "confirmed twice" if known.gone > 1 else "seen once, to be confirmed"
        yield Why(Reason.GONE, f"{case.account} is gone from its platform ({sure}).")
    if known is not None and known.is_private:
        yield Why(Reason.PRIVATE, f"{case.account} is private; its posts are not read.")
    if posts is not None and posts.last_note == UNPAID:
        yield Why(Reason.BUDGET, f"{posts.last_note.capitalize()}.", "creatorgraph budget")
    if posts is None or not posts.last_outcome:
        return
    if posts.misses == 0:
        return
    said = f"{posts.last_outcome}: {posts.last_note}" if posts.last_note else posts.last_outcome
    times = f"{posts.misses} times in a row" if posts.misses > 1 else "the last time"
    if posts.last_outcome in (Outcome.BLOCKED, Outcome.OK):
        yield Why(Reason.BLOCKED, f"The provider showed no list of posts {times} ({said}); that is not an empty list.")
    again = f"It is asked again {_at(posts.due_at)}; at once with: creatorgraph collect replay --lane {case.lane}"
    yield Why(Reason.FAILING, f"Reading the posts failed {times} ({said}).", again)


def _not_yet(case: Case) -> Iterator[Why]:
    posts, row = case.posts, case.row
    if posts is None or not posts.last_outcome:
        yield Why(Reason.NOT_DUE, f"The posts of {case.account} were not read yet.", "Run: creatorgraph collect")
        return
    if posts.watermark is not None and case.born is not None and case.born.timestamp() > posts.watermark:
        yield Why(
            Reason.NOT_DUE,
            f"It is from {_at(case.born)}, newer than the last visit; the next is due {_at(posts.due_at)}.",
            "Run: creatorgraph collect" if posts.due_at <= case.now else "Track it with --tier 1 to see posts hourly.",
        )
    if case.born is not None and is_unread(posts) and case.born.timestamp() >= (posts.unread_since or 0):
        yield Why(
            Reason.NOT_DUE,
            f"The posts of {case.account} of that time have not all been read: a visit had to stop before them. It is"
            f" gone on with at the next visits, the first of which is due {_at(posts.due_at)}.",
        )
    began = row.backfilled_at if row is not None else None
    if case.born is not None and began is not None and case.born < began - case.backfill:
        yield Why(
            Reason.OUTSIDE,
            f"It is from {_at(case.born)}, before the window that was read when tracking began"
            f" ({case.backfill.days} days).",
            "Widen collect.backfill_days before tracking, or track the post itself.",
        )


def _at(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"
