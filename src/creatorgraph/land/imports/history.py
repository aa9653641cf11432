"""`import history`: the counters of accounts on past days."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from creatorgraph.land.imports.account import NAMING_COLUMNS, named_account
from creatorgraph.land.imports.cells import BadCellError, counter, instant
from creatorgraph.land.imports.report import ImportOptions, ImportReport
from creatorgraph.land.imports.rows import Entry, land_table
from creatorgraph.land.imports.table import Row
from creatorgraph.settings import Home

COUNTERS: Final = ("followers", "following", "posts", "likes", "views")
COLUMNS: Final = (*NAMING_COLUMNS, "date", *COUNTERS)


def import_history(home: Home, path: Path, options: ImportOptions) -> ImportReport:
    """Land a table of dated counters, one envelope a row; the row's date is when it was true.

    A row needs an account, a date and at least one counter. Raises as `import_accounts` does.
    """

    def read(row: Row) -> Entry:
        account = named_account(row.cells, options.platform)
        observed_at = instant("date", row.get("date"), options.clock.now())
        if observed_at is None:
            raise BadCellError("date", "is missing")
        counters = {column: counter(column, row.get(column)) for column in COUNTERS}
        told: dict[str, object] = {column: value for column, value in counters.items() if value is not None}
        if not told:
            raise BadCellError("followers", f"is missing, and so is every other counter ({', '.join(COUNTERS)})")
        payload = {**account.payload(), "date": _iso(row.cells["date"], observed_at), **told}
        return Entry(accounts=(account,), payload=payload, observed_at=observed_at)

    return land_table(home, path, options, kind="history", wanted=COLUMNS, read=read)


def _iso(written: str, observed_at: datetime) -> str:
    """A day stays a day; an instant is written in UTC, so that equal instants make equal rows."""
    return written if len(written) == len("2026-08-01") else f"{observed_at.replace(tzinfo=None).isoformat()}Z"
