"""The match on a plain file: what people hand in, and what they get back."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from creatorgraph.errors import InputFileError
from creatorgraph.match.files import FileMatch, match_file

HEADER = "platform,account_id,handle,display_name,bio,link,followers,verified"
GOOD = [
    "tiktok,1,lena,Lena,IG: @breadqueen,,1000,true",
    "instagram,2,breadqueen,Lena,TikTok: @lena,,2000,",
    "x,3,@marie,Marie,,,,no",
    "instagram,4,https://instagram.com/marie,Marie,,,7,0",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "with a space"
    made.mkdir()
    return made


def match(folder: Path, content: str | bytes) -> FileMatch:
    source = folder / "accounts.csv"
    source.write_bytes(content if isinstance(content, bytes) else content.encode())
    return match_file(source, folder / "creators.csv", folder / "pairs.csv")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines(*rows: str) -> str:
    return "\n".join((HEADER, *rows)) + "\n"


def test_creators_and_pairs_come_back(folder: Path) -> None:
    done = match(folder, lines(*GOOD))
    assert (done.accounts, done.creators, done.joined, done.automatic, done.review) == (4, 3, 1, 1, 1)
    creators = {(row["platform"], row["account_id"]): row["creator_id"] for row in read(folder / "creators.csv")}
    assert creators["tiktok", "1"] == creators["instagram", "2"]
    assert len(set(creators.values())) == 3
    first = read(folder / "pairs.csv")[0]
    assert list(first) == [
        "platform_a", "account_id_a", "platform_b", "account_id_b", "score", "confidence", "method", "status",
        "reasons",
    ]  # fmt: skip
    assert (first["platform_a"], first["account_id_a"], first["status"]) == ("instagram", "2", "auto")
    assert "bio_link_mutual" in first["reasons"].split(";")


def test_row_order_does_not_matter(folder: Path) -> None:
    match(folder, lines(*GOOD))
    before = [(folder / name).read_bytes() for name in ("creators.csv", "pairs.csv")]
    shuffled = list(GOOD)
    random.Random(3).shuffle(shuffled)
    match(folder, lines(*shuffled))
    assert [(folder / name).read_bytes() for name in ("creators.csv", "pairs.csv")] == before


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("\ufeff" + lines(*GOOD), id="byte order mark"),
        pytest.param(lines(*GOOD).replace("\n", "\r\n"), id="CRLF"),
        pytest.param(lines(*GOOD).replace(",", ";"), id="semicolons"),
        pytest.param(lines(*GOOD).replace(",", "\t"), id="tabs"),
        pytest.param(lines(*GOOD).encode("utf-16"), id="UTF-16"),
        pytest.param(lines(*GOOD).replace("platform,account_id", '"Platform",ACCOUNT_ID'), id="header in capitals"),
        pytest.param(lines(*GOOD).rstrip("\n"), id="no last line end"),
        pytest.param(lines(*GOOD, "", ""), id="empty lines"),
    ],
)
def test_files_as_programs_write_them(folder: Path, content: str | bytes) -> None:
    done = match(folder, content)
    assert (done.accounts, done.creators, list(done.bad_rows)) == (4, 3, [])


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("facebook,9,lena,,,,,", "platform", "unknown platform 'facebook'"),
        ("tiktok,,lena,,,,,", "account_id", "empty"),
        ("tiktok,9,,,,,,", "handle", "empty"),
        ("tiktok,9,le na,,,,,", "handle", "no handle"),
        ("tiktok,9,https://instagram.com/lena,,,,,", "handle", "no handle"),
        ("tiktok,9,paul,,,,many,", "followers", "whole number"),
        ("tiktok,9,paul,,,,-1,", "followers", "whole number"),
        ("tiktok,9,paul,,,,,perhaps", "verified", "neither true nor false"),
        ("tiktok,9,paul", "row", "3 values where the header has 8 columns"),
        ("tiktok,1,again,,,,,", "account_id", "already on line 2"),
    ],
)
def test_a_bad_row_is_reported_and_the_good_ones_kept(folder: Path, row: str, column: str, reason: str) -> None:
    done = match(folder, lines(GOOD[0], row, *GOOD[1:]))
    (bad,) = done.bad_rows
    assert (bad.file, bad.line, bad.column) == ("accounts.csv", 3, column)
    assert reason in bad.reason
    assert done.accounts == 4


def test_a_row_that_is_not_utf8_is_reported(folder: Path) -> None:
    done = match(folder, lines(*GOOD).encode() + "tiktok,9,paul,J\xfcrgen,,,,\n".encode("latin-1"))
    (bad,) = done.bad_rows
    assert (bad.line, bad.column, bad.reason) == (6, "display_name", "not UTF-8")


def test_a_bio_may_have_line_breaks_and_lines_are_counted_right(folder: Path) -> None:
    done = match(folder, lines('tiktok,7,paul,Paul,"one\ntwo\nthree",,,', "vine,8,x,,,,,", GOOD[0]))
    assert [bad.line for bad in done.bad_rows] == [5]
    assert done.accounts == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("platform,handle\ntiktok,lena\n", "no column account_id"),
        ("platform,account_id,handle,email\ntiktok,1,lena,l@x.org\n", "private data"),
        ("platform,account_id,handle,bio,bio\n", "bio twice"),
    ],
)
def test_a_file_that_cannot_be_used_says_so_and_writes_nothing(folder: Path, content: str, message: str) -> None:
    with pytest.raises(InputFileError, match=message):
        match(folder, content)
    assert not (folder / "creators.csv").exists()


def test_a_missing_file_says_so(folder: Path) -> None:
    with pytest.raises(InputFileError, match="cannot be read"):
        match_file(folder / "nowhere.csv", folder / "creators.csv", folder / "pairs.csv")


def test_a_place_that_cannot_be_written_says_so(folder: Path) -> None:
    (folder / "creators.csv").mkdir()
    with pytest.raises(InputFileError, match="cannot be written"):
        match(folder, lines(*GOOD))
    assert not list(folder.glob(".*partial"))


def test_a_header_alone_is_a_file_of_no_accounts(folder: Path) -> None:
    assert match(folder, lines()).accounts == 0
    assert read(folder / "creators.csv") == []
