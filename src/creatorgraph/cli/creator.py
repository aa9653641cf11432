"""`creatorgraph creator`: merge, split and rename creators by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from creatorgraph.cli.context import DEFAULT, Context, HomeOption, OrganizationOption, errors, open_context
from creatorgraph.cli.review import ReasonOption, ReviewerOption, Scope, ScopeOption
from creatorgraph.publish import open_published
from creatorgraph.review import Handwork, merge_creators, rename_creator, split_creator

app = typer.Typer(help="Merge, split and rename creators by hand.", no_args_is_help=True)

CreatorArgument = Annotated[str, typer.Argument(help="A creator id, or one of its accounts: tiktok:lena.")]


@app.command()
def merge(
    creator: CreatorArgument,
    other: CreatorArgument,
    reviewer: ReviewerOption,
    reason: ReasonOption = "",
    scope: ScopeOption = Scope.INSTALLATION,
    organization: OrganizationOption = DEFAULT,
    home: HomeOption = None,
) -> None:
    """Say that two creators are one; the next build joins them and keeps a redirect."""
    context = open_context(home)
    with open_published(context.home, organization) as published:
        made = merge_creators(
            published, context.database, creator, other, _work(context, reviewer, reason, scope, organization)
        )
    errors.print(f"{len(made)} decisions made. The next build joins them.")


@app.command()
def split(
    creator: CreatorArgument,
    leaving: Annotated[list[str], typer.Argument(help="The accounts that leave: instagram:other …")],
    reviewer: ReviewerOption,
    reason: ReasonOption = "",
    scope: ScopeOption = Scope.INSTALLATION,
    organization: OrganizationOption = DEFAULT,
    home: HomeOption = None,
) -> None:
    """Say that some of a creator's accounts are somebody else's; the larger part keeps the id."""
    context = open_context(home)
    with open_published(context.home, organization) as published:
        made = split_creator(
            published, context.database, creator, leaving, _work(context, reviewer, reason, scope, organization)
        )
    errors.print(f"{len(made)} decisions made. The next build splits them.")


@app.command()
def rename(
    creator: CreatorArgument,
    name: Annotated[str, typer.Argument(help="The name that this organization uses.")],
    reviewer: ReviewerOption,
    organization: OrganizationOption = DEFAULT,
    home: HomeOption = None,
) -> None:
    """Give a creator a name of this organization's own; it outlives rebuilds and merges."""
    context = open_context(home)
    with open_published(context.home, organization) as published:
        work = _work(context, reviewer, "", Scope.ORGANIZATION, organization)
        rename_creator(published, context.database, creator, name, work)
    errors.print("Renamed. The next build shows it.")


def _work(context: Context, reviewer: str, reason: str, scope: Scope, organization: str) -> Handwork:
    return Handwork(reviewer, context.clock, organization, scope.value, reason)
