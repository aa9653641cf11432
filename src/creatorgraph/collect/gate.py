"""Whether a call may go out now: the provider's pace, the circuit, the month's budget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from creatorgraph.collect.budget import Budget
from creatorgraph.collect.circuit import Circuit
from creatorgraph.collect.pace import Pace
from creatorgraph.providers.contract import Verdict


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds to wait, and for what; 0 means go."""

    seconds: float
    reason: Literal["", "pace", "circuit", "budget"] = ""


GO = Wait(0.0)


class Gate:
    """Pace, circuit and budget of one lane."""

    def __init__(self, pace: Pace, circuit: Circuit, budget: Budget) -> None:
        self._pace, self._circuit, self._budget = pace, circuit, budget

    @property
    def is_open_circuit(self) -> bool:
        """True while the lane as a whole is failing or told to wait, so that a call is a probe."""
        return self._circuit.is_open

    def wait(self, now: datetime) -> Wait:
        """How long until any call may go."""
        held = self._circuit.wait(now)
        if held > 0:
            return Wait(held, "circuit")
        paced = self._pace.wait(now)
        return Wait(paced, "pace") if paced > 0 else GO

    def afford(self, now: datetime, cost: Decimal) -> Wait:
        """How long until a call of that cost is within the budget."""
        saving = self._budget.wait(now, cost)
        return Wait(saving, "budget") if saving > 0 else GO

    def start(self, now: datetime, cost: Decimal) -> None:
        """Note that a call goes out."""
        self._pace.start(now)
        self._circuit.start()
        self._budget.start(cost)

    def record(self, verdict: Verdict, cost: Decimal, now: datetime) -> None:
        """Learn from the answer to a call that was expected to cost `cost`."""
        self._budget.settle(cost, verdict.cost + verdict.maybe_cost, now)
        self._circuit.record(verdict, now)
        if verdict.usage is not None:
            self._pace.observe_usage(verdict.usage)
