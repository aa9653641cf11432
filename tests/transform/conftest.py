"""The workshop of this room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from docs.lineage.project import compile_project
from docs.lineage.trace import Lineage
from tests.transform.corners import corners
from tests.transform.lakes import day, first_days, later_days
from tests.transform.workshop import Snapshot, Workshop, new_workshop, take_snapshot


@pytest.fixture(scope="session")
def parsed_workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """One directory a session, so that the project is parsed once."""
    return new_workshop(tmp_path_factory.mktemp("dbt") / "my data")


@pytest.fixture(scope="session")
def two_days(parsed_workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A build over the first two days of the small lake."""
    parsed_workshop.empty()
    parsed_workshop.land(first_days() + corners(day(0.3)))
    marts = parsed_workshop.build()["default"]
    snapshot = take_snapshot(parsed_workshop, tmp_path_factory.mktemp("two_days"), marts)
    parsed_workshop.empty()
    return snapshot


@pytest.fixture(scope="session")
def six_days(parsed_workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A build over all of it, with every data test."""
    parsed_workshop.empty()
    parsed_workshop.land(first_days() + corners(day(0.3)) + later_days())
    marts = parsed_workshop.build(tested=True)["default"]
    snapshot = take_snapshot(parsed_workshop, tmp_path_factory.mktemp("six_days"), marts)
    parsed_workshop.empty()
    return snapshot


@pytest.fixture
def workshop(parsed_workshop: Workshop) -> Iterator[Workshop]:
    """The workshop without lake and warehouse."""
    parsed_workshop.empty()
    yield parsed_workshop
    parsed_workshop.empty()


@pytest.fixture(scope="session")
def lineage(parsed_workshop: Workshop) -> Lineage:
    """Where every column comes from, by the compiled project."""
    parsed_workshop.empty()
    read = Lineage(compile_project(parsed_workshop.home))
    parsed_workshop.empty()
    return read
