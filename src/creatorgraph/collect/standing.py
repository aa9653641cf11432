"""Where each lane stands, read from its journal while it may be running."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from creatorgraph.collect.accounts import Watched
from creatorgraph.collect.lanes import LaneSpec, needed_lanes, parse_lane
from creatorgraph.collect.open_lane import journal_path
from creatorgraph.collect.report import count_errors
from creatorgraph.collect.work import plan
from creatorgraph.errors import ConfigurationError
from creatorgraph.land.compact import count_pending
from creatorgraph.land.journal import read_tally, read_work
from creatorgraph.land.journal_rows import Tally, WorkState
from creatorgraph.land.journal_schema import open_database
from creatorgraph.settings import Home
from creatorgraph.types import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One lane's facts since its journal began.

    `cost`, `maybe_cost` and `month_cost` are in `unit`; `errors` are answers that failed, `maybe_charged` calls without
    a whole answer; `due` is work that waits now, `waiting` confirmed answers that are not in the lake yet.
    """

    lane: str
    provider: str
    unit: str
    answers: int
    errors: int
    by_outcome: Mapping[Outcome, int]
    cost: Decimal
    maybe_cost: Decimal
    month_cost: Decimal
    maybe_charged: int
    last_answer_at: datetime | None
    visits: int
    due: int
    waiting: int
    paused: str | None


def standings(home: Home, watched: Watched, now: datetime) -> list[Standing]:
    """Every lane that has a journal or accounts to visit, by name; `watched` from `accounts.read_watched`."""
    specs = {spec.name: spec for spec in (*_with_journal(home), *needed_lanes(watched.tracked))}
    return [_standing(home, specs[name], watched, now) for name in sorted(specs)]


def _with_journal(home: Home) -> list[LaneSpec]:
    found = []
    for path in sorted(home.journals.glob("*.db")):
        try:
            found.append(parse_lane(path.stem))
        except ConfigurationError:
            continue  # the journal of a plug-in that is not installed any more
    return found


def _standing(home: Home, spec: LaneSpec, watched: Watched, now: datetime) -> Standing:
    tally, states, waiting = _read_journal(home, spec, now)
    works = plan(spec, watched.tracked, states, now)
    return Standing(
        lane=spec.name,
        provider=spec.provider.name,
        unit=spec.provider.facts.unit,
        answers=sum(tally.answers.values()),
        errors=count_errors(tally.answers),
        by_outcome=tally.answers,
        cost=tally.cost,
        maybe_cost=tally.maybe_cost,
        month_cost=tally.month_cost,
        maybe_charged=tally.maybe_charged,
        last_answer_at=tally.last_answer_at,
        visits=len(works),
        due=sum(work.state.due_at <= now for work in works),
        waiting=waiting,
        paused=watched.paused.get(spec.name),
    )


def _read_journal(home: Home, spec: LaneSpec, now: datetime) -> tuple[Tally, dict[str, WorkState], int]:
    path = journal_path(home, spec.name)
    if not path.exists():
        return Tally(), {}, 0
    with closing(open_database(path, read_only=True)) as connection:
        return read_tally(connection, now), read_work(connection), count_pending(connection)[0]
