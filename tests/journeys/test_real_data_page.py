"""The write-up of real data is true: its tables say what queries and files say, its plots draw what the files say."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import duckdb
import pytest

from tests.conftest import ROOT

sys.path.append(str(ROOT / "docs"))
import real_data
import real_data_files

pytestmark = pytest.mark.shared_data
PAGE = ROOT / "docs" / "explanation" / "real-data.md"


def check_write_up(published: duckdb.DuckDBPyConnection) -> None:
    """The page's queries over a build of real data give the page's numbers; the journey calls it after its build."""
    text = PAGE.read_text("utf-8")
    questions = real_data.QUESTION.findall(text)
    assert {name for _, name, _ in questions} == set(real_data.COUNTED)
    for query, name, table in questions:
        found = published.execute(query)
        columns = [column[0] for column in found.description]
        rows = found.fetchall()
        assert table == real_data.table(name, columns, rows, rows), name


def test_the_tables_say_what_the_files_say(shared_data: Path) -> None:
    for _, name, table in real_data.QUESTION.findall(PAGE.read_text("utf-8")):
        lines = [line.strip("| ").split(" | ") for line in table.splitlines()]
        told, counted = real_data.COUNTED[name][0], real_data.COUNTED[name][1](shared_data)
        place = lines[0].index(told)
        assert [line[:-1] for line in lines[2:]] == [[real_data.shown(cell) for cell in row] for row in counted]
        assert [line[-1] for line in lines[2:]] == [real_data.shown(row[place]) for row in counted]


def test_the_plots_draw_what_the_files_say(shared_data: Path) -> None:
    drawn = real_data.pictures(shared_data)
    images = PAGE.parent / "images"
    assert {name: (images / f"{name}.svg").read_text("utf-8") for name in drawn} == drawn
    assert set(re.findall(r"\(images/([\w-]+)\.svg\)", PAGE.read_text("utf-8"))) == set(drawn)


def test_the_disagreeing_hosts_are_counted(shared_data: Path) -> None:
    differing, told, _ = real_data_files.disputed(shared_data)
    assert f"{differing} of {told:,} times" in PAGE.read_text("utf-8")


def test_only_public_figures_are_named(shared_data: Path) -> None:
    """Whom the page names the platform itself had verified and promoted, or it is a music channel of millions."""
    named = {str(row[0]) for row in real_data_files.growth(shared_data)}
    promoted = {row["unique_id"]: row["verified"] for row in real_data_files.users(shared_data)}
    assert {promoted[name] for name in named} == {"True"}
