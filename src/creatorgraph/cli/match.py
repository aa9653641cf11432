"""`creatorgraph match`: which accounts are the same person or brand."""

from __future__ import annotations

import csv
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from creatorgraph.cli.context import HomeOption, errors, leave_out, open_context, output, progress
from creatorgraph.errors import InputFileError
from creatorgraph.match.evaluate import as_markdown
from creatorgraph.match.files import match_file
from creatorgraph.run.judge import judge
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


@app.command("evaluate")
def evaluate(
    truth: Annotated[Path, typer.Argument(help="CSV: platform, native_id, person_id.")], home: HomeOption = None
) -> None:
    """Measure the published match against accounts whose owner is known: precision and recall with intervals."""
    context = open_context(home)
    output.print(as_markdown(judge(context.home, _truth(truth))), highlight=False)


def _truth(file: Path) -> list[dict[str, str]]:
    try:
        with file.open(newline="", encoding="utf-8-sig") as lines:
            rows = list(csv.DictReader(lines))
    except OSError as error:
        raise InputFileError(file, f"cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise InputFileError(file, "is not UTF-8 text") from None
    missing = [name for name in ("platform", "native_id", "person_id") if not rows or name not in rows[0]]
    if missing:
        raise InputFileError(file, f"has no column {missing[0]}")
    return rows
