"""dbt, in process, with the parsed project kept: a rebuild costs tenths of a second where a command costs four."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from creatorgraph.settings import Home, Settings
from creatorgraph.store.tables import DEFAULT_ORGANIZATION
from creatorgraph.transform.assemble import (
    assemble_project,
    bring_seeds,
    project_folder,
    target_folder,
    working_folder,
    write_profile,
)
from creatorgraph.transform.failures import TransformWarning, failure_before_running, failure_of, warnings_of
from creatorgraph.transform.progress import NodeCounter, OnNode
from creatorgraph.transform.session import invoke_dbt
from creatorgraph.warehouse.changes import note_built, redo_from
from creatorgraph.warehouse.duckdb import Warehouse
from creatorgraph.warehouse.schemas import marts_schema
from creatorgraph.warehouse.seeds import check_seeds

BEFORE: Final = "tag:before_match"
AFTER: Final = "tag:after_match"

_parsed: dict[tuple[Path, str, bool], Any] = {}


@dataclass(frozen=True, slots=True)
class TransformReport:
    """What a run of the transforms did: how many nodes, how long (seconds), and what a person should know."""

    nodes: int
    seconds: float
    warnings: tuple[TransformWarning, ...]


def run_before_match(
    home: Home, *, as_of: datetime, on_node: OnNode | None = None, settings: Settings | None = None
) -> TransformReport:
    """Build staging and intermediate from the sources that the warehouse was given.

    `settings` say how late each lane may be before a warning; without them all have the usual hours.
    Raises CreatorgraphError naming the model or test that failed; the tables of earlier models stay.
    """
    chosen = {"as_of": _instant(as_of), "freshness": freshness_of(settings or Settings())}
    return _build(home, BEFORE, chosen, DEFAULT_ORGANIZATION, on_node)


def freshness_of(settings: Settings) -> dict[str, dict[str, float]]:
    """Lane -> hours without an answer from which a build warns, and from which a bare dbt build may fail."""
    return {
        name: {"warn": lane.freshness_warn_hours, "error": lane.freshness_error_hours}
        for name, lane in settings.collect.lanes.items()
    }


def run_after_match(
    home: Home, *, organization: str, as_of: datetime, settings: Settings, on_node: OnNode | None = None
) -> TransformReport:
    """Build the marts of one organization into the schema `marts_<organization>`.

    Raises ConfigurationError for a seed that cannot be used, CreatorgraphError for a model or a test of keys or grain
    that failed; then nothing of this build may be published.
    """
    check_seeds(home)
    chosen = {
        "as_of": _instant(as_of),
        "min_confidence": settings.match.min_confidence,
        "reach_formula": settings.reach.formula,
        "masking_k": settings.masking.k,
        "masking_opt_in": settings.masking.opt_in,
    }
    return _build(home, AFTER, chosen, organization, on_node)


def _build(
    home: Home, selected: str, chosen: Mapping[str, object], organization: str, on_node: OnNode | None
) -> TransformReport:
    started = time.monotonic()
    results = build_half(home, selected, {**chosen, "organization": organization}, on_node)
    return TransformReport(len(results), time.monotonic() - started, warnings_of(results))


def build_half(
    home: Home,
    selected: str,
    variables: Mapping[str, object],
    on_node: OnNode | None = None,
    *,
    tested: bool = True,
) -> list[Any]:
    """Build what is tagged `BEFORE` or `AFTER`, large tables from the first changed day on; returns dbt's results.

    The data tests of those tables run with it unless `tested` is false.
    Raises CreatorgraphError for the first node that failed; the next build then makes the same days anew.
    """
    schema = "intermediate" if selected == BEFORE else marts_schema(str(variables["organization"]))
    warehouse = Warehouse(home.warehouse)
    with warehouse.connection() as connection:
        first = redo_from(connection, schema)
    since = {} if first is None else {"redo_from": first.isoformat()}
    command = ["build", "--select", selected, "--indirect-selection", "buildable"]
    command += [] if tested else ["--exclude-resource-type", "test"]
    results = invoke(home, command, {**variables, **since}, on_node)
    with warehouse.connection() as connection:
        note_built(connection, schema)
    return results


def invoke(
    home: Home,
    command: list[str],
    variables: Mapping[str, object],
    on_node: OnNode | None = None,
    *,
    unit_tests: bool = False,
) -> list[Any]:
    """Run one dbt command on the project and return its results; `variables` must name the organization.

    The models' own unit tests are part of the project only with `unit_tests`.

    Raises CreatorgraphError for the first node that failed, or when dbt could not start.
    """
    organization = str(variables["organization"])
    key = (home.root, organization, unit_tests)
    if key not in _parsed or not project_folder(home).exists():
        _parsed[key] = _parse(home, organization, unit_tests=unit_tests)
    bring_seeds(home)
    arguments = [*command, *_arguments(home, organization, variables), "--no-write-json"]
    outcome = invoke_dbt(arguments, _parsed[key], NodeCounter(on_node) if on_node else None)
    return _results(outcome, target_folder(home, organization) / "compiled" / "creatorgraph")


def _parse(home: Home, organization: str, *, unit_tests: bool) -> Any:
    """The parsed project. Told the organization alone, as dbt forgets what it parsed before when a variable changes.

    The contracts of the marts are for who imports the project; a test holds them, a build does not pay for them.
    """
    assemble_project(home, unit_tests=unit_tests)
    chosen = {"organization": organization, "contracts": False}
    outcome = invoke_dbt(["parse", *_arguments(home, organization, chosen)])
    if outcome.exception is not None:
        raise failure_before_running(outcome.exception)
    return outcome.result


def _results(outcome: Any, compiled: Path) -> list[Any]:
    if outcome.exception is not None:
        raise failure_before_running(outcome.exception)
    results = list(outcome.result.results)
    failure = failure_of(results, compiled)
    if failure is not None:
        raise failure
    return results


def _arguments(home: Home, organization: str, variables: Mapping[str, object]) -> list[str]:
    write_profile(home)
    places = {
        "project-dir": project_folder(home),
        "profiles-dir": working_folder(home),
        "target-path": target_folder(home, organization),
        "log-path": home.logs,
    }
    return [
        *(part for name, place in places.items() for part in (f"--{name}", str(place))),
        *("--log-level", "none", "--log-level-file", "info", "--quiet", "--no-print", "--no-use-colors"),
        *("--no-version-check", "--no-send-anonymous-usage-stats", "--vars", json.dumps(variables)),
    ]


def _instant(as_of: datetime) -> str:
    return as_of.astimezone(UTC).isoformat()
