"""Candidate pairs and their scores, by SQL over the evidence tables."""

from __future__ import annotations

from typing import Final

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

# Settings that an older model does not have, such that they change nothing.
NEUTRAL: Final[dict[str, float]] = {
    "variant_bits_most": 99,
    "core_accounts_most": 1_000_000,
    "own_cores_least": 0,
    "equal_handles_before": 0,
    "cores_per_handle": 1,
    "silent_accounts": 1_000_000_000,
    "copy_ratio": 1_000_000_000,
    "telling_bits": 0,
    "name_bits_of_handle": 0,
}
# Where most accounts show how many follow them, one that does not is taken to have none.
UNKNOWN_FOLLOWERS: Final = """
set variable unknown_followers = (
    select case when avg((followers is not null)::int) >= 0.5 then 0 end from profile
)
"""
NAMED_SHARE: Final = "set variable named_share = (select avg((name_key <> '')::int) from profile)"


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
    found = (_pair(row, model, settings) for row in connection.execute(FINISHED).fetchall())
    pairs = [pair for pair in found if _is_kept(pair, settings)]
    contradicted = [(str(a), str(b)) for a, b in connection.execute(CONTRADICTED).fetchall()]
    return pairs, contradicted


def _set_variables(
    connection: duckdb.DuckDBPyConnection, accounts: int, model: MatchModel, settings: MatchSettings
) -> None:
    values: dict[str, float | int] = {
        **NEUTRAL,
        **model.settings,
        "prior_bits": prior_bits(max(model.settings["prior_pool"], accounts)),
        "accounts": max(accounts, 1),
        "link_cap": settings.link_accounts_per_platform,
        "least_score": settings.review_score,
        "least_confidence": model.calibrator.rest.least_confidence(settings.review_confidence),
        "published": settings.policy == "published",
    }
    for name, value in values.items():
        connection.execute(f"set variable {name} = {value!r}")
    connection.execute(UNKNOWN_FOLLOWERS)
    connection.execute(NAMED_SHARE)
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
    certain = model.settle(float(str(confidence)), reasons)
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


def _is_kept(pair: Pair, settings: MatchSettings) -> bool:
    """Whether a pair that SQL let through is still worth a look once its confidence is calibrated."""
    if settings.policy == "published":
        return True
    return pair.score >= settings.review_score or pair.confidence >= settings.review_confidence


def _strongest_first(levels: list[str], model: MatchModel) -> tuple[str, ...]:
    """The names of levels, each once, by their points."""
    return tuple(sorted(set(levels), key=lambda name: (-model.levels[name].points, name)))
