"""Durable truth: the warehouse is a cache, ids are for good, a person's *no* survives, strangers inherit nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from creatorgraph.publish import serving_file
from creatorgraph.publish.tables import PUBLISHED
from creatorgraph.settings import Home
from tests.journeys.conftest import rows, run_command

pytestmark = pytest.mark.xdist_group("journeys")


def as_of(home: Home) -> str:
    """The instant that the published build describes, as an option takes it."""
    return str(rows(home.root, "select strftime(as_of, '%Y-%m-%dT%H:%M:%S') as at from build_info")[0]["at"])


def differences(one: Path, other: Path) -> dict[str, int]:
    """Rows that only one of two serving files has, by table: a symmetric EXCEPT ALL."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only); attach '{other}' as other (read_only)")
        return {
            name: connection.execute(
                f"select count(*) from ((from one.{name} except all from other.{name}) union all "
                f"(from other.{name} except all from one.{name}))"
            ).fetchall()[0][0]
            for name in PUBLISHED
        }


@pytest.mark.slow
def test_a_deleted_warehouse_comes_back_equal(walked: Home, demo: Home) -> None:
    """Equal marts, equal ids, and the same build id."""
    shutil.rmtree(demo.warehouse.parent)
    shutil.rmtree(demo.published)
    done = run_command(demo.root, "build", "--as-of", as_of(walked))
    assert done.returncode == 0, done.stderr
    one, other = serving_file(walked, "default"), serving_file(demo, "default")
    assert one.parent.name == other.parent.name
    assert set(differences(one, other).values()) == {0}


@pytest.mark.slow
def test_a_no_survives_a_rebuild_and_can_be_undone(demo: Home) -> None:
    """A rejected pair is never joined again, whatever the score; undoing the decision joins it again."""
    pair = rows(
        demo.root, "select * from match_pairs where match_status = 'auto' and creator_id_a = creator_id_b limit 1"
    )[0]
    name = f"{pair['platform_a']}:{pair['handle_a']} {pair['platform_b']}:{pair['handle_b']}"
    assert run_command(demo.root, "review", "reject", name, "--reviewer", "ana").returncode == 0
    instant = as_of(demo)
    shutil.rmtree(demo.warehouse.parent)
    assert run_command(demo.root, "build", "--as-of", instant).returncode == 0
    keys = f"('{pair['account_key_a']}', '{pair['account_key_b']}')"
    query = f"select count(distinct creator_id) as n from bridge_creator_accounts where account_key in {keys}"
    assert rows(demo.root, query) == [{"n": 2}]
    status = rows(
        demo.root,
        f"select match_status from match_pairs where (account_key_a, account_key_b) = {keys}",
    )
    assert status == [{"match_status": "rejected"}]
    assert run_command(demo.root, "review", "undo", "1", "--reviewer", "ana").returncode == 0
    assert run_command(demo.root, "build", "--as-of", instant).returncode == 0
    assert rows(demo.root, query) == [{"n": 1}]


def test_a_contradicting_decision_is_refused_with_the_chain(demo: Home) -> None:
    """Whoever says the opposite of what was said is shown what was said."""
    pair = rows(demo.root, "select * from match_pairs where match_status = 'auto' limit 1")[0]
    name = f"{pair['platform_a']}:{pair['handle_a']} {pair['platform_b']}:{pair['handle_b']}"
    assert run_command(demo.root, "review", "approve", name, "--reviewer", "ana").returncode == 0
    done = run_command(demo.root, "review", "reject", name, "--reviewer", "ben")
    assert done.returncode == 78
    assert "ana" in done.stderr
    assert "creatorgraph review undo 1" in done.stderr


@pytest.mark.slow
def test_a_build_that_fails_leaves_the_last_good_one(demo: Home) -> None:
    """A lake file that was damaged stops the build; readers keep what they had, and the way out works."""
    before = json.loads(run_command(demo.root, "status", "--json").stdout)["build_id"]
    damaged = sorted(demo.lake.rglob("*.parquet"))[0]
    damaged.write_bytes(damaged.read_bytes()[:100])
    done = run_command(demo.root, "build")
    assert done.returncode == 78
    assert damaged.name in done.stderr
    assert "Traceback" not in done.stderr
    assert json.loads(run_command(demo.root, "status", "--json").stdout)["build_id"] == before
    assert run_command(demo.root, "doctor", "--set-aside").returncode == 0
    assert run_command(demo.root, "build").returncode == 0
