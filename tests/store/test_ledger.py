"""The identity ledger on a real database: what is appended is what a replay gives."""

from __future__ import annotations

from creatorgraph.clock import FixedClock
from creatorgraph.match.identities import promote, reconcile
from creatorgraph.store import ledger
from creatorgraph.store.database import AppDatabase
from creatorgraph.store.ledger import IdentityEvent, LedgerState


def test_events_come_back_as_they_were_appended(app_database: AppDatabase, clock: FixedClock) -> None:
    state = LedgerState()
    events = reconcile(state, [frozenset("abc"), frozenset("d"), frozenset("p")])
    events += reconcile(state, [frozenset("a"), frozenset("bcd"), frozenset("p")])
    events += promote(state, {"p": "n"})
    with app_database.write() as connection:
        assert ledger.append(connection, events, clock.now()) == len(events)
    with app_database.read() as connection:
        assert ledger.load_state(connection) == state
        assert ledger.load_aliases(connection) == {"p": "n"}
        assert ledger.load_redirects(connection) == state.redirects


def test_integer_ids_go_on_where_the_ledger_left_off() -> None:
    state = ledger.replay([IdentityEvent(kind="mint", creator_id="c1", account_key="a", integer_id=7)])
    assert state.creator_of == {"a": "c1"}
    assert state.next_integer_id == 8
