"""Journal to lake: whatever is interrupted when, each answer is in the lake exactly once."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creatorgraph.land.compact import compact, pending
from creatorgraph.land.journal import Journal
from creatorgraph.land.journal_rows import CallState, Confirmation
from creatorgraph.land.lake import Lake
from creatorgraph.types import Envelope
from tests.land.envelopes import NOON, envelope, envelopes


async def confirm(journal: Journal, *ones: Envelope) -> None:
    each = (journal.confirm(Confirmation(envelope=one, call_state=CallState.ANSWERED)) for one in ones)
    await asyncio.gather(*each)


def landed(lake: Lake) -> Counter[str]:
    return Counter(one.answer_id for file in lake.manifest().files for one in lake.envelopes(file))


class Interrupted(Exception):
    """The process died here, as far as the next one can tell."""


class DyingLake(Lake):
    """A lake whose writer dies at a chosen step."""

    def __init__(self, root: Path, step: str) -> None:
        super().__init__(root)
        self.step = step

    def append(self, *args: object, **kwargs: object) -> list[object]:  # type: ignore[override]
        if self.step == "before the file":
            raise Interrupted
        entries = super().append(*args, **kwargs)  # type: ignore[arg-type]
        if self.step == "after the file, before the manifest":
            (self.root / "manifest.json").unlink()
        if self.step != "":
            raise Interrupted
        return list(entries)


@pytest.mark.parametrize("step", ["before the file", "after the file, before the manifest", "after the manifest"])
async def test_an_interrupted_compaction_is_completed_by_the_next(tmp_path: Path, step: str) -> None:
    journal = Journal(tmp_path / "lane.db")
    await confirm(journal, *(envelope(str(number)) for number in range(10)))
    with pytest.raises(Interrupted):
        await compact(journal, DyingLake(tmp_path / "lake", step), rows=4)
    await journal.close()
    resumed = Journal(tmp_path / "lane.db")
    await confirm(resumed, envelope("late"))
    lake = Lake(tmp_path / "lake")
    assert await compact(resumed, lake, rows=4) == 11
    assert pending(resumed) == (0, 0)
    assert landed(lake) == Counter({**{str(number): 1 for number in range(10)}, "late": 1})
    assert await compact(resumed, lake) == 0
    await resumed.close()


async def test_batches_are_bounded_by_bytes(tmp_path: Path) -> None:
    journal, lake = Journal(tmp_path / "lane.db"), Lake(tmp_path / "lake")
    await confirm(journal, *(envelope(str(number), payload="x" * 1000) for number in range(10)))
    assert await compact(journal, lake, size=2500) == 10
    assert [file.rows for file in lake.manifest().files].count(3) == 3
    await journal.close()


async def test_the_journal_does_not_grow_with_what_has_moved_on(tmp_path: Path) -> None:
    path = tmp_path / "lane.db"
    journal, lake = Journal(path), Lake(tmp_path / "lake")
    for round_ in range(40):
        await confirm(journal, *(envelope(f"{round_}-{number}", payload="x" * 20_000) for number in range(50)))
        await compact(journal, lake)
    assert path.stat().st_size + path.with_name("lane.db-wal").stat().st_size < 24_000_000  # of 40 MB in all
    with sqlite3.connect(path) as connection:
        assert connection.execute("select count(*) from answer").fetchone() == (0,)
    connection.close()
    await journal.close()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(envelopes(), max_size=12, unique_by=lambda one: one.answer_id),
    st.integers(1, 5),
    st.integers(1, 200),
    st.sampled_from(["", "before the file", "after the file, before the manifest", "after the manifest"]),
)
async def test_every_envelope_arrives_once_and_unchanged(ones: list[Envelope], rows: int, size: int, step: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journal, lake = Journal(Path(folder) / "lane.db"), Lake(Path(folder) / "lake")
        await confirm(journal, *ones)
        if step and ones:
            with pytest.raises(Interrupted):
                await compact(journal, DyingLake(lake.root, step), rows=rows, size=size)
        await compact(journal, lake, rows=rows, size=size)
        found = [one for file in lake.manifest().files for one in lake.envelopes(file)]
        assert sorted(found, key=lambda one: one.answer_id) == sorted(ones, key=lambda one: one.answer_id)
        assert sum(journal.tally(NOON).answers.values()) == len(ones)
        await journal.close()
