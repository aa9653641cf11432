"""A lake with every completeness and outcome of every provider, answers of no form, and files of older envelopes."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pyarrow as pa
import pytest

from creatorgraph.land.lake import Lake
from creatorgraph.land.manifest import LakeFile
from creatorgraph.land.parquet import encode_raw
from creatorgraph.types import Completeness, Envelope, Outcome
from tests.transform.corners import corners
from tests.transform.lakes import LENA, answer, day, first_days, later_days, posts, profile
from tests.transform.test_staging_complete import called, visited
from tests.transform.workshop import Workshop, differences

pytestmark = pytest.mark.xdist_group("dbt")

UNREADABLE = (
    "",
    "null",
    "[]",
    "17",
    '{"data":null,"items":{},"videos":7}',
    '{"data":[null,{}],"items":[null]}',
    '{"data"',
)
ABSENT_BEFORE = ("redacted_at", "request_id", "subject_keys", "cost", "schema_version")
"""What an envelope may lack: files of before these columns came."""
READ_ALL_THE_SAME = {Outcome.OK, Outcome.GONE, Outcome.PRIVATE}
FAR = "7999999999999999999"
READ_FROM = """
    select table_schema || '.' || table_name from information_schema.tables
    where table_schema in ('staging', 'intermediate')
"""


def every_verdict(at: datetime) -> Iterator[Envelope]:
    """Each provider's answers with each outcome and completeness; each names an account that must not be read."""
    for (provider, endpoint), outcome, whole in itertools.product(one_endpoint_each(), Outcome, Completeness):
        body = {"user": {"id": FAR, "uniqueId": "far"}, "data": [{"id": FAR}], "items": [{"id": FAR}], "id": FAR}
        name = f"verdict-{provider}-{outcome}-{whole}"
        shown = "{}" if outcome in READ_ALL_THE_SAME else body
        yield answer(name, endpoint, at, shown, provider=provider, outcome=outcome, completeness=whole)


def one_endpoint_each() -> list[tuple[str, str]]:
    """One endpoint of each provider."""
    return sorted(dict(sorted(visited())).items())


def unreadable_answers(at: datetime) -> Iterator[Envelope]:
    """Every endpoint with successes that are none: no form, another form, a cut body."""
    for (provider, endpoint), (number, payload) in itertools.product(
        sorted(visited() | called()), enumerate(UNREADABLE)
    ):
        yield answer(f"odd-{provider}-{endpoint}-{number}", endpoint, at, payload, provider=provider)


def land_older(lake: Lake, envelopes: list[Envelope], absent: tuple[str, ...]) -> None:
    """Land a file as it was written before some columns existed."""
    file = lake.append(envelopes)[0]
    content = encode_raw(lake.read(file).drop_columns(list(absent)))
    rewrite(lake, file, content)


def rewrite(lake: Lake, file: LakeFile, content: pa.Buffer) -> None:
    """Put other bytes in a file's place and say so in the manifest."""
    lake.path(file).write_bytes(memoryview(content))
    digest = hashlib.sha256(memoryview(content)).hexdigest()
    lake.add([replace(file, sha256=digest, bytes=content.size)])


def older_answers() -> list[Envelope]:
    """A profile and a page that a lane landed before the envelope had all its columns."""
    return [
        profile(day(-2), LENA, "lena.bakes", 990),
        posts(day(-2), LENA, "lena.bakes", [("7500000000000000001", 60)]),
    ]


def fill_lake(workshop: Workshop) -> None:
    """Everything at once."""
    workshop.land([*first_days(), *corners(day(0.3)), *later_days()])
    workshop.land([*every_verdict(day(5)), *unreadable_answers(day(5.1))])
    land_older(workshop.lake, older_answers(), ABSENT_BEFORE)


@pytest.mark.slow
def test_everything_passes_on_a_lake_with_every_completeness_and_outcome(workshop: Workshop) -> None:
    """All models and data tests; what is no success, or has no form, leaves no row but its coverage. (Unit tests, which
    read no lake, run in test_project.)
    """
    fill_lake(workshop)
    workshop.build(tested=True)
    seen = workshop.rows("select distinct provider, outcome, completeness from staging.stg_lake__answers")
    assert len(set(seen)) >= len(one_endpoint_each()) * len(Outcome) * len(Completeness)
    shown = workshop.rows("select distinct provider, completeness from marts_default.coverage")
    assert len(shown) == len(one_endpoint_each()) * len(Completeness)
    for (table,) in workshop.rows(READ_FROM):
        named = (
            f"select count(*) from (select to_json(t)::varchar as row from {table} as t) where contains(row, '{FAR}')"
        )
        assert workshop.rows(named) == [(0,)], table
    assert workshop.rows(f"""
        select follower_count, answer.lane from intermediate.int_account_observations as seen
        join staging.stg_lake__answers as answer using (answer_id)
        where seen.native_id = '{LENA}' and seen.observed_at = timestamp '2026-07-30 06:00:00'
            and follower_count is not null
    """) == [(990, "tiklive")]


@pytest.mark.slow
def test_an_older_file_that_comes_late_or_is_written_anew_changes_nothing_else(workshop: Workshop) -> None:
    """Building on equals building anew, whichever version of the envelope came in which order."""
    workshop.land([*first_days(), *corners(day(0.3))])
    workshop.build()
    land_older(workshop.lake, older_answers(), ABSENT_BEFORE)
    workshop.land([*later_days(), *every_verdict(day(5))])
    workshop.build()
    file = next(one for one in workshop.lake.manifest().files if one.day == day(-2).date().isoformat())
    table = workshop.lake.read(file)
    rewrite(workshop.lake, file, encode_raw(table.append_column("cost", pa.array([1, 1], pa.decimal128(18, 6)))))
    built_on = workshop.build()["default"]
    workshop.forget_warehouse()
    assert differences(built_on, workshop.build()["default"]) == {}
