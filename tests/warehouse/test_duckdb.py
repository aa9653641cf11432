"""One engine, one file, one process at a time."""

from __future__ import annotations

import subprocess
import sys

import pytest

from creatorgraph.errors import BusyError, ConfigurationError
from creatorgraph.settings import Home
from creatorgraph.warehouse.duckdb import SCHEMAS, hold_warehouse

HOLD = """
import sys
from pathlib import Path
from creatorgraph.settings import Home
from creatorgraph.warehouse.duckdb import hold_warehouse
with hold_warehouse(Home(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.readline()
"""
FILL = """
import resource, signal, sys
from pathlib import Path
from creatorgraph.errors import ConfigurationError
from creatorgraph.settings import Home
from creatorgraph.warehouse.duckdb import hold_warehouse
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
try:
    with hold_warehouse(Home(Path(sys.argv[1]))) as warehouse, warehouse.connection() as connection:
        connection.execute("create table raw.big as select md5(number::varchar) from range(1000000) as t (number)")
except ConfigurationError as error:
    print(error)
"""
OPEN = """
import sys, duckdb
with duckdb.connect(sys.argv[1]):
    print("open", flush=True)
    sys.stdin.readline()
"""


def other_process(code: str, argument: object) -> subprocess.Popen[str]:
    """A process that has done its first step and waits for a line."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(argument)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline()
    return process


def test_a_second_build_is_told_in_one_sentence(home: Home) -> None:
    """And may go on as soon as the first has ended."""
    with other_process(HOLD, home.root) as builder:
        with pytest.raises(BusyError, match="Another process is building"), hold_warehouse(home):
            pass
        builder.communicate("go\n")
    with hold_warehouse(home):
        pass


def test_a_file_that_somebody_has_open_is_told(home: Home) -> None:
    """As by a shell of DuckDB."""
    with hold_warehouse(home):
        pass
    with other_process(OPEN, home.warehouse) as reader:
        with pytest.raises(BusyError, match="Another process has"), hold_warehouse(home):
            pass
        reader.communicate("go\n")


def test_a_file_that_is_no_warehouse_is_told_as_the_cache_it_is(home: Home) -> None:
    """Nothing durable is in it, so the way out is to delete it."""
    home.warehouse.parent.mkdir()
    home.warehouse.write_bytes(b"not a database, and longer than a header would be" * 100)
    with pytest.raises(ConfigurationError, match="Delete it and build again"), hold_warehouse(home):
        pass


def test_the_schemas_of_every_layer_are_there(home: Home) -> None:
    """In UTC."""
    with hold_warehouse(home) as warehouse, warehouse.connection() as connection:
        found = {
            name for (name,) in connection.execute("select schema_name from information_schema.schemata").fetchall()
        }
        assert set(SCHEMAS) <= found
        assert connection.execute("select current_setting('TimeZone')").fetchall() == [("UTC",)]


def test_a_full_disk_is_told(home: Home) -> None:
    """A limit on file sizes stands in for it."""
    found = subprocess.run([sys.executable, "-c", FILL, str(home.root)], capture_output=True, text=True, timeout=60)
    assert found.stdout.startswith("The disk is full"), found.stderr
    assert "Free some space" in found.stdout
