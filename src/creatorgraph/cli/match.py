"""`creatorgraph match`: which accounts are the same person or brand, why, how well, and by which model."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from creatorgraph.cli.context import errors, leave_out, progress
from creatorgraph.cli.match_evaluate import evaluate
from creatorgraph.cli.match_explain import explain
from creatorgraph.cli.match_models import models, promote, train
from creatorgraph.match.files import match_file
from creatorgraph.settings import MatchSettings

app = typer.Typer(help="Decide which accounts are the same person or brand.", no_args_is_help=True)


class Policy(StrEnum):
    """Which rule joins accounts."""

    CALIBRATED = "calibrated"
    PUBLISHED = "published"


@app.command("file")
def file(
    accounts: Annotated[
        Path, typer.Argument(help="CSV: platform, account_id, handle; optional display_name, bio, link, …")
    ],
    creators: Annotated[Path, typer.Option(help="Where to write who is whose (CSV).")] = Path("creators.csv"),
    pairs: Annotated[Path, typer.Option(help="Where to write scored pairs with reasons (CSV).")] = Path("pairs.csv"),
    policy: Annotated[Policy, typer.Option(help="calibrated, or published: the sources' point rule as written.")] = (
        Policy.CALIBRATED
    ),
) -> None:
    """Match the accounts of a plain file; no data directory is needed or touched."""
    settings = MatchSettings.model_validate({"policy": policy.value})
    with progress() as advance:
        done = match_file(accounts, creators, pairs, settings, lambda what: advance(what, 0, None))
    errors.print(
        f"{done.accounts:,} accounts became {done.creators:,} creators, {done.joined:,} of them on several accounts; "
        f"{done.automatic:,} pairs joined by themselves, {done.review:,} wait for a person, "
        f"{len(done.bad_rows):,} rows were left out.",
        highlight=False,
    )
    leave_out(done.bad_rows)


app.command("evaluate")(evaluate)
app.command("explain")(explain)
app.command("train")(train)
app.command("promote")(promote)
app.command("models")(models)
