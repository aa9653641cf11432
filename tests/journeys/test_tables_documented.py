"""Every table and column that is published stands in the reference."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from creatorgraph.publish import parquet_folder, serving_file
from creatorgraph.publish.tables import PUBLISHED
from creatorgraph.settings import Home

pytestmark = pytest.mark.xdist_group("journeys")
REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "tables.md"


def test_every_published_column_is_in_the_reference(walked: Home) -> None:
    """A column that nobody described is not published, and none is described that is not there."""
    text = REFERENCE.read_text(encoding="utf-8")
    with duckdb.connect(str(serving_file(walked, "default")), read_only=True) as connection:
        for name in PUBLISHED:
            section = text.split(f"\n## `{name}`\n", 1)[1].split("\n## ", 1)[0]
            described = {line.split("`")[1] for line in section.splitlines() if line.startswith("| `")}
            columns = {row[0] for row in connection.execute(f"describe {name}").fetchall()}
            assert columns == described, name


def test_the_parquet_mirror_holds_the_same_rows(walked: Home) -> None:
    """What a BI tool reads is what `sql` reads, at a path that does not move."""
    stable = walked.published / "current" / "parquet" / "default"
    assert stable.resolve() == parquet_folder(walked, "default").resolve()
    with duckdb.connect(str(serving_file(walked, "default")), read_only=True) as connection:
        for name in PUBLISHED:
            query = f"select (select count(*) from {name}), (select count(*) from '{stable / f'{name}.parquet'}')"
            one, other = connection.execute(query).fetchall()[0]
            assert one == other, name
