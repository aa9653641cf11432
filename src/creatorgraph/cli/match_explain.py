"""`creatorgraph match explain`: every piece of evidence about two accounts, and what would change the answer."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from creatorgraph.cli.context import HomeOption, JsonOption, open_context, output, print_json
from creatorgraph.cli.match_input import read_match_input
from creatorgraph.match.explain import explain_pair
from creatorgraph.match.explain_text import explanation_lines, seen_lines
from creatorgraph.match.home import Seen, read_seen


def explain(
    one: Annotated[str, typer.Argument(help="An account: platform:handle, platform:id, or its key.")],
    two: Annotated[str, typer.Argument(help="The other account.")],
    accounts: Annotated[
        Path | None, typer.Option(help="A plain file of accounts (as for `match file`), instead of a data directory.")
    ] = None,
    json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Say why two accounts were joined, queued or left alone: weights, rarity, prior, rivals, calibration, rule."""
    context = None if accounts else open_context(home)
    given = read_match_input(accounts, context)
    keys = (given.find(one), given.find(two))
    found = explain_pair(
        given.accounts, keys, given.settings, given.model, decisions=given.decisions, aliases=given.aliases
    )
    seen: list[Seen] = read_seen(context.home, sorted(keys)) if context else []
    if json:
        document: dict[str, Any] = {**asdict(found), "seen": [asdict(entry) for entry in seen]}
        print_json(document)
        return
    from creatorgraph.serve.web.wording import REASONS  # the pages weigh seconds; other verbs of the group need none

    for line in [*explanation_lines(found, REASONS), *seen_lines(found, seen)]:
        output.print(line, markup=False, highlight=False, soft_wrap=True)
