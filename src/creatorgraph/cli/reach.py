"""`creatorgraph reach`: how many different people a set of creators reaches together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from creatorgraph.cli.bands import BAND_WIDTH, band_picture, short_count
from creatorgraph.cli.context import (
    DEFAULT,
    HomeOption,
    JsonOption,
    OrganizationOption,
    open_context,
    output,
    print_json,
)
from creatorgraph.errors import ConfigurationError
from creatorgraph.measure.creator_sets import find_creators, read_audiences, read_overlaps
from creatorgraph.measure.reach import CombinedReach, combined_reach
from creatorgraph.publish import open_published


def reach(
    creators: Annotated[list[str], typer.Argument(help="Creators: ids, names, handles, or platform:handle.")],
    json: JsonOption = False,
    organization: OrganizationOption = DEFAULT,
    home: HomeOption = None,
) -> None:
    """Estimate how many different people these creators reach together (directional: a band, not a count)."""
    context = open_context(home)
    with open_published(context.home, organization) as connection:
        names = find_creators(connection, creators)
        audiences = read_audiences(connection, list(names))
        overlaps, otherwise = read_overlaps(connection, list(names))
    if not audiences:
        raise ConfigurationError(
            "None of these creators has a follower count yet.", todo="Collect, then run: creatorgraph build"
        )
    found = combined_reach(audiences, overlaps, otherwise)
    unknown = [name for creator_id, name in names.items() if creator_id not in {one.creator_id for one in audiences}]
    if json:
        print_json(_as_json(found, names, unknown))
        return
    output.print(_picture(found, names))
    output.print(_words(found, unknown), markup=False, highlight=False)


def _as_json(found: CombinedReach, names: Mapping[str, str], unknown: list[str]) -> dict[str, object]:
    members = [
        {
            "creator_id": member.creator_id,
            "name": names[member.creator_id],
            "naive": member.naive,
            "low": member.people.low,
            "mid": member.people.mid,
            "high": member.people.high,
        }
        for member in found.members
    ]
    return {
        "creators": members,
        "without_reach": unknown,
        "naive": found.naive,
        "low": found.low,
        "mid": found.mid,
        "high": found.high,
        "method": found.method,
        "pairs": dict(found.pairs),
        "is_directional": found.is_directional,
    }


def _picture(found: CombinedReach, names: Mapping[str, str]) -> Table:
    table = Table(title="Combined reach (directional: a band, not a count)", title_justify="left")
    table.add_column("creator", no_wrap=True, max_width=24)
    for name in ("sum", "reach"):
        table.add_column(name, no_wrap=True)
    table.add_column("½ … sum", no_wrap=True, min_width=BAND_WIDTH + 1)
    for member in found.members:
        people = member.people
        _row(table, names[member.creator_id], member.naive, int(people.low), int(people.mid), int(people.high))
    table.add_section()
    _row(table, "together", found.naive, found.low, found.mid, found.high)
    return table


def _row(table: Table, name: str, naive: int, low: int, mid: int, high: int) -> None:
    band = f"{short_count(low)} – {short_count(high)}"
    table.add_row(escape(name), short_count(naive), band, band_picture(low, mid, high, naive))


def _words(found: CombinedReach, unknown: list[str]) -> str:
    counted = ", ".join(f"{count} by {method}" for method, count in sorted(found.pairs.items()))
    lines = [f"Overlaps of pairs: {counted or 'none, as there is one creator'}."]
    if unknown:
        lines.append(f"Without a follower count, left out: {', '.join(unknown)}.")
    return "\n".join(lines)
