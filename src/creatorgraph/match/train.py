"""A candidate version from what reviewers decided: the weights stay, the calibrator learns.

The blocks that ship with the base model count as pairs seen before, at most `MOST_REMEMBERED` each, so that a few
decisions move it a little and many carry it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import duckdb
import pyarrow as pa

from creatorgraph.errors import ConfigurationError
from creatorgraph.match.calibrate import NEUTRAL, Block, Calibrator, Curve, Judged, fit_calibrator
from creatorgraph.match.engine import match_accounts
from creatorgraph.match.home import HomeAccounts
from creatorgraph.match.model import CURRENT, MatchModel, load_model
from creatorgraph.match.reliability import Reliability, reliability
from creatorgraph.match.types import Pair
from creatorgraph.match.versions import ModelVersion, keep_version
from creatorgraph.settings import Home, MatchSettings
from creatorgraph.store.decisions import Decision

FEWEST_DECISIONS: Final = 30
MOST_REMEMBERED: Final = 100.0
# Below the default queue: a decision about a pair that nobody would be asked about today teaches too.
EVERYTHING: Final = {"review_score": 0, "review_confidence": 0.0}


@dataclass(frozen=True, slots=True)
class Training:
    """The candidate, how many decided pairs it learned from, and how reliable confidences were on them before."""

    version: ModelVersion
    learned: int
    right: int
    before: Reliability


def train(home: Home, given: HomeAccounts, settings: MatchSettings, now: datetime) -> Training:
    """Refit the calibrator of the current model with the installation's decisions and keep it as a candidate.

    Raises ConfigurationError when fewer than `FEWEST_DECISIONS` decided pairs have a score.
    """
    base = load_model(CURRENT)
    verdicts = _verdicts(given.decisions, given.state.aliases)
    judged = list(_judged(given.accounts, settings, verdicts))
    if len(judged) < FEWEST_DECISIONS:
        raise ConfigurationError(
            f"{len(judged)} decided pairs have a score; {FEWEST_DECISIONS} are needed to learn from.",
            kept="Nothing was changed.",
            todo="Decide more pairs: creatorgraph review list",
        )
    calibrator = fit_calibrator((one for _, one in judged), _remembered(base.calibrator))
    version = keep_version(home, base.version, calibrator, len(judged), now.isoformat())
    return Training(version, len(judged), sum(one.is_right for _, one in judged), _before(judged, base))


def _verdicts(decisions: Iterable[Decision], aliases: dict[str, str]) -> dict[tuple[str, str], bool]:
    """Pair of native keys → whether people said *same*, the last word of each."""
    found: dict[tuple[str, str], bool] = {}
    for one in sorted(decisions, key=lambda decision: decision.decision_id):
        a, b = (aliases.get(key, key) for key in (one.account_key_a, one.account_key_b))
        found[(min(a, b), max(a, b))] = one.verdict == "same"
    return found


def _judged(
    accounts: pa.Table, settings: MatchSettings, verdicts: dict[tuple[str, str], bool]
) -> Iterable[tuple[Pair, Judged]]:
    """Scored pairs that people decided, with the uncalibrated confidence."""
    model = replace(load_model(CURRENT), calibrator=NEUTRAL)
    with duckdb.connect() as connection:
        connection.register("accounts", accounts)
        result = match_accounts(connection, "accounts", settings.model_copy(update=EVERYTHING), model=model)
    for pair in result.scored:
        keys = (pair.account_key_a, pair.account_key_b)
        if keys in verdicts:
            yield pair, Judged(pair.confidence, pair.reasons, verdicts[keys])


def _remembered(calibrator: Calibrator) -> Calibrator:
    """A shipped calibrator whose blocks stand for at most so many pairs each."""
    equal, rest = (Curve(tuple(map(_lighter, curve.blocks))) for curve in (calibrator.equal, calibrator.rest))
    return replace(calibrator, equal=equal, rest=rest)


def _lighter(block: Block) -> Block:
    part = min(1.0, MOST_REMEMBERED / block.pairs)
    return Block(block.low, block.high, block.pairs * part, block.right * part)


def _before(judged: list[tuple[Pair, Judged]], base: MatchModel) -> Reliability:
    """How reliable the shipped confidences are on the decided pairs."""
    owner: dict[str, str] = {}
    pairs: list[Pair] = []
    for at, (pair, one) in enumerate(judged):
        a, b = f"{at}a", f"{at}b"  # each pair by itself: one account may be in several
        owner |= {a: a, b: a if one.is_right else b}
        said = base.settle(one.confidence, one.reasons)
        pairs.append(replace(pair, account_key_a=a, account_key_b=b, confidence=said))
    return reliability(pairs, owner)
