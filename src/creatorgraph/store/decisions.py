"""Decisions of people about pairs of accounts: append-only, undone by a new row, contradictions refused at entry."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import Connection, insert, select

from creatorgraph.errors import ConfigurationError
from creatorgraph.store.database import aware_utc, naive_utc
from creatorgraph.store.tables import decision

Verdict = Literal["same", "different"]
Scope = Literal["installation", "organization"]
VERDICTS: Final = ("same", "different")
SCOPES: Final = ("installation", "organization")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision in force. `account_key_a` < `account_key_b`; `decided_at` is aware UTC."""

    decision_id: int
    scope: Scope
    organization_id: str
    verdict: Verdict
    account_key_a: str
    account_key_b: str
    reviewer: str
    reason: str
    source: str
    decided_at: datetime


class ContradictionError(ConfigurationError):
    """A decision that earlier decisions rule out; `chain` holds those, in order from one account to the other."""

    def __init__(self, verdict: Verdict, account_key_a: str, account_key_b: str, chain: tuple[Decision, ...]) -> None:
        self.verdict, self.account_key_a, self.account_key_b, self.chain = verdict, account_key_a, account_key_b, chain
        steps = "; ".join(
            f"#{step.decision_id} {step.reviewer}: {step.account_key_a} and {step.account_key_b} are {step.verdict}"
            for step in chain
        )
        super().__init__(
            f"{account_key_a} and {account_key_b} cannot be {verdict}: earlier decisions say otherwise ({steps}).",
            kept="Nothing was changed.",
            todo=f"Undo one of them first: creatorgraph review undo {chain[-1].decision_id}",
        )


def ordered(account_key_a: str, account_key_b: str) -> tuple[str, str]:
    """The two keys in the order in which pairs are stored; raises ConfigurationError for one and the same account."""
    if account_key_a == account_key_b:
        raise ConfigurationError(f"Both accounts are {account_key_a}.", todo="Name two different accounts.")
    return (account_key_a, account_key_b) if account_key_a < account_key_b else (account_key_b, account_key_a)


def in_force(connection: Connection, organization_id: str | None = None) -> list[Decision]:
    """Decisions that nobody undid, oldest first: the installation's, and those of one organization if it is named."""
    undone = select(decision.c.undoes).where(decision.c.verdict == "undo", decision.c.undoes.is_not(None))
    mine = decision.c.scope == "installation"
    if organization_id is not None:
        mine = mine | (decision.c.organization_id == organization_id)
    rows = connection.execute(
        select(decision)
        .where(decision.c.verdict.in_(VERDICTS), decision.c.decision_id.not_in(undone), mine)
        .order_by(decision.c.decision_id)
    )
    return [
        Decision(
            decision_id=row.decision_id,
            scope=row.scope,
            organization_id=row.organization_id,
            verdict=row.verdict,
            account_key_a=row.account_key_a,
            account_key_b=row.account_key_b,
            reviewer=row.reviewer,
            reason=row.reason,
            source=row.source,
            decided_at=aware_utc(row.decided_at),
        )
        for row in rows
    ]


def deciding_organizations(connection: Connection) -> list[str]:
    """The organizations that have decisions of their own in force, sorted."""
    undone = select(decision.c.undoes).where(decision.c.verdict == "undo", decision.c.undoes.is_not(None))
    rows = connection.execute(
        select(decision.c.organization_id)
        .where(
            decision.c.scope == "organization", decision.c.verdict.in_(VERDICTS), decision.c.decision_id.not_in(undone)
        )
        .distinct()
    )
    return sorted(row.organization_id for row in rows)


def record(
    connection: Connection,
    *,
    verdict: Verdict,
    account_keys: tuple[str, str],
    reviewer: str,
    decided_at: datetime,
    organization_id: str,
    scope: Scope = "installation",
    reason: str = "",
    source: str = "review",
    standing: Standing | None = None,
) -> Decision:
    """Append a decision and return it; one that is already in force is returned as it stands.

    `standing` holds the decisions in force where the caller makes many; it learns the new one. Raises
    ContradictionError when earlier decisions, followed along their chains, rule this one out.
    """
    first, second = ordered(*account_keys)
    standing = Standing(in_force(connection, organization_id)) if standing is None else standing
    known = standing.find(verdict, scope, first, second)
    if known is not None:
        return known
    chain = standing.chain_against(verdict, first, second)
    if chain:
        raise ContradictionError(verdict, first, second, chain)
    values = {
        "scope": scope,
        "organization_id": organization_id,
        "verdict": verdict,
        "account_key_a": first,
        "account_key_b": second,
        "reviewer": reviewer,
        "reason": reason,
        "source": source,
    }
    number = _insert(connection, **values, decided_at=naive_utc(decided_at))
    made = Decision(decision_id=number, decided_at=decided_at, **values)  # type: ignore[arg-type]  # (checked columns)
    standing.add(made)
    return made


def record_undo(
    connection: Connection, decision_id: int, *, reviewer: str, decided_at: datetime, reason: str = ""
) -> int:
    """Append a row that undoes a decision and return its number.

    Raises ConfigurationError when there is no such decision in force.
    """
    row = connection.execute(select(decision).where(decision.c.decision_id == decision_id)).first()
    gone = select(decision.c.decision_id).where(decision.c.undoes == decision_id)
    if row is None or row.verdict not in VERDICTS or connection.execute(gone).first() is not None:
        raise ConfigurationError(
            f"There is no decision {decision_id} in force.",
            kept="Nothing was changed.",
            todo="See: creatorgraph review list",
        )
    return _insert(
        connection,
        scope=row.scope,
        organization_id=row.organization_id,
        verdict="undo",
        account_key_a=row.account_key_a,
        account_key_b=row.account_key_b,
        undoes=decision_id,
        reviewer=reviewer,
        reason=reason,
        source=row.source,
        decided_at=naive_utc(decided_at),
    )


def _insert(connection: Connection, **values: object) -> int:
    key = connection.execute(insert(decision).values(**values)).inserted_primary_key
    if key is None:  # pragma: no cover (SQLite and Postgres both return it)
        raise ConfigurationError("The app database did not number the decision.", todo="Check the app database.")
    return int(key[0])


class Standing:
    """Decisions in force, ready to be asked what they rule out.

    `aliases` (provisional → native key) let a decision about either key meet the other.
    """

    def __init__(self, decisions: Iterable[Decision], aliases: Mapping[str, str] | None = None) -> None:
        self._aliases = aliases or {}
        self._same: dict[str, list[tuple[str, Decision]]] = {}
        self._different: dict[str, list[tuple[str, Decision]]] = {}
        self._known: dict[tuple[str, str, str, str], Decision] = {}
        for one in decisions:
            self.add(one)

    def add(self, one: Decision) -> None:
        """Take one more decision into account."""
        a, b = self._native(one.account_key_a), self._native(one.account_key_b)
        side = self._same if one.verdict == "same" else self._different
        side.setdefault(a, []).append((b, one))
        side.setdefault(b, []).append((a, one))
        self._known[(one.verdict, one.scope, one.account_key_a, one.account_key_b)] = one

    def find(self, verdict: Verdict, scope: Scope, account_key_a: str, account_key_b: str) -> Decision | None:
        """The decision in force that says just this about these two keys, in order."""
        return self._known.get((verdict, scope, account_key_a, account_key_b))

    def chain_against(self, verdict: Verdict, account_key_a: str, account_key_b: str) -> tuple[Decision, ...]:
        """The decisions that rule a verdict out, as a chain from one account to the other; empty when none do.

        *different* is ruled out by a path of *same*; *same* by a *different* between the two groups it would join.
        """
        first, second = self._native(account_key_a), self._native(account_key_b)
        from_first = self._paths(first)
        if verdict == "different":
            return from_first.get(second, ())
        from_second = {} if second in from_first else self._paths(second)
        for near in sorted(from_first):
            for far, wall in self._different.get(near, ()):
                if far in from_second:
                    return (*from_first[near], *reversed(from_second[far]), wall)
        return ()

    def _native(self, account_key: str) -> str:
        return self._aliases.get(account_key, account_key)

    def _paths(self, start: str) -> dict[str, tuple[Decision, ...]]:
        """The shortest chain of *same* decisions to every account that one account reaches, itself included."""
        found: dict[str, tuple[Decision, ...]] = {start: ()}
        queue = deque([start])
        while queue:
            here = queue.popleft()
            for there, step in self._same.get(here, ()):
                if there not in found:
                    found[there] = (*found[here], step)
                    queue.append(there)
        return found
