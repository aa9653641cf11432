"""What a person's table must look like: its columns, what each cell may say, and what holds between rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

Check = Callable[[str], str | None]
"""Takes a cell and says what is wrong with it, or None."""

Rows = Sequence[tuple[int, Mapping[str, str]]]
"""The rows of a table, each with its line number."""

Together = Callable[[Rows], tuple[int, str, str] | None]
"""Takes all rows and says (line, column, reason) of what is wrong between them, or None."""


@dataclass(frozen=True, slots=True)
class Seed:
    """One editable table: columns with checks, key, values that a column must have, columns that must not fall."""

    name: str
    columns: Mapping[str, Check]
    key: str | tuple[str, ...]
    needed: tuple[str, frozenset[str]]
    ordered: Sequence[str] = ()
    together: Together | None = None

    @property
    def file(self) -> str:
        """The name of its CSV file."""
        return f"{self.name}.csv"

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that together name one row."""
        return (self.key,) if isinstance(self.key, str) else self.key


def number(least: str, most: str) -> Check:
    """A number between two others, both included."""

    def check(cell: str) -> str | None:
        try:
            inside = Decimal(least) <= Decimal(cell) <= Decimal(most)
        except InvalidOperation:
            return f"{cell!r} is not a number from {least} to {most}"
        return None if inside else f"{cell} is not between {least} and {most}"

    return check


def one_of(*known: str) -> Check:
    """One of these words."""
    return lambda cell: None if cell in known else f"{cell!r} is not one of {', '.join(known)}"


def word(cell: str) -> str | None:
    """A word, or several, in lower case."""
    return None if cell.strip() and cell == cell.strip().lower() else "must be a word in lower case"


def filled(cell: str) -> str | None:
    """Any text but none, without blanks around it."""
    return None if cell.strip() and cell == cell.strip() else "is missing or has blanks around it"


def whole(cell: str) -> str | None:
    """A whole number that is not negative."""
    return None if cell.isascii() and cell.isdigit() else f"{cell!r} is not a whole number"


def optional(check: Check) -> Check:
    """Nothing, or what `check` accepts."""
    return lambda cell: check(cell) if cell else None


def anything(_: str) -> str | None:
    """Any text."""
    return None
