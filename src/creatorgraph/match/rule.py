"""The policy rule that decided about a pair, condition by condition, and what would change the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from creatorgraph.match.model import MatchModel
from creatorgraph.match.policy import HANDLE_REASONS, LINK_REASONS, NAME_REASONS, decide_status
from creatorgraph.settings import MatchSettings

MOST_FORKS: Final = 6
SUPPORT: Final = LINK_REASONS | HANDLE_REASONS | NAME_REASONS | {"bio_link_loose"}
# What an owner can do, or a later visit may find; one level each stands for what it is worth.
COULD_APPEAR: Final = ("bio_link_mutual", "bio_link_one_way", "same_bio_link", "same_name", "both_verified")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the rule, in words, and whether the pair meets it."""

    text: str
    is_met: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """What the rule says (`auto`, `review`, or `below` the queue) and the conditions it looked at."""

    status: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Fork:
    """One change of the evidence that would change the answer."""

    text: str
    confidence: float
    score: int
    status: str


def apply_rule(score: int, confidence: float, reasons: Sequence[str], settings: MatchSettings) -> Rule:
    """The rule applied to a pair, whose score and calibrated confidence these are."""
    status = _status(score, confidence, reasons, settings)
    supported = sorted(set(reasons) & (LINK_REASONS | HANDLE_REASONS))
    conditions = [
        Condition(f"confidence {confidence:.2f} is at least {settings.auto_confidence:.2f}",
                  confidence >= settings.auto_confidence),
        Condition(f"score {score} is at least {settings.auto_score}, or both name each other",
                  score >= settings.auto_score or "bio_link_mutual" in reasons),
        Condition(f"a link or handle reason: {', '.join(supported) or 'none'}", bool(supported)),
    ]  # fmt: skip
    doubts = _doubts(reasons, settings)
    conditions.append(Condition(f"nothing sends it to a person: {', '.join(doubts) or 'nothing does'}", not doubts))
    if settings.policy == "published":
        conditions = conditions[1:3]
    if status != "auto":
        conditions.append(
            Condition(
                f"for review: score at least {settings.review_score}, or confidence {settings.review_confidence:.2f}",
                status == "review",
            )
        )
    return Rule(status, tuple(conditions))


def _status(score: int, confidence: float, reasons: Sequence[str], settings: MatchSettings) -> str:
    status = decide_status(score, confidence, reasons, settings)
    queued = score >= settings.review_score or confidence >= settings.review_confidence
    return status if status == "auto" or queued else "below"


def _doubts(reasons: Sequence[str], settings: MatchSettings) -> list[str]:
    """Reasons that alone keep what supports the pair from joining it, were it as sure and strong as can be."""
    support = [one for one in reasons if one in SUPPORT]
    if decide_status(100, 1.0, support, settings) != "auto":
        return []
    rest = set(reasons) - set(support)
    return sorted(one for one in rest if decide_status(100, 1.0, [*support, one], settings) != "auto")


def forks(
    bits: float,
    shared: float,
    score: int,
    reasons: Sequence[str],
    weights: Mapping[str, float],
    settings: MatchSettings,
    model: MatchModel,
) -> tuple[Fork, ...]:
    """What would change the answer: one piece of evidence less, or one more that could still appear.

    Rivals stay as they are. `weights` maps the levels of the pair to their bits with rarity.
    """
    now = _status(score, model.settle(shared, reasons), reasons, settings)
    found: list[Fork] = []
    for level in reasons:
        rest = [other for other in reasons if other != level]
        points = max(0, min(100, score - model.levels[level].points))
        found.append(_fork(f"without {level}", bits - weights[level], rest, points, (bits, shared), settings, model))
    fields = {model.levels[level].field for level in reasons}
    for level in COULD_APPEAR:
        if level in model.levels and model.levels[level].field not in fields:
            points = max(0, min(100, score + model.levels[level].points))
            more = bits + model.levels[level].bits
            found.append(_fork(f"with {level}", more, [*reasons, level], points, (bits, shared), settings, model))
    return tuple([fork for fork in found if fork.status != now][:MOST_FORKS])


def _fork(
    text: str,
    bits: float,
    reasons: Sequence[str],
    score: int,
    now: tuple[float, float],
    settings: MatchSettings,
    model: MatchModel,
) -> Fork:
    confidence = model.settle(_shared(bits, *now), reasons)
    return Fork(text, confidence, score, _status(score, confidence, reasons, settings))


def _shared(bits: float, bits_now: float, shared_now: float) -> float:
    """A probability under other bits, beside rivals that are worth what they are worth now."""
    odds_now, odds = _odds(bits_now), _odds(bits)
    others = max(0.0, odds_now / max(shared_now, 1e-12) - 1 - odds_now)
    return odds / (1 + odds + others)


def _odds(bits: float) -> float:
    return float(2.0 ** max(-60.0, min(60.0, bits)))
