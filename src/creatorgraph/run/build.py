"""One build: from what the lake holds to what readers see. Each step is a station's; here is only their order."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from creatorgraph.clock import Clock
from creatorgraph.collect.open_lane import journal_path
from creatorgraph.errors import BusyError
from creatorgraph.land.compact import compact
from creatorgraph.land.durable import locked
from creatorgraph.land.journal import Journal
from creatorgraph.land.lake import Lake
from creatorgraph.match.run import MatchSummary, run_match
from creatorgraph.match.versions import installed_model
from creatorgraph.publish import BuildIdentity, PublishedBuild, publish
from creatorgraph.run.checks import note_checks
from creatorgraph.run.republish import forget_marts, note_marts
from creatorgraph.settings import Home, Settings
from creatorgraph.store.database import AppDatabase, connect
from creatorgraph.store.snapshot import AppSnapshot, content_id, export_snapshot
from creatorgraph.transform import NodeDone, OnNode, TransformWarning, run_after_match, run_before_match
from creatorgraph.types import Advance
from creatorgraph.warehouse.duckdb import Warehouse, hold_warehouse
from creatorgraph.warehouse.seeds import SEEDS
from creatorgraph.warehouse.sources import load_snapshot, load_sources


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made, and what a person should know about it."""

    identity: BuildIdentity
    published: PublishedBuild
    match: MatchSummary
    warnings: tuple[TransformWarning, ...]


def build(home: Home, settings: Settings, clock: Clock, *, as_of: datetime, advance: Advance) -> BuildReport:
    """Land what waits, transform, match, transform, publish.

    `as_of` is the instant (UTC) that the build describes. Raises BusyError when another build runs, CreatorgraphError
    when a step fails; the last published build then stays.
    """
    with hold_warehouse(home) as warehouse:
        asyncio.run(land_waiting(home))
        database = connect(home.app_database)
        try:
            return _build(home, settings, clock, warehouse, database, as_of, advance)
        finally:
            database.close()


async def land_waiting(home: Home) -> int:
    """Move confirmed answers from the journals to the lake; a lane that runs does that itself and is left alone."""
    landed = 0
    for path in sorted(home.journals.glob("*.db")):
        try:
            with locked(home.locks / f"lane-{path.stem}.lock", busy="The lane runs."):
                journal = Journal(journal_path(home, path.stem))
                try:
                    landed += await compact(journal, Lake(home.lake))
                finally:
                    await journal.close()
        except BusyError:
            continue
    return landed


def _build(
    home: Home,
    settings: Settings,
    clock: Clock,
    warehouse: Warehouse,
    database: AppDatabase,
    as_of: datetime,
    advance: Advance,
) -> BuildReport:
    forget_marts(home)
    before = export_snapshot(database)
    manifest_id = load_sources(warehouse, Lake(home.lake), before)
    on_node = _nodes("building tables", advance)
    warnings = run_before_match(home, as_of=as_of, on_node=on_node, settings=settings).warnings
    match = _match(home, warehouse, database, settings, clock, advance)
    after = export_snapshot(database)
    load_snapshot(warehouse, after)
    organizations = [str(row["organization_id"]) for row in after.tables["organizations"].to_pylist()]
    for organization in organizations:
        on_node = _nodes(f"building marts of {organization}", advance)
        warnings += run_after_match(
            home, organization=organization, as_of=as_of, settings=settings, on_node=on_node
        ).warnings
    identity = BuildIdentity(
        manifest_id=manifest_id,
        app_snapshot_id=_told(home, settings, after),
        ledger_id=after.ledger_id,
        model_version=match.model_version,
        as_of=as_of,
    )
    note_marts(home, identity, organizations)
    advance("publishing", 0, 1)
    published = publish(home, warehouse, identity, organizations)
    note_checks(home, published.build_id, warnings)
    advance("publishing", 1, 1)
    return BuildReport(identity, published, match, warnings)


def _match(
    home: Home, warehouse: Warehouse, database: AppDatabase, settings: Settings, clock: Clock, advance: Advance
) -> MatchSummary:
    advance("matching accounts", 0, 1)
    with warehouse.connection() as connection:
        summary = run_match(connection, database, settings.match, clock, model=installed_model(home))
    advance("matching accounts", 1, 1)
    return summary


def _nodes(what: str, advance: Advance) -> OnNode:
    def tell(node: NodeDone) -> None:
        advance(what, node.done, node.total or None)

    return tell


def _told(home: Home, settings: Settings, snapshot: AppSnapshot) -> str:
    """The id of everything that people said: the app database, the settings that decide rows, and their seeds."""
    seeds = {seed.file: _digest(home.seeds / seed.file) for seed in SEEDS}
    chosen = {
        "match": settings.match.model_dump(),
        "reach": settings.reach.model_dump(),
        "masking": settings.masking.model_dump(),
    }
    return content_id([snapshot.app_snapshot_id, chosen, seeds])


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
