"""Creators by hand, and links that somebody already knows."""

from __future__ import annotations

import duckdb
import pytest
from sqlalchemy import select

from creatorgraph.clock import FixedClock
from creatorgraph.errors import ConfigurationError
from creatorgraph.review import Handwork, decide, import_links, merge_creators, rename_creator, split_creator
from creatorgraph.store import decisions, ledger
from creatorgraph.store.database import AppDatabase
from creatorgraph.store.decisions import ContradictionError
from creatorgraph.store.ledger import IdentityEvent
from creatorgraph.store.tables import audit, creator


@pytest.fixture
def work(clock: FixedClock) -> Handwork:
    return Handwork("ada", clock)


def standing(database: AppDatabase) -> set[tuple[str, str, str]]:
    with database.read() as connection:
        return {(one.account_key_a, one.account_key_b, one.verdict) for one in decisions.in_force(connection)}


def test_a_merge_binds_all_accounts_of_both(
    published: duckdb.DuckDBPyConnection, app_database: AppDatabase, work: Handwork
) -> None:
    merge_creators(published, app_database, "c1", "c4", work)
    assert standing(app_database) == {("a", "b", "same"), ("a", "e", "same")}


def test_a_split_walls_every_account_that_leaves(
    published: duckdb.DuckDBPyConnection, app_database: AppDatabase, work: Handwork
) -> None:
    split_creator(published, app_database, "c1", ["instagram:breadqueen"], work)
    assert standing(app_database) == {("a", "b", "different")}


@pytest.mark.parametrize("leaving", [[], ["tiktok:lena", "instagram:breadqueen"], ["x:marie"]])
def test_a_split_of_nothing_or_everything_is_none(
    published: duckdb.DuckDBPyConnection, app_database: AppDatabase, work: Handwork, leaving: list[str]
) -> None:
    with pytest.raises(ConfigurationError, match="some, but not all"):
        split_creator(published, app_database, "c1", leaving, work)


def test_a_merge_across_a_no_writes_nothing(
    published: duckdb.DuckDBPyConnection, app_database: AppDatabase, work: Handwork
) -> None:
    decide(app_database, "b", "e", "different", reviewer="bo", clock=work.clock)
    with pytest.raises(ContradictionError):
        merge_creators(published, app_database, "c1", "c4", work)
    assert standing(app_database) == {("b", "e", "different")}


def test_a_creator_is_found_by_account_and_by_an_id_that_was_merged_away(
    published: duckdb.DuckDBPyConnection, app_database: AppDatabase, work: Handwork
) -> None:
    with app_database.write() as connection:
        ledger.append(connection, [IdentityEvent(kind="merge", creator_id="old", other_id="c4")], work.clock.now())
    merge_creators(published, app_database, "tiktok:lena", "old", work)
    assert ("a", "e", "same") in standing(app_database)
    with pytest.raises(ConfigurationError, match="Both are"):
        merge_creators(published, app_database, "c4", "old", work)
    with pytest.raises(ConfigurationError, match="No published creator"):
        merge_creators(published, app_database, "c4", "nobody", work)


def test_a_name_is_kept_with_the_organization_and_audited(
    published: duckdb.DuckDBPyConnection, app_database: AppDatabase, work: Handwork
) -> None:
    for name in ("Lena", " Lena Bakes "):
        rename_creator(published, app_database, "c1", name, work)
    with app_database.read() as connection:
        assert [tuple(row) for row in connection.execute(select(creator.c.creator_id, creator.c.name))] == [
            ("c1", "Lena Bakes")
        ]
        assert len(connection.execute(select(audit)).all()) == 2
    with pytest.raises(ConfigurationError, match="cannot be empty"):
        rename_creator(published, app_database, "c1", " ", work)


def test_known_links_become_decisions_once(app_database: AppDatabase, clock: FixedClock) -> None:
    pairs = [("a", "b"), ("b", "c"), ("b", "a")]
    first = import_links(app_database, pairs, reviewer="ada", clock=clock)
    assert (first.made, first.repeated, first.refused) == (2, 1, ())
    again = import_links(app_database, pairs, reviewer="ada", clock=clock)
    assert (again.made, again.repeated) == (0, 3)


def test_a_link_against_a_no_is_left_out_with_the_chain(app_database: AppDatabase, clock: FixedClock) -> None:
    decide(app_database, "a", "c", "different", reviewer="bo", clock=clock)
    done = import_links(app_database, [("a", "b"), ("b", "c"), ("c", "d")], reviewer="ada", clock=clock)
    assert (done.made, len(done.refused)) == (2, 1)
    assert "bo: a and c are different" in done.refused[0]
