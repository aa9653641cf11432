"""Early traction: its chances are those of the textbook, and in the sandbox's world it ranks well and seldom errs."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import duckdb
import jinja2
import pytest
from creatorgraph_sandbox.world.generate import generate_world

from creatorgraph.warehouse.project import PROJECT
from tests.transform.workshop import Workshop

pytestmark = pytest.mark.xdist_group("dbt")

CHANCE = jinja2.Environment(autoescape=False).from_string(
    (PROJECT / "macros" / "traction" / "chance.sql").read_text(encoding="utf-8")
)
STUDENT = (
    (5.118, 8, 0.012687),
    (4.0, 8, 0.022472),
    (6.5, 30, 3.10338e-05),
    (4.2, 30, 9.35106e-04),
    (2.0, 30, 0.038915),
)
"""Robust z, earlier posts n, and the upper tail of Student's t at z / sqrt(1 + pi / 2n) with 0.37 (n - 1) degrees of
freedom (scipy.stats.t.sf).
"""


def one(expression: str) -> float:
    """What an SQL expression of numbers comes to."""
    with duckdb.connect() as connection:
        return float(connection.execute(f"select {expression}").fetchall()[0][0])


@pytest.mark.parametrize("z", [0.0, 0.5, 1.0, 1.96, 3.0, 4.5, 6.0, 8.0])
def test_the_normal_tail_is_the_error_function_s(z: float) -> None:
    expected = math.erfc(z / math.sqrt(2)) / 2
    assert one(CHANCE.module.normal_tail(f"cast({z} as double)")) == pytest.approx(expected, rel=3e-7)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("z", "posts", "chance"), STUDENT)
def test_a_robust_z_is_as_unlikely_as_student_s_t(z: float, posts: int, chance: float) -> None:
    """Wallace's approximation is within 8 % of the chance with eight posts, within 5 % with thirty."""
    normal = CHANCE.module.normal_of_robust_z(f"cast({z} as double)", posts)  # type: ignore[attr-defined]
    assert one(CHANCE.module.normal_tail(normal)) == pytest.approx(chance, rel=0.08)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """The benchmark, whose world and questions are these tests' too."""
    path = Path(__file__).parents[2] / "benchmarks" / "bench_traction.py"
    spec = importlib.util.spec_from_file_location("bench_traction", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module", params=[1.0, 30.0], ids=["null world", "breakouts"])
def judged(
    request: pytest.FixtureRequest, bench: ModuleType, parsed_workshop: Workshop
) -> Iterator[tuple[duckdb.DuckDBPyConnection, float]]:
    """Traction of the posts of sixty creators, as the sandbox has them and with each fiftieth thirty times as high."""
    parsed_workshop.empty()
    queries = bench.compiled(parsed_workshop.home)
    parsed_workshop.empty()
    with bench.new_warehouse() as connection:
        bench.generate(connection, bench.draw(generate_world(bench.SEED, 60), 60), request.param)
        bench.build(connection, queries)
        yield connection, request.param


def test_posts_are_ranked_by_how_they_end(
    judged: tuple[duckdb.DuckDBPyConnection, float], bench: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the k posts with the highest z at 3 h at least 55 % are among the k that end in their account's top decile; a
    tenth would be by chance, and plain views find a third.
    """
    found = judged[0].execute(f"select * from ({bench.PRECISION}) where age_hours = 3").fetchall()[0]
    with capsys.disabled():
        print(f"\n  3 h: base rate {found[3]}, precision@{found[2]} {found[4]} by z, {found[5]} by views")
    assert found[4] >= 0.55
    assert found[4] > found[5] > found[3]


def test_a_hot_post_is_known_hours_before_its_views_show_it(
    judged: tuple[duckdb.DuckDBPyConnection, float], bench: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """Against the top decile at 7 days; cold posts are hardly ever in it."""
    found = {row[0]: row[1:] for row in judged[0].execute(bench.LABELS).fetchall()}
    with capsys.disabled():
        print(f"\n  label: posts, share in the top decile, lead in hours, known at the age of: {found}")
    assert found["hot"][1] >= 0.7 and found["hot"][2] > 3
    assert found["cold"][1] <= 0.05


def test_chance_alone_gives_hardly_an_alert(
    judged: tuple[duckdb.DuckDBPyConnection, float], bench: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a null world at most one day in ten has one; among breakouts at most one alert in ten (and what chance adds to
    that in so few) is none.
    """
    connection, lift = judged
    found = connection.execute(bench.ALERTS).fetchall()
    with capsys.disabled():
        print(f"\n  label, alerts, in top decile, false, found, days with alerts, days, lead: {found}")
    hot = next((row for row in found if row[0] == "hot"), None)
    if lift == 1:
        assert all(row[5] <= 0.1 * row[6] for row in found)
    else:
        assert hot is not None and hot[1] >= 5 and hot[3] <= 0.25


def test_a_post_is_alerted_once(judged: tuple[duckdb.DuckDBPyConnection, float]) -> None:
    twice = "select post_key from marts_default.traction_alerts group by post_key having count(*) > 1"
    assert judged[0].execute(twice).fetchall() == []
