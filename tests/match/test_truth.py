"""Truth files as people write them, and what is said of bad ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from creatorgraph.errors import InputFileError
from creatorgraph.ids import account_key
from creatorgraph.match.truth import find_owners, read_truth

HEADER = "platform,account_id,handle,entity_id"


def write(folder: Path, *lines: str) -> Path:
    path = folder / "truth.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "header",
    [
        HEADER,
        "platform,native_id,handle,person_id",
        "Platform;account_id;handle;owner",
        "platform,account_id,handle,owner_id",
    ],
)
def test_columns_by_their_usual_names(tmp_path: Path, header: str) -> None:
    rows = ["tiktok,1,lena,p1", "instagram,,@Lena,p1"]
    if ";" in header:
        rows = [row.replace(",", ";") for row in rows]
    truth = read_truth(write(tmp_path, header, *rows))
    assert [(row.platform, row.native_id, row.handle, row.owner) for row in truth.rows] == [
        ("tiktok", "1", "lena", "p1"),
        ("instagram", "", "lena", "p1"),
    ]
    assert truth.bad == []


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("vine,1,lena,p1", "platform", "unknown platform 'vine'"),
        ("tiktok,,,p1", "account_id", "empty"),
        ("tiktok,1,lena,", "entity_id", "empty"),
        ("tiktok,,le na,p1", "handle", "no handle"),
        ("tiktok,7,other,p2", "entity_id", "another owner (p1) on line 2"),
        ("tiktok,1", "row", "2 values"),
    ],
)
def test_a_bad_row_is_named_by_line_and_column(tmp_path: Path, row: str, column: str, reason: str) -> None:
    truth = read_truth(write(tmp_path, HEADER, "tiktok,7,seven,p1", row))
    (bad,) = truth.bad
    assert (bad.line, bad.column) == (3, column)
    assert reason in bad.reason
    assert len(truth.rows) == 1


@pytest.mark.parametrize(
    ("header", "message"),
    [("", "is empty"), ("account_id,entity_id", "no column platform"), ("platform,entity_id", "no column account_id"),
     ("platform,handle", "no column entity_id")],
)  # fmt: skip
def test_a_file_without_its_columns_says_so(tmp_path: Path, header: str, message: str) -> None:
    with pytest.raises(InputFileError, match=message):
        read_truth(write(tmp_path, header))


def test_owners_are_found_by_id_and_by_handle(tmp_path: Path) -> None:
    truth = read_truth(write(tmp_path, HEADER, "tiktok,1,,p1", "x,,Lena,p1", "x,99,gone,p2"))
    one = account_key("tiktok", "1")
    owners = find_owners(truth, {one: "tiktok", "b": "x"}, {("x", "lena"): "b"})
    assert owners.of == {one: "p1", "b": "p1"}
    assert owners.unseen == 1
