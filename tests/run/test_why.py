"""Why a post is missing: the first reason that holds, from the readers' end of the road back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from creatorgraph.clock import FixedClock
from creatorgraph.errors import ConfigurationError
from creatorgraph.handles.posts import parse_post, published_at
from creatorgraph.land.journal_rows import AccountState, WorkState
from creatorgraph.run.why import Reason, why
from creatorgraph.run.why.explain import Case, explain
from creatorgraph.settings import Home, Settings
from creatorgraph.store.database import AppDatabase
from creatorgraph.store.tracking import Tracked, TrackState, Watch, track
from creatorgraph.types import Outcome

NOW = datetime(2026, 8, 20, tzinfo=UTC)
DAY = timedelta(days=1)
ROW = Tracked(
    tracked_id=1,
    organization="default",
    platform="tiktok",
    handle="lena",
    native_id="701",
    group=None,
    authorised=False,
    state=TrackState.ACTIVE,
    backfilled_at=NOW - 5 * DAY,
)
READ = WorkState(key="posts tiktok:id:701", due_at=NOW + DAY, ready_at=NOW + DAY, last_outcome="ok", backfilled=True,
                 watermark=int((NOW - DAY).timestamp()))  # fmt: skip
CASE = Case(
    post="1", account="@lena", now=NOW, row=ROW, lane="tiklive", posts=READ, born=NOW - 2 * DAY, backfill=30 * DAY
)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, Reason.FILTERED),
        ({"erased": True, "seen_at": NOW}, Reason.ERASED),
        ({"seen_at": NOW, "landed_at": NOW}, Reason.HERE),
        ({"landed_at": NOW}, Reason.LANDED),
        ({"row": None}, Reason.UNTRACKED),
        ({"row": None, "unsupported": "Not there."}, Reason.UNSUPPORTED),
        ({"row": replace(ROW, state=TrackState.UNTRACKED)}, Reason.UNTRACKED),
        ({"paused": "holidays"}, Reason.PAUSED),
        ({"stopped": Outcome.AUTH}, Reason.CREDENTIALS),
        ({"stopped": Outcome.NO_CREDITS}, Reason.BUDGET),
        ({"over_budget": True}, Reason.BUDGET),
        ({"known": AccountState(subject="s", gone=2)}, Reason.GONE),
        ({"known": AccountState(subject="s", is_private=True)}, Reason.PRIVATE),
        ({"posts": replace(READ, misses=2, last_outcome="blocked")}, Reason.BLOCKED),
        ({"posts": replace(READ, misses=1, last_outcome="transient")}, Reason.FAILING),
        ({"posts": replace(READ, last_note="the budget of its organization is spent")}, Reason.BUDGET),
        ({"posts": replace(READ, last_outcome="", last_note="the budget of its organization is spent")}, Reason.BUDGET),
        ({"posts": None}, Reason.NOT_DUE),
        ({"born": NOW - timedelta(hours=1)}, Reason.NOT_DUE),
        ({"posts": replace(READ, unread_since=int((NOW - 9 * DAY).timestamp()), rest="A")}, Reason.NOT_DUE),
        ({"born": NOW - 60 * DAY}, Reason.OUTSIDE),
    ],
)
def test_the_first_reason_that_holds_is_told(changes: dict[str, Any], reason: Reason) -> None:
    found = explain(replace(CASE, **changes))
    assert found.reason is reason
    assert found.sentence.endswith(".") or ")" in found.sentence


def test_an_id_tells_when_its_post_was_made() -> None:
    tiktok = parse_post(str((1_795_012_345 << 32) + 5), "tiktok")
    x = parse_post("1990000000000000103", "x")
    assert tiktok is not None and x is not None
    assert published_at(tiktok) == datetime.fromtimestamp(1_795_012_345, UTC)
    made = published_at(x)
    assert made is not None
    assert made.year == 2025


def ask(home: Home, database: AppDatabase, address: str, account: str | None = None) -> Reason:
    return why(home, Settings(), database, NOW, "default", address, account).reason


def test_nobody_and_somebody_is_tracked(home: Home, app_database: AppDatabase, clock: FixedClock) -> None:
    address = "https://www.tiktok.com/@lena/video/7561234567890123456"
    assert ask(home, app_database, address) is Reason.UNTRACKED
    with app_database.write() as connection:
        track(connection, [Watch(platform="tiktok", handle="lena")], clock.now())
    assert ask(home, app_database, address) is Reason.NOT_DUE
    assert ask(home, app_database, "https://youtu.be/dQw4w9WgXcQ", "@lena") is Reason.UNTRACKED


def test_what_is_no_post_is_told(home: Home, app_database: AppDatabase) -> None:
    with pytest.raises(ConfigurationError, match="no address of a post"):
        ask(home, app_database, "https://example.com")
