"""`creatorgraph review`: the pairs that a person should look at, and what people decided."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Group
from rich.markup import escape
from rich.table import Table

from creatorgraph.cli.context import (
    DEFAULT,
    Context,
    HomeOption,
    JsonOption,
    OrganizationOption,
    errors,
    open_context,
    output,
    print_json,
)
from creatorgraph.publish import open_published
from creatorgraph.review import AccountCard, PairView, QueuedPair, decide, list_queue, show_pair, undo
from creatorgraph.review import find_pair as find
from creatorgraph.store.decisions import Verdict

app = typer.Typer(help="Look at uncertain pairs and decide; decisions survive every rebuild.", no_args_is_help=True)


class Scope(StrEnum):
    """How far a decision reaches."""

    INSTALLATION = "installation"
    ORGANIZATION = "organization"


PairArgument = Annotated[
    str, typer.Argument(help="A pair id from the list, or two accounts: 'tiktok:lena instagram:lena'.")
]
ReviewerOption = Annotated[str, typer.Option(help="Who decides.", envvar="CREATORGRAPH_REVIEWER")]
ScopeOption = Annotated[Scope, typer.Option(help="For everybody here, or for this organization alone.")]
ReasonOption = Annotated[str, typer.Option(help="Why; kept with the decision.")]


@app.command("list")
def list_pairs(
    limit: Annotated[int, typer.Option(min=1, help="How many pairs.")] = 20,
    json: JsonOption = False,
    organization: OrganizationOption = DEFAULT,
    home: HomeOption = None,
) -> None:
    """List the pairs that wait for a person, what moves most reach first."""
    context = open_context(home)
    with open_published(context.home, organization) as published:
        waiting = list_queue(published, context.database, organization=organization)
    if json:
        print_json([_pair_document(pair) for pair in waiting[:limit]])
        return
    table = Table("pair", "one", "other", "score", "confidence", "because", title=f"{len(waiting):,} pairs wait")
    for pair in waiting[:limit]:
        table.add_row(
            pair.pair_id,
            escape(f"{pair.platform_a}:{pair.handle_a}"),
            escape(f"{pair.platform_b}:{pair.handle_b}"),
            str(pair.match_score),
            f"{pair.match_confidence:.2f}",
            escape(", ".join(pair.match_reasons)),
        )
    output.print(table)


@app.command()
def show(pair: PairArgument, organization: OrganizationOption = DEFAULT, home: HomeOption = None) -> None:
    """Show both accounts of a pair side by side, the reasons, and what was decided about them."""
    context = open_context(home)
    with open_published(context.home, organization) as published:
        output.print(_view(show_pair(published, context.database, pair, organization=organization)))


@app.command()
def approve(
    pair: PairArgument,
    reviewer: ReviewerOption,
    reason: ReasonOption = "",
    scope: ScopeOption = Scope.INSTALLATION,
    organization: OrganizationOption = DEFAULT,
    home: HomeOption = None,
) -> None:
    """Say that the two accounts are the same person or brand."""
    _decide("same", pair, reviewer, reason, scope, organization, open_context(home))


@app.command()
def reject(
    pair: PairArgument,
    reviewer: ReviewerOption,
    reason: ReasonOption = "",
    scope: ScopeOption = Scope.INSTALLATION,
    organization: OrganizationOption = DEFAULT,
    home: HomeOption = None,
) -> None:
    """Say that the two accounts are not the same; no score joins them again."""
    _decide("different", pair, reviewer, reason, scope, organization, open_context(home))


@app.command("undo")
def take_back(
    decision: Annotated[int, typer.Argument(help="The number of the decision.")],
    reviewer: ReviewerOption,
    reason: ReasonOption = "",
    home: HomeOption = None,
) -> None:
    """Take a decision back by a new row; the old one stays readable."""
    context = open_context(home)
    number = undo(context.database, decision, reviewer=reviewer, clock=context.clock, reason=reason)
    errors.print(f"Decision {number} undoes decision {decision}. The next build follows it.")


def _decide(
    verdict: Verdict, reference: str, reviewer: str, reason: str, scope: Scope, organization: str, context: Context
) -> None:
    with open_published(context.home, organization) as published:
        pair = find(published, reference)
    made = decide(
        context.database,
        pair.account_key_a,
        pair.account_key_b,
        verdict,
        reviewer=reviewer,
        clock=context.clock,
        organization=organization,
        scope=scope.value,
        reason=reason,
    )
    errors.print(
        f"Decision {made.decision_id}: {pair.platform_a}:{pair.handle_a} and {pair.platform_b}:{pair.handle_b} are "
        f"{verdict}. The next build follows it (undo: creatorgraph review undo {made.decision_id}).",
        highlight=False,
        markup=False,
    )


def _pair_document(pair: QueuedPair) -> dict[str, object]:
    return {name: getattr(pair, name) for name in QueuedPair.__dataclass_fields__}


def _view(view: PairView) -> Group:
    table = Table("", *(escape(f"{card.platform}:{card.handle}") for card in (view.account_a, view.account_b)))
    for name in ("display_name", "is_verified", "bio", "link", "creator_id"):
        table.add_row(name.replace("_", " "), _cell(view.account_a, name), _cell(view.account_b, name))
    pair = view.pair
    facts = f"score {pair.match_score}, confidence {pair.match_confidence:.2f} ({pair.match_status}): "
    said = [
        f"decision {one.decision_id}: {one.verdict}, {one.reviewer}, {one.decided_at:%Y-%m-%d}"
        for one in view.decisions
    ]
    return Group(table, escape(facts + ", ".join(pair.match_reasons)), *map(escape, said))


def _cell(card: AccountCard, name: str) -> str:
    value = getattr(card, name)
    return "" if value is None else escape(str(value))
