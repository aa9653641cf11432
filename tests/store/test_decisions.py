"""Decisions: append-only, undone by a new row, and never at odds with each other."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from creatorgraph.clock import FixedClock
from creatorgraph.errors import ConfigurationError
from creatorgraph.store import decisions
from creatorgraph.store.database import AppDatabase
from creatorgraph.store.decisions import ContradictionError, Decision, Scope, Standing, Verdict
from creatorgraph.store.tables import DEFAULT_ORGANIZATION, decision, organization
from tests.conftest import NOON


def say(
    database: AppDatabase,
    verdict: Verdict,
    pair: str,
    *,
    scope: Scope = "installation",
    who: str = DEFAULT_ORGANIZATION,
) -> Decision:
    """Decide about the accounts of a two-letter pair."""
    clock = FixedClock(NOON)
    with database.write() as connection:
        return decisions.record(
            connection, verdict=verdict, account_keys=(pair[0], pair[1]), reviewer="ada", decided_at=clock.now(),
            organization_id=who, scope=scope,
        )  # fmt: skip


def test_a_decision_stands_until_it_is_undone(app_database: AppDatabase, clock: FixedClock) -> None:
    made = say(app_database, "same", "ba")
    assert (made.account_key_a, made.account_key_b) == ("a", "b")
    with app_database.write() as connection:
        assert decisions.in_force(connection) == [made]
        decisions.record_undo(connection, made.decision_id, reviewer="ada", decided_at=clock.now())
        assert decisions.in_force(connection) == []
        assert connection.execute(select(func.count()).select_from(decision)).scalar() == 2


def test_saying_it_again_writes_nothing(app_database: AppDatabase) -> None:
    assert say(app_database, "same", "ab") == say(app_database, "same", "ab")


def test_a_no_is_refused_where_a_chain_of_yes_says_otherwise(app_database: AppDatabase) -> None:
    first, second = say(app_database, "same", "ab"), say(app_database, "same", "bc")
    with pytest.raises(ContradictionError, match="earlier decisions say otherwise") as refused:
        say(app_database, "different", "ac")
    assert refused.value.chain == (first, second)


def test_a_yes_is_refused_across_a_no(app_database: AppDatabase) -> None:
    say(app_database, "same", "ab")
    wall = say(app_database, "different", "bc")
    with pytest.raises(ContradictionError) as refused:
        say(app_database, "same", "ac")
    assert refused.value.chain[-1] == wall
    with app_database.read() as connection:
        assert len(decisions.in_force(connection)) == 2


def test_after_an_undo_the_contrary_may_be_said(app_database: AppDatabase, clock: FixedClock) -> None:
    made = say(app_database, "same", "ab")
    with app_database.write() as connection:
        decisions.record_undo(connection, made.decision_id, reviewer="ada", decided_at=clock.now())
    assert say(app_database, "different", "ab").verdict == "different"


def test_what_is_not_in_force_cannot_be_undone(app_database: AppDatabase, clock: FixedClock) -> None:
    made = say(app_database, "same", "ab")
    with app_database.write() as connection:
        undo = decisions.record_undo(connection, made.decision_id, reviewer="ada", decided_at=clock.now())
        for number in (made.decision_id, undo, 999):
            with pytest.raises(ConfigurationError, match="no decision"):
                decisions.record_undo(connection, number, reviewer="ada", decided_at=clock.now())


def test_an_organizations_word_is_its_own(app_database: AppDatabase, clock: FixedClock) -> None:
    with app_database.write() as connection:
        connection.execute(
            organization.insert().values(
                organization_id="acme", name="Acme", created_at=clock.now().replace(tzinfo=None)
            )
        )
    say(app_database, "different", "ab", scope="organization", who="acme")
    say(app_database, "same", "ab")  # nobody else knows
    with app_database.read() as connection:
        assert decisions.deciding_organizations(connection) == ["acme"]
        assert len(decisions.in_force(connection)) == 1
        assert len(decisions.in_force(connection, "acme")) == 2


def test_a_decision_about_one_account_is_none() -> None:
    with pytest.raises(ConfigurationError, match="two different accounts"):
        decisions.ordered("a", "a")


def test_a_promoted_key_carries_its_decisions(app_database: AppDatabase) -> None:
    made = say(app_database, "same", "ap")
    standing = Standing([made], aliases={"p": "n"})
    assert standing.chain_against("different", "a", "n") == (made,)
