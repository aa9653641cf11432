"""A plain CSV file of accounts, read with care: every row is good, or reported with its line, column and reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from creatorgraph import ids
from creatorgraph.errors import BadRowError, InputFileError
from creatorgraph.handles import parse_account
from creatorgraph.match.csv_rows import check_text, read_rows, refuse_missing
from creatorgraph.types import Platform

REQUIRED: Final = ("platform", "account_id", "handle")
OPTIONAL: Final = ("display_name", "bio", "link", "followers", "verified")
# Personal data that joins people by what they did not publish: refused, not ignored.
REFUSED: Final = frozenset({"email", "e-mail", "email_address", "mail", "phone", "phone_number", "telephone", "mobile"})
TRUE_WORDS: Final = frozenset({"true", "t", "1", "yes", "y"})
FALSE_WORDS: Final = frozenset({"", "false", "f", "0", "no", "n"})
LARGEST_COUNT: Final = 2**62
PLATFORM_NAMES: Final = {**{str(platform): str(platform) for platform in Platform}, "twitter": "x", "ig": "instagram"}

_COLUMN_TYPES: Final[dict[str, pa.DataType]] = {
    "account_key": pa.string(),
    "platform": pa.string(),
    "native_id": pa.string(),
    "handle": pa.string(),
    "display_name": pa.string(),
    "bio": pa.string(),
    "link": pa.string(),
    "follower_count": pa.int64(),
    "is_verified": pa.bool_(),
}
SCHEMA: Final = pa.schema(_COLUMN_TYPES)


@dataclass(frozen=True, slots=True)
class AccountTable:
    """The good rows of a file as the match reads them, and an error for each bad one. `names` maps keys to
    (platform, account id)."""

    rows: pa.Table
    names: dict[str, tuple[str, str]]
    bad: list[BadRowError]


def read_accounts(path: Path) -> AccountTable:
    """Read a CSV file of accounts (UTF-8 with or without a mark, or UTF-16 with one; comma, semicolon or tab).

    Raises InputFileError when the file cannot be read at all, lacks a required column, or has one of private data.
    """
    columns: list[list[Any]] = [[] for _ in SCHEMA]
    names: dict[str, tuple[str, str]] = {}
    bad: list[BadRowError] = []
    lines: dict[str, int] = {}
    for line, cells in read_rows(path, bad, _check_header):
        try:
            check_text(path, line, cells)
            row = _account(path, line, cells)
            first = lines.setdefault(row[0], line)
            if first != line:
                raise BadRowError(path.name, line, "account_id", f"the account is already on line {first}")
        except BadRowError as error:
            bad.append(error)
            continue
        names[row[0]] = (row[1], row[2])
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    return AccountTable(pa.table(columns, schema=SCHEMA), names, sorted(bad, key=lambda error: error.line))


def _check_header(path: Path, names: list[str]) -> None:
    private = sorted(REFUSED.intersection(names))
    if private:
        raise InputFileError(
            path,
            f"has private data ({', '.join(private)}).",
            todo="Remove the column: it is never used to join people.",
        )
    refuse_missing(path, names, REQUIRED)
    double = sorted({name for name in names if names.count(name) > 1 and name in REQUIRED + OPTIONAL})
    if double:
        raise InputFileError(path, f"has the column {', '.join(double)} twice.", todo="Keep one of them.")


def _account(path: Path, line: int, cells: Mapping[str, str]) -> tuple[Any, ...]:
    """One row in the order of `SCHEMA`; raises BadRowError naming the column."""

    def refuse(column: str, reason: str) -> BadRowError:
        return BadRowError(path.name, line, column, reason)

    given = {name: cells.get(name, "").strip() for name in REQUIRED + OPTIONAL}
    platform = PLATFORM_NAMES.get(given["platform"].lower())
    if platform is None:
        known = ", ".join(str(known) for known in Platform)
        raise refuse("platform", f"unknown platform {given['platform']!r}; known are {known}")
    if not given["account_id"]:
        raise refuse("account_id", "empty")
    handle = read_handle(platform, given["handle"])
    if handle is None:
        raise refuse("handle", f"{given['handle']!r} is no handle on {platform}" if given["handle"] else "empty")
    followers = _count(given["followers"])
    if followers is None and given["followers"]:
        raise refuse("followers", f"{given['followers']!r} is not a whole number of 0 or more")
    verified = given["verified"].lower()
    if verified not in TRUE_WORDS | FALSE_WORDS:
        raise refuse("verified", f"{given['verified']!r} is neither true nor false")
    return (
        ids.account_key(platform, given["account_id"]),
        platform,
        given["account_id"],
        handle,
        given["display_name"] or None,
        given["bio"] or None,
        given["link"] or None,
        followers,
        verified in TRUE_WORDS,
    )


def read_handle(platform: str, text: str) -> str | None:
    """The handle that a cell gives: from a URL, with or without @; odd but single words are taken as they stand."""
    ref = parse_account(platform, text) if text else None
    if ref is not None:
        return ref.handle or ref.native_id
    plain = text.removeprefix("@")
    return plain.lower() if plain and "/" not in plain and not any(letter.isspace() for letter in plain) else None


def _count(text: str) -> int | None:
    digits = text.removesuffix(".0")
    return int(digits) if digits.isascii() and digits.isdigit() and int(digits) < LARGEST_COUNT else None
