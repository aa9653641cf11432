"""Rows of a delimited file, each with the physical line it begins on; a broken row never takes a good one with it."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from creatorgraph.errors import BadRowError, InputFileError
from creatorgraph.land.imports.columns import Header, personal_columns, recognised, understand
from creatorgraph.land.imports.text import Lines, TextFile

DELIMITERS: Final = (",", ";", "\t", "|")
LONGEST_LINE: Final = 1 << 20
LINES_PER_RECORD: Final = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it begins on, and its filled cells by canonical column, trimmed."""

    line: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str | None:
        """A cell, or None where it is empty or the file has no such column."""
        return self.cells.get(column)


class Records:
    """Records of a delimited file, with one record of look-back.

    The csv module reads on to the end of the file after a quote that is never closed. So the lines of the record
    being read are remembered, and after an error reading goes on with the line behind the one it began on.
    """

    def __init__(self, lines: Lines, delimiter: str) -> None:
        self._lines = lines
        self._again: deque[tuple[int, str]] = deque()
        self._record: list[tuple[int, str]] = []
        self._delimiter = delimiter
        self._parser = self._fresh_parser()

    def __iter__(self) -> Iterator[tuple[int, list[str] | str]]:
        """Yield (line, cells), or (line, reason) for a record that cannot be read."""
        while True:
            self._record = []
            try:
                cells = next(self._parser)
            except StopIteration:
                return
            except csv.Error as error:
                line = self._record[0][0] if self._record else self._lines.number
                yield line, _in_words(error)
                self._again.extendleft(reversed(self._record[1:]))
                self._parser = self._fresh_parser()
                continue
            if any(cell.strip() for cell in cells):
                yield self._record[0][0], cells

    def _fresh_parser(self) -> Iterator[list[str]]:
        return iter(csv.reader(self._feed(), delimiter=self._delimiter, strict=True))

    def _feed(self) -> Iterator[str]:
        while True:
            numbered = self._again.popleft() if self._again else self._next_line()
            if numbered is None:
                return
            self._record.append(numbered)
            if len(self._record) > LINES_PER_RECORD:
                raise csv.Error("unexpected end of data")
            yield numbered[1]

    def _next_line(self) -> tuple[int, str] | None:
        for line in self._lines:
            if len(line) == LONGEST_LINE:
                self._lines.skip_rest(line)
                raise csv.Error("field larger than field limit")
            return self._lines.number, line
        return None


def read_header(file: TextFile, lines: Lines, wanted: Sequence[str], mapping: Mapping[str, str]) -> tuple[Header, str]:
    """Read the first line, and tell the delimiter by which of its names mean something.

    Raises InputFileError where nothing is recognised or a column holds personal data, ConfigurationError where a
    column is ambiguous.
    """
    first = next((line for line in lines if line.strip()), "")
    if not first:
        raise InputFileError(file.path, "holds only blank lines.", todo="Write a header line and at least one row.")
    named = {delimiter: _split(first, delimiter) for delimiter in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda one: (recognised(named[one], wanted, mapping), one == ","))
    names = named[delimiter]
    if not recognised(names, wanted, mapping):
        raise InputFileError(
            file.path,
            f"no column is recognised in its first line ({', '.join(names[:8])[:120]}).",
            todo=f"The first line must name columns, such as {', '.join(wanted[:4])}; or use --map CANONICAL=COLUMN.",
        )
    personal = personal_columns(names)
    if personal:
        raise InputFileError(
            file.path,
            f"holds personal data, which is not imported ({', '.join(personal)}).",
            todo="Remove these columns and import it again.",
        )
    return understand(names, wanted, mapping), delimiter


def read_rows(file: TextFile, lines: Lines, header: Header, delimiter: str) -> Iterator[Row | BadRowError]:
    """The rows below the header; blank lines are passed over."""
    for line, cells in Records(lines, delimiter):
        if isinstance(cells, str):
            yield BadRowError(file.name, line, "row", cells)
        elif len(cells) != header.width:
            reason = f"has {len(cells)} cells where the header has {header.width}"
            yield BadRowError(file.name, line, "row", reason)
        else:
            yield _row(file, line, cells, header)


def _row(file: TextFile, line: int, cells: list[str], header: Header) -> Row | BadRowError:
    filled: dict[str, str] = {}
    for column, position in header.positions.items():
        cell = cells[position].strip()
        if "\0" in cell:
            return BadRowError(file.name, line, header.names[position], "holds a NUL byte")
        if cell:
            filled[column] = cell
    return Row(line, filled)


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return [name.strip() for name in next(csv.reader([line], delimiter=delimiter))]
    except csv.Error:
        return [line.strip()]


def _in_words(error: csv.Error) -> str:
    message = str(error)
    if "unexpected end of data" in message:
        return "a quoted cell is never closed"
    if "field larger" in message:
        return f"a cell is longer than {csv.field_size_limit():,} characters, or a quote is never closed"
    if "expected after" in message:
        return "a quoted cell goes on after its closing quote"
    return f"cannot be read ({message})"
