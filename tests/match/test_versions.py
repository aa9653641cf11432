"""Models of an installation: learned from its decisions, looked at, promoted, used by routine runs, kept by name."""

from __future__ import annotations

import duckdb
import pytest

from creatorgraph.clock import FixedClock
from creatorgraph.errors import BusyError, ConfigurationError
from creatorgraph.land.durable import locked
from creatorgraph.match.calibrate import Judged, fit_calibrator
from creatorgraph.match.changes import compare_models
from creatorgraph.match.home import read_home, read_seen
from creatorgraph.match.model import CURRENT, load_model
from creatorgraph.match.run import run_match
from creatorgraph.match.train import FEWEST_DECISIONS, train
from creatorgraph.match.versions import installed_model, keep_version, named_model, promote_version, read_versions
from creatorgraph.review import decide
from creatorgraph.settings import Home, MatchSettings
from creatorgraph.store.database import AppDatabase
from creatorgraph.store.decisions import Verdict
from creatorgraph.warehouse.duckdb import hold_warehouse
from tests.conftest import NOON
from tests.match.warehouse import COLUMNS, open_warehouse

PEOPLE = 24
WORDS = ("quokka", "marzipan", "obsidian", "pistachio", "juniper", "tangerine")


def people() -> list[tuple[object, ...]]:
    """(key, platform, id, handle, name, bio, link, followers, verified, …) of two accounts each, equal handles."""
    rows: list[tuple[object, ...]] = []
    for number in range(PEOPLE):
        handle = f"{WORDS[number % 6]}{WORDS[number // 6]}{number % 7}runs"
        for platform in ("tiktok", "instagram"):
            key = f"{platform[0]}{number:02d}"
            rows.append((key, platform, None, handle, None, None, None, 1000, False, False, None, None))
    return rows


def fill(home: Home) -> None:
    """A warehouse of the data directory as a build leaves it, as far as the match looks."""
    observed = (
        "account_key varchar, provider varchar, answer_id varchar, observed_at timestamp, handle varchar, "
        "display_name varchar, bio varchar, link varchar, visibility varchar"
    )
    with hold_warehouse(home) as warehouse, warehouse.connection() as connection:
        connection.execute(f"create table intermediate.int_match_accounts ({COLUMNS})")
        connection.executemany(f"insert into intermediate.int_match_accounts values ({', '.join('?' * 12)})", people())
        connection.execute(f"create table intermediate.int_account_observations ({observed})")
        connection.execute(
            "insert into intermediate.int_account_observations values "
            "('t00', 'tiklive', 'one', '2026-10-01', 'lena', 'Lena', 'IG: @lena', null, 'public'), "
            "('t00', 'tiklive', 'two', '2026-10-02', 'lena', 'Lena', null, null, 'public'), "
            "('t00', 'tiktok_display', 'own', '2026-10-03', 'lena', 'Secret', null, null, 'org:other')"
        )


def decide_all(database: AppDatabase, same: int) -> None:
    """So many *same*, the rest *different*."""
    for number in range(PEOPLE):
        verdict: Verdict = "same" if number < same else "different"
        keys = (f"t{number:02d}", f"i{number:02d}")
        decide(database, *keys, verdict, reviewer="ina", clock=FixedClock(NOON))


@pytest.fixture
def lowered(home: Home) -> str:
    """A version by which an equal handle is worth little."""
    pairs = [Judged(said, ("same_handle",), at % 5 == 0) for said in (0.2, 0.9999) for at in range(100)]
    return keep_version(home, CURRENT, fit_calibrator(pairs), 200, NOON.isoformat()).name


def test_without_a_choice_the_shipped_model_is_used(home: Home) -> None:
    assert installed_model(home).version == CURRENT
    assert read_versions(home).versions == []


def test_a_promoted_version_is_used_until_another_is(home: Home, lowered: str) -> None:
    promote_version(home, lowered)
    assert installed_model(home).version == lowered
    assert installed_model(home).levels == load_model().levels
    promote_version(home, "fs-1")
    assert installed_model(home).version == "fs-1"


def test_a_name_says_what_a_version_holds(home: Home, lowered: str) -> None:
    kept = read_versions(home).versions[0]
    again = keep_version(home, CURRENT, named_model(home, lowered).calibrator, 200, "later")
    assert again == kept
    assert lowered.startswith(f"{CURRENT}-")
    assert len(read_versions(home).versions) == 1


def test_an_unknown_version_is_refused_with_the_known_ones(home: Home, lowered: str) -> None:
    with pytest.raises(ConfigurationError, match=lowered):
        promote_version(home, "fs-99")
    assert read_versions(home).promoted is None


def test_a_damaged_file_says_so(home: Home) -> None:
    (home.root / "match-models.json").write_text("{")
    with pytest.raises(ConfigurationError, match="damaged"):
        installed_model(home)


def test_the_run_uses_the_model_it_is_given_and_says_which(home: Home, lowered: str, app_database: AppDatabase) -> None:
    with open_warehouse() as warehouse:
        summary = run_match(
            warehouse, app_database, MatchSettings(), FixedClock(NOON), model=named_model(home, lowered)
        )
        versions = warehouse.execute("select distinct model_version from match.pairs").fetchall()
    assert (summary.model_version, versions) == (lowered, [(lowered,)])


def test_a_home_is_read_and_let_go(home: Home, app_database: AppDatabase) -> None:
    with pytest.raises(ConfigurationError, match="creatorgraph build"):
        read_home(home, app_database)
    fill(home)
    assert read_home(home, app_database).accounts.num_rows == 2 * PEOPLE
    with locked(home.locks / "build.lock"), pytest.raises(BusyError):
        read_home(home, app_database)


def test_what_an_account_showed_when_and_in_which_answers(home: Home) -> None:
    fill(home)
    found = {(one.field, one.value): one for one in read_seen(home, ["t00"])}
    assert found["bio", "IG: @lena"].answer_ids == ("one",)
    assert found["handle", "lena"].answers == 2
    assert found["handle", "lena"].first_seen_at[:10] == "2026-10-01"
    assert ("display_name", "Secret") not in found


def test_few_decisions_teach_nothing(home: Home, app_database: AppDatabase) -> None:
    fill(home)
    decide_all(app_database, 3)
    with pytest.raises(ConfigurationError, match=f"{FEWEST_DECISIONS} are needed"):
        train(home, read_home(home, app_database), MatchSettings(), NOON)
    assert read_versions(home).versions == []


def test_decisions_lower_what_is_said(home: Home, app_database: AppDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("creatorgraph.match.train.FEWEST_DECISIONS", 20)
    monkeypatch.setattr("creatorgraph.match.train.MOST_REMEMBERED", 2.0)
    fill(home)
    decide_all(app_database, 2)
    made = train(home, read_home(home, app_database), MatchSettings(), NOON)
    assert (made.learned, made.right) == (PEOPLE, 2)
    candidate = named_model(home, made.version.name)
    assert candidate.settle(0.99, ("same_handle",)) < load_model().settle(0.99, ("same_handle",))
    assert installed_model(home).version == CURRENT
    again = train(home, read_home(home, app_database), MatchSettings(), NOON)
    assert again.version == made.version


def test_a_comparison_names_the_creators_that_would_change(home: Home, app_database: AppDatabase, lowered: str) -> None:
    fill(home)
    given = read_home(home, app_database)
    low = MatchSettings(auto_score=30, auto_confidence=0.1)
    none = compare_models(given, low, load_model(), load_model())
    assert none.changes == ()
    found = compare_models(given, low, load_model(), named_model(home, lowered))
    backwards = compare_models(given, low, named_model(home, lowered), load_model())
    assert found.before == CURRENT
    assert found.creators == tuple(reversed(backwards.creators))
    assert found.count("split") == backwards.count("merged")


def test_a_promotion_changes_no_table_by_itself(home: Home, lowered: str) -> None:
    fill(home)
    promote_version(home, lowered)
    with hold_warehouse(home) as warehouse, warehouse.connection() as connection:
        assert isinstance(connection, duckdb.DuckDBPyConnection)
        assert connection.execute("select count(*) from intermediate.int_match_accounts").fetchall() == [(2 * PEOPLE,)]
