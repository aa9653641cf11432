"""Whole files, locks, and a full disk (a real limit on file size, in a process of its own)."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from creatorgraph.errors import BusyError
from creatorgraph.land.durable import locked, write_whole
from tests.conftest import ROOT

FULL_DISK = """
    import asyncio, resource, signal, sys
    sys.path.insert(0, {tests!r})
    from pathlib import Path
    from creatorgraph.errors import ConfigurationError
    from creatorgraph.land.compact import compact, pending
    from creatorgraph.land.journal import Journal
    from creatorgraph.land.journal_rows import CallState, Confirmation
    from creatorgraph.land.lake import Lake
    from tests.land.envelopes import envelope
    import random

    def noise(number):
        return random.Random(number).randbytes(20_000).hex()

    async def main():
        root = Path({root!r})
        journal, lake = Journal(root / "lane.db"), Lake(root / "lake")
        for number in range(30):
            one = envelope(str(number), payload=noise(number))
            await journal.confirm(Confirmation(envelope=one, call_state=CallState.ANSWERED))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
        try:
            await compact(journal, lake)
        except ConfigurationError as error:
            print(error)
        print(len(lake.manifest().files), list(root.rglob("*.draft")))
        try:
            await journal.confirm(Confirmation(envelope=envelope("last"), call_state=CallState.ANSWERED))
        except ConfigurationError as error:
            print(error)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print(pending(journal)[0])
        await compact(journal, lake)
        print(len(lake.answer_ids("tiklive")), pending(journal)[0])
        await journal.close()

    asyncio.run(main())
"""


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    root = tmp_path / "small disk"
    root.mkdir()
    program = textwrap.dedent(FULL_DISK).format(tests=str(ROOT), root=str(root))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("The disk is full:")
    assert "still in the journal" in lines[0]
    assert lines[1] == "0 []"
    assert lines[2].startswith("The disk is full:")
    assert lines[3:] == ["30", "30 0"]


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file"
    write_whole(path, b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, b"old")
    with pytest.raises(TypeError):
        write_whole(path, "text")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_who_should_not_wait_is_told_who_is_busy(tmp_path: Path) -> None:
    path = tmp_path / "run" / "lane.lock"
    with (
        locked(path, busy="never"),
        pytest.raises(BusyError, match="The lane is taken"),
        locked(path, busy="The lane is taken."),
    ):
        pass
    with locked(path, busy="free again"):
        pass
