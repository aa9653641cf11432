"""What may not be added is added nowhere, and marts know people by canonical ids; models that break it are found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docs.lineage.addability import ADDS_RIGHTLY, LOOKS_UP, joins_by_name, sums_of_what_may_not_be_added
from docs.lineage.project import Model
from docs.lineage.trace import Lineage

pytestmark = pytest.mark.xdist_group("dbt")

SUMMING = {
    "plainly": "select sum(reach_mid) as total from marts_default.creator_reach",
    "through_a_table_in_between": """
        with per_creator as (select creator_id, max(reach_high) as people from marts_default.creator_reach group by 1),
        renamed as (select people as audience from per_creator)
        select sum(coalesce(audience, 0)) as total from renamed
    """,
    "through_a_star": """
        with kept as (select * exclude (formula) from marts_default.creator_reach)
        select sum(kept.reach_low) as total from kept
    """,
    "over_a_window": "select sum(naive_reach) over (order by creator_id) as n from marts_default.creator_reach",
    "of_a_list": "select list_sum(list(reach_mid)) as total from marts_default.creator_reach",
    "scaled": "select sum(reach_mid * 1.1) as total from marts_default.creator_reach",
    "one_branch_of_a_union": """
        with all_numbers as (
            select follower_count as number from marts_default.fct_follower_snapshot
            union all
            select reach_mid from marts_default.creator_reach
        )
        select sum(number) as total from all_numbers
    """,
    "a_rate": "select sum(er_views) as total from marts_default.fct_post_engagement",
}
ADDING_RIGHTLY = {
    "the_largest": "select max(reach_mid) as largest from marts_default.creator_reach",
    "followers_of_a_day": "select sum(follower_count) from marts_default.fct_follower_snapshot group by snapshot_date",
    "creators_above": "select sum(case when reach_mid > 1000 then 1 else 0 end) as n from marts_default.creator_reach",
    "how_many": "select count(reach_mid) as n from marts_default.creator_reach",
    "a_weighed_rate": "select sum(er_views * view_count) / sum(view_count) from marts_default.fct_post_engagement",
    "the_same_name_for_something_else": """
        with days as (select follower_count as reach_mid from marts_default.fct_follower_snapshot)
        select sum(reach_mid) from days
    """,
}
BY_NAME = {
    "joined_by_handle": """
        select a.creator_id from marts_default.dim_account as a
        inner join marts_default.bridge_creator_accounts as b on lower(a.handle) = lower(b.handle)
    """,
    "joined_by_native_id": """
        select a.creator_id from marts_default.dim_account as a
        inner join marts_default.bridge_creator_accounts as b using (platform, native_id)
    """,
    "through_a_rename": """
        with named as (select handle as who, creator_id from marts_default.dim_account)
        select b.creator_id from named inner join marts_default.bridge_creator_accounts as b on named.who = b.handle
    """,
    "grouped_by_handle": "select handle, count(*) as n from marts_default.dim_account group by handle",
    "grouped_by_all": "select lower(handle) as who, count(*) as n from marts_default.dim_account group by all",
    "partitioned": "select row_number() over (partition by native_id) as n from marts_default.dim_account",
    "the_wide_table": """
        select a.creator_id from marts_default.cross_platform_creators as a
        inner join marts_default.dim_account as b on a.tiktok_user_id = b.native_id
    """,
}
BY_KEY = {
    "joined_by_key": """
        select a.handle from marts_default.dim_account as a
        inner join marts_default.bridge_creator_accounts as b using (account_key)
    """,
    "a_name_carried_along": "select handle, count(*) from marts_default.dim_account group by creator_id, handle",
    "grouped_by_hashtag": "select term, count(*) from marts_default.fct_hashtag_snapshot group by term",
    "joined_by_creator": """
        select a.handle from marts_default.dim_account as a
        inner join marts_default.dim_creator as c on c.creator_id = a.creator_id
    """,
}


def with_model(lineage: Lineage, sql: str) -> Lineage:
    """The project with one more mart."""
    return lineage.beside(Model("temporary", "marts_default", sql))


def test_no_model_sums_what_may_not_be_added(lineage: Lineage) -> None:
    """Reach, users, rates and distinct counts, under whatever name."""
    assert sums_of_what_may_not_be_added(lineage) == []


def test_no_mart_joins_or_groups_by_name(lineage: Lineage) -> None:
    """Handles change hands and ids are of one platform: accounts are joined by their key, people by theirs."""
    assert joins_by_name(lineage) == []


@pytest.mark.parametrize("sql", SUMMING.values(), ids=SUMMING)
def test_a_model_that_sums_wrongly_is_found(lineage: Lineage, sql: str) -> None:
    """However it hides what it sums."""
    assert sums_of_what_may_not_be_added(with_model(lineage, sql), ["temporary"])


@pytest.mark.parametrize("sql", ADDING_RIGHTLY.values(), ids=ADDING_RIGHTLY)
def test_a_model_that_sums_rightly_is_left_alone(lineage: Lineage, sql: str) -> None:
    """Nobody heeds a test that cries wolf."""
    assert sums_of_what_may_not_be_added(with_model(lineage, sql), ["temporary"]) == []


@pytest.mark.parametrize("sql", BY_NAME.values(), ids=BY_NAME)
def test_a_model_that_knows_people_by_name_is_found(lineage: Lineage, sql: str) -> None:
    """Joins, groupings and windows."""
    assert joins_by_name(with_model(lineage, sql), ["temporary"])


@pytest.mark.parametrize("sql", BY_KEY.values(), ids=BY_KEY)
def test_a_model_that_knows_people_by_key_is_left_alone(lineage: Lineage, sql: str) -> None:
    """A name may stand beside the key."""
    assert joins_by_name(with_model(lineage, sql), ["temporary"]) == []


def test_what_is_declared_decides(lineage: Lineage) -> None:
    """The same sum is right once its column is declared additive: the nearest declaration holds."""
    mart = lineage.project.models["creator_reach"]
    columns = {name: {**meta, "additivity": "additive"} for name, meta in mart.columns.items()}
    declared = with_model(lineage.beside(replace(mart, columns=columns)), SUMMING["plainly"])
    assert sums_of_what_may_not_be_added(declared, ["temporary"]) == []


def test_every_exception_is_needed(lineage: Lineage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that no longer adds or joins so loses its permission."""
    monkeypatch.setattr("docs.lineage.addability.ADDS_RIGHTLY", {})
    monkeypatch.setattr("docs.lineage.addability.LOOKS_UP", {})
    assert {one.model for one in sums_of_what_may_not_be_added(lineage)} == set(ADDS_RIGHTLY)
    assert {one.model for one in joins_by_name(lineage)} == set(LOOKS_UP)
