"""Accounts in the forms in which people have them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from creatorgraph.errors import BusyError, ConfigurationError, InputFileError
from creatorgraph.land.durable import locked
from creatorgraph.land.imports import ImportOptions, import_accounts
from creatorgraph.land.lake import Lake
from creatorgraph.settings import Home
from creatorgraph.types import Platform
from tests.conftest import NOON
from tests.land.imports.conftest import Write, landed

CHANNEL = "UCX6OQ3DkcsbYNE6H8uQQuVA"

NAMED = [
    ("platform,handle\ntiktok,lena.bakes\n", {"platform": "tiktok", "handle": "lena.bakes"}),
    ("platform,handle\nTikTok,@Lena.Bakes\n", {"platform": "tiktok", "handle": "lena.bakes"}),
    ("platform,username\ntwitter,lena\n", {"platform": "x", "handle": "lena"}),
    ("url\nhttps://www.instagram.com/lena.bakes/?hl=en\n", {"platform": "instagram", "handle": "lena.bakes"}),
    ("Profile URL\nhttps://x.com/lena\n", {"platform": "x", "handle": "lena"}),
    ("platform,handle\nyoutube,https://www.youtube.com/@lena\n", {"platform": "youtube", "handle": "lena"}),
    (f"platform,channel_id\nyoutube,{CHANNEL}\n", {"platform": "youtube", "account_id": CHANNEL}),
    (f"platform,handle\nyoutube,{CHANNEL}\n", {"platform": "youtube", "account_id": CHANNEL}),
    ("platform,user id,handle\ntiktok,70123,lena\n", {"platform": "tiktok", "account_id": "70123", "handle": "lena"}),
    (
        f"handle,channel_url\n,https://www.youtube.com/channel/{CHANNEL}\n",
        {"platform": "youtube", "account_id": CHANNEL},
    ),
]


@pytest.mark.parametrize(("text", "payload"), NAMED)
def test_an_account_is_found_however_it_is_named(
    target: Home, options: ImportOptions, write: Write, text: str, payload: dict[str, str]
) -> None:
    report = import_accounts(target, write(text), options)
    assert (report.kept, report.bad) == (1, ())
    assert json.loads(landed(target)[0].payload) == payload


def test_all_columns_of_a_row_are_kept(target: Home, options: ImportOptions, write: Write) -> None:
    text = (
        "platform,handle,Display Name,biography,website,subscribers,is verified,group,as_of,rank\n"
        'instagram,lena,"Lena, of the bakes","Bread.\nMostly.",https://lena.example,1204,TRUE,spring,2026-08-01,3\n'
    )
    report = import_accounts(target, write(text), options)
    assert report.unused == ("rank",)
    (envelope,) = landed(target)
    assert json.loads(envelope.payload) == {
        "platform": "instagram",
        "handle": "lena",
        "display_name": "Lena, of the bakes",
        "bio": "Bread.\nMostly.",
        "link": "https://lena.example",
        "followers": 1204,
        "verified": True,
        "group": "spring",
    }
    assert envelope.observed_at == datetime(2026, 8, 1, tzinfo=UTC)
    assert (envelope.provider, envelope.endpoint, envelope.lane) == ("import", "accounts", "import")
    assert json.loads(envelope.request_param) == {"file": "my file.csv", "line": 2}
    assert envelope.subject_keys == ("instagram:handle:lena",)


BAD = [
    ("myspace,lena,", "platform", "no known platform"),
    (",lena,", "handle", "without a platform, give its URL"),
    ("tiktok,,", "handle", "is missing"),
    ("tiktok,no spaces please,", "handle", "names no tiktok account"),
    ("tiktok,https://www.instagram.com/lena/,", "handle", "names no tiktok account"),
    ("tiktok,lena@mail.example,", "handle", "names no tiktok account"),
    ("tiktok,lena,1.2M", "followers", "is shortened"),
    ("tiktok,lena,-5", "followers", "is negative"),
    ("tiktok,lena,12.5", "followers", "is not a whole number"),
    ('tiktok,lena,"1,204"', "followers", "has separators"),
    ("tiktok,lena,1.2E+06", "followers", "rounded by a spreadsheet"),
    ("tiktok,lena,99999999999999999999", "followers", "larger than any counter"),
    ("tiktok,lena,n/a", "followers", "is not a whole number"),
    ("tiktok,le\0na,", "handle", "NUL byte"),
    ("tiktok,lena", "row", "has 2 cells where the header has 3"),
    ("tiktok,lena,1,2", "row", "has 4 cells where the header has 3"),
    ('tiktok,"lena" x,1', "row", "goes on after its closing quote"),
]


@pytest.mark.parametrize(("row", "column", "reason"), BAD)
def test_a_bad_row_is_named_and_the_good_ones_are_kept(
    target: Home, options: ImportOptions, write: Write, row: str, column: str, reason: str
) -> None:
    path = write(f"platform,handle,followers\ntiktok,first,1\n{row}\ntiktok,last,3\n")
    report = import_accounts(target, path, options)
    assert report.kept == 2
    (bad,) = report.bad
    assert (bad.file, bad.line, bad.column) == ("my file.csv", 3, column)
    assert reason in bad.reason


def test_a_report_uses_the_files_own_column_names(target: Home, options: ImportOptions, write: Write) -> None:
    report = import_accounts(target, write("platform,User Name,Fans\ntiktok,lena,many\n"), options)
    assert str(report.bad[0]).startswith("my file.csv, line 2, Fans: 'many' is not a whole number")


def test_a_rounded_id_is_refused(target: Home, options: ImportOptions, write: Write) -> None:
    report = import_accounts(target, write("platform,account_id\ntiktok,7.04745E+18\n"), options)
    assert "rounded by a spreadsheet" in report.bad[0].reason


def test_columns_that_disagree_are_refused(target: Home, options: ImportOptions, write: Write) -> None:
    other = "UC" + "a" * 22
    text = f"platform,channel_id,url\nyoutube,{CHANNEL},https://www.youtube.com/channel/{other}\n"
    assert "names another account" in import_accounts(target, write(text), options).bad[0].reason


def test_importing_twice_lands_once_and_says_so(target: Home, options: ImportOptions, write: Write) -> None:
    path = write("platform,handle\ntiktok,lena\nx,omar\ntiktok,LENA\n")
    first = import_accounts(target, path, options)
    assert (first.kept, first.repeated) == (2, 1)
    manifest = Lake(target.lake).manifest()
    second = import_accounts(target, path, options)
    assert (second.kept, second.repeated) == (0, 3)
    assert Lake(target.lake).manifest() == manifest


def test_the_same_row_seen_on_another_day_is_another_answer(target: Home, options: ImportOptions, write: Write) -> None:
    path = write("platform,handle,followers\ntiktok,lena,100\n")
    import_accounts(target, path, replace(options, observed_at=datetime(2026, 8, 1, tzinfo=UTC)))
    report = import_accounts(target, path, replace(options, observed_at=datetime(2026, 9, 1, tzinfo=UTC)))
    assert report.kept == 1


def test_private_rows_stay_in_their_organization(target: Home, options: ImportOptions, write: Write) -> None:
    path = write("platform,handle\ntiktok,lena\n")
    import_accounts(target, path, options)
    report = import_accounts(target, path, replace(options, private=True, organization="acme"))
    assert report.kept == 1
    assert {envelope.visibility for envelope in landed(target)} == {"public", "org:acme"}


def test_a_mapping_names_a_column_or_leaves_it_out(target: Home, options: ImportOptions, write: Write) -> None:
    path = write("handle,website,artist\nlena,https://lena.example,The Lenas\n")
    mapped = replace(options, platform=Platform.X, columns={"display_name": "artist", "link": ""})
    report = import_accounts(target, path, mapped)
    assert report.unused == ("website",)
    assert json.loads(landed(target)[0].payload) == {"platform": "x", "handle": "lena", "display_name": "The Lenas"}


MISTAKES = [
    ("platform,handle,username\nx,a,b\n", {}, None),
    ("platform,username,screen_name\nx,a,b\n", {}, "More than one column could be the handle"),
    ("platform,handle,Handle\nx,a,b\n", {}, "More than one column could be the handle"),
    ("platform,handle\nx,a\n", {"handel": "handle"}, "Known are"),
    ("platform,handle\nx,a\n", {"handle": "nobody"}, "Unknown column of the file"),
]


@pytest.mark.parametrize(("text", "columns", "message"), MISTAKES)
def test_a_header_is_understood_or_the_way_out_is_named(
    target: Home, options: ImportOptions, write: Write, text: str, columns: dict[str, str], message: str | None
) -> None:
    wanted = replace(options, columns=columns)
    if message is None:
        assert import_accounts(target, write(text), wanted).kept == 1
        return
    with pytest.raises(ConfigurationError, match=message):
        import_accounts(target, write(text), wanted)
    assert landed(target) == []


@pytest.mark.parametrize("column", ["email", "E-Mail", "work_email", "Phone", "mobile number", "street address"])
def test_personal_data_is_refused(target: Home, options: ImportOptions, write: Write, column: str) -> None:
    with pytest.raises(InputFileError, match="personal data"):
        import_accounts(target, write(f"platform,handle,{column}\nx,lena,?\n"), options)
    assert landed(target) == []


def test_two_imports_at_once_are_refused(target: Home, options: ImportOptions, write: Write) -> None:
    path = write("platform,handle\nx,lena\n")
    with locked(target.locks / "import.lock"), pytest.raises(BusyError, match="Another import"):
        import_accounts(target, path, options)
    assert import_accounts(target, path, options).kept == 1


def test_progress_ends_at_the_size_of_the_file(target: Home, options: ImportOptions, write: Write) -> None:
    told: list[tuple[int, int]] = []
    rows = "".join(f"x,lena{number}\n" for number in range(5000))
    path = write(f"platform,handle\n{rows}")
    import_accounts(target, path, replace(options, progress=lambda done, size: told.append((done, size))))
    assert len(told) >= 3
    assert told[-1] == (path.stat().st_size, path.stat().st_size)
    assert told == sorted(told)


def test_the_time_of_the_import_is_kept_apart(target: Home, options: ImportOptions, write: Write) -> None:
    import_accounts(target, write("platform,handle\nx,lena\n"), options)
    (envelope,) = landed(target)
    assert envelope.observed_at == envelope.ingested_at == NOON
