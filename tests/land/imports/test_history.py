"""Counters on past days."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from creatorgraph.land.imports import ImportOptions, import_history
from creatorgraph.settings import Home
from tests.land.imports.conftest import Write, landed


def test_a_row_is_true_at_its_own_date(target: Home, options: ImportOptions, write: Write) -> None:
    text = (
        "platform,unique_id,user_id,snapshot_at,follower_count,heart_count\n"
        "tiktok,lena,70123,2022-03-24T23:47:21+01:00,5500000,16700000\n"
        "tiktok,lena,70123,2022-03-26,5500000.0,\n"
    )
    report = import_history(target, write(text), options)
    assert (report.kept, report.bad) == (2, ())
    named = {"platform": "tiktok", "account_id": "70123", "handle": "lena", "followers": 5500000}
    by_time = sorted(landed(target), key=lambda one: one.observed_at)
    assert [json.loads(one.payload) for one in by_time] == [
        {**named, "date": "2022-03-24T22:47:21Z", "likes": 16700000},
        {**named, "date": "2022-03-26"},
    ]
    assert [one.observed_at for one in by_time] == [
        datetime(2022, 3, 24, 22, 47, 21, tzinfo=UTC),
        datetime(2022, 3, 26, tzinfo=UTC),
    ]
    assert by_time[0].subject_keys == ("tiktok:id:70123", "tiktok:handle:lena")


BAD = [
    ("x,lena,,100", "date", "is missing"),
    ("x,lena,2026-08-01,", "followers", "every other counter"),
    ("x,lena,2027-08-01,100", "date", "future"),
    ("x,lena,08/01/2026,100", "date", "is not a date"),
]


@pytest.mark.parametrize(("row", "column", "reason"), BAD)
def test_a_bad_row_is_named(
    target: Home, options: ImportOptions, write: Write, row: str, column: str, reason: str
) -> None:
    report = import_history(target, write(f"platform,handle,date,followers\n{row}\n"), options)
    assert report.kept == 0
    assert (report.bad[0].column, report.bad[0].line) == (column, 2)
    assert reason in report.bad[0].reason


def test_equal_instants_are_one_answer(target: Home, options: ImportOptions, write: Write) -> None:
    text = (
        "platform,handle,date,followers\nx,lena,2026-08-01T12:00:00Z,100\nx,lena,2026-08-01T14:00:00+02:00,100\n"
        "x,lena,2026-08-01T12:00:00Z,101\n"
    )
    report = import_history(target, write(text), options)
    assert (report.kept, report.repeated) == (2, 1)
