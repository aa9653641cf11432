"""What a failed transform means for a person: which model or test, why, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from creatorgraph.errors import ConfigurationError, CreatorgraphError
from creatorgraph.warehouse.duckdb import DISK_FULL

KEPT: Final = "The last published build stays."
LAKE_FILE: Final = re.compile(r"(\S*/lake/(?:raw|observations)/.*?\.parquet)")
LATE: Final = "_landed_recently"
NOISE: Final = re.compile(r"^(Runtime|Database|Compilation|Parsing|Dependency) Error")


@dataclass(frozen=True, slots=True)
class TransformWarning:
    """A test that is not as it should be and does not stop a build; `rows` is how many rows, or hours, it counted."""

    test: str
    rows: int
    message: str

    def __str__(self) -> str:
        """What a person should know, in a sentence without its full stop."""
        if self.test.endswith(LATE):
            return f"nothing of {self.test.removesuffix(LATE)} landed for {self.rows:,} hours"
        return f"{self.test} found {self.rows:,} rows"


def warnings_of(results: Iterable[Any]) -> tuple[TransformWarning, ...]:
    """The warnings among dbt's results."""
    return tuple(
        TransformWarning(result.node.name, int(result.failures or 0), str(result.message or ""))
        for result in results
        if str(result.status) == "warn"
    )


def failure_of(results: Iterable[Any], compiled: Path) -> CreatorgraphError | None:
    """What to tell of the first node that failed, None when all is well; skipped nodes are only its consequence."""
    failed = [result for result in results if str(result.status) in ("error", "fail", "runtime error")]
    if not failed:
        return None
    first = failed[0]
    others = f" ({len(failed) - 1} more failed.)" if len(failed) > 1 else ""
    return _test_failed(first, others, compiled) if str(first.status) == "fail" else _node_failed(first, others)


def failure_before_running(error: BaseException) -> CreatorgraphError:
    """What to tell when dbt could not even start."""
    return CreatorgraphError(
        f"The transforms could not start: {_reason(str(error))}",
        kept=KEPT,
        todo="If you changed the dbt project, undo the change; else please report this with the logs folder.",
    )


def _test_failed(result: Any, others: str, compiled: Path) -> CreatorgraphError:
    attached = getattr(result.node, "attached_node", None)
    where = f" of {attached.rsplit('.', 1)[-1]}" if attached else ""
    return CreatorgraphError(
        f"The test {result.node.name}{where} found {result.failures} wrong rows.{others}",
        kept=f"Nothing was published. {KEPT}",
        todo=f"The query that shows them is in {compiled / result.node.path}.",
    )


def _node_failed(result: Any, others: str) -> CreatorgraphError:
    message = str(result.message or "no reason given")
    lake_file = LAKE_FILE.search(message)
    if DISK_FULL.search(message):
        return ConfigurationError(
            f"The disk is full: {result.node.name} could not be written.",
            kept=KEPT,
            todo="Free some space, then run the same command again.",
        )
    if lake_file:
        return ConfigurationError(
            f"The lake file {lake_file.group(1)} is not readable as Parquet.",
            kept=f"The other files are untouched. {KEPT}",
            todo="Restore that file from a backup, or leave it out: creatorgraph doctor --set-aside",
        )
    return CreatorgraphError(
        f"{result.node.resource_type.value.capitalize()} {result.node.name} failed: {_reason(message)}{others}",
        kept=KEPT,
        todo="Delete the warehouse folder (a cache) and build again; if that fails too, report it with the logs.",
    )


def _reason(message: str) -> str:
    """What a message says, on one line and without dbt's own headings."""
    lines = [line.strip() for line in message.splitlines()]
    telling = [line for line in lines if line and not NOISE.match(line)]
    return " ".join(telling)[:300] or "no reason given"
