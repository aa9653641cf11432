"""`creatorgraph doctor`: what is missing, what is wrong, and what each provider's rules mean here."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from creatorgraph.cli.context import Context, HomeOption, errors, open_context, output
from creatorgraph.land.lake import Lake
from creatorgraph.run.bundle import write_bundle
from creatorgraph.run.examine import Finding, examine, probe_lanes

MARKS = {"good": "[green]good[/]", "note": "[yellow]note[/]", "wrong": "[bold red]wrong[/]"}


def doctor(
    online: Annotated[
        bool, typer.Option("--online", help="Also ask each provider once (may cost one call each).")
    ] = False,
    bundle: Annotated[Path | None, typer.Option(help="Write a support file here; it holds no secrets.")] = None,
    set_aside: Annotated[
        bool,
        typer.Option("--set-aside", help="Move damaged lake files out of the way, so that builds go on without them."),
    ] = False,
    home: HomeOption = None,
) -> None:
    """Check this data directory and say what to do; exit status 1 when something is wrong."""
    context = open_context(home)
    if set_aside:
        _set_aside(context)
    findings = examine(context.home, context.clock)
    if online:
        findings += asyncio.run(probe_lanes(context.home, context.settings, context.clock))
    _print(findings)
    if bundle is not None:
        write_bundle(bundle, context.home, context.clock, findings, dict(os.environ))
        errors.print(f"Wrote {escape(str(bundle))}; it holds no secrets.", highlight=False)
    if any(finding.state == "wrong" for finding in findings):
        raise typer.Exit(1)


def _print(findings: list[Finding]) -> None:
    for finding in findings:
        output.print(f"{MARKS[finding.state]:>6}  {escape(finding.what)}", highlight=False, soft_wrap=True)
        if finding.todo:
            output.print(f"        {escape(finding.todo)}", highlight=False, soft_wrap=True)


def _set_aside(context: Context) -> None:
    lake = Lake(context.home.lake)
    for file in lake.verify():
        aside = lake.set_aside(file)
        errors.print(f"Set aside {escape(file.path)} as {escape(str(aside))}.", highlight=False, soft_wrap=True)
