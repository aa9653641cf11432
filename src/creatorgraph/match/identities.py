"""From clusters to creators with stable ids: what the ledger has to learn so that its replay gives these clusters.

An id stays with the larger part of the accounts that carry it; where several ids meet in one cluster, the one with the
most accounts there survives and the others redirect to it. A cluster of accounts that nobody knew gets a new id, named
after its smallest account key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from creatorgraph import ids
from creatorgraph.store.ledger import LARGEST_INTEGER_ID, IdentityEvent, LedgerState, replay


def reconcile(state: LedgerState, clusters: Iterable[frozenset[str]]) -> list[IdentityEvent]:
    """The events that take the ledger from its state to these clusters; none when it is there already.

    Accounts that no cluster holds (erased, or private today) keep what the ledger says of them. `state` is advanced.
    """
    ordered = sorted(clusters, key=min)
    keepers = _keepers(state, ordered)
    events: list[IdentityEvent] = []
    for cluster in ordered:
        if not _is_settled(state, cluster, keepers):
            fresh = list(_settle(state, cluster, keepers))
            replay(fresh, state)
            events += fresh
    return events


def promote(state: LedgerState, aliases: Mapping[str, str]) -> list[IdentityEvent]:
    """The alias events for provisional keys (→ native keys) that the ledger does not know yet; `state` is advanced.

    An alias is for ever: one that the ledger has is not changed. Where both keys had a creator, the provisional one's,
    left without accounts, redirects to the native one's.
    """
    events: list[IdentityEvent] = []
    for provisional, native in sorted(aliases.items()):
        if provisional in state.aliases or provisional == native:
            continue
        left, kept = state.creator_of.get(provisional), state.creator_of.get(native)
        fresh = [IdentityEvent(kind="alias", account_key=provisional, other_account_key=native)]
        if left is not None and kept not in (None, left) and list(state.creator_of.values()).count(left) == 1:
            fresh.append(IdentityEvent(kind="merge", creator_id=left, other_id=kept))
        replay(fresh, state)
        events += fresh
    return events


def _keepers(state: LedgerState, clusters: list[frozenset[str]]) -> dict[str, frozenset[str]]:
    """For each live creator, the cluster that keeps its id: the one with most of its accounts."""
    parts: dict[str, Counter[int]] = {}
    for at, cluster in enumerate(clusters):
        for account in cluster:
            if account in state.creator_of:
                parts.setdefault(state.creator_of[account], Counter())[at] += 1
    return {creator: clusters[_largest(state, creator, part, clusters)] for creator, part in parts.items()}


def _largest(state: LedgerState, creator: str, part: Counter[int], clusters: list[frozenset[str]]) -> int:
    def rank(at: int) -> tuple[int, bool, str]:
        return (-part[at], state.founder[creator] not in clusters[at], min(clusters[at]))

    return min(part, key=rank)


def _is_settled(state: LedgerState, cluster: frozenset[str], keepers: Mapping[str, frozenset[str]]) -> bool:
    creators = {state.creator_of.get(account) for account in cluster}
    only = next(iter(creators))
    return len(creators) == 1 and only is not None and keepers[only] is cluster


def _settle(
    state: LedgerState, cluster: frozenset[str], keepers: Mapping[str, frozenset[str]]
) -> Iterator[IdentityEvent]:
    before = {account: state.creator_of[account] for account in sorted(cluster) if account in state.creator_of}
    counts = Counter(before.values())
    arriving = [creator for creator in counts if keepers.get(creator) is cluster]
    arriving.sort(key=lambda creator: (-counts[creator], state.integer_ids.get(creator, 0), creator))
    if arriving:
        survivor = arriving[0]
    else:
        survivor = _new_id(state, min(cluster))
        yield _found(state, survivor, min(cluster), before.get(min(cluster)))
    for gone in arriving[1:]:
        yield IdentityEvent(kind="merge", creator_id=gone, other_id=survivor)
    for account in sorted(cluster):
        if before.get(account) not in arriving and not (not arriving and account == min(cluster)):
            yield IdentityEvent(kind="move", creator_id=survivor, other_id=before.get(account), account_key=account)


def _new_id(state: LedgerState, founder: str) -> str:
    generation = 0
    while ids.creator_id(founder, generation) in state.founder:
        generation += 1
    return ids.creator_id(founder, generation)


def _found(state: LedgerState, creator: str, founder: str, left: str | None) -> IdentityEvent:
    """A mint, or a split where the founder leaves a creator that lives on."""
    integer_id = state.next_integer_id
    if integer_id > LARGEST_INTEGER_ID:
        raise OverflowError("the ledger has no integer ids below 2^53 left")
    return IdentityEvent(
        kind="mint" if left is None else "split",
        creator_id=creator,
        other_id=left,
        account_key=founder,
        integer_id=integer_id,
    )
