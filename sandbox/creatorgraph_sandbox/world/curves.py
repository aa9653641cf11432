"""Counters as closed forms of time: the same instant gives the same number, later never gives less, nothing is kept."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

DAY: Final = 86_400.0
MONTH: Final = 30.0 * DAY


def reached(age: float, half_life: float) -> float:
    """The share of its final count that a post has reached at an age (both in seconds); 0.5 at the half-life.

    A hyperbola: quick at first, a long tail, never quite 1; with a half-life of 1.5 days it is 82 % after a week.
    """
    return age / (age + half_life) if age > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Growth:
    """A follower curve: `base` at `since` (epoch seconds), a steady monthly rate, and bursts that fill up over days.

    `bursts` holds (epoch seconds, followers gained in the end).
    """

    base: float
    since: float
    monthly_rate: float
    bursts: tuple[tuple[float, float], ...] = ()

    def at(self, instant: float) -> int:
        """Followers at an instant (epoch seconds); before `since` the curve is followed backwards."""
        steady = self.base * math.exp(self.monthly_rate * (instant - self.since) / MONTH)
        return int(steady + sum(gain * reached(instant - start, 3 * DAY) for start, gain in self.bursts))


def rounded_as_shown(count: int) -> int:
    """A profile counter as TikTok shows it: exact below 100,000, then four digits; order is kept."""
    if count < 100_000:
        return count
    unit = int(10 ** (len(str(count)) - 4))
    return count // unit * unit
