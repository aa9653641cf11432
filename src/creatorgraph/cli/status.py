"""`creatorgraph status`: how each lane stands, what it cost, what is wrong, and what readers see."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.markup import escape

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
from creatorgraph.cli.status_tables import costs, disk_line, lanes, limits
from creatorgraph.collect.report import NO_ERROR
from creatorgraph.collect.standing import Standing
from creatorgraph.run.survey import Survey, survey


def status(json: JsonOption = False, organization: OrganizationOption = DEFAULT, home: HomeOption = None) -> None:
    """Say how each lane stands, what it cost, what is due or wrong, disk use, and which build readers see."""
    context = open_context(home)
    found = survey(context.home, context.settings.collect, context.database, context.clock.now(), organization)
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
        "disk": asdict(found.disk),
        "troubles": list(found.troubles),
        "checks": list(found.checks),
    }


def _lane(one: Standing) -> dict[str, Any]:
    return {
        "answers": one.answers,
        "errors": one.errors,
        "by_outcome": {str(outcome): count for outcome, count in sorted(one.by_outcome.items())},
        "errors_last_hour": {str(name): count for name, count in one.recent.hour.items() if name not in NO_ERROR},
        "calls_per_minute": round(one.recent.rate, 2),
        "cost": str(one.cost),
        "maybe_cost": str(one.maybe_cost),
        "month_cost": str(one.month_cost),
        "unit": one.unit,
        "budgets": [asdict(budget) | {"left": budget.left} for budget in one.budgets],
        "windows": [asdict(window) | {"left": window.left} for window in one.windows],
        "maybe_charged": one.maybe_charged,
        "last_answer": one.last_answer_at.isoformat() if one.last_answer_at else None,
        "due": one.due,
        "due_posts": one.due_posts,
        "overdue_seconds": round(one.overdue_seconds, 1),
        "accounts": one.accounts,
        "backfilled": one.backfilled,
        "waiting": one.waiting,
        "running": one.running,
        "breaker": one.breaker,
        "breaker_until": one.breaker_until.isoformat() if one.breaker_until else None,
        "keys": one.keys,
        "token_ends_at": one.token_ends_at.isoformat() if one.token_ends_at else None,
        "reconnect": one.reconnect,
        "expiring": one.expiring,
        "paused": one.paused,
    }


def _print(context: Context, found: Survey) -> None:
    kind = " (sandbox data)" if context.kind == "demo" else ""
    output.print(f"creatorgraph {__version__}, {escape(str(context.home.root))}{kind}", highlight=False, soft_wrap=True)
    if found.lanes:
        for table in (lanes(found.lanes), costs(found.lanes), limits(found.lanes)):
            output.print(table)
    else:
        output.print("Nothing is tracked yet. Start with: creatorgraph track @handle --platform tiktok")
    # The lanes of a demo stand still once it is over: that is no trouble.
    for trouble in () if context.kind == "demo" else found.troubles:
        output.print(f"[bold red]![/] {escape(trouble)}", highlight=False)
    for one in found.lanes:
        if one.paused is not None:
            output.print(f"  The lane {one.lane} is paused: {escape(one.paused)}", highlight=False)
        if one.reconnect or one.expiring:
            told = f"{one.reconnect} creators have to connect again, {one.expiring} grants end within a week"
            output.print(f"  The lane {one.lane}: {told}.", highlight=False)
    output.print(disk_line(found.disk), highlight=False)
    _print_build(found)


def _print_build(found: Survey) -> None:
    if found.as_of is None:
        output.print("Readers see nothing. Run: creatorgraph build")
        return
    counts = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in found.counts.items())
    output.print(f"Published: build {found.build_id} as of {found.as_of:%Y-%m-%d %H:%M} UTC: {counts}", highlight=False)
    for check in found.checks:
        output.print(f"  [yellow]check:[/] {escape(check)}", highlight=False, soft_wrap=True)
