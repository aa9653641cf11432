"""Small pictures as coordinates; the templates draw them as SVG. Units are those of the view box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from creatorgraph.serve.creators.schemas import FollowerPoint, Reach

BAND_WIDTH: Final = 160.0
BAND_INSET: Final = 4.0
SPARK_WIDTH: Final = 320.0
SPARK_HEIGHT: Final = 64.0
SPARK_INSET: Final = 5.0
GAP: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Band:
    """A reach band on a line that ends at the plain sum: where low, mid and high are, and the sum's own tick.

    The line begins at half the sum where the band lies above that (with two accounts it always does, by the default
    formula), else at nobody: bands are narrow beside their sum, and could not be told apart on the whole line.
    """

    from_half: bool
    low: float
    mid: float
    high: float
    naive: float

    @property
    def width(self) -> float:
        """How wide the band is drawn; never so narrow that it cannot be seen."""
        return max(self.high - self.low, 2.0)


@dataclass(frozen=True, slots=True)
class Spark:
    """A line of followers: one run of points where days follow closely, several where days are missing."""

    runs: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    end: tuple[float, float]
    first_day: date
    last_day: date
    first: int
    last: int


def band(reach: Reach | None) -> Band | None:
    """The picture of a band; None where nothing is to be seen: one account, or no known followers."""
    if reach is None or reach.accounts_counted < 2 or not reach.naive:
        return None
    if reach.low is None or reach.mid is None or reach.high is None:
        return None
    end, from_half = max(reach.naive, reach.high), 2 * reach.low >= reach.naive
    begin = reach.naive / 2 if from_half else 0
    scale = (BAND_WIDTH - 2 * BAND_INSET) / (end - begin)
    places = (BAND_INSET + (value - begin) * scale for value in (reach.low, reach.mid, reach.high, reach.naive))
    return Band(from_half, *(round(place, 2) for place in places))


def spark(points: Sequence[FollowerPoint]) -> Spark | None:
    """The picture of a follower series; None for fewer than two known days. Days without a count are left open."""
    known = [(point.day, point.follower_count) for point in points if point.follower_count is not None]
    if len(known) < 2:
        return None
    placed = _placed(known)
    runs: list[list[tuple[float, float]]] = [[placed[0]]]
    for (day, _), (before, _), place in zip(known[1:], known, placed[1:], strict=False):
        if day - before > GAP:
            runs.append([])
        runs[-1].append(place)
    lines = tuple(" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1)
    dots = tuple(run[0] for run in runs if len(run) == 1)
    return Spark(lines, dots, placed[-1], known[0][0], known[-1][0], known[0][1], known[-1][1])


def _placed(known: Sequence[tuple[date, int]]) -> list[tuple[float, float]]:
    first, last = known[0][0], known[-1][0]
    low, high = min(count for _, count in known), max(count for _, count in known)
    days = max((last - first).days, 1)
    across, down = SPARK_WIDTH - 2 * SPARK_INSET, SPARK_HEIGHT - 2 * SPARK_INSET

    def place(day: date, count: int) -> tuple[float, float]:
        height = 0.5 if high == low else (count - low) / (high - low)
        return (
            round(SPARK_INSET + across * (day - first).days / days, 2),
            round(SPARK_INSET + down * (1 - height), 2),
        )

    return [place(day, count) for day, count in known]
