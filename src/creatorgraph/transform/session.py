"""dbt as a guest in this process: whatever one invocation leaves open is closed before the next station works."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest


def invoke_dbt(
    arguments: list[str], parsed: Manifest | None = None, on_event: Callable[[Any], None] | None = None
) -> Any:
    """One dbt command in this process; returns dbt's own result, never raises for a failure of the project.

    `parsed` is the project as an earlier `parse` returned it. Warehouse file and log files are closed at the end.
    """
    # Imported late: it takes three seconds, and most commands never transform.
    from dbt.cli.main import dbtRunner

    try:
        return dbtRunner(manifest=parsed, callbacks=[on_event] if on_event else None).invoke(arguments)
    finally:
        _close_warehouse()
        _close_logs()


def _close_warehouse() -> None:
    """dbt keeps its connection for a next run; the file must be free for the match and for publishing."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    manager: Any = DuckDBConnectionManager
    if manager._ENV is not None:
        manager.env().close()
    manager.close_all_connections()


def _close_logs() -> None:
    """dbt replaces its log handlers at each run without closing the old ones."""
    from dbt_common.events.event_manager_client import cleanup_event_logger, get_event_manager

    for logger in get_event_manager().loggers:
        handlers = logging.getLogger(logger.name).handlers
        for handler in list(handlers):
            handler.close()
        handlers.clear()
    cleanup_event_logger()
