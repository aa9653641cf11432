"""The tutorial's ten queries run on a demo, answer something, and take one join at most."""

from __future__ import annotations

import re

import duckdb
import pytest

from creatorgraph.publish import serving_file
from creatorgraph.settings import Home
from tests.conftest import ROOT
from tests.land.imports.test_how_to import blocks

pytestmark = pytest.mark.xdist_group("journeys")
PAGE = (ROOT / "docs" / "tutorial" / "ten-questions.md").read_text("utf-8")
QUERIES = blocks(PAGE, "sql")


def test_there_are_ten_with_a_join_at_most() -> None:
    assert len(QUERIES) == len(re.findall(r"^## \d+\. .*\?$", PAGE, re.M)) == 10
    assert max(len(re.findall(r"\bjoin\b", query)) for query in QUERIES) == 1


def test_joins_are_by_lasting_keys() -> None:
    joined = re.findall(r"^join .*? on (.*)$", "\n".join(QUERIES), re.M)
    assert joined and not [condition for condition in joined if "handle" in condition or "native" in condition]


def test_each_answers_something(walked: Home) -> None:
    with duckdb.connect(str(serving_file(walked, "default")), read_only=True) as published:
        answered = [len(published.execute(query).fetchall()) for query in QUERIES]
    assert all(answered), answered
