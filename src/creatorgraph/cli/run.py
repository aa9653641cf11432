"""`creatorgraph run`: collect and build, once or every so often."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Annotated

import typer
from rich.markup import escape

from creatorgraph.cli.collect import collect_once, tell_reports
from creatorgraph.cli.context import Context, HomeOption, errors, open_context, progress
from creatorgraph.errors import ConfigurationError, CreatorgraphError

UNITS = {"m": 60, "h": 3600, "d": 86400}
SHORTEST = 60


def run(
    every: Annotated[str | None, typer.Option(help="Again after this long, e.g. 30m, 6h, 1d (default: once).")] = None,
    home: HomeOption = None,
) -> None:
    """Collect what is due, build and publish; with --every, until Ctrl-C."""
    context = open_context(home)
    pause = None if every is None else _duration(every)
    while True:
        try:
            _cycle(context)
        except CreatorgraphError as error:
            if pause is None or isinstance(error, ConfigurationError):
                raise
            errors.print(f"[bold red]This round failed:[/] {escape(str(error))}", highlight=False, soft_wrap=True)
        if pause is None:
            return
        errors.print(
            f"Next round at {context.clock.now() + timedelta(seconds=pause):%Y-%m-%d %H:%M} UTC.", highlight=False
        )
        asyncio.run(context.clock.sleep(pause))


def _cycle(context: Context) -> None:
    from creatorgraph.run.build import build

    with progress() as advance:
        reports = asyncio.run(collect_once(context, None, advance))
        report = build(context.home, context.settings, context.clock, as_of=context.clock.now(), advance=advance)
    tell_reports(reports)
    errors.print(f"Published build {report.published.build_id}.", highlight=False)


def _duration(text: str) -> int:
    found = re.fullmatch(r"(\d{1,5})([mhd])", text.strip())
    seconds = int(found[1]) * UNITS[found[2]] if found else 0
    if seconds < SHORTEST:
        raise ConfigurationError(f"--every {text!r} is no duration of a minute or more.", todo="Write 30m, 6h or 1d.")
    return seconds
