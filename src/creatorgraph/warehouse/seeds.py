"""The tables that a person may edit: overlap priors and correction factors, as CSV files in the data directory."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final

from creatorgraph.errors import ConfigurationError
from creatorgraph.settings import Home
from creatorgraph.warehouse.label_seeds import LABEL_SEEDS
from creatorgraph.warehouse.project import PROJECT
from creatorgraph.warehouse.seed_shape import Seed, anything, number, one_of, whole, word


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
        key = ", ".join(row[column] for column in seed.keys)
        if key in seen:
            raise _wrong(path, line, seed.keys[0], f"{key!r} occurs twice")
        seen.add(key)
    column, values = seed.needed
    absent = sorted(values - {row[column] for _, row in rows})
    if absent:
        raise _wrong(path, len(rows) + 1, column, f"no row has {absent[0]!r}, which every build needs")
    problem_between = seed.together(rows) if seed.together else None
    if problem_between:
        raise _wrong(path, *problem_between)


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


SEEDS: Final = (
    Seed(
        "overlap_priors",
        {
            "prior_name": word,
            "applies_to": one_of("evidence", "vertical"),
            "applies_when": word,
            "priority": whole,
            "overlap_low": number("0", "1"),
            "overlap_mid": number("0", "1"),
            "overlap_high": number("0", "1"),
            "note": anything,
        },
        key="prior_name",
        needed=("applies_when", frozenset({"identical_handle", "linked_different_handles", "other"})),
        ordered=("overlap_low", "overlap_mid", "overlap_high"),
    ),
    Seed(
        "overlap_corrections",
        {"overlap_method": one_of("prior"), "correction_factor": number("1", "10"), "note": anything},
        key="overlap_method",
        needed=("overlap_method", frozenset({"prior"})),
    ),
    Seed(
        "overlap_adjustments",
        {
            "signal": one_of("language", "region", "engagement"),
            "applies_when": one_of("same", "similar", "different"),
            "weight": number("0", "10"),
            "note": anything,
        },
        key=("signal", "applies_when"),
        needed=("signal", frozenset()),
    ),
    Seed(
        "overlap_creator_priors",
        {
            "prior_name": word,
            "applies_when": one_of("same_vertical", "other"),
            "overlap_low": number("0", "1"),
            "overlap_mid": number("0", "1"),
            "overlap_high": number("0", "1"),
            "note": anything,
        },
        key="applies_when",
        needed=("applies_when", frozenset({"same_vertical", "other"})),
        ordered=("overlap_low", "overlap_mid", "overlap_high"),
    ),
    *LABEL_SEEDS,
)
