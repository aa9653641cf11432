"""`creatorgraph match train`, `promote`, `models`: recalibrate from decisions, look, let routine runs use it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from creatorgraph.cli.context import (
    HomeOption,
    JsonOption,
    YesOption,
    confirm,
    errors,
    open_context,
    output,
    print_json,
    progress,
)
from creatorgraph.match.changes import KINDS, Comparison, compare_models
from creatorgraph.match.home import read_home
from creatorgraph.match.model import CURRENT
from creatorgraph.match.train import train as train_version
from creatorgraph.match.versions import installed_model, named_model, promote_version, read_versions

SHOWN_CHANGES = 30


def train(home: HomeOption = None) -> None:
    """Make a candidate model: the weights stay, confidence is calibrated anew from what reviewers decided."""
    context = open_context(home)
    given = read_home(context.home, context.database)
    made = train_version(context.home, given, context.settings.match, context.clock.now())
    error = made.before.expected_error
    errors.print(
        f"{made.version.name}: learned from {made.learned:,} decided pairs, {made.right:,} of them the same; "
        f"on those, {made.version.base} was off by {error or 0.0:.3f} on average.",
        f"Look first: creatorgraph match promote --dry-run {made.version.name}",
        sep="\n",
        highlight=False,
        soft_wrap=True,
    )


def promote(
    version: Annotated[str, typer.Argument(help="A version made by `match train`, or one that ships, as fs-2.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show which creators would change.")] = False,
    json: JsonOption = False,
    yes: YesOption = False,
    home: HomeOption = None,
) -> None:
    """Let builds use another model version from now on; --dry-run shows which creators it would change."""
    context = open_context(home)
    candidate = named_model(context.home, version)
    given = read_home(context.home, context.database)
    with progress() as advance:
        found = compare_models(
            given, context.settings.match, installed_model(context.home), candidate, lambda what: advance(what, 0, None)
        )
    if json:
        print_json(asdict(found))
    else:
        _tell(found)
    if dry_run:
        return
    if not confirm(f"Use {version} from the next build on?", yes):
        errors.print("Nothing was changed. Say --yes to promote without being asked.")
        raise typer.Exit(1)
    promote_version(context.home, version)
    errors.print(f"{version} is in use from the next build on.", highlight=False)


def models(json: JsonOption = False, home: HomeOption = None) -> None:
    """List the model versions of this data directory; the one in use is marked."""
    context = open_context(home)
    known = read_versions(context.home)
    if json:
        print_json({"current": CURRENT, **asdict(known)})
        return
    table = Table("", "version", "base", "trained", "decisions")
    used = known.promoted or CURRENT
    table.add_row("in use" * (used == CURRENT), CURRENT, "", "ships with creatorgraph", "")
    for version in known.versions:
        table.add_row(
            "in use" * (used == version.name), version.name, version.base, version.trained_at, str(version.decisions)
        )
    output.print(table)


def _tell(found: Comparison) -> None:
    counts = ", ".join(f"{found.count(kind):,} {kind}" for kind in KINDS)
    output.print(
        f"{found.before} → {found.after}: creators {found.creators[0]:,} → {found.creators[1]:,}, automatic pairs "
        f"{found.automatic[0]:,} → {found.automatic[1]:,}, queue {found.review[0]:,} → {found.review[1]:,}; {counts}.",
        highlight=False,
        soft_wrap=True,
    )
    if not found.changes:
        return
    table = Table("change", "before", "after", title=f"{len(found.changes):,} creators would change")
    for change in found.changes[:SHOWN_CHANGES]:
        before, after = (
            "\n".join(escape(" + ".join(group)) for group in side) for side in (change.before, change.after)
        )
        table.add_row(change.kind, before, after)
    output.print(table)
    if len(found.changes) > SHOWN_CHANGES:
        output.print(f"… and {len(found.changes) - SHOWN_CHANGES} more; --json shows all.", highlight=False)
