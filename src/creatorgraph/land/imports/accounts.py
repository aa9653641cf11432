"""`import accounts`: who is there, by handle, URL or id, with what a person knows about them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from creatorgraph.land.imports.account import NAMING_COLUMNS, named_account
from creatorgraph.land.imports.cells import counter, flag, instant
from creatorgraph.land.imports.report import ImportOptions, ImportReport
from creatorgraph.land.imports.rows import Entry, land_table
from creatorgraph.land.imports.table import Row
from creatorgraph.settings import Home

COLUMNS: Final = (*NAMING_COLUMNS, "display_name", "bio", "link", "followers", "verified", "group", "date")
TEXTS: Final = ("display_name", "bio", "link", "group")


def import_accounts(home: Home, path: Path, options: ImportOptions) -> ImportReport:
    """Land a table of accounts, one envelope a row.

    A row needs a handle, a profile URL or an account id, and a platform unless the URL tells it. Raises InputFileError
    for a file that cannot be read at all, ConfigurationError for an ambiguous column, BusyError beside another import.
    """

    def read(row: Row) -> Entry:
        account = named_account(row.cells, options.platform)
        texts = {column: row.cells[column] for column in TEXTS if column in row.cells}
        typed = {
            "followers": counter("followers", row.get("followers")),
            "verified": flag("verified", row.get("verified")),
        }
        told = {column: value for column, value in typed.items() if value is not None}
        observed_at = instant("date", row.get("date"), options.clock.now()) or options.observed_at
        return Entry(accounts=(account,), payload={**account.payload(), **texts, **told}, observed_at=observed_at)

    return land_table(home, path, options, kind="accounts", wanted=COLUMNS, read=read)
