"""Why two accounts were joined, queued or left alone: the whole sum, and what stood against it.

Works on the temporary tables that a match leaves in its connection. A pair that no equality brought together was never
compared; it is compared here, for the asking, and the answer says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import duckdb
import pyarrow as pa

from creatorgraph.errors import ConfigurationError
from creatorgraph.match.candidates import PREPARING
from creatorgraph.match.engine import MatchResult, match_accounts
from creatorgraph.match.model import MatchModel
from creatorgraph.match.policy import decide_method
from creatorgraph.match.rating import RIVALS, SCORED
from creatorgraph.match.rule import Fork, Rule, apply_rule, forks
from creatorgraph.match.signals import signal_statement
from creatorgraph.match.types import Pair
from creatorgraph.settings import MatchSettings
from creatorgraph.store.decisions import Decision

WAYS: Final = ("attested", "linked", "same_handle", "same_name", "name_is_handle", "label_is_handle", "co_named",
               "mentioned")  # fmt: skip

SIGNS: Final = """
select signal.level, level.field, level.bits, signal.extra, level.points
from signal join level on level.name = signal.level
where a = ? and b = ?
order by level.bits + signal.extra desc, signal.level
"""
RATED: Final = """
select bits, confidence, points, published_points, mutual, contradicted from rated where a = ? and b = ?
"""
# Who else is set against this pair: candidates for the place of B beside A, and for the place of A beside B.
RIVALRY: Final = """
select rival.account_key, rival.platform, rival.handle, place.of, rated.bits, rated.confidence
from rated
join (
    select a as idx, b as other, $platform_b as platform, $a as of_idx, 'a' as of from rated where a = $a or b = $a
    union
    select b, a, $platform_b, $a, 'a' from rated where a = $a or b = $a
    union
    select a, b, $platform_a, $b, 'b' from rated where a = $b or b = $b
    union
    select b, a, $platform_a, $b, 'b' from rated where a = $b or b = $b
) as place on place.idx = place.of_idx
    and least(place.idx, place.other) = rated.a and greatest(place.idx, place.other) = rated.b
join profile as rival on rival.idx = place.other and rival.platform = place.platform
where rival.idx not in ($a, $b)
order by rated.bits desc, rival.account_key
limit 10
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One side of a pair, as the match read it."""

    account_key: str
    platform: str
    handle: str
    handle_bits: float
    name_words: tuple[str, ...]
    name_bits: float
    followers: int | None
    is_verified: bool


@dataclass(frozen=True, slots=True)
class Weight:
    """One piece of evidence: its level, the level's own bits, what rarity added, and its points."""

    level: str
    field: str
    bits: float
    rarity_bits: float
    points: int

    @property
    def total(self) -> float:
        """Bits with rarity."""
        return self.bits + self.rarity_bits


@dataclass(frozen=True, slots=True)
class Rival:
    """Another candidate for the place of one side: whose counterpart it would be (`a` or `b`), and how good it is."""

    account_key: str
    platform: str
    handle: str
    counterpart_of: str
    bits: float
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The whole answer about one pair; bits are log2 odds, confidences probabilities."""

    one: Shown
    two: Shown
    model_version: str
    found_by: tuple[str, ...]
    weights: tuple[Weight, ...]
    prior_bits: float
    bits: float
    alone: float
    shared: float
    confidence: float
    score: int
    rivals: tuple[Rival, ...]
    status: str
    method: str
    contradicted: bool
    same_creator: bool
    blocked: str
    decision: str
    rule: Rule
    forks: tuple[Fork, ...]


def explain_pair(
    accounts: pa.Table,
    account_keys: tuple[str, str],
    settings: MatchSettings,
    model: MatchModel,
    *,
    decisions: list[Decision] | None = None,
    aliases: dict[str, str] | None = None,
) -> Explanation:
    """Match all accounts (rarity and rivals depend on them), then take one pair apart.

    Raises ConfigurationError for accounts that are not in the table, or one and the same account.
    """
    with duckdb.connect() as connection:
        connection.register("explained", accounts)
        result = match_accounts(
            connection, "explained", settings, decisions=decisions or [], aliases=aliases, model=model
        )
        a, b = _places(connection, account_keys)
        found_by = _found_by(connection, a, b)
        if not found_by:
            _compare(connection, a, b)
        return _explained(connection, (a, b), found_by, result, settings, model)


def _places(connection: duckdb.DuckDBPyConnection, account_keys: tuple[str, str]) -> tuple[int, int]:
    places = []
    for key in sorted(account_keys):
        row = connection.execute("select idx from profile where account_key = ?", [key]).fetchone()
        if row is None:
            raise ConfigurationError(f"There is no account {key} here.", todo="Name it as platform:handle.")
        places.append(int(row[0]))
    if places[0] == places[1]:
        raise ConfigurationError("Both are one and the same account.", todo="Name two different accounts.")
    return (min(places), max(places))


def _found_by(connection: duckdb.DuckDBPyConnection, a: int, b: int) -> tuple[str, ...]:
    """The equalities that made a candidate of the pair; empty when none did."""
    known = connection.execute("select 1 from candidate where a = ? and b = ?", [a, b]).fetchone()
    if known is None:
        return ()
    ways = [way for way in WAYS if way in PREPARING]
    found = [way for way in ways if connection.execute(f"select 1 from {way} where a = ? and b = ?", [a, b]).fetchone()]
    return tuple(found) or ("another",)


def _compare(connection: duckdb.DuckDBPyConnection, a: int, b: int) -> None:
    """Compare a pair that is no candidate, by running on from the candidates with this one added."""
    connection.execute("insert into candidate (a, b) values (?, ?)", [a, b])
    steps = list(PREPARING)
    for name in steps[steps.index("candidate") + 1 :]:
        connection.execute(PREPARING[name])
    for statement in (signal_statement(), SCORED, RIVALS):
        connection.execute(statement)


def _explained(
    connection: duckdb.DuckDBPyConnection,
    places: tuple[int, int],
    found_by: tuple[str, ...],
    result: MatchResult,
    settings: MatchSettings,
    model: MatchModel,
) -> Explanation:
    one, two = (_shown(connection, place) for place in places)
    weights = tuple(Weight(*row) for row in connection.execute(SIGNS, list(places)).fetchall())
    rated = connection.execute(RATED, list(places)).fetchone()
    prior = float(_value(connection, "select getvariable('prior_bits')"))
    bits, shared, points, published, _, contradicted = rated or (prior, _probability(prior), 0, 0, False, False)
    reasons = tuple(sorted({one.level for one in weights}, key=lambda name: (-model.levels[name].points, name)))
    confidence = model.settle(shared, reasons)
    score = min(100, published) if settings.policy == "published" else max(0, min(100, points))
    rule = apply_rule(score, confidence, reasons, settings)
    settled = _settled(result, (one.account_key, two.account_key))
    cluster_of = result.clustering.cluster_of
    return Explanation(
        one=one,
        two=two,
        model_version=result.model_version,
        found_by=found_by,
        weights=weights,
        prior_bits=prior,
        bits=bits,
        alone=_probability(bits),
        shared=shared,
        confidence=confidence,
        score=score,
        rivals=_rivals(connection, places, one, two),
        status=settled.status if settled else rule.status,
        method=settled.method if settled else decide_method(reasons),
        contradicted=bool(contradicted),
        same_creator=cluster_of[one.account_key] == cluster_of[two.account_key],
        blocked=result.clustering.blocked.get((one.account_key, two.account_key), ""),
        decision=next((reason for reason in settled.reasons if reason.startswith("decided_")), "") if settled else "",
        rule=rule,
        forks=forks(bits, shared, score, reasons, {one.level: one.total for one in weights}, settings, model),
    )


def _settled(result: MatchResult, keys: tuple[str, str]) -> Pair | None:
    return next((pair for pair in result.pairs if (pair.account_key_a, pair.account_key_b) == keys), None)


def _probability(bits: float) -> float:
    odds = float(2.0 ** max(-60.0, min(60.0, bits)))
    return odds / (1 + odds)


def _value(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    row = connection.execute(query).fetchone()
    return row[0] if row else None


def _shown(connection: duckdb.DuckDBPyConnection, place: int) -> Shown:
    row = connection.execute(
        "select account_key, platform, handle, handle_bits, name_words, name_bits, followers, verified "
        "from profile where idx = ?",
        [place],
    ).fetchone()
    key, platform, handle, handle_bits, words, name_bits, followers, verified = row or ()
    return Shown(
        account_key=key,
        platform=platform,
        handle=handle,
        handle_bits=handle_bits,
        name_words=tuple(words),
        name_bits=name_bits,
        followers=followers,
        is_verified=bool(verified),
    )


def _rivals(
    connection: duckdb.DuckDBPyConnection, places: tuple[int, int], one: Shown, two: Shown
) -> tuple[Rival, ...]:
    if one.platform == two.platform:
        return ()  # an owner may have several accounts there: nobody competes
    values = {"a": places[0], "b": places[1], "platform_a": one.platform, "platform_b": two.platform}
    return tuple(Rival(*row) for row in connection.execute(RIVALRY, values).fetchall())
