"""Cells of a person's table into typed values. Absent is None, never 0; what is unclear is refused, never guessed."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

COUNTER: Final = re.compile(r"[0-9]+(\.0)?", re.ASCII)
SHORTENED: Final = re.compile(r"[0-9]+([.,][0-9]+)?\s*[kmb]n?\+?", re.ASCII | re.IGNORECASE)
SEPARATED: Final = re.compile(r"[0-9]{1,3}([ ,.'\u00a0\u202f][0-9]{3})+", re.ASCII)
SCIENTIFIC: Final = re.compile(r"[0-9]+([.,][0-9]+)?e\+?[0-9]+", re.ASCII | re.IGNORECASE)
ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
LARGEST_COUNTER: Final = 2**63 - 1
FIRST_YEAR: Final = 2005
YES: Final = frozenset({"true", "t", "yes", "y", "1"})
NO: Final = frozenset({"false", "f", "no", "n", "0"})


class BadCellError(ValueError):
    """A cell that cannot be taken: its canonical column, and the reason in words for its author."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column, self.reason = column, reason


def counter(column: str, text: str | None) -> int | None:
    """A count of followers, posts and the like: a whole number that is not negative ("1204", also "1204.0")."""
    if text is None:
        return None
    if not COUNTER.fullmatch(text):
        raise BadCellError(column, _why_no_counter(text))
    value = int(text.removesuffix(".0"))
    if value > LARGEST_COUNTER:
        raise BadCellError(column, f"{shown(text)} is larger than any counter")
    return value


def instant(column: str, text: str | None, now: datetime) -> datetime | None:
    """A day or an instant in ISO form, as UTC; without an offset it is taken as UTC, a day as its midnight."""
    if text is None:
        return None
    try:
        if not ISO_DATE.match(text):
            raise ValueError
        found = datetime.fromisoformat(text)
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        wanted = "2026-08-01 or 2026-08-01T12:00:00Z"
        raise BadCellError(column, f"{shown(text)} is not a date of the form {wanted}") from None
    if found > now:
        raise BadCellError(column, f"{shown(text)} lies in the future")
    if found.year < FIRST_YEAR:
        raise BadCellError(column, f"{shown(text)} is before any of these platforms existed")
    return found


def flag(column: str, text: str | None) -> bool | None:
    """A yes or a no."""
    if text is None:
        return None
    if text.lower() in YES:
        return True
    if text.lower() in NO:
        return False
    raise BadCellError(column, f"{shown(text)} is neither true nor false")


def shown(text: str) -> str:
    """A cell as a report quotes it: short, and on one line."""
    flat = " ".join(text.split())
    return repr(flat if len(flat) <= 60 else f"{flat[:57]}...")


def _why_no_counter(text: str) -> str:
    if re.fullmatch(r"-\s*[0-9.,]+", text, re.ASCII):
        return f"{shown(text)} is negative"
    if SHORTENED.fullmatch(text):
        return f"{shown(text)} is shortened; give the whole number (1200000, not 1.2M)"
    if SEPARATED.fullmatch(text):
        return f"{shown(text)} has separators, which may be decimals; give the plain number"
    if SCIENTIFIC.fullmatch(text):
        return f"{shown(text)} was rounded by a spreadsheet; give the whole number"
    return f"{shown(text)} is not a whole number"
