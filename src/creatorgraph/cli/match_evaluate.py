"""`creatorgraph match evaluate`: how right the match is, by accounts whose owners are known."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from creatorgraph.cli.context import HomeOption, errors, leave_out, open_context, output, progress
from creatorgraph.cli.match_input import MatchInput, read_match_input
from creatorgraph.errors import ConfigurationError, InputFileError
from creatorgraph.match.assess import Assessment, assess, assessment_markdown
from creatorgraph.match.reliability_plot import reliability_svg


class Method(StrEnum):
    """What is measured."""

    OURS = "ours"
    PUBLISHED = "published"
    HANDLE_AND_LINK = "handle-and-link"


def evaluate(
    truth: Annotated[Path, typer.Option(help="CSV: platform, account_id or handle, and entity_id (or owner).")],
    accounts: Annotated[
        Path | None, typer.Option(help="Accounts to match (as for `match file`), instead of a data directory's.")
    ] = None,
    method: Annotated[Method, typer.Option(help="ours, or a simpler one to hold it against.")] = Method.OURS,
    plot: Annotated[Path | None, typer.Option(help="Where to draw the reliability plot (SVG).")] = None,
    home: HomeOption = None,
) -> None:
    """Measure the match against accounts whose owner is known: figures with intervals, by platforms and kind."""
    _check_plot(plot, method)
    given = read_match_input(accounts, None if accounts else open_context(home))
    with progress() as advance:
        found = assess(
            given.accounts,
            truth,
            given.settings,
            method=method.value,
            model=given.model,
            decisions=given.decisions,
            aliases=given.aliases,
            progress=lambda what: advance(what, 0, None),
        )
    _tell(found, given)
    if plot is not None and found.reliability is not None:
        _draw(plot, reliability_svg(found.reliability))
    leave_out([*given.bad_rows, *found.bad_rows])


def _check_plot(plot: Path | None, method: Method) -> None:
    if plot is not None and plot.suffix.lower() != ".svg":
        raise ConfigurationError(f"{plot} is no SVG file.", todo="Name a file that ends in .svg.")
    if plot is not None and method is not Method.OURS:
        raise ConfigurationError(f"{method.value} gives no confidence to plot.", todo="Leave out --plot or --method.")


def _tell(found: Assessment, given: MatchInput) -> None:
    output.print(assessment_markdown(found), highlight=False, markup=False, soft_wrap=True)
    errors.print(
        f"{found.method} ({given.model.version}): {found.accounts:,} accounts matched, {found.judged:,} of them have "
        f"an owner in the truth; {found.unseen:,} accounts of the truth are not among them.",
        highlight=False,
        soft_wrap=True,
    )


def _draw(plot: Path, text: str) -> None:
    try:
        plot.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputFileError(plot, f"cannot be written ({error.strerror}).", todo="Choose another place.") from None
    errors.print(f"Drew {plot}.", highlight=False, soft_wrap=True)
