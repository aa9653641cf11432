"""The tables that a person may edit: overlap priors and correction factors, as CSV files in the data directory."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from creatorgraph.errors import ConfigurationError
from creatorgraph.settings import Home
from creatorgraph.warehouse.project import PROJECT

Check = Callable[[str], str | None]
"""Takes a cell and says what is wrong with it, or None."""


@dataclass(frozen=True, slots=True)
class Seed:
    """One editable table: columns with checks, key, values that a column must have, columns that must not fall."""

    name: str
    columns: Mapping[str, Check]
    key: str
    needed: tuple[str, frozenset[str]]
    ordered: Sequence[str] = ()

    @property
    def file(self) -> str:
        return f"{self.name}.csv"


def install_seeds(home: Home) -> list[Path]:
    """Copy the shipped tables to the data directory; a file that is there already is a person's and stays."""
    home.seeds.mkdir(parents=True, exist_ok=True)
    copied = []
    for seed in SEEDS:
        target = home.seeds / seed.file
        if not target.exists():
            target.write_bytes((PROJECT / "seeds" / seed.file).read_bytes())
            copied.append(target)
    return copied


def check_seeds(home: Home) -> None:
    """Refuse tables that a build could not use.

    Raises ConfigurationError naming file, line, column and what it accepts.
    """
    for seed in SEEDS:
        _check_seed(seed, home.seeds / seed.file)


def _check_seed(seed: Seed, path: Path) -> None:
    header, rows = _read(path)
    missing = [column for column in seed.columns if column not in header]
    if missing:
        raise _wrong(path, 1, missing[0], f"the column is missing (expected {', '.join(seed.columns)})")
    seen: set[str] = set()
    for line, row in rows:
        for column, check in seed.columns.items():
            problem = check(row.get(column) or "")
            if problem:
                raise _wrong(path, line, column, problem)
        _check_order(seed, path, line, row)
        if row[seed.key] in seen:
            raise _wrong(path, line, seed.key, f"{row[seed.key]!r} occurs twice")
        seen.add(row[seed.key])
    column, values = seed.needed
    absent = sorted(values - {row[column] for _, row in rows})
    if absent:
        raise _wrong(path, len(rows) + 1, column, f"no row has {absent[0]!r}, which every build needs")


def _check_order(seed: Seed, path: Path, line: int, row: Mapping[str, str]) -> None:
    values = [Decimal(row[column]) for column in seed.ordered]
    if values != sorted(values):
        raise _wrong(path, line, seed.ordered[0], f"must not fall from {' to '.join(seed.ordered)}")


def _read(path: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, strict=True)
            header = list(reader.fieldnames or [])
            return header, [(reader.line_num, row) for row in reader]
    except FileNotFoundError:
        raise ConfigurationError(
            f"{path} is missing.",
            kept="The last published build stays.",
            todo="Run: creatorgraph init (it brings it back).",
        ) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(
            f"{path} is not a CSV file in UTF-8 ({error}).", todo="Save it as CSV, UTF-8."
        ) from None


def _wrong(path: Path, line: int, column: str, reason: str) -> ConfigurationError:
    return ConfigurationError(
        f"{path}, line {line}, {column}: {reason}.",
        kept="Nothing was built; the last published build stays.",
        todo="Correct that line, or delete the file and run `creatorgraph init` for the shipped one.",
    )


def _number(least: str, most: str) -> Check:
    def check(cell: str) -> str | None:
        try:
            inside = Decimal(least) <= Decimal(cell) <= Decimal(most)
        except InvalidOperation:
            return f"{cell!r} is not a number from {least} to {most}"
        return None if inside else f"{cell} is not between {least} and {most}"

    return check


def _one_of(*known: str) -> Check:
    return lambda cell: None if cell in known else f"{cell!r} is not one of {', '.join(known)}"


def _word(cell: str) -> str | None:
    return None if cell.strip() and cell == cell.strip().lower() else "must be a word in lower case"


def _whole(cell: str) -> str | None:
    return None if cell.isascii() and cell.isdigit() else f"{cell!r} is not a whole number"


def _anything(_: str) -> str | None:
    return None


SEEDS: Final = (
    Seed(
        "overlap_priors",
        {
            "prior_name": _word,
            "applies_to": _one_of("evidence", "vertical"),
            "applies_when": _word,
            "priority": _whole,
            "overlap_low": _number("0", "1"),
            "overlap_mid": _number("0", "1"),
            "overlap_high": _number("0", "1"),
            "note": _anything,
        },
        key="prior_name",
        needed=("applies_when", frozenset({"identical_handle", "linked_different_handles", "other"})),
        ordered=("overlap_low", "overlap_mid", "overlap_high"),
    ),
    Seed(
        "overlap_corrections",
        {"overlap_method": _one_of("prior"), "correction_factor": _number("1", "10"), "note": _anything},
        key="overlap_method",
        needed=("overlap_method", frozenset({"prior"})),
    ),
)
