"""Who owns which account, from a CSV file: `platform`, the account (by id or handle), and its owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from creatorgraph import ids
from creatorgraph.errors import BadRowError, InputFileError
from creatorgraph.handles import fold
from creatorgraph.match.csv_rows import check_text, read_rows
from creatorgraph.match.table import PLATFORM_NAMES, read_handle

ID_COLUMNS: Final = ("account_id", "native_id")
HANDLE_COLUMNS: Final = ("handle", "account")
OWNER_COLUMNS: Final = ("entity_id", "owner", "owner_id", "person_id", "creator_id")
NEEDED: Final = "platform, account_id (or native_id, handle) and entity_id (or owner, person_id)"


@dataclass(frozen=True, slots=True)
class TruthRow:
    """One account with its owner; an empty id or handle was not given."""

    line: int
    platform: str
    native_id: str
    handle: str
    owner: str


@dataclass(frozen=True, slots=True)
class Truth:
    """The good rows of a file, and an error for each bad one."""

    rows: list[TruthRow]
    bad: list[BadRowError]


@dataclass(frozen=True, slots=True)
class Owners:
    """Account key → owner, and how many accounts of the file are not among those that were matched."""

    of: dict[str, str]
    unseen: int


def read_truth(path: Path) -> Truth:
    """Read a truth file; raises InputFileError when it cannot be read or lacks a column."""
    rows: list[TruthRow] = []
    bad: list[BadRowError] = []
    known: dict[tuple[str, str], TruthRow] = {}
    for line, cells in read_rows(path, bad, _check_header):
        try:
            row = _row(path, line, cells)
            first = known.setdefault((row.platform, row.native_id or f"@{row.handle}"), row)
            if first.owner != row.owner:
                reason = f"the account has another owner ({first.owner}) on line {first.line}"
                raise BadRowError(path.name, line, _found(cells, OWNER_COLUMNS), reason)
        except BadRowError as error:
            bad.append(error)
            continue
        if first is row:
            rows.append(row)
    return Truth(rows, sorted(bad, key=lambda error: error.line))


def find_owners(truth: Truth, platforms: Mapping[str, str], handles: Mapping[tuple[str, str], str]) -> Owners:
    """Look the accounts of a truth up among those matched: by id, else by (platform, handle) → account key."""
    owner: dict[str, str] = {}
    for row in truth.rows:
        key = ids.account_key(row.platform, row.native_id) if row.native_id else ""
        if key not in platforms:
            key = handles.get((row.platform, fold(row.handle)), "") if row.handle else ""
        if key:
            owner[key] = row.owner
    return Owners(owner, len(truth.rows) - len(owner))


def _check_header(path: Path, names: list[str]) -> None:
    if names == [""]:
        raise InputFileError(path, "is empty.", todo=f"It needs {NEEDED}.")
    for wanted in (("platform",), ID_COLUMNS + HANDLE_COLUMNS, OWNER_COLUMNS):
        if not set(wanted) & set(names):
            raise InputFileError(
                path, f"has no column {wanted[0]}.", todo=f"It needs {NEEDED}; found: {', '.join(names)}."
            )


def _found(cells: Mapping[str, str], columns: tuple[str, ...]) -> str:
    """The first of some columns that the file has; an empty string for none."""
    return next((name for name in columns if name in cells), "")


def _row(path: Path, line: int, cells: dict[str, str]) -> TruthRow:
    check_text(path, line, cells)
    id_column, handle_column, owner_column = (
        _found(cells, columns) for columns in (ID_COLUMNS, HANDLE_COLUMNS, OWNER_COLUMNS)
    )
    platform = PLATFORM_NAMES.get(cells["platform"].strip().lower())
    if platform is None:
        known = ", ".join(sorted(set(PLATFORM_NAMES.values())))
        raise BadRowError(path.name, line, "platform", f"unknown platform {cells['platform']!r}; known are {known}")
    native_id, text, owner = (cells.get(name, "").strip() for name in (id_column, handle_column, owner_column))
    if not native_id and not text:
        raise BadRowError(path.name, line, id_column or handle_column, "empty")
    if not owner:
        raise BadRowError(path.name, line, owner_column, "empty")
    handle = read_handle(platform, text) if text else ""
    if handle is None:
        raise BadRowError(path.name, line, handle_column, f"{text!r} is no handle on {platform}")
    return TruthRow(line, platform, native_id, handle, owner)
