"""`creatorgraph pause` and `creatorgraph resume`: hold one lane, the others go on."""

from __future__ import annotations

from typing import Annotated

import typer

from creatorgraph.cli.context import HomeOption, errors, open_context
from creatorgraph.collect.lanes import parse_lane
from creatorgraph.store import tracking

LaneArgument = Annotated[str, typer.Argument(help="The lane, for example tiklive or instagram.")]


def pause(
    lane: LaneArgument,
    reason: Annotated[str, typer.Option(help="Why; shown by status.")] = "paused by hand",
    home: HomeOption = None,
) -> None:
    """Stop asking one provider until `resume`; what is collected stays, other lanes go on."""
    context = open_context(home)
    parse_lane(lane)
    with context.database.write() as connection:
        changed = tracking.pause_lane(connection, lane, reason, context.clock.now())
    errors.print(f"{lane} is paused." if changed else f"{lane} was paused already.")


def resume(lane: LaneArgument, home: HomeOption = None) -> None:
    """Let a paused lane go on; what became due meanwhile is asked next."""
    context = open_context(home)
    with context.database.write() as connection:
        changed = tracking.resume_lane(connection, lane)
    errors.print(f"{lane} goes on with the next collect." if changed else f"{lane} was not paused.")
