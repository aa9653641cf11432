"""`import survey`: what people who were asked said about whom else they follow."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from creatorgraph.land.imports.account import NAMING_COLUMNS, NamedAccount, named_account, named_platform
from creatorgraph.land.imports.cells import BadCellError, counter, instant, shown
from creatorgraph.land.imports.report import ImportOptions, ImportReport
from creatorgraph.land.imports.rows import Entry, land_table
from creatorgraph.land.imports.table import Row
from creatorgraph.settings import Home

SIDES: Final = ("_a", "_b")
CREATOR_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
COLUMNS: Final = (
    *(f"{column}{side}" for side in SIDES for column in NAMING_COLUMNS),
    "creator",
    "creator_a",
    "creator_b",
    "asked",
    "also_follow",
    "date",
    "surveyed_by",
)


def import_survey(home: Home, path: Path, options: ImportOptions) -> ImportReport:
    """Land a table of survey results, one envelope a row: of `asked` followers of a, `also_follow` follow b too.

    A row is about two accounts (`handle_a`, `handle_b` or their other names), two creators (`creator_a`, `creator_b`,
    by id), one `creator` on `platform_a` and `platform_b`, or the two platforms alone, the most telling first. The
    date (UTC) is when people were asked. Raises as `import_accounts` does.
    """

    def read(row: Row) -> Entry:
        observed_at = instant("date", row.get("date"), options.clock.now())
        if observed_at is None:
            raise BadCellError("date", "is missing (when were they asked?)")
        accounts, subject = _subject(row)
        who = {"surveyed_by": row.cells["surveyed_by"]} if "surveyed_by" in row.cells else {}
        return Entry(accounts=accounts, payload={**subject, **_answers(row), **who}, observed_at=observed_at)

    return land_table(home, path, options, kind="survey", wanted=COLUMNS, read=read)


def _answers(row: Row) -> dict[str, object]:
    """How many were asked, and how many said yes."""
    asked, also_follow = counter("asked", row.get("asked")), counter("also_follow", row.get("also_follow"))
    if not asked:
        raise BadCellError("asked", "is missing (how many followers of a were asked?)")
    if also_follow is None:
        raise BadCellError("also_follow", "is missing (how many of them follow b too?)")
    if also_follow > asked:
        raise BadCellError("also_follow", f"{also_follow} is more than were asked ({asked})")
    return {"asked": asked, "also_follow": also_follow}


def _subject(row: Row) -> tuple[tuple[NamedAccount, ...], dict[str, object]]:
    """Whom a row is about, and the members of the payload that say so."""
    if any(f"{column}{side}" in row.cells for side in SIDES for column in NAMING_COLUMNS[1:]):
        return _accounts(row)
    if "creator_a" in row.cells or "creator_b" in row.cells:
        return (), _distinct("creator_b", {f"creator{side}": _creator(row, f"creator{side}") for side in SIDES})
    platforms: dict[str, object] = {f"platform{side}": _platform(row, f"platform{side}") for side in SIDES}
    _distinct("platform_b", platforms)
    if "creator" in row.cells:
        return (), {"scope": "creator", "creator": _creator(row, "creator"), **platforms}
    return (), {"scope": "platforms", **platforms}


def _accounts(row: Row) -> tuple[tuple[NamedAccount, ...], dict[str, object]]:
    accounts = tuple(named_account(row.cells, None, side) for side in SIDES)
    if accounts[0].key == accounts[1].key:
        raise BadCellError("handle_b", "is the same account as the first")
    named = {
        f"{name}{side}": value
        for side, account in zip(SIDES, accounts, strict=True)
        for name, value in account.payload().items()
    }
    return accounts, {"scope": "accounts", **named}


def _distinct(column: str, named: dict[str, object]) -> dict[str, object]:
    """Two of a kind, with the scope that two creators make; refused where both are one."""
    if len(set(named.values())) < len(named):
        raise BadCellError(column, "is the same as the first")
    return {"scope": "creators", **named}


def _creator(row: Row, column: str) -> str:
    text = row.get(column)
    if text is None:
        raise BadCellError(column, "is missing")
    if not CREATOR_ID.fullmatch(text.lower()):
        raise BadCellError(column, f"{shown(text)} is no creator id (`creatorgraph sql` shows them in dim_creator)")
    return text.lower()


def _platform(row: Row, column: str) -> str:
    platform = named_platform(row.get(column), column)
    if platform is None:
        raise BadCellError(column, "is missing (give accounts, creators, or at least two platforms)")
    return platform.value
