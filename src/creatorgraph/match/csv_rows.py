"""Plain CSV files, row by row with the line each starts on: encodings and delimiters recognised, bad rows reported."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from creatorgraph.errors import BadRowError, InputFileError

CheckHeader = Callable[[Path, list[str]], None]


def read_rows(path: Path, bad: list[BadRowError], check: CheckHeader) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row by column name (lower case); rows that are no rows are added to `bad`.

    UTF-8 with or without a mark, or UTF-16 with one; comma, semicolon or tab. Bytes that are not UTF-8 arrive as lone
    surrogates. Raises InputFileError when the file cannot be read, and what `check` raises of its header.
    """
    try:
        with path.open(encoding=_encoding(path), errors="surrogateescape", newline="") as file:
            header = file.readline()
            names = _names(header)
            check(path, names)
            yield from _values(path, bad, names, file, _delimiter(header))
    except OSError as error:
        raise InputFileError(path, f"cannot be read ({error.strerror}).", todo="Check the path.") from None
    except UnicodeError:
        raise InputFileError(path, "is not text in UTF-8.", todo="Save it as CSV, UTF-8.") from None


def check_text(path: Path, line: int, cells: dict[str, str]) -> None:
    """Raise BadRowError naming the column whose bytes were not UTF-8."""
    for column, value in cells.items():
        if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise BadRowError(path.name, line, column, "not UTF-8")


def refuse_missing(path: Path, names: Sequence[str], required: Sequence[str]) -> None:
    """Raise InputFileError where the file is empty or lacks a required column."""
    if names == [""]:
        raise InputFileError(path, "is empty.", todo=f"It needs the columns {', '.join(required)}.")
    missing = [name for name in required if name not in names]
    if missing:
        raise InputFileError(
            path,
            f"has no column {', '.join(missing)}.",
            todo=f"It needs {', '.join(required)}; found: {', '.join(names)}.",
        )


def _values(
    path: Path, bad: list[BadRowError], names: list[str], file: Iterable[str], delimiter: str
) -> Iterator[tuple[int, dict[str, str]]]:
    reader, before = csv.reader(file, delimiter=delimiter), 1  # the header was read before
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            bad.append(BadRowError(path.name, before + reader.line_num, "row", f"not valid CSV ({error})"))
            continue
        line = before + reader.line_num - sum(value.count("\n") for value in values)
        if len(values) == len(names):
            yield line, dict(zip(names, values, strict=True))
        elif values:
            reason = f"{len(values)} values where the header has {len(names)} columns"
            bad.append(BadRowError(path.name, line, "row", reason))


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    return "utf-16" if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _names(header: str) -> list[str]:
    return [name.strip().strip('"').lower() for name in header.strip().split(_delimiter(header))]
