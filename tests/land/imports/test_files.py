"""Files as they come: encodings, delimiters, quotes, and things that are no tables."""

from __future__ import annotations

import codecs
import csv
import io
import json
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatorgraph.errors import BadRowError, ConfigurationError, InputFileError
from creatorgraph.land.imports import ImportOptions, import_accounts
from creatorgraph.land.imports.table import LONGEST_LINE, Row, read_header, read_rows
from creatorgraph.land.imports.text import examine, open_lines
from creatorgraph.settings import Home
from tests.land.imports.conftest import Write, landed

TABLE = "platform,handle,name\ntiktok,lena,Léna Café\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_unicode_is_recognised(target: Home, options: ImportOptions, write: Write, encoding: str, end: str) -> None:
    report = import_accounts(target, write(TABLE.replace("\n", end), encoding=encoding), options)
    assert (report.kept, report.bad) == (1, ())
    assert json.loads(landed(target)[0].payload)["display_name"] == "Léna Café"


def test_another_encoding_is_refused_and_can_be_named(target: Home, options: ImportOptions, write: Write) -> None:
    path = write(TABLE, encoding="latin-1")
    with pytest.raises(InputFileError, match=r"line 2 is not valid UTF-8.*--encoding cp1252"):
        import_accounts(target, path, options)
    assert import_accounts(target, path, replace(options, encoding="cp1252")).kept == 1
    assert json.loads(landed(target)[0].payload)["display_name"] == "Léna Café"


def test_utf16_without_a_mark_is_refused_and_can_be_named(target: Home, options: ImportOptions, write: Write) -> None:
    path = write(TABLE.encode("utf-16-le"))
    with pytest.raises(InputFileError, match="--encoding utf-16-le"):
        import_accounts(target, path, options)
    assert import_accounts(target, path, replace(options, encoding="utf-16-le")).kept == 1


def test_an_unknown_encoding_is_named(target: Home, options: ImportOptions, write: Write) -> None:
    with pytest.raises(ConfigurationError, match="Unknown encoding 'klingon'"):
        import_accounts(target, write(TABLE), replace(options, encoding="klingon"))


NO_TABLES = [
    (b"", "is empty"),
    (b"\n\n  \n", "only blank lines"),
    (b"platform,handle\n", "a header and no rows"),
    (b"platform,handle\n\n\n", "a header and no rows"),
    (b"lena\nomar\n", "no column is recognised"),
    (b"PK\x03\x04....", "workbook or a zip"),
    (b"\x1f\x8b\x08\x00abcd", "compressed"),
    (b"PAR1....", "Parquet"),
    (codecs.BOM_UTF16_LE + b"p\x00l", "not valid UTF-16"),
]


@pytest.mark.parametrize(("content", "reason"), NO_TABLES)
def test_what_is_no_table_is_refused_whole(
    target: Home, options: ImportOptions, write: Write, content: bytes, reason: str
) -> None:
    with pytest.raises(InputFileError, match=reason) as refusal:
        import_accounts(target, write(content), options)
    assert "Nothing was imported" in str(refusal.value)
    assert landed(target) == []


def test_a_missing_file_and_a_folder_are_told_apart(target: Home, options: ImportOptions, tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="no such file"):
        import_accounts(target, tmp_path / "absent.csv", options)
    with pytest.raises(InputFileError, match="is not a file"):
        import_accounts(target, tmp_path, options)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_by_the_names(target: Home, options: ImportOptions, write: Write, delimiter: str) -> None:
    assert import_accounts(target, write(TABLE.replace(",", delimiter)), options).kept == 1


def test_a_row_with_another_delimiter_is_bad(target: Home, options: ImportOptions, write: Write) -> None:
    report = import_accounts(target, write("platform,handle\nx;lena\nx,omar\n"), options)
    assert (report.kept, report.bad[0].line) == (1, 2)


def test_a_quote_that_is_never_closed_costs_one_row(target: Home, options: ImportOptions, write: Write) -> None:
    rows = "".join(f"x,lena{number}\n" for number in range(30_000))
    report = import_accounts(target, write(f'platform,handle\nx,first\nx,"open\n{rows}'), options)
    assert report.kept == 30_001
    assert [(bad.line, bad.column) for bad in report.bad] == [(3, "row")]
    assert "never closed" in report.bad[0].reason


@pytest.mark.parametrize("length", [200_000, LONGEST_LINE + 10])
def test_a_huge_cell_costs_one_row(target: Home, options: ImportOptions, write: Write, length: int) -> None:
    text = f"platform,handle,bio\nx,lena,fine\nx,omar,{'b' * length}\nx,ines,fine\n"
    report = import_accounts(target, write(text), options)
    assert report.kept == 2
    assert [bad.line for bad in report.bad] == [3]


cells = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\x1c\x1d\x1e\x1f\x85\u2028\u2029"), max_size=12
)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=12))
def test_rows_come_back_as_written_with_the_lines_they_begin_on(table: list[tuple[str, str]]) -> None:
    expected, lines = [], ["bio,handle\r\n"]
    for bio, handle in table:
        if bio.strip() or handle.strip():
            begins = "".join(lines).replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
            expected.append((begins, bio.strip(), handle.strip()))
        buffer = io.StringIO(newline="")
        csv.writer(buffer, quoting=csv.QUOTE_ALL).writerow((bio, handle))
        lines.append(buffer.getvalue())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes("".join(lines).encode())
        file = examine(path)
        with open_lines(file) as opened:
            header, delimiter = read_header(file, opened, ("bio", "handle"), {})
            rows = [row for row in read_rows(file, opened, header, delimiter) if isinstance(row, Row)]
    assert [(row.line, row.get("bio") or "", row.get("handle") or "") for row in rows] == expected


@given(st.binary(max_size=400))
def test_any_bytes_give_rows_or_a_plain_refusal(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(b"platform,handle\n" + content)
        try:
            file = examine(path)
        except InputFileError:
            return
        with open_lines(file, LONGEST_LINE) as opened:
            header, delimiter = read_header(file, opened, ("platform", "handle"), {})
            for row in read_rows(file, opened, header, delimiter):
                assert isinstance(row, Row | BadRowError)
