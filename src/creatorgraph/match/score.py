"""Candidate pairs and their scores, by SQL over the evidence tables."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from creatorgraph.match.candidates import PREPARING
from creatorgraph.match.model import MatchModel
from creatorgraph.match.policy import AGAINST_REASONS, decide_method, decide_status
from creatorgraph.match.rating import CONTRADICTED, FINISHED, RIVALS, SCORED
from creatorgraph.match.signals import signal_statement
from creatorgraph.match.types import Pair
from creatorgraph.match.weights import prior_bits
from creatorgraph.settings import MatchSettings


def score_pairs(
    connection: duckdb.DuckDBPyConnection, accounts: int, model: MatchModel, settings: MatchSettings
) -> tuple[list[Pair], list[tuple[str, str]]]:
    """Every pair worth keeping, and the pairs that the evidence speaks against; both by account keys.

    Needs the tables of `evidence.write_evidence`.
    """
    _set_variables(connection, accounts, model, settings)
    _write_levels(connection, model)
    for statement in PREPARING.values():
        connection.execute(statement)
    connection.execute(signal_statement())
    connection.execute(SCORED)
    connection.execute(RIVALS)
    pairs = [_pair(row, model, settings) for row in connection.execute(FINISHED).fetchall()]
    contradicted = [(str(a), str(b)) for a, b in connection.execute(CONTRADICTED).fetchall()]
    return pairs, contradicted


def _set_variables(
    connection: duckdb.DuckDBPyConnection, accounts: int, model: MatchModel, settings: MatchSettings
) -> None:
    values: dict[str, float | int] = {
        **model.settings,
        "prior_bits": prior_bits(max(model.settings["prior_pool"], accounts)),
        "accounts": max(accounts, 1),
        "link_cap": settings.link_accounts_per_platform,
        "least_score": settings.review_score,
        "least_confidence": settings.review_confidence,
        "published": settings.policy == "published",
    }
    for name, value in values.items():
        connection.execute(f"set variable {name} = {value!r}")
    connection.execute("set variable against = ?::varchar[]", [sorted(AGAINST_REASONS)])


def _write_levels(connection: duckdb.DuckDBPyConnection, model: MatchModel) -> None:
    levels = list(model.levels.values())
    table = pa.table(
        {
            "name": [level.name for level in levels],
            "field": [level.field for level in levels],
            "bits": [level.bits for level in levels],
            "points": [level.points for level in levels],
            "published": [level.published for level in levels],
        }
    )
    connection.register("level_rows", table)
    connection.execute("create or replace temp table level as select * from level_rows")
    connection.unregister("level_rows")


def _pair(row: tuple[object, ...], model: MatchModel, settings: MatchSettings) -> Pair:
    key_a, key_b, platform_a, platform_b, score, published, confidence, levels, mutual = row
    reasons = _strongest_first(levels, model)  # type: ignore[arg-type]  # (a DuckDB list of strings)
    shown = int(str(published)) if settings.policy == "published" else int(str(score))
    certain = float(str(confidence))
    return Pair(
        account_key_a=str(key_a),
        account_key_b=str(key_b),
        platform_a=str(platform_a),
        platform_b=str(platform_b),
        score=shown,
        published_score=int(str(published)),
        confidence=certain,
        method=decide_method(reasons),
        status=decide_status(shown, certain, reasons, settings),
        reasons=reasons,
        mutual=bool(mutual),
    )


def _strongest_first(levels: list[str], model: MatchModel) -> tuple[str, ...]:
    """The names of levels, each once, by their points."""
    return tuple(sorted(set(levels), key=lambda name: (-model.levels[name].points, name)))
