"""`creatorgraph collect`: ask what is due, land what comes."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from creatorgraph.cli.context import Context, HomeOption, errors, open_context, progress
from creatorgraph.collect.report import Beat, LaneReport
from creatorgraph.collect.supervise import collect_due, collect_forever, supervise
from creatorgraph.errors import StopLaneError
from creatorgraph.types import Advance

LanesOption = Annotated[
    list[str] | None, typer.Option("--lane", help="One lane, may be repeated (default: all needed).")
]


def collect(
    lanes: LanesOption = None,
    forever: Annotated[
        bool, typer.Option("--forever", help="Keep going, one process a lane, until Ctrl-C or SIGTERM.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Do all the collecting that is due now; after a kill it goes on where it stopped."""
    context = open_context(home)
    if not forever:
        with progress() as advance:
            reports = asyncio.run(collect_once(context, lanes, advance))
        tell_reports(reports)
        if any(report.stopped for report in reports):
            raise typer.Exit(StopLaneError.exit_code)
    elif lanes and len(lanes) == 1:
        _one_lane(context, lanes[0])
    else:
        asyncio.run(supervise(context.home, context.clock, lanes, _command(context), _tell_end))


async def collect_once(context: Context, lanes: list[str] | None, advance: Advance) -> list[LaneReport]:
    """All that is due now; Ctrl-C or SIGTERM sends nothing more, lands what is in flight, and then ends the command."""
    stop = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    reports = await collect_due(
        context.home, context.settings, context.clock, lanes, _beats(advance), stopping=stop.is_set
    )
    if stop.is_set():
        tell_reports(reports)
        raise KeyboardInterrupt
    return reports


def _beats(advance: Advance) -> Callable[[Beat], None]:
    """Progress of lanes as progress of visits."""
    return lambda beat: advance(f"collecting {beat.lane}", beat.visits, beat.planned)


def tell_reports(reports: list[LaneReport]) -> None:
    """One line a lane: what came, what it cost, what is left, why it stopped."""
    if not reports:
        errors.print("Nothing is tracked yet. Start with: creatorgraph track @handle --platform tiktok")
        return
    table = Table("lane", "answers", "errors", "cost", "maybe charged", "still due", "last answer")
    for report in reports:
        last = f"{report.last_answer_at:%Y-%m-%d %H:%M}" if report.last_answer_at else "never"
        cost = f"{report.cost.normalize():f} {report.unit}"
        table.add_row(
            report.lane, str(report.total), str(report.errors), cost, str(report.maybe_charged), str(report.due), last
        )
    errors.print(table)
    for report in reports:
        if report.stopped:
            errors.print(f"[bold]{report.lane} stopped:[/] {escape(str(report.stopped))}", highlight=False)


def _one_lane(context: Context, lane: str) -> None:
    report = asyncio.run(collect_forever(context.home, context.settings, context.clock, lane, lambda _: None))
    tell_reports([report])
    if report.stopped:
        raise typer.Exit(report.stopped.exit_code)


def _command(context: Context) -> Callable[[str], list[str]]:
    home = str(context.home.root)
    return lambda lane: [sys.executable, "-m", "creatorgraph", "collect", "--forever", "--lane", lane, "--home", home]


def _tell_end(lane: str, code: int) -> None:
    errors.print(f"{lane} ended with status {code}.", highlight=False)
