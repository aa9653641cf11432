"""`creatorgraph status`: what was collected, what it cost, what is due, and what readers see."""

from __future__ import annotations

from typing import Any

from rich.table import Table

from creatorgraph import __version__
from creatorgraph.cli.context import (
    DEFAULT,
    Context,
    HomeOption,
    JsonOption,
    OrganizationOption,
    open_context,
    output,
    print_json,
)
from creatorgraph.collect.standing import Standing
from creatorgraph.run.survey import Survey, survey


def status(json: JsonOption = False, organization: OrganizationOption = DEFAULT, home: HomeOption = None) -> None:
    """Say what was collected, what it cost, what is due, and which build readers see."""
    context = open_context(home)
    found = survey(context.home, context.database, context.clock.now(), organization)
    if json:
        print_json(_document(context, found))
    else:
        _print(context, found)


def _document(context: Context, found: Survey) -> dict[str, Any]:
    return {
        "version": __version__,
        "home": str(context.home.root),
        "kind": context.kind,
        "organization": found.organization,
        "build_id": found.build_id,
        "as_of": found.as_of.isoformat() if found.as_of else None,
        "providers": {one.lane: _lane(one) for one in found.lanes},
        "counts": found.counts,
    }


def _lane(one: Standing) -> dict[str, Any]:
    return {
        "answers": one.answers,
        "errors": one.errors,
        "by_outcome": {str(outcome): count for outcome, count in sorted(one.by_outcome.items())},
        "cost": str(one.cost),
        "maybe_cost": str(one.maybe_cost),
        "month_cost": str(one.month_cost),
        "unit": one.unit,
        "maybe_charged": one.maybe_charged,
        "last_answer": one.last_answer_at.isoformat() if one.last_answer_at else None,
        "due": one.due,
        "waiting": one.waiting,
        "paused": one.paused,
    }


def _print(context: Context, found: Survey) -> None:
    kind = " (sandbox data)" if context.kind == "demo" else ""
    output.print(f"creatorgraph {__version__}, {context.home.root}{kind}", highlight=False, soft_wrap=True)
    table = Table("lane", "answers", "errors", "cost", "this month", "maybe charged", "last answer", "due", "state")
    for one in found.lanes:
        last = f"{one.last_answer_at:%Y-%m-%d %H:%M}" if one.last_answer_at else "never"
        state = f"paused: {one.paused}" if one.paused else "ready"
        costs = [f"{amount.normalize():f} {one.unit}" for amount in (one.cost, one.month_cost)]
        table.add_row(
            one.lane, str(one.answers), str(one.errors), *costs, str(one.maybe_charged), last, str(one.due), state
        )
    output.print(table if found.lanes else "Nothing is tracked yet.")
    if found.build_id is None:
        output.print("Nothing is published yet. Run: creatorgraph build")
        return
    counts = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in found.counts.items())
    output.print(f"Published: build {found.build_id} as of {found.as_of:%Y-%m-%d %H:%M} UTC: {counts}", highlight=False)
