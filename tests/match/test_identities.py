"""Creators keep their ids: merges redirect, splits leave the id with the larger part, a rebuild adds nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from creatorgraph.ids import creator_id
from creatorgraph.match.identities import promote, reconcile
from creatorgraph.store.ledger import IdentityEvent, LedgerState, replay

ACCOUNTS = [f"account{number}" for number in range(8)]
partitions = st.lists(st.integers(0, 4), min_size=len(ACCOUNTS), max_size=len(ACCOUNTS))


def clusters(*groups: str) -> list[frozenset[str]]:
    """Clusters of one-letter accounts: `clusters("abc", "d")`."""
    return [frozenset(group) for group in groups]


def grouped(labels: list[int]) -> list[frozenset[str]]:
    return [
        frozenset(account for account, label in zip(ACCOUNTS, labels, strict=True) if label == wanted)
        for wanted in sorted(set(labels))
    ]


def test_new_accounts_mint_an_id_named_after_the_smallest_key() -> None:
    state = LedgerState()
    events = reconcile(state, clusters("ab", "c"))
    assert [event.kind for event in events] == ["mint", "move", "mint"]
    assert state.creator_of["b"] == creator_id("a")
    assert state.integer_ids == {creator_id("a"): 1, creator_id("c"): 2}


def test_an_added_account_joins_without_changing_ids() -> None:
    state = LedgerState()
    reconcile(state, clusters("bc", "d"))
    before = dict(state.creator_of)
    reconcile(state, clusters("abc", "d"))
    assert {key: state.creator_of[key] for key in before} == before
    assert state.creator_of["a"] == before["b"]


def test_a_merge_leaves_a_redirect() -> None:
    state = LedgerState()
    reconcile(state, clusters("ab", "c"))
    events = reconcile(state, clusters("abc"))
    assert [event.kind for event in events] == ["merge"]
    assert state.redirects == {creator_id("c"): creator_id("a")}
    assert state.creator_of["c"] == creator_id("a")


def test_the_larger_survives_a_merge() -> None:
    state = LedgerState()
    reconcile(state, clusters("a", "bc"))
    reconcile(state, clusters("abc"))
    assert set(state.creator_of.values()) == {creator_id("b")}


def test_a_split_keeps_the_id_with_the_larger_part() -> None:
    state = LedgerState()
    reconcile(state, clusters("abc"))
    events = reconcile(state, clusters("a", "bc"))
    assert [(event.kind, event.other_id) for event in events] == [("split", creator_id("a"))]
    assert state.creator_of["b"] == state.creator_of["c"] == creator_id("a")
    assert state.creator_of["a"] == creator_id("a", 1)  # its plain name lives on elsewhere


def test_an_account_that_moves_takes_nothing_along() -> None:
    state = LedgerState()
    reconcile(state, clusters("abc", "def"))
    events = reconcile(state, clusters("ab", "cdef"))
    assert [(event.kind, event.account_key) for event in events] == [("move", "c")]
    assert state.creator_of["c"] == creator_id("d")


def test_redirects_end_in_a_living_id() -> None:
    state = LedgerState()
    reconcile(state, clusters("abc", "de", "f"))
    reconcile(state, clusters("abc", "def"))
    reconcile(state, clusters("abcdef"))
    assert state.redirects == {creator_id("f"): creator_id("a"), creator_id("d"): creator_id("a")}


@given(st.lists(partitions, min_size=1, max_size=5))
def test_the_ledger_replays_to_the_clusters_and_a_rebuild_appends_nothing(history: list[list[int]]) -> None:
    state = LedgerState()
    events: list[IdentityEvent] = []
    for labels in history:
        events += reconcile(state, grouped(labels))
    again = replay(events)
    assert again == state
    for cluster in grouped(history[-1]):
        assert len({again.creator_of[account] for account in cluster}) == 1
    assert len(set(again.creator_of.values())) == len(grouped(history[-1]))
    assert reconcile(again, grouped(history[-1])) == []
    assert not set(again.redirects) & set(again.creator_of.values())


@given(st.lists(partitions, min_size=1, max_size=5))
def test_integer_ids_are_minted_once_and_fit_a_double(history: list[list[int]]) -> None:
    state = LedgerState()
    for labels in history:
        reconcile(state, grouped(labels))
    assert len(set(state.integer_ids.values())) == len(state.integer_ids)
    assert all(0 < number < 2**53 for number in state.integer_ids.values())


def test_a_provisional_account_is_promoted_with_its_creator() -> None:
    state = LedgerState()
    reconcile(state, clusters("p", "x"))
    promote(state, {"p": "n"})
    assert reconcile(state, clusters("n", "x")) == []
    assert state.creator_of["n"] == creator_id("p")
    assert state.aliases == {"p": "n"}


def test_a_promotion_onto_a_known_account_redirects_and_is_for_ever() -> None:
    state = LedgerState()
    reconcile(state, clusters("p", "n", "m"))
    assert [event.kind for event in promote(state, {"p": "n"})] == ["alias", "merge"]
    assert state.redirects == {creator_id("p"): creator_id("n")}
    assert promote(state, {"p": "m"}) == []
