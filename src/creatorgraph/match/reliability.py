"""Is a confidence what it says: pairs said to be 90 % sure, and how many of them were right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Protocol

from creatorgraph.match.evaluate import Rate

EDGES: Final = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01)
SURE: Final = 0.95


class RatedPair(Protocol):
    """What is needed of a pair; `match.types.Pair` has it."""

    @property
    def account_key_a(self) -> str:
        """One account."""
        ...

    @property
    def account_key_b(self) -> str:
        """The other."""
        ...

    @property
    def confidence(self) -> float:
        """What the match says."""
        ...


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs whose confidence lies from `low` to below `high`: what was said on average, and what was true."""

    low: float
    high: float
    said: float
    true: Rate


@dataclass(frozen=True, slots=True)
class Reliability:
    """The reliability table of a match; `sure` are the pairs said at .95 or more."""

    bins: tuple[Bin, ...]
    sure: Rate

    @property
    def expected_error(self) -> float | None:
        """Expected calibration error: the mean distance of said and true over all pairs; None without pairs."""
        total = sum(one.true.trials for one in self.bins)
        if not total:
            return None
        return sum(abs(one.said - (one.true.share or 0.0)) * one.true.trials for one in self.bins) / total


def reliability(
    pairs: Iterable[RatedPair], owner: Mapping[str, str], counted: frozenset[str] | None = None
) -> Reliability:
    """Sort scored pairs of accounts with known owners by confidence; `counted` as in `evaluate`."""
    judged = sorted(
        (pair.confidence, owner[pair.account_key_a] == owner[pair.account_key_b])
        for pair in pairs
        if pair.account_key_a in owner and pair.account_key_b in owner
        if counted is None or pair.account_key_a in counted or pair.account_key_b in counted
    )
    bins = []
    for low, high in pairwise(EDGES):
        inside = [one for one in judged if low <= one[0] < high]
        if inside:
            said = sum(confidence for confidence, _ in inside) / len(inside)
            bins.append(Bin(low, min(high, 1.0), said, Rate(sum(right for _, right in inside), len(inside))))
    sure = [right for confidence, right in judged if confidence >= SURE]
    return Reliability(tuple(bins), Rate(sum(sure), len(sure)))


def reliability_markdown(found: Reliability) -> str:
    """The table in Markdown, with the expected calibration error beneath."""
    lines = ["| said | pairs | said on average | true (95 %) |", "|---|---|---|---|"]
    for one in found.bins:
        low, high = one.true.interval
        lines.append(
            f"| {one.low:.2f}–{one.high:.2f} | {one.true.trials:,} | {one.said:.3f} "
            f"| {one.true.share or 0.0:.3f} ({low:.3f}–{high:.3f}) |"
        )
    error = found.expected_error
    if error is None:
        return "No pair was scored between accounts whose owners are known.\n"
    low, high = found.sure.interval
    sure = f"{found.sure.share:.3f} ({low:.3f}–{high:.3f}) of {found.sure.trials:,}" if found.sure.trials else "none"
    return "\n".join(lines) + f"\n\nExpected calibration error {error:.3f}. Said at ≥ {SURE:.2f}, true: {sure}.\n"
