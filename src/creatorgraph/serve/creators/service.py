"""Decisions about creators: what a page of them is, where a cursor may go on, what a creator's detail holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from creatorgraph.serve.clean import outside_text
from creatorgraph.serve.context import Installation
from creatorgraph.serve.creators import queries
from creatorgraph.serve.creators.schemas import (
    AccountOut,
    AccountRef,
    BuildRef,
    CreatorDetail,
    CreatorList,
    CreatorsAsked,
    CreatorSummary,
    FollowerPoint,
    LatestCount,
    LiveAccountOut,
    Match,
    PairOut,
    PostOut,
    Reach,
    Sorting,
)
from creatorgraph.serve.latest import LiveAccount, not_in_build
from creatorgraph.serve.paging import Cursor, decode_cursor, question
from creatorgraph.serve.problems import Refusal, invalid, not_found, nothing_published
from creatorgraph.serve.published import Reader, Row

POSTS_SHOWN: Final = 12
CAPTION_SHOWN: Final = 280
NAME_SHOWN: Final = 120


def list_creators(
    installation: Installation, reader: Reader, after: Cursor | None, asked: CreatorsAsked
) -> CreatorList:
    """One stretch of the list that is asked for; `where_to_read` tells the build and the place."""
    rows = queries.page_of_creators(reader, asked, after)
    shown = rows[: asked.limit]
    last = shown[-1] if len(rows) > asked.limit else None
    return CreatorList(
        build=build_ref(reader),
        total=queries.count_creators(reader, asked),
        data=_summaries(reader, shown),
        next_cursor=_cursor_behind(reader, asked, last).encode() if last else None,
        live=[] if after else [live_out(one) for one in newly_tracked(installation, reader)],
    )


def newly_tracked(installation: Installation, reader: Reader | None) -> list[LiveAccount]:
    """Accounts that answered after the build and are not in it; all of them while nothing is published."""
    since = reader.build.as_of if reader else None
    return not_in_build(reader, installation.app.live_accounts(since))


def is_known(reader: Reader, creator_id: str) -> bool:
    """Whether the build holds an id."""
    return queries.one_creator(reader, creator_id) is not None


def creator_detail(installation: Installation, reader: Reader, creator_id: str) -> CreatorDetail:
    """A creator, whole; raises Refusal (404) for an id that the build does not hold."""
    found = queries.one_creator(reader, creator_id)
    if found is None:
        raise not_found("creator")
    return CreatorDetail(
        build=build_ref(reader),
        creator_id=creator_id,
        creator_integer_id=found["creator_integer_id"],
        display_name=outside_text(found["display_name"], NAME_SHOWN),
        match=_match(found),
        reach=[_reach(row) for row in queries.bands_of(reader, creator_id)],
        accounts=_accounts(installation, reader, creator_id),
        posts=[_post(row) for row in queries.newest_posts(reader, creator_id, POSTS_SHOWN)],
        pairs=[_pair(row) for row in queries.pairs_of(reader, creator_id)],
        first_seen_at=found["first_seen_at"],
        last_post_at=found["last_post_at"],
        last_post_platform=found["last_post_platform"],
    )


def successor(installation: Installation, reader: Reader, creator_id: str) -> str:
    """The id that an unknown id was merged into, as far as the build holds it; raises Refusal (404) without one."""
    for merged in installation.app.merged_into(creator_id):
        if is_known(reader, merged):
            return merged
    raise not_found("creator")


def build_ref(reader: Reader) -> BuildRef:
    """The build that an answer names."""
    return BuildRef(id=reader.build.build_id, as_of=reader.build.as_of)


def where_to_read(installation: Installation, asked: CreatorsAsked) -> tuple[Reader, Cursor | None]:
    """The build that a list is read from, the cursor's or else the newest, and the row that it goes on behind.

    Raises Refusal for a cursor that is not ours, belongs to another question, or whose build is gone.
    """
    if asked.cursor is None:
        reader = installation.published.current()
        if reader is None:
            raise nothing_published()
        return reader, None
    cursor = decode_cursor(asked.cursor)
    if cursor is None or cursor.asked != _question(asked) or not _fits(cursor, asked.sort):
        raise invalid("query.cursor", "is not a cursor of this list with these filters")
    held = installation.published.at(cursor.build_id)
    if held is None:
        raise Refusal(HTTPStatus.GONE, "cursor_expired", "The build of this cursor is gone. Begin the list again.")
    return held, cursor


def _fits(cursor: Cursor, sort: Sorting) -> bool:
    return isinstance(cursor.value, int if sort is Sorting.REACH else str)


def _question(asked: CreatorsAsked) -> str:
    return question(asked.platform, asked.min_confidence, asked.q, asked.sort)


def _cursor_behind(reader: Reader, asked: CreatorsAsked, last: Row) -> Cursor:
    value = last["by_reach"] if asked.sort is Sorting.REACH else last["by_name"]
    return Cursor(reader.build.build_id, _question(asked), value, last["creator_id"])


def _summaries(reader: Reader, rows: Sequence[Row]) -> list[CreatorSummary]:
    accounts: dict[str, list[Row]] = defaultdict(list)
    for account in queries.accounts_of_creators(reader, [row["creator_id"] for row in rows]):
        accounts[account["creator_id"]].append(account)
    return [_summary(row, accounts[row["creator_id"]]) for row in rows]


def _summary(row: Row, accounts: Sequence[Row]) -> CreatorSummary:
    reasons = [reason for account in accounts for reason in account["match_reasons"] or []]
    named = ("account_key", "platform", "handle", "is_primary")
    return CreatorSummary(
        creator_id=row["creator_id"],
        creator_integer_id=row["creator_integer_id"],
        display_name=outside_text(row["display_name"], NAME_SHOWN),
        accounts=[AccountRef(**{name: account[name] for name in named}) for account in accounts],
        match=_match(row),
        reasons=list(dict.fromkeys(reasons)),
        reach=_reach(row) if row["formula"] is not None else None,
        last_post_at=row["last_post_at"],
        last_post_platform=row["last_post_platform"],
    )


def _accounts(installation: Installation, reader: Reader, creator_id: str) -> list[AccountOut]:
    series: dict[str, list[FollowerPoint]] = defaultdict(list)
    for point in queries.follower_series(reader, creator_id):
        series[point.pop("account_key")].append(FollowerPoint(**point))
    newer = {one.account_key: one for one in installation.app.live_accounts(reader.build.as_of)}
    return [
        _account(row, series[row["account_key"]], newer.get(row["account_key"]))
        for row in queries.accounts_in_detail(reader, creator_id)
    ]


def _account(row: Row, followers: list[FollowerPoint], newer: LiveAccount | None) -> AccountOut:
    cleaned = {
        "display_name": outside_text(row["display_name"], NAME_SHOWN),
        "bio": outside_text(row["bio"]),
        "link": outside_text(row["link"]),
        "match_reasons": row["match_reasons"] or [],
    }
    latest = newer and LatestCount(follower_count=newer.follower_count, observed_at=newer.observed_at)
    return AccountOut(**{**row, **cleaned}, followers=followers, latest=latest)


def _post(row: Row) -> PostOut:
    return PostOut(**{**row, "caption": outside_text(row["caption"], CAPTION_SHOWN)})


def _pair(row: Row) -> PairOut:
    return PairOut(**{**row, "match_reasons": row["match_reasons"] or []})


def live_out(one: LiveAccount) -> LiveAccountOut:
    """A live account as it is shown."""
    return LiveAccountOut(
        account_key=one.account_key,
        platform=one.platform,
        native_id=one.native_id,
        handle=one.handle,
        display_name=outside_text(one.display_name, NAME_SHOWN),
        follower_count=one.follower_count,
        observed_at=one.observed_at,
    )


def _match(row: Row) -> Match:
    return Match(method=row["match_method"], confidence=row["match_confidence"], status=row["match_status"])


def _reach(row: Row) -> Reach:
    return Reach(
        formula=row["formula"],
        is_default=row["is_default_formula"],
        accounts_counted=row["accounts_counted"],
        naive=row["naive_reach"],
        low=row["reach_low"],
        mid=row["reach_mid"],
        high=row["reach_high"],
        accounts_below_confidence=row["accounts_below_confidence"],
        reach_below_confidence=row["reach_below_confidence"],
        overlap_method=row["overlap_method"],
        is_directional=row["is_directional"],
        observed_through=row["observed_through"],
    )
