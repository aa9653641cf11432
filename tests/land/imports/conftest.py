"""A data directory to import into, and files as people write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from creatorgraph.clock import FixedClock
from creatorgraph.land.imports import ImportOptions
from creatorgraph.land.lake import Lake
from creatorgraph.settings import Home
from creatorgraph.store.database import AppDatabase
from creatorgraph.types import Envelope

Write = Callable[..., Path]


@pytest.fixture
def target(home: Home, app_database: AppDatabase) -> Home:
    """A data directory with its app database."""
    return home


@pytest.fixture
def options(clock: FixedClock) -> ImportOptions:
    """No wishes."""
    return ImportOptions(clock=clock)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file and say where it is; text in a given encoding, or bytes as they are."""

    def written(content: str | bytes, name: str = "my file.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return path

    return written


def landed(home: Home, provider: str = "import") -> list[Envelope]:
    """Everything in the lake of a provider, in file order."""
    lake = Lake(home.lake)
    return [envelope for file in lake.manifest().raw(provider) for envelope in lake.envelopes(file)]
