"""What there is: lanes from their journals, counts from the published build. Read while anything else may run."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import duckdb

from creatorgraph.collect.standing import Standing
from creatorgraph.errors import ConfigurationError
from creatorgraph.publish import open_published
from creatorgraph.run.checks import checks_of
from creatorgraph.serve.health.disk import DiskUse, measure_disk
from creatorgraph.serve.health.judgement import build_trouble, disk_trouble
from creatorgraph.serve.health.lanes import lane_troubles_told
from creatorgraph.serve.health.look import newest_answer, read_lanes
from creatorgraph.settings import CollectSettings, Home
from creatorgraph.store.database import AppDatabase

COUNTS: Final = {
    "accounts": "select count(*) from dim_account where is_current",
    "creators": "select count(*) from dim_creator",
    "joined_creators": "select count(*) from dim_creator where account_count > 1",
    "review_pairs": "select count(*) from match_pairs where match_status = 'review'",
    "posts": "select count(distinct post_key) from fct_post_engagement",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What readers see; `build_id` and `as_of` (UTC) are null before the first build, or where it cannot be read."""

    build_id: str | None = None
    as_of: datetime | None = None
    counts: dict[str, int]
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """Every lane, the disk, what readers see, and what is wrong with each, in sentences."""

    organization: str
    lanes: list[Standing]
    build_id: str | None
    as_of: datetime | None
    counts: dict[str, int]
    disk: DiskUse
    troubles: tuple[str, ...]
    checks: tuple[str, ...]
    """What the published build's checks of the data said; they did not stop it."""


def survey(home: Home, settings: CollectSettings, database: AppDatabase, now: datetime, organization: str) -> Survey:
    """Look around in a data directory; `now` (UTC) decides what counts as due.

    Raises ConfigurationError for a journal that cannot be read. What readers see may be missing or damaged: that is
    then one of the troubles.
    """
    lanes, disk = read_lanes(home, settings, database, now), measure_disk(home)
    seen = look_at_published(home, organization)
    troubles = [told for one in lanes for told in lane_troubles_told(one, now)]
    told = [seen.problem or build_trouble(seen.as_of, newest_answer(lanes), now), disk_trouble(disk), disk.lake_problem]
    return Survey(
        organization=organization,
        lanes=lanes,
        build_id=seen.build_id,
        as_of=seen.as_of,
        counts=seen.counts,
        disk=disk,
        troubles=tuple(one for one in (*troubles, *told) if one),
        checks=checks_of(home, seen.build_id),
    )


def look_at_published(home: Home, organization: str) -> Seen:
    """What the build that readers see holds."""
    try:
        with closing(open_published(home, organization)) as connection:
            build_id, as_of = connection.execute("select build_id, as_of from build_info").fetchall()[0]
            counts = {name: _count(connection, query) for name, query in COUNTS.items()}
    except ConfigurationError:
        return Seen(counts=dict.fromkeys(COUNTS, 0))
    except duckdb.Error:
        problem = "The published build cannot be read. Run: creatorgraph publish"
        return Seen(counts=dict.fromkeys(COUNTS, 0), problem=problem)
    return Seen(build_id=build_id, as_of=as_of.replace(tzinfo=UTC), counts=counts)


def _count(connection: Any, query: str) -> int:
    return int(connection.execute(query).fetchall()[0][0])
