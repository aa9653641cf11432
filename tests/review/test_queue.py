"""The queue: who waits, in which order, and how a pair or an account is named."""

from __future__ import annotations

import duckdb
import pytest

from creatorgraph.clock import FixedClock
from creatorgraph.errors import ConfigurationError
from creatorgraph.review import decide, find_account, find_pair, list_queue, show_pair, undo
from creatorgraph.store.database import AppDatabase


def keys(pairs: list[object]) -> list[str]:
    return [f"{pair.account_key_a}{pair.account_key_b}" for pair in pairs]  # type: ignore[attr-defined]


def test_what_moves_most_reach_comes_first(published: duckdb.DuckDBPyConnection, app_database: AppDatabase) -> None:
    waiting = list_queue(published, app_database)
    assert keys([*waiting]) == ["cd", "ae"]
    assert waiting[0].reach_at_stake == pytest.approx(400_000 * 0.20)
    assert keys([*list_queue(published, app_database, limit=1)]) == ["cd"]


def test_a_decided_pair_leaves_the_queue_at_once_and_an_undo_brings_it_back(
    published: duckdb.DuckDBPyConnection, app_database: AppDatabase, clock: FixedClock
) -> None:
    made = decide(app_database, "c", "d", "different", reviewer="ada", clock=clock)
    assert keys([*list_queue(published, app_database)]) == ["ae"]
    undo(app_database, made.decision_id, reviewer="ada", clock=clock)
    assert keys([*list_queue(published, app_database)]) == ["cd", "ae"]


def test_a_pair_is_shown_with_both_sides_and_what_was_decided(
    published: duckdb.DuckDBPyConnection, app_database: AppDatabase, clock: FixedClock
) -> None:
    made = decide(app_database, "a", "b", "same", reviewer="ada", clock=clock, reason="asked her")
    view = show_pair(published, app_database, "tiktok:lena youtube:lenatube")
    assert (view.account_a.handle, view.account_b.handle) == ("lena", "lenatube")
    assert view.pair.match_reasons == ("same_handle",)
    assert view.decisions == (made,)


def test_a_pair_id_names_its_pair_in_every_build(published: duckdb.DuckDBPyConnection) -> None:
    pair = find_pair(published, "instagram:marie x:marie")
    assert find_pair(published, pair.pair_id.upper()) == pair


@pytest.mark.parametrize("name", ["tiktok:lena", "tiktok:@LENA", "https://www.tiktok.com/@lena", "a"])
def test_an_account_may_be_named_in_any_way(published: duckdb.DuckDBPyConnection, name: str) -> None:
    assert find_account(published, name) == "a"


def test_what_is_not_published_is_said_to_be_so(published: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ConfigurationError, match="No published account"):
        find_account(published, "tiktok:nobody")
    with pytest.raises(ConfigurationError, match="No published pair"):
        find_pair(published, "ffffffff")


@pytest.mark.parametrize(
    ("verdict", "scope", "reviewer"),
    [("maybe", "installation", "ada"), ("same", "galaxy", "ada"), ("same", "installation", " ")],
)
def test_words_that_are_none_are_refused(
    app_database: AppDatabase, clock: FixedClock, verdict: str, scope: str, reviewer: str
) -> None:
    with pytest.raises(ConfigurationError):
        decide(app_database, "a", "b", verdict, reviewer=reviewer, clock=clock, scope=scope)  # type: ignore[arg-type]
