"""What every verb is given: the data directory, its settings, a clock, and somewhere to print."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from creatorgraph.clock import Clock, WallClock
from creatorgraph.errors import BadRowError
from creatorgraph.settings import HOME_VARIABLE, Home, Settings, find_home, load_settings
from creatorgraph.store.database import AppDatabase, connect
from creatorgraph.store.home import HomeKind, check_home
from creatorgraph.store.tables import DEFAULT_ORGANIZATION
from creatorgraph.types import Advance

HomeOption = Annotated[
    Path | None, typer.Option("--home", help=f"The data directory (else {HOME_VARIABLE}).", show_default=False)
]
OrganizationOption = Annotated[str, typer.Option("--organization", "-o", help="Whose view and whose decisions.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]

SHOWN_BAD_ROWS = 20

output = Console()
errors = Console(stderr=True)


@dataclass(frozen=True)
class Context:
    """An opened data directory."""

    home: Home
    kind: HomeKind
    clock: Clock

    @cached_property
    def settings(self) -> Settings:
        return load_settings(self.home)

    @cached_property
    def database(self) -> AppDatabase:
        return connect(self.home.app_database)


def open_context(home: Path | None, kind: HomeKind | None = None) -> Context:
    """Open the data directory that a verb was pointed at."""
    found = find_home(home)
    return Context(found, check_home(found, kind), WallClock())


@contextmanager
def progress() -> Iterator[Advance]:
    """Progress bars on standard error, one per thing that is being done; quiet when nobody is looking."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=errors, disable=not errors.is_terminal) as bars:
        known: dict[str, Any] = {}

        def advance(what: str, done: int, total: int | None = None) -> None:
            if what not in known:
                known[what] = bars.add_task(what, total=total)
                if not errors.is_terminal:
                    errors.print(f"… {what}", highlight=False)
            bars.update(known[what], completed=done, total=total)

        yield advance


def print_json(value: object) -> None:
    """JSON for programs, on standard output and nothing else beside it."""
    typer.echo(json.dumps(value, indent=2, default=str, ensure_ascii=False))


def leave_out(rows: Sequence[BadRowError]) -> None:
    """Name the rows of a file that were left out, and end with the status that says so; without any, go on."""
    for row in rows[:SHOWN_BAD_ROWS]:
        errors.print(f"  {escape(str(row))}", highlight=False, soft_wrap=True)
    if len(rows) > SHOWN_BAD_ROWS:
        errors.print(f"  … and {len(rows) - SHOWN_BAD_ROWS} more.")
    if rows:
        raise typer.Exit(BadRowError.exit_code)


def confirm(question: str, yes: bool) -> bool:
    """Ask, unless told not to; without a terminal the answer is no."""
    return yes or (errors.is_terminal and typer.confirm(question, err=True))


DEFAULT = DEFAULT_ORGANIZATION
