"""What goes wrong in a transform is told in sentences, and names what to do."""

from __future__ import annotations

import pytest

from creatorgraph.errors import ConfigurationError, CreatorgraphError
from creatorgraph.settings import Settings
from creatorgraph.store.snapshot import empty_snapshot
from creatorgraph.transform import runner
from creatorgraph.warehouse.duckdb import hold_warehouse
from creatorgraph.warehouse.seeds import install_seeds
from creatorgraph.warehouse.sources import load_sources
from tests.transform.lakes import AS_OF, first_days
from tests.transform.workshop import Snapshot, Workshop

pytestmark = pytest.mark.xdist_group("dbt")


def test_a_damaged_lake_file_is_named(workshop: Workshop) -> None:
    """The size is right, the content is not."""
    workshop.land(first_days())
    file = workshop.lake.manifest().raw("tiklive")[0]
    workshop.lake.path(file).write_bytes(b"x" * file.bytes)
    with hold_warehouse(workshop.home) as warehouse, pytest.raises(ConfigurationError) as caught:
        load_sources(warehouse, workshop.lake, empty_snapshot())
        runner.run_before_match(workshop.home, as_of=AS_OF)
    assert str(workshop.lake.path(file)) in str(caught.value)
    assert "Traceback" not in str(caught.value)


def test_a_broken_key_stops_the_build(six_days: Snapshot, workshop: Workshop) -> None:
    """Two creators with one integer id is no matter; an account in two creators is."""
    six_days.restore(workshop)
    with hold_warehouse(workshop.home) as warehouse:
        with warehouse.connection() as connection:
            connection.execute(
                "insert into match.identities select * replace ('other' as creator_id) from match.identities"
            )
        with pytest.raises(CreatorgraphError) as caught:
            runner.run_after_match(workshop.home, organization="default", as_of=AS_OF, settings=Settings())
    message = str(caught.value)
    assert "organization_identities_is_well_formed" in message
    assert "last published build stays" in message


def test_a_seed_that_cannot_be_used_is_named_before_anything_runs(workshop: Workshop) -> None:
    """By file, line and column."""
    install_seeds(workshop.home)
    seed = workshop.home.seeds / "overlap_priors.csv"
    shipped = seed.read_text(encoding="utf-8")
    try:
        seed.write_text(shipped.replace("0.15,0.20,0.25", "0.15,lots,0.25"), encoding="utf-8")
        with pytest.raises(
            ConfigurationError, match=r"overlap_priors\.csv, line 4, overlap_mid: 'lots' is not a number"
        ):
            runner.run_after_match(workshop.home, organization="default", as_of=AS_OF, settings=Settings())
    finally:
        seed.write_text(shipped, encoding="utf-8")
