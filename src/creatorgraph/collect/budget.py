"""A lane's hard monthly cap, in the provider's own unit; it stops before the call that would pass it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal


class Budget:
    """What the UTC month has cost so far. What may have been charged counts as spent, and so does what is in flight."""

    def __init__(self, cap: Decimal | None, spent: Decimal, now: datetime) -> None:
        self._cap, self._spent, self._in_flight = cap, spent, Decimal(0)
        self._month = _month(now)

    def wait(self, now: datetime, cost: Decimal) -> float:
        """Seconds until a call of that cost is within the cap: 0, or the time to the next month."""
        if self._cap is None:
            return 0.0
        self._turn(now)
        if self._spent + self._in_flight + cost <= self._cap:
            return 0.0
        return (_next_month(now) - now).total_seconds()

    def start(self, cost: Decimal) -> None:
        """Note that a call is sent."""
        self._in_flight += cost

    def settle(self, expected: Decimal, spent: Decimal, now: datetime) -> None:
        """Note what a call that was expected to cost `expected` has surely or perhaps cost."""
        self._turn(now)
        self._in_flight -= expected
        self._spent += spent

    def _turn(self, now: datetime) -> None:
        if _month(now) != self._month:
            self._month, self._spent = _month(now), Decimal(0)


def _month(now: datetime) -> str:
    return f"{now.astimezone(UTC):%Y-%m}"


def _next_month(now: datetime) -> datetime:
    first = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
