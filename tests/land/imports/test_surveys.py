"""What followers said when they were asked."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from creatorgraph.land.imports import ImportOptions, import_survey
from creatorgraph.settings import Home
from tests.land.imports.conftest import Write, landed

HEADER = "platform_a,handle_a,platform_b,handle_b,creator,creator_a,creator_b,asked,also_follow,date,surveyed_by\n"
ONE = "7ba0afa2-744b-5fd9-a75b-53d3da75ab4e"
OTHER = "f6c5cc88-d171-5bb7-9646-9be90d031eb3"


def test_each_scope_says_what_it_is_about(target: Home, options: ImportOptions, write: Write) -> None:
    """Two accounts, one creator on two platforms, two creators, two platforms; true when people were asked."""
    text = HEADER + (
        "tiktok,@lena,instagram,lena.b,,,,1000,87,2026-07-01,panel\n"
        f"tiktok,,x,,{ONE.upper()},,,50,0,2026-07-01,\n"
        f",,,,,{ONE},{OTHER},10,10,2026-07-01,\n"
        "tiktok,,youtube,,,,,10,3,2026-07-01,\n"
    )
    report = import_survey(target, write(text), options)
    assert (report.kept, report.bad, report.unused) == (4, (), ())
    by_scope = {json.loads(one.payload)["scope"]: one for one in landed(target)}
    assert {one.observed_at for one in by_scope.values()} == {datetime(2026, 7, 1, tzinfo=UTC)}
    payloads = {scope: json.loads(one.payload) for scope, one in by_scope.items()}
    platforms = {"platform_a": "tiktok", "platform_b": "youtube"}
    assert payloads == {
        "accounts": {
            "scope": "accounts", "platform_a": "tiktok", "handle_a": "lena", "platform_b": "instagram",
            "handle_b": "lena.b", "asked": 1000, "also_follow": 87, "surveyed_by": "panel",
        },
        "creator": {"scope": "creator", "creator": ONE, **platforms, "platform_b": "x", "asked": 50, "also_follow": 0},
        "creators": {"scope": "creators", "creator_a": ONE, "creator_b": OTHER, "asked": 10, "also_follow": 10},
        "platforms": {"scope": "platforms", **platforms, "asked": 10, "also_follow": 3},
    }  # fmt: skip
    assert by_scope["accounts"].subject_keys == ("tiktok:handle:lena", "instagram:handle:lena.b")
    assert import_survey(target, write(text), options).repeated == 4


BAD = [
    ("tiktok,lena,x,lena,,,,,3,2026-07-01,", "asked", "is missing"),
    ("tiktok,lena,x,lena,,,,0,0,2026-07-01,", "asked", "is missing"),
    ("tiktok,lena,x,lena,,,,10,,2026-07-01,", "also_follow", "is missing"),
    ("tiktok,lena,x,lena,,,,10,11,2026-07-01,", "also_follow", "more than were asked"),
    ("tiktok,lena,x,lena,,,,10,3,,", "date", "when were they asked"),
    ("tiktok,lena,x,,,,,10,3,2026-07-01,", "handle_b", "is missing"),
    ("tiktok,lena,tiktok,lena,,,,10,3,2026-07-01,", "handle_b", "the same account"),
    ("tiktok,,,,,,,10,3,2026-07-01,", "platform_b", "is missing"),
    ("tiktok,,tiktok,,,,,10,3,2026-07-01,", "platform_b", "the same as the first"),
    ("tiktok,,myspace,,,,,10,3,2026-07-01,", "platform_b", "no known platform"),
    (f",,,,,{ONE},,10,3,2026-07-01,", "creator_b", "is missing"),
    (f",,,,,{ONE},{ONE},10,3,2026-07-01,", "creator_b", "the same as the first"),
    ("tiktok,,x,,lena,,,10,3,2026-07-01,", "creator", "is no creator id"),
]


@pytest.mark.parametrize(("row", "column", "reason"), BAD)
def test_a_bad_row_is_named(
    target: Home, options: ImportOptions, write: Write, row: str, column: str, reason: str
) -> None:
    """By column and reason; nothing of it is landed."""
    report = import_survey(target, write(HEADER + row + "\n"), options)
    assert report.kept == 0
    assert (report.bad[0].column, report.bad[0].line) == (column, 2)
    assert reason in report.bad[0].reason
