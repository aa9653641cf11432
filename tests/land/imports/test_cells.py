"""Cells: what is taken, and what is refused with which reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatorgraph.land.imports.cells import BadCellError, counter, flag, instant
from tests.conftest import NOON


@given(st.integers(0, 2**63 - 1))
def test_a_whole_number_comes_back(value: int) -> None:
    assert counter("followers", str(value)) == value
    assert counter("followers", f"{value}.0") == value


@given(st.text(min_size=1, max_size=20))
def test_anything_else_is_refused_with_a_reason(text: str) -> None:
    try:
        value = counter("followers", text)
    except BadCellError as error:
        assert error.reason
    else:
        assert str(value) == text.removesuffix(".0").lstrip("0") or value == 0


def test_absent_is_not_zero() -> None:
    assert counter("followers", None) is None
    assert flag("verified", None) is None
    assert instant("date", None, NOON) is None


INSTANTS = [
    ("2026-01-17", datetime(2026, 1, 17, tzinfo=UTC)),
    ("2026-01-17T10:00:00Z", datetime(2026, 1, 17, 10, tzinfo=UTC)),
    ("2020-11-29T20:48:01+01:00", datetime(2020, 11, 29, 19, 48, 1, tzinfo=UTC)),
    ("2026-01-17 10:00", datetime(2026, 1, 17, 10, tzinfo=UTC)),
    ("2026-01-28T00:26:46.333802+00:00", datetime(2026, 1, 28, 0, 26, 46, 333802, tzinfo=UTC)),
]


@pytest.mark.parametrize(("text", "expected"), INSTANTS)
def test_iso_dates_become_utc(text: str, expected: datetime) -> None:
    assert instant("date", text, NOON) == expected


NO_INSTANTS = [
    ("17/01/2026", "is not a date"),
    ("2026-02-30", "is not a date"),
    ("20260117", "is not a date"),
    ("1709043367", "is not a date"),
    ("yesterday", "is not a date"),
    ("9999-12-31T23:59:59-23:00", "is not a date"),
    ("2026-11-02", "lies in the future"),
    ("2026-11-01T12:00:01Z", "lies in the future"),
    ("1970-01-01", "before any of these platforms"),
]


@pytest.mark.parametrize(("text", "reason"), NO_INSTANTS)
def test_other_dates_are_refused(text: str, reason: str) -> None:
    with pytest.raises(BadCellError, match=reason):
        instant("date", text, NOON)


@given(st.datetimes(datetime(2006, 1, 1), datetime(2026, 10, 1)), st.integers(-23, 23))
def test_any_offset_is_honoured(naive: datetime, hours: int) -> None:
    moment = naive.replace(tzinfo=timezone(timedelta(hours=hours)))
    assert instant("date", moment.isoformat(), NOON) == moment


@pytest.mark.parametrize(("text", "expected"), [("True", True), ("1", True), ("no", False), ("0", False)])
def test_flags(text: str, expected: bool) -> None:
    assert flag("verified", text) is expected


def test_a_flag_that_is_neither_is_refused() -> None:
    with pytest.raises(BadCellError, match="neither true nor false"):
        flag("verified", "maybe")
