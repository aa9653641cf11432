"""From the model's probability to the share of pairs that turned out right: monotone curves, fitted on counted pairs.

Isotonic regression (pool adjacent violators) over the log odds of what the model said, in whole bits and in blocks of
at least `SMALLEST_BLOCK` pairs; within a block the share is one, between two blocks it runs straight. Pairs with an
equal handle have a curve of their own, never below that of the rest. So more support can only raise a confidence.

Curves speak only of evidence that they have seen: they lower no pair that has support which was never among the pairs
they were fitted on (a name, a link to the other), and raise none against which such a thing speaks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from math import floor, log2
from typing import Any, Final

SMALLEST_BLOCK: Final = 40
SEEN_FROM: Final = 20
MOST_CERTAIN: Final = 0.9999
LEAST_CERTAIN: Final = 0.0001
FLATTENS: Final = 40.0  # bits beyond the outermost block in which a curve goes half the way to the end of the scale
EQUAL: Final = "same_handle"


@dataclass(frozen=True, slots=True)
class Block:
    """Pairs that the model rated about alike: from which log odds to which (bits), how many, and how many are right."""

    low: float
    high: float
    pairs: float
    right: float

    @property
    def share(self) -> float:
        """The share that is right, drawn a little to the middle (Jeffreys), so that no block says 0 or 1."""
        return (self.right + 0.5) / (self.pairs + 1)


@dataclass(frozen=True, slots=True)
class Curve:
    """A monotone map of probabilities, given by blocks of rising log odds and shares; without blocks, identity."""

    blocks: tuple[Block, ...] = ()

    def share(self, confidence: float) -> float:
        """What a probability of the model is worth."""
        if not self.blocks:
            return confidence
        bits = odds_bits(confidence)
        at = bisect_right([block.low for block in self.blocks], bits)
        if at and bits <= self.blocks[at - 1].high:
            return self.blocks[at - 1].share
        if at in (0, len(self.blocks)):
            return _beyond(self.blocks[min(at, len(self.blocks) - 1)], bits)
        below, above = self.blocks[at - 1], self.blocks[at]
        part = (bits - below.high) / (above.low - below.high)  # (between blocks that do not touch)
        return below.share + part * (above.share - below.share)

    def least_confidence(self, wanted: float) -> float:
        """The smallest probability of the model that is worth `wanted`, or `wanted` itself if that is smaller."""
        low, high = 0.0, 1.0
        for _ in range(40):
            middle = (low + high) / 2
            low, high = (middle, high) if self.share(middle) < wanted else (low, middle)
        return min(low, wanted) if self.blocks else wanted


@dataclass(frozen=True, slots=True)
class Judged:
    """One pair whose truth is known: what the uncalibrated model said of it, for which reasons, whether it is right."""

    confidence: float
    reasons: tuple[str, ...]
    is_right: bool


@dataclass(frozen=True, slots=True)
class Calibrator:
    """The curve of pairs with an equal handle, that of the rest, and the levels of evidence that both have seen."""

    equal: Curve = Curve()
    rest: Curve = Curve()
    seen: frozenset[str] = frozenset()

    def settle(self, confidence: float, reasons: Sequence[str], against: Set[str]) -> float:
        """The calibrated confidence of a pair, to four places; `against` are its reasons that speak against it."""
        if not self.seen:
            return confidence
        shown = self.rest.share(confidence)
        if EQUAL in reasons:
            shown = max(self.equal.share(confidence), shown if self.rest.blocks else 0.0)
        unseen = set(reasons) - self.seen
        if unseen - against:
            shown = max(shown, confidence)
        if unseen & against:
            shown = min(shown, confidence)
        return round(min(shown, MOST_CERTAIN), 4)


NEUTRAL: Final = Calibrator()


def odds_bits(confidence: float) -> float:
    """Log odds in bits of a probability, within what four places can tell."""
    inside = min(max(confidence, LEAST_CERTAIN), MOST_CERTAIN)
    return log2(inside / (1 - inside))


def read_calibrator(document: Mapping[str, Any]) -> Calibrator:
    """A calibrator from its frozen form, as `write_calibrator` gives it."""
    equal, rest = (Curve(tuple(Block(*row) for row in document[name])) for name in ("equal", "rest"))
    return Calibrator(equal, rest, frozenset(document["seen"]))


def write_calibrator(calibrator: Calibrator) -> dict[str, Any]:
    """The frozen form of a calibrator: blocks as (low, high, pairs, right), and the levels that they have seen."""
    equal, rest = (
        [[block.low, block.high, block.pairs, block.right] for block in curve.blocks]
        for curve in (calibrator.equal, calibrator.rest)
    )
    return {"equal": equal, "rest": rest, "seen": sorted(calibrator.seen)}


def fit_calibrator(judged: Iterable[Judged], before: Calibrator = NEUTRAL) -> Calibrator:
    """Fit both curves to judged pairs; the blocks of `before` count as pairs seen before, its levels as seen."""
    pairs = list(judged)
    levels = Counter(reason for pair in pairs for reason in set(pair.reasons))
    return Calibrator(
        _fit((pair for pair in pairs if EQUAL in pair.reasons), before.equal),
        _fit((pair for pair in pairs if EQUAL not in pair.reasons), before.rest),
        before.seen | {level for level, count in levels.items() if count >= SEEN_FROM},
    )


def _fit(pairs: Iterable[Judged], before: Curve) -> Curve:
    points = (_point(pair) for pair in pairs)
    return Curve(tuple(_rising(_thick(_pooled([*before.blocks, *points])))))


def _point(pair: Judged) -> Block:
    """A pair in its whole bit: no pool is known so well that finer steps would mean the same in another one."""
    low = float(floor(odds_bits(pair.confidence)))
    return Block(low, low + 1, 1.0, float(pair.is_right))


def _beyond(last: Block, bits: float) -> float:
    """Outside of what was seen: the last share, moved on towards the end of the scale and never past it."""
    end = MOST_CERTAIN if bits > last.high else LEAST_CERTAIN
    distance = bits - last.high if bits > last.high else last.low - bits
    return last.share + (end - last.share) * distance / (distance + FLATTENS)


def _pooled(points: Iterable[Block]) -> list[Block]:
    """In order, what overlaps in one block: a block from before takes in the points within it."""
    blocks: list[Block] = []
    for point in sorted(points, key=lambda point: (point.low, point.high)):
        if blocks and point.low < blocks[-1].high:
            blocks[-1] = _together(blocks[-1], point)
        else:
            blocks.append(point)
    return blocks


def _thick(points: Iterable[Block]) -> list[Block]:
    """Neighbours together until each block is large enough to say something."""
    blocks: list[Block] = []
    for point in points:
        if blocks and blocks[-1].pairs < SMALLEST_BLOCK:
            blocks[-1] = _together(blocks[-1], point)
        else:
            blocks.append(point)
    if len(blocks) > 1 and blocks[-1].pairs < SMALLEST_BLOCK:
        last = blocks.pop()
        blocks[-1] = _together(blocks[-1], last)
    return blocks


def _rising(blocks: Iterable[Block]) -> list[Block]:
    """Pool adjacent violators: a block that is no better than the one below joins it."""
    kept: list[Block] = []
    for block in blocks:
        kept.append(block)
        while len(kept) > 1 and kept[-2].share >= kept[-1].share:
            last = kept.pop()
            kept[-1] = _together(kept[-1], last)
    return [Block(block.low, block.high, round(block.pairs, 2), round(block.right, 2)) for block in kept]


def _together(one: Block, two: Block) -> Block:
    return Block(min(one.low, two.low), max(one.high, two.high), one.pairs + two.pairs, one.right + two.right)
