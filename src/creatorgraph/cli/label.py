"""`creatorgraph label`: say what a creator, an account or a post is about, and take it back."""

from __future__ import annotations

from typing import Annotated

import typer

from creatorgraph.cli.context import DEFAULT, Context, HomeOption, OrganizationOption, errors, open_context
from creatorgraph.cli.review import ReviewerOption
from creatorgraph.errors import ConfigurationError
from creatorgraph.publish import open_published
from creatorgraph.review import (
    Handwork,
    Labelled,
    find_labelled,
    labels_of,
    parse_labels,
    put_labels,
    undo_label,
)
from creatorgraph.warehouse.label_seeds import known_labels

SubjectArgument = Annotated[
    str, typer.Argument(help="A creator id, one of its accounts (tiktok:lena), or the address of a post.")
]
PairsArgument = Annotated[
    list[str] | None, typer.Argument(help="niche=beauty format=review; nothing shows what holds.", metavar="KIND=LABEL")
]
AccountOption = Annotated[bool, typer.Option("--account", help="Label this account alone, not its creator.")]
UndoOption = Annotated[int | None, typer.Option(help="Take back the label of this number.", show_default=False)]


def label(
    reviewer: ReviewerOption,
    subject: SubjectArgument = "",
    pairs: PairsArgument = None,
    account: AccountOption = False,
    undo: UndoOption = None,
    organization: OrganizationOption = DEFAULT,
    home: HomeOption = None,
) -> None:
    """Label a creator, an account or a post by hand; a person's word outranks imports, categories and rules."""
    context = open_context(home)
    work = Handwork(reviewer, context.clock, organization)
    if undo is not None:
        taken = undo_label(context.database, undo, work)
        errors.print(f"{taken.kind}={taken.label} is taken back. The next build shows it.")
        return
    if not subject:
        raise ConfigurationError("Nothing is named.", todo="creatorgraph label CREATOR niche=beauty")
    said = parse_labels(pairs or [], known_labels(context.home))
    with open_published(context.home, organization) as published:
        about = find_labelled(published, context.database, subject, account=account)
    made = put_labels(context.database, about, said, work)
    _show(context, about, organization, len(made))


def _show(context: Context, about: Labelled, organization: str, made: int) -> None:
    for one in labels_of(context.database, about, organization):
        when = f"{one.labelled_at:%Y-%m-%d %H:%M} UTC"
        typer.echo(f"#{one.label_id} {about.subject} {one.kind}={one.label} by {one.labelled_by}, {when}")
    errors.print(f"{made} labels given. {'The next build shows them.' if made else 'Nothing was changed.'}")
