"""All SQL about creators, over the tables of a serving file. Every query's cost is bounded by its limit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from creatorgraph.serve.creators.schemas import CreatorsAsked, Sorting
from creatorgraph.serve.paging import Cursor
from creatorgraph.serve.published import Reader, Row

SERIES_DAYS: Final = 90
PAIRS_SHOWN: Final = 50

CREATOR: Final = """
    select
        creator.creator_id, creator.creator_integer_id, creator.display_name, creator.primary_platform,
        creator.match_method, creator.match_confidence, creator.match_status,
        creator.first_seen_at, creator.last_post_at, creator.last_post_platform,
        reach.formula, reach.accounts_counted, reach.naive_reach, reach.reach_low, reach.reach_mid, reach.reach_high,
        reach.accounts_below_confidence, reach.reach_below_confidence, reach.overlap_method, reach.is_directional,
        reach.is_default_formula, reach.observed_through,
        coalesce(reach.reach_mid, -1)::bigint as by_reach,
        lower(coalesce(creator.display_name, creator.primary_handle, '')) as by_name
    from dim_creator as creator
    left join creator_reach as reach on reach.creator_id = creator.creator_id and reach.is_default_formula
"""

FILTERS: Final = {
    "platform": "creator_id in (select creator_id from bridge_creator_accounts where platform = $platform)",
    "min_confidence": "(match_confidence is null or match_confidence >= $min_confidence)",
    "q": """(
        contains(lower(display_name), $q)
        or creator_id in (select creator_id from bridge_creator_accounts where contains(lower(handle), $q))
    )""",
}

# One direction each, and the id as the last word: without it rows of equal value could be left out between pages.
ORDERS: Final = {
    Sorting.REACH: ("by_reach desc, creator_id", "(by_reach < $value or (by_reach = $value and creator_id > $row_id))"),
    Sorting.NAME: ("by_name, creator_id", "(by_name > $value or (by_name = $value and creator_id > $row_id))"),
}

ACCOUNTS: Final = """
    select creator_id, account_key, platform, handle, is_primary, match_reasons
    from bridge_creator_accounts
    where list_contains($creators, creator_id)
    order by creator_id, is_primary desc, platform, handle, account_key
"""

BANDS: Final = """
    select
        formula, accounts_counted, naive_reach, reach_low, reach_mid, reach_high, accounts_below_confidence,
        reach_below_confidence, overlap_method, is_directional, is_default_formula, observed_through
    from creator_reach
    where creator_id = $creator
    order by is_default_formula desc, formula
"""

ACCOUNT_DETAILS: Final = """
    with last_seen as (
        select account_key, follower_count, observed_at, provider, completeness
        from fct_follower_snapshot
        where creator_id = $creator and observed_at is not null
        qualify row_number() over (partition by account_key order by observed_at desc, provider) = 1
    )
    select
        bridge.account_key, bridge.platform, bridge.native_id, bridge.handle, bridge.is_primary, bridge.match_method,
        bridge.match_confidence, bridge.match_score, bridge.match_status, bridge.match_reasons,
        account.display_name, account.bio, account.link, account.is_verified, account.is_private,
        account.is_provisional, last_seen.follower_count, last_seen.observed_at, last_seen.provider,
        last_seen.completeness
    from bridge_creator_accounts as bridge
    left join dim_account as account on account.account_key = bridge.account_key and account.is_current
    left join last_seen on last_seen.account_key = bridge.account_key
    where bridge.creator_id = $creator
    order by bridge.is_primary desc, last_seen.follower_count desc nulls last, bridge.platform, bridge.account_key
"""

SERIES: Final = """
    select account_key, snapshot_date as day, follower_count, following_count, post_count, completeness
    from fct_follower_snapshot
    where creator_id = $creator and snapshot_date > $as_of::date - $days::integer and snapshot_date <= $as_of::date
        and observed_at is not null
    qualify row_number() over (partition by account_key, snapshot_date order by observed_at desc, provider) = 1
    order by account_key, snapshot_date
"""

POSTS: Final = """
    select
        post_key, account_key, platform, native_post_id, published_at, caption, view_count, like_count,
        comment_count, share_count, save_count, is_repost, er_views, observed_at
    from fct_post_engagement
    where creator_id = $creator
    qualify row_number() over (partition by post_key order by snapshot_date desc, observed_at desc) = 1
    order by published_at desc nulls last, post_key
    limit $limit
"""

PAIRS: Final = """
    select
        account_key_a, account_key_b, platform_a, platform_b, handle_a, handle_b,
        match_score, match_confidence, match_method, match_status, match_reasons
    from match_pairs
    where account_key_a in (select account_key from bridge_creator_accounts where creator_id = $creator)
        or account_key_b in (select account_key from bridge_creator_accounts where creator_id = $creator)
    order by match_confidence desc, match_score desc, account_key_a, account_key_b
    limit $limit
"""


def count_creators(reader: Reader, asked: CreatorsAsked) -> int:
    """How many creators the filters leave."""
    where, parameters = _filters(asked)
    found = reader.one(f"select count(*) as creators from ({CREATOR}) where {where}", parameters)
    return int(found["creators"]) if found else 0


def page_of_creators(reader: Reader, asked: CreatorsAsked, after: Cursor | None) -> list[Row]:
    """The next `limit` creators, and one more where there is one."""
    where, parameters = _filters(asked)
    order, behind = ORDERS[asked.sort]
    parameters["limit"] = asked.limit + 1
    if after is not None:
        where = f"{where} and {behind}"
        parameters |= {"value": after.value, "row_id": after.row_id}
    sql = f"select * from ({CREATOR}) where {where} order by {order} limit $limit"
    return reader.rows(sql, parameters)


def accounts_of_creators(reader: Reader, creators: Sequence[str]) -> list[Row]:
    """The accounts of several creators, in one query."""
    return reader.rows(ACCOUNTS, {"creators": list(creators)}) if creators else []


def one_creator(reader: Reader, creator_id: str) -> Row | None:
    """A creator by id."""
    return reader.one(f"select * from ({CREATOR}) where creator_id = $creator", {"creator": creator_id})


def bands_of(reader: Reader, creator_id: str) -> list[Row]:
    """A creator's reach by each formula, the default first."""
    return reader.rows(BANDS, {"creator": creator_id})


def accounts_in_detail(reader: Reader, creator_id: str) -> list[Row]:
    """A creator's accounts with their current attributes and last observation."""
    return reader.rows(ACCOUNT_DETAILS, {"creator": creator_id})


def follower_series(reader: Reader, creator_id: str) -> list[Row]:
    """The counters of a creator's accounts on the last 90 UTC days up to the build's `as_of`."""
    as_of = reader.build.as_of.date()
    return reader.rows(SERIES, {"creator": creator_id, "as_of": as_of, "days": SERIES_DAYS})


def newest_posts(reader: Reader, creator_id: str, limit: int) -> list[Row]:
    """A creator's newest posts, each with its last counters."""
    return reader.rows(POSTS, {"creator": creator_id, "limit": limit})


def pairs_of(reader: Reader, creator_id: str) -> list[Row]:
    """The scored pairs that one of a creator's accounts is part of."""
    return reader.rows(PAIRS, {"creator": creator_id, "limit": PAIRS_SHOWN})


def _filters(asked: CreatorsAsked) -> tuple[str, Row]:
    values = {
        "platform": asked.platform.value if asked.platform else None,
        "min_confidence": asked.min_confidence,
        "q": asked.q.strip().removeprefix("@").lower() if asked.q else None,
    }
    given = {name: value for name, value in values.items() if value not in (None, "")}
    return " and ".join(["true", *(FILTERS[name] for name in given)]), given
