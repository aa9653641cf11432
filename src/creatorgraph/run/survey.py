"""What there is: lanes from their journals, counts from the published build. Read while anything else may run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from creatorgraph.collect.accounts import read_watched
from creatorgraph.collect.standing import Standing, standings
from creatorgraph.errors import ConfigurationError
from creatorgraph.publish import open_published
from creatorgraph.settings import Home
from creatorgraph.store.database import AppDatabase

COUNTS: Final = {
    "accounts": "select count(*) from dim_account where is_current",
    "creators": "select count(*) from dim_creator",
    "joined_creators": "select count(*) from dim_creator where account_count > 1",
    "review_pairs": "select count(*) from match_pairs where match_status = 'review'",
    "posts": "select count(distinct post_key) from fct_post_engagement",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """Every lane, and what readers see; `build_id` and `as_of` (UTC) are null before the first build."""

    organization: str
    lanes: list[Standing]
    build_id: str | None
    as_of: datetime | None
    counts: dict[str, int]


def survey(home: Home, database: AppDatabase, now: datetime, organization: str) -> Survey:
    """Look around in a data directory; `now` (UTC) decides what counts as due."""
    lanes = standings(home, read_watched(database), now)
    try:
        published = open_published(home, organization)
    except ConfigurationError:
        return Survey(
            organization=organization, lanes=lanes, build_id=None, as_of=None, counts=dict.fromkeys(COUNTS, 0)
        )
    with published as connection:
        build_id, as_of = connection.execute("select build_id, as_of from build_info").fetchall()[0]
        counts = {name: int(connection.execute(query).fetchall()[0][0]) for name, query in COUNTS.items()}
    return Survey(
        organization=organization, lanes=lanes, build_id=build_id, as_of=as_of.replace(tzinfo=UTC), counts=counts
    )
