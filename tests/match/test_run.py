"""The match of a warehouse: tables written, ledger kept, decisions obeyed, organizations kept apart."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from creatorgraph.clock import FixedClock
from creatorgraph.review import decide, undo
from creatorgraph.store import ledger
from creatorgraph.store.database import AppDatabase, naive_utc
from creatorgraph.store.tables import organization
from tests.conftest import NOON
from tests.match.warehouse import LENA_AND_PAUL, add_accounts, creators, open_warehouse, run

CLOCK = FixedClock(NOON)


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse() as connection:
        yield connection


def contents(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    names = ("pairs", "identities", "redirects", "aliases", "evidence")
    return {name: connection.execute(f"from match.{name} order by all").fetchall() for name in names}


def test_the_match_writes_pairs_identities_and_evidence(
    warehouse: duckdb.DuckDBPyConnection, app_database: AppDatabase
) -> None:
    summary = run(warehouse, app_database)
    assert (summary.accounts, summary.creators, summary.joined, summary.review) == (4, 3, 1, 1)
    by_status = dict(warehouse.execute("select match_status, account_key_a from match.pairs").fetchall())
    assert by_status == {"auto": "a", "review": "c"}
    found = creators(warehouse)
    assert found["a"] == found["b"]
    assert len(set(found.values())) == 3
    addresses = warehouse.execute("select value from match.evidence where kind = 'address' order by value").fetchall()
    assert addresses == [("instagram:breadqueen",), ("tiktok:lena",)]


def test_every_creator_has_one_primary_account(warehouse: duckdb.DuckDBPyConnection, app_database: AppDatabase) -> None:
    run(warehouse, app_database)
    counts = warehouse.execute("select count(*) filter (where is_primary) from match.identities group by creator_id")
    assert set(counts.fetchall()) == {(1,)}


def test_a_rebuild_writes_the_same_and_appends_nothing(
    warehouse: duckdb.DuckDBPyConnection, app_database: AppDatabase
) -> None:
    run(warehouse, app_database)
    before = contents(warehouse)
    assert run(warehouse, app_database).events == 0
    assert contents(warehouse) == before
    with open_warehouse(reversed(LENA_AND_PAUL)) as again:
        assert run(again, app_database).events == 0
        assert contents(again) == before


def test_ids_stay_when_accounts_come(warehouse: duckdb.DuckDBPyConnection, app_database: AppDatabase) -> None:
    run(warehouse, app_database)
    before = creators(warehouse)
    add_accounts(warehouse, [("0", "youtube", "lenatube", "Lena", "IG: @breadqueen", "")])
    run(warehouse, app_database)
    after = creators(warehouse)
    assert {key: after[key] for key in before} == before
    assert after["0"] == before["a"]


def test_a_no_survives_rebuilds_and_an_undo_brings_the_pair_back(
    warehouse: duckdb.DuckDBPyConnection, app_database: AppDatabase
) -> None:
    run(warehouse, app_database)
    made = decide(app_database, "a", "b", "different", reviewer="ada", clock=CLOCK)
    for _ in range(2):
        run(warehouse, app_database)
        found = creators(warehouse)
        assert found["a"] != found["b"]
    status = warehouse.execute(
        "select match_status, match_method from match.pairs where account_key_a = 'a'"
    ).fetchall()
    assert status == [("rejected", "manual")]
    undo(app_database, made.decision_id, reviewer="ada", clock=CLOCK)
    run(warehouse, app_database)
    found = creators(warehouse)
    assert found["a"] == found["b"]
    assert warehouse.execute("select count(*) from match.redirects").fetchall() == [(1,)]


def test_a_yes_joins_what_no_evidence_would(warehouse: duckdb.DuckDBPyConnection, app_database: AppDatabase) -> None:
    decide(app_database, "a", "c", "same", reviewer="ada", clock=CLOCK)
    run(warehouse, app_database)
    found = creators(warehouse)
    assert found["a"] == found["b"] == found["c"]
    manual = warehouse.execute("select match_confidence from match.pairs where match_status = 'manual'").fetchall()
    assert manual == [(1.0,)]


def test_a_promoted_account_keeps_its_creator(warehouse: duckdb.DuckDBPyConnection, app_database: AppDatabase) -> None:
    run(warehouse, app_database)
    before = creators(warehouse)["c"]
    warehouse.execute("update intermediate.int_match_accounts set account_key = 'n' where account_key = 'c'")
    warehouse.execute("insert into intermediate.int_account_aliases values ('c', 'n')")
    assert run(warehouse, app_database).events == 1
    assert creators(warehouse)["n"] == before
    assert contents(warehouse)["aliases"] == [("c", "n")]


@pytest.fixture
def acme(app_database: AppDatabase) -> str:
    with app_database.write() as connection:
        values = {"organization_id": "acme", "name": "Acme", "created_at": naive_utc(NOON)}
        connection.execute(organization.insert().values(**values))
    return "acme"


def test_an_organizations_decision_bends_its_own_view_alone(
    warehouse: duckdb.DuckDBPyConnection, app_database: AppDatabase, acme: str
) -> None:
    run(warehouse, app_database)
    before = contents(warehouse)
    decide(app_database, "a", "b", "different", reviewer="ada", clock=CLOCK, organization=acme, scope="organization")
    assert run(warehouse, app_database).overlays == 1
    theirs = creators(warehouse, acme)
    assert theirs["a"] != theirs["b"]
    assert set(theirs) == {"a", "b", "c", "d"}
    warehouse.execute("delete from match.identities where organization_id = 'acme'")
    assert contents(warehouse) == before


def test_a_private_account_leaves_no_trace_elsewhere(
    warehouse: duckdb.DuckDBPyConnection, app_database: AppDatabase, acme: str
) -> None:
    run(warehouse, app_database)
    before = contents(warehouse)
    add_accounts(warehouse, [("e", "youtube", "lenatube", "Lena", "TikTok: @lena", "")], visibility=f"org:{acme}")
    assert run(warehouse, app_database).events == 0
    theirs = creators(warehouse, acme)
    assert theirs["e"] == theirs["a"] == before["identities"][0][2]
    warehouse.execute("delete from match.identities where organization_id = 'acme'")
    assert contents(warehouse) == before
    with app_database.read() as connection:
        assert "e" not in ledger.load_state(connection).creator_of
