"""What `combined_reach` needs of the published tables, for the creators that a person names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from duckdb import DuckDBPyConnection

from creatorgraph.errors import ConfigurationError
from creatorgraph.measure.reach import Audience, Band, Overlap, Pairs

NAMED: Final = """
    select distinct creator.creator_id, creator.display_name
    from dim_creator as creator
    inner join bridge_creator_accounts as account using (creator_id)
    where creator.creator_id = $name or lower(creator.display_name) = lower($name)
        or lower(account.handle) = lower(ltrim($name, '@'))
        or account.platform || ':' || lower(account.handle) = lower($name)
    order by creator.creator_id
"""
AUDIENCES: Final = """
    select creator_id, reach_low, reach_mid, reach_high, naive_reach
    from creator_reach
    where formula = 'share_of_smaller' and reach_mid is not null and list_contains($ids, creator_id)
"""
OVERLAPS: Final = """
    select creator_id_a, creator_id_b, overlap_of_smaller_low, overlap_of_smaller_mid, overlap_of_smaller_high, method
    from creator_overlap_estimates
    where list_contains($ids, creator_id_a) and list_contains($ids, creator_id_b)
"""
OTHERWISE: Final = """
    select overlap_low, overlap_mid, overlap_high from creator_overlap_priors where applies_when = 'other'
"""


def find_creators(connection: DuckDBPyConnection, names: Sequence[str]) -> dict[str, str]:
    """Creator id -> shown name of each creator named by id, display name, handle or `platform:handle`, in that order.

    Raises ConfigurationError for a name that nobody or several creators have.
    """
    found: dict[str, str] = {}
    for name in names:
        rows = connection.execute(NAMED, {"name": name}).fetchall()
        if len(rows) != 1:
            told = "nobody has it" if not rows else f"{len(rows)} creators have it: {', '.join(row[0] for row in rows)}"
            raise ConfigurationError(
                f"{name!r} names no one creator ({told}).",
                todo="Name a creator by its id (dim_creator), or by platform:handle.",
            )
        found[str(rows[0][0])] = str(rows[0][1] or name)
    return found


def read_audiences(connection: DuckDBPyConnection, creator_ids: Sequence[str]) -> list[Audience]:
    """The audience of each creator whose reach is known; people, from `creator_reach`."""
    rows = connection.execute(AUDIENCES, {"ids": list(creator_ids)}).fetchall()
    return [Audience(str(row[0]), Band(*row[1:4]), int(row[4])) for row in rows]


def read_overlaps(connection: DuckDBPyConnection, creator_ids: Sequence[str]) -> tuple[Pairs, Overlap]:
    """What is published of each pair of these creators, and what holds for pairs of which nothing is."""
    rows = connection.execute(OVERLAPS, {"ids": list(creator_ids)}).fetchall()
    pairs = {frozenset(row[:2]): Overlap(Band(*map(float, row[2:5])), str(row[5])) for row in rows}
    other = connection.execute(OTHERWISE).fetchall()[0]
    return pairs, Overlap(Band(*map(float, other)), "prior")
