"""The lake keeps what it is given, once, and says what is wrong with a file."""

from __future__ import annotations

import json
import tempfile
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creatorgraph.errors import ConfigurationError, StoreVersionError
from creatorgraph.land.lake import Lake
from creatorgraph.types import Envelope
from tests.land.envelopes import NOON, envelope, envelopes


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "a lake")


def everything(lake: Lake) -> list[Envelope]:
    return [one for file in lake.manifest().files for one in lake.envelopes(file)]


@settings(deadline=None, max_examples=40)
@given(st.lists(envelopes() | envelopes("instagram"), max_size=8, unique_by=lambda one: one.answer_id), st.data())
def test_what_goes_in_comes_out_however_often_it_is_appended(given_ones: list[Envelope], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder))
        cut = data.draw(st.integers(0, len(given_ones)))
        for part in (given_ones[:cut], given_ones[cut:], given_ones[:cut]):
            lake.append(part)
        once = lake.manifest()
        lake.append(given_ones[cut:])
        assert lake.manifest() == once
        assert sorted(everything(lake), key=lambda one: one.answer_id) == sorted(
            given_ones, key=lambda one: one.answer_id
        )
        assert lake.answer_ids("tiklive") == {one.answer_id for one in given_ones if one.provider == "tiklive"}


def test_one_file_per_provider_and_day_sorted_inside(lake: Lake) -> None:
    tomorrow = NOON + timedelta(days=1)
    written = lake.append(
        [
            envelope("c", endpoint="/b/"),
            envelope("b", request_param="2"),
            envelope("a", request_param="1"),
            envelope("d", ingested_at=tomorrow),
            envelope("e", provider="instagram", visibility="org:acme"),
        ],
        file_id="batch",
    )
    assert [file.path for file in written] == [
        "raw/provider=instagram/day=2026-11-01/batch.parquet",
        "raw/provider=tiklive/day=2026-11-01/batch.parquet",
        "raw/provider=tiklive/day=2026-11-02/batch.parquet",
    ]
    assert [one.answer_id for one in lake.envelopes(written[1])] == ["c", "a", "b"]
    assert [(file.rows, file.visibilities) for file in written] == [
        (1, ("org:acme",)),
        (3, ("public",)),
        (1, ("public",)),
    ]


def test_equal_envelopes_make_equal_files_whatever_their_order(tmp_path: Path) -> None:
    ones = [envelope(str(number), request_param=str(number % 3)) for number in range(20)]
    forth, back = Lake(tmp_path / "forth"), Lake(tmp_path / "back")
    forth.append(ones, file_id="same")
    back.append(ones[::-1], file_id="same")
    assert forth.manifest() == back.manifest()
    assert forth.manifest().manifest_id == back.manifest().manifest_id


def test_a_file_id_that_is_listed_is_not_written_again(lake: Lake) -> None:
    first = lake.append([envelope("a")], file_id="batch")
    stamp = lake.path(first[0]).stat().st_mtime_ns
    assert lake.append([envelope("a")], file_id="batch") == first
    assert lake.path(first[0]).stat().st_mtime_ns == stamp


def test_a_file_that_was_written_but_not_listed_is_listed_at_the_next_try(lake: Lake) -> None:
    lake.append([envelope("a")], file_id="batch")
    (lake.root / "manifest.json").unlink()
    lake.append([envelope("a")], file_id="batch")
    assert everything(lake) == [envelope("a")]


def test_duckdb_reads_the_columns_of_the_contract(lake: Lake) -> None:
    file = lake.append([envelope("a", http_status=None)])[0]
    with duckdb.connect() as connection:
        rows = connection.execute(
            "describe select * from read_parquet(?, hive_partitioning = false)", [str(lake.path(file))]
        ).fetchall()
    assert [(name, kind) for name, kind, *_ in rows] == [
        ("answer_id", "VARCHAR"), ("schema_version", "INTEGER"), ("provider", "VARCHAR"), ("lane", "VARCHAR"),
        ("endpoint", "VARCHAR"), ("request_param", "VARCHAR"), ("requested_at", "TIMESTAMP"),
        ("observed_at", "TIMESTAMP"), ("ingested_at", "TIMESTAMP"), ("http_status", "INTEGER"),
        ("outcome", "VARCHAR"), ("completeness", "VARCHAR"), ("cost", "DECIMAL(18,6)"), ("visibility", "VARCHAR"),
        ("subject_keys", "VARCHAR[]"), ("request_id", "VARCHAR"), ("redacted_at", "TIMESTAMP"),
        ("payload", "VARCHAR"),
    ]  # fmt: skip


@pytest.mark.parametrize("damage", ["cut", "garbage", "missing"])
def test_a_damaged_file_is_named_with_the_way_out_and_can_be_set_aside(lake: Lake, damage: str) -> None:
    bad = lake.append([envelope("a")], file_id="bad")[0]
    good = lake.append([envelope("b")], file_id="good")[0]
    path = lake.path(bad)
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:40] if damage == "cut" else b"x" * 500)
    with pytest.raises(ConfigurationError) as caught:
        lake.read(bad)
    assert str(path) in str(caught.value)
    assert "backup" in caught.value.todo
    assert lake.verify() == [bad]
    aside = lake.set_aside(bad)
    assert lake.manifest().files == (good,)
    assert aside.exists() == (damage != "missing")
    assert lake.verify() == []


def test_flipped_bytes_are_found_even_where_parquet_would_not_mind(lake: Lake) -> None:
    file = lake.append([envelope("a", payload="p" * 10_000)])[0]
    content = bytearray(lake.path(file).read_bytes())
    content[10] ^= 1
    lake.path(file).write_bytes(content)
    assert lake.verify() == [file]


def test_the_manifest_id_names_files_and_content(lake: Lake) -> None:
    assert lake.manifest().manifest_id == Lake(lake.root / "other").manifest().manifest_id
    lake.append([envelope("a")], file_id="one")
    one = lake.manifest().manifest_id
    lake.append([envelope("b")], file_id="two")
    assert len({one, lake.manifest().manifest_id}) == 2
    assert len(one) == 16


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("{", ConfigurationError),
        ("[]", ConfigurationError),
        ('{"version": 1, "files": [{"path": "x"}]}', ConfigurationError),
        (json.dumps({"version": 99, "files": []}), StoreVersionError),
    ],
)
def test_a_manifest_that_cannot_be_read(lake: Lake, content: str, error: type[Exception]) -> None:
    lake.root.mkdir(parents=True)
    (lake.root / "manifest.json").write_text(content)
    with pytest.raises(error):
        lake.manifest()


def test_two_writers_take_turns(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    root = tmp_path / "lake"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: Lake(root).append([envelope(str(number))]), range(40)))
    assert Lake(root).answer_ids("tiklive") == {str(number) for number in range(40)}
