"""What a journal holds: calls, answers not yet in the lake, and where the work stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from creatorgraph.types import Envelope, Outcome


class CallState(StrEnum):
    """What is known of a call's money.

    `sent` is an intent whose answer may yet come, `answered` one whose whole answer is landed; `maybe_charged` one that
    a kill, a time-out or a cut body deprived of it; `unsent` one that never reached the provider.
    """

    SENT = "sent"
    ANSWERED = "answered"
    MAYBE_CHARGED = "maybe_charged"
    UNSENT = "unsent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A call that is about to be sent. `cost` is the most that it will cost when it succeeds.

    `family` is the provider's limit that it counts against besides the lane's, `targets` how many it asks about.
    """

    request_id: str
    work_key: str
    endpoint: str
    request_param: str
    sent_at: datetime
    cost: Decimal
    family: str = ""
    targets: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkState:
    """Where one visit to one account, post or term stands.

    `due_at` is the schedule, `ready_at` the schedule or a later retry. `cursor`, `pages` and `members` (people seen by
    a sample) are those of a visit under way. `watermark` is the time (Unix seconds) of the newest post of the last
    whole visit, `newest` of the one under way; `watermark_id` and `newest_id` are those posts' native ids. `misses`
    counts whole visits in a row without an answer of use. `backfilled` says that the posts of before tracking have all
    been read. `unread_since` says that posts from that time on (Unix seconds; `unread_since_id` is the post of that
    time, null where it is the border of the backfill) have not all been read; `rest` is the cursor behind which they
    stand, where it was set aside: empty when the cursor has died, null while the walk itself goes down to them.
    `rest_tries` counts the visits that left them unread for trouble, or to spare calls. `parent` is the subject of the
    account whose post this is, where the post was found and not tracked; `born` is the time of that post.
    """

    key: str
    due_at: datetime
    ready_at: datetime
    attempts: int = 0
    cursor: str | None = None
    pages: int = 0
    watermark: int | None = None
    newest: int | None = None
    hint: str = ""
    misses: int = 0
    last_outcome: str = ""
    last_note: str = ""
    watermark_id: str | None = None
    newest_id: str | None = None
    members: int = 0
    etag: str | None = None
    backfilled: bool = False
    parent: str | None = None
    born: int | None = None
    unread_since: int | None = None
    unread_since_id: str | None = None
    rest: str | None = None
    rest_tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """What the last profile said of an account; `subject` as in an envelope's `subject_keys`.

    `gone` counts profiles in a row that found nobody, or somebody else; `profiled_at` is when a profile came last.
    """

    subject: str
    handle: str | None = None
    post_count: int | None = None
    is_private: bool = False
    gone: int = 0
    profiled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """An answer and all that changes with it, in one transaction.

    `shares` is what the call has surely or perhaps cost each organization that waited for it.
    """

    envelope: Envelope
    call_state: CallState
    maybe_cost: Decimal = Decimal(0)
    work: tuple[WorkState, ...] = ()
    finished: tuple[str, ...] = ()
    accounts: tuple[AccountState, ...] = ()
    shares: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tally:
    """Totals of a lane; `cost` and `maybe_cost` in the provider's unit.

    `maybe_charged` counts calls without a whole answer; `month_cost` is what this month has surely or perhaps cost.
    """

    answers: Mapping[Outcome, int] = field(default_factory=dict)
    cost: Decimal = Decimal(0)
    maybe_cost: Decimal = Decimal(0)
    maybe_charged: int = 0
    last_answer_at: datetime | None = None
    month_cost: Decimal = Decimal(0)
