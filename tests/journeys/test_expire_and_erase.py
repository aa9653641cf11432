"""Raw expires and history does not; a person among a hundred goes, and stays gone, and the others are untouched."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from creatorgraph.clock import FixedClock
from creatorgraph.land.imports import ImportOptions, import_responses
from creatorgraph.land.lake import Lake
from creatorgraph.land.merge import merge, mergeable
from creatorgraph.publish import open_published, serving_file
from creatorgraph.publish.tables import PUBLISHED
from creatorgraph.run.backup import backup
from creatorgraph.run.build import build
from creatorgraph.run.erase import erase
from creatorgraph.run.install import install
from creatorgraph.run.restore import restore
from creatorgraph.run.retain import installed_rules, retain
from creatorgraph.run.whom import find_accounts
from creatorgraph.settings import Home, Settings
from creatorgraph.store.database import connect
from creatorgraph.store.erasures import read_receipt
from creatorgraph.types import Envelope
from tests.journeys.conftest import run_command
from tests.journeys.test_rebuild import as_of, differences
from tests.land.envelopes import envelope

pytestmark = pytest.mark.xdist_group("journeys")

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
LENA, LENA_TIKTOK = "9007001", "7000000000000009001"
NEEDLES = ("lenabakes", LENA, LENA_TIKTOK)
ACCEPTS = Settings(provider_rules="operator-accepts")


def quietly(what: str, done: int, total: int | None) -> None:
    """No progress bar."""


def rows(home: Home, query: str) -> list[tuple[Any, ...]]:
    """What the published file answers."""
    with open_published(home, "default") as published:
        return published.execute(query).fetchall()


@pytest.mark.slow
def test_raw_expires_and_no_mart_changes(walked: Home, demo: Home) -> None:
    """Every raw answer gone, the warehouse deleted, built again: equal, and a second retention finds nothing to do."""
    demo.config.write_text('provider_rules = "operator-accepts"\n' + demo.config.read_text())
    done = run_command(demo.root, "retain", "--as-of", "2036-01-01T00:00:00")
    assert done.returncode == 0, done.stderr
    assert "tiklive" in done.stdout
    assert not list(demo.lake.rglob("raw/**/*.parquet"))
    assert {file.kind for file in Lake(demo.lake).manifest().files} == {"observations"}
    assert "Nothing" in run_command(demo.root, "retain", "--as-of", "2036-01-01T00:00:00").stdout
    shutil.rmtree(demo.warehouse.parent)
    built = run_command(demo.root, "build", "--as-of", as_of(walked))
    assert built.returncode == 0, built.stderr
    assert differences(serving_file(walked, "default"), serving_file(demo, "default")) == dict.fromkeys(PUBLISHED, 0)


@pytest.mark.slow
def test_small_files_merge_and_no_mart_changes(walked: Home, demo: Home) -> None:
    """Merged, and built with the warehouse that there was and then without one: equal marts."""
    lake = Lake(demo.lake)
    before = lake.manifest()
    plans = mergeable(before, datetime(2036, 1, 1, tzinfo=UTC), ())
    assert plans, "the demo leaves days of several files"
    for plan in plans:
        merge(lake, plan)
    assert len(lake.manifest().files) < len(before.files)
    assert sum(file.rows for file in lake.manifest().files) == sum(file.rows for file in before.files)
    one, nothing = serving_file(walked, "default"), dict.fromkeys(PUBLISHED, 0)
    for warehouse in ("kept", "deleted"):
        if warehouse == "deleted":
            shutil.rmtree(demo.warehouse.parent)
        built = run_command(demo.root, "build", "--as-of", as_of(walked))
        assert built.returncode == 0, built.stderr
        other = serving_file(demo, "default")
        assert other.parent.name != one.parent.name
        assert differences(one, other) == nothing, warehouse


@pytest.mark.slow
def test_a_restored_backup_builds_equal(walked: Home, tmp_path: Path) -> None:
    """The same build id, and equal tables: a symmetric EXCEPT ALL with the build of the original."""
    kept = backup(walked, tmp_path / "kept", FixedClock(NOW)).folder
    back = restore(kept, Home(tmp_path / "restored home"), FixedClock(NOW)).home
    shutil.rmtree(back.published / "builds")
    built = run_command(back.root, "build", "--as-of", as_of(walked))
    assert built.returncode == 0, built.stderr
    one, other = serving_file(walked, "default"), serving_file(back, "default")
    assert one.parent.name == other.parent.name
    assert differences(one, other) == dict.fromkeys(PUBLISHED, 0)


@pytest.mark.slow
def test_a_strict_rule_ends_what_it_must_and_nothing_else(walked: Home, demo: Home) -> None:
    """A rule of four days for one provider: its older observations are gone, the rest and the coverage are equal."""
    end = datetime.fromisoformat(as_of(walked)).replace(tzinfo=UTC)
    oldest = (end - timedelta(days=4)).replace(hour=0, minute=0, second=0)
    rules = {name: replace(one, mirrors_deletions=False) for name, one in installed_rules().items()}
    rules["tiklive"] = replace(rules["tiklive"], observation_days=4)
    retain(demo, Settings(), FixedClock(end), as_of=oldest + timedelta(days=4), advance=quietly, rules=rules)
    build(demo, Settings(), FixedClock(end), as_of=end, advance=quietly)
    for table, counter in (("fct_follower_snapshot", "follower_count"), ("fct_post_engagement", "view_count")):
        # Creators who agreed are told of by other providers too, which then take the place of what is gone.
        agreed = "select account_key from fct_follower_snapshot where provider like 'tiktok_%'"
        query = (
            f"select account_key, snapshot_date, {counter} from {table}"
            # a day without a reading stands only after a first one
            f" where {counter} is not null and account_key not in ({agreed}) and platform {{}} order by all"
        )
        young = f"= 'tiktok' and snapshot_date >= date '{oldest:%Y-%m-%d}'"
        assert rows(demo, query.format("= 'tiktok'")) == rows(walked, query.format(young)) != []
        assert rows(demo, query.format("<> 'tiktok'")) == rows(walked, query.format("<> 'tiktok'")) != []
    assert rows(demo, "from coverage order by all") == rows(walked, "from coverage order by all")


@pytest.fixture(scope="module")
def hundred(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A data directory with Lena among a hundred: in raw answers, in observations, in two published builds."""
    home = Home(tmp_path_factory.mktemp("erasure") / "one of a hundred")
    install(home, "real", FixedClock(NOW))
    for days, name in ((300, "old"), (2, "new")):
        Lake(home.lake).append(answers(NOW - timedelta(days=days), name))
    build(home, ACCEPTS, FixedClock(NOW), as_of=NOW - timedelta(days=1), advance=quietly)
    retain(home, ACCEPTS, FixedClock(NOW), as_of=NOW, advance=quietly)
    assert {file.kind for file in Lake(home.lake).manifest().files} == {"raw", "observations"}
    build(home, ACCEPTS, FixedClock(NOW), as_of=NOW, advance=quietly)
    return home


def answers(at: datetime, name: str) -> list[Envelope]:
    """A batch of a hundred X users, a page of followers, her own TikTok profile and posts, and somebody else's."""
    stamps = {"requested_at": at, "observed_at": at, "ingested_at": at}
    ids = [LENA, *(str(9008000 + number) for number in range(99))]
    tiktok = {"provider": "tiklive", "lane": "tiklive", **stamps}
    return [
        envelope(
            f"users-{name}",
            provider="x",
            lane="x",
            endpoint="users",
            request_param=json.dumps({"ids": ",".join(ids)}),
            subject_keys=tuple(f"x:id:{one}" for one in ids),
            payload=json.dumps(x_users(ids)),
            **stamps,
        ),
        envelope(
            f"followers-{name}",
            endpoint="/user-followers/",
            request_param='{"userid":"7000000000000000500"}',
            subject_keys=("tiktok:id:7000000000000000500",),
            payload=json.dumps({"followers": [tiktok_user(number) for number in (9001, 9002, 9003)]}),
            **tiktok,
        ),
        *(tiktok_profile(number, name, tiktok) for number in (9001, 9002)),
    ]


def x_users(ids: list[str]) -> dict[str, Any]:
    """A `users` answer; one of the others mentions Lena in a description."""
    users = [
        {"id": one, "username": "lenabakes" if one == LENA else f"user{one}", "name": f"Number {place}",
         "description": "with @lenabakes on Sundays" if place == 50 else "", "verified": False,
         "public_metrics": {"followers_count": 1000 + place, "following_count": 5, "tweet_count": 7}}
        for place, one in enumerate(ids)
    ]  # fmt: skip
    return {"data": users}


def tiktok_user(number: int) -> dict[str, Any]:
    return {"id": f"700000000000000{number}", "uniqueId": "lenabakes" if number == 9001 else f"tik{number}"}


def tiktok_profile(number: int, name: str, members: dict[str, Any]) -> Envelope:
    user = tiktok_user(number)
    body = {"user": {**user, "nickname": f"Nick {number}"}, "stats": {"followerCount": number, "videoCount": 3}}
    return envelope(
        f"profile-{number}-{name}",
        endpoint="/userinfo-by-id/",
        request_param=json.dumps({"userid": user["id"]}),
        subject_keys=(f"tiktok:id:{user['id']}", f"tiktok:handle:{user['uniqueId']}"),
        payload=json.dumps(body),
        **members,
    )


def found_in(root: Path) -> list[str]:
    """Where Lena can still be found: in the bytes of any file, in the cells of any Parquet or DuckDB file."""
    return [
        str(path.relative_to(root))
        for path in sorted(root.rglob("*"))
        if path.is_file() and any(needle in text for text in texts(path) for needle in NEEDLES)
    ]


def texts(path: Path) -> Iterator[str]:
    yield path.read_bytes().decode("latin-1")
    if path.suffix == ".parquet":
        with path.open("rb") as file:
            yield str(pq.ParquetFile(file).read().to_pylist())
    if path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as connection:
            listed = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
            for schema, table in listed:
                yield str(connection.execute(f'from "{schema}"."{table}"').fetchall())


def test_one_of_a_hundred_goes_and_stays_gone(hundred: Home, tmp_path: Path) -> None:
    """Lake, observations, warehouse, serving file, mirror, a restored backup, a re-import, a new answer; a receipt."""
    assert len(found_in(hundred.root)) > 5
    others = "select * exclude (bio) from dim_account where native_id not in ('{}', '{}') order by all"
    before = rows(hundred, others.format(LENA, LENA_TIKTOK))
    kept = backup(hundred, tmp_path / "kept", FixedClock(NOW)).folder
    database = connect(hundred.app_database)
    accounts = find_accounts(hundred, database, ["x:lenabakes", f"tiktok:id:{LENA_TIKTOK}"], None, "default")
    assert [sorted(one.native_ids) for one in accounts] == [[LENA], [LENA_TIKTOK]]
    assert {handle for one in accounts for handle in one.handles} == {"lenabakes"}
    receipt = erase(
        hundred, ACCEPTS, FixedClock(NOW), accounts, kind="erase", reason="asked for", as_of=NOW, advance=quietly
    )
    with database.read() as connection:
        assert read_receipt(connection, receipt.erasure_id) == json.loads(json.dumps(receipt.content))
    database.close()

    assert found_in(hundred.root) == []
    assert not any(needle in json.dumps(receipt.content) for needle in NEEDLES)
    assert receipt.content["lake"]["answers_dropped"] == 1
    assert receipt.content["lake"]["answers_cut"] == 2
    assert receipt.content["published"]["builds_deleted"] == 2
    assert len(receipt.content["new_files"]) > 2
    assert rows(hundred, others.format(LENA, LENA_TIKTOK)) == before
    assert len({row[0] for row in before}) == 100

    (users,) = [one for one in envelopes(hundred, "x") if one.endpoint == "users"]
    untouched = x_users(users.request_param[8:-2].split(","))["data"]
    left = json.loads(users.payload)["data"]
    assert [one["id"] for one in left] == [one["id"] for one in untouched]
    assert len(left) == 99
    assert [one["description"] for one in left if one["description"]] == ["with @erased on Sundays"]
    assert users.redacted_at == NOW

    assert run_command(hundred.root, "erase", "--receipt", receipt.erasure_id).returncode == 0
    assert_nothing_brings_her_back(hundred, kept, tmp_path)


def envelopes(home: Home, provider: str) -> list[Envelope]:
    lake = Lake(home.lake)
    return [one for file in lake.manifest().raw(provider) for one in lake.envelopes(file)]


def assert_nothing_brings_her_back(home: Home, kept: Path, tmp_path: Path) -> None:
    """Neither a new answer, nor an import, nor the backup that was taken before."""
    Lake(home.lake).append(answers(NOW, "again"))
    assert found_in(home.root) == []
    users = [LENA, "9008001"]
    line = {
        "provider": "x", "endpoint": "users", "observed_at": NOW.isoformat(),
        "request_param": {"ids": ",".join(users)}, "payload": x_users(users),
    }  # fmt: skip
    file = tmp_path / "captured.jsonl"
    file.write_text(json.dumps(line))
    assert import_responses(home, file, ImportOptions(clock=FixedClock(NOW))).kept == 1
    assert found_in(home.root) == []
    back = restore(kept, Home(tmp_path / "restored home"), FixedClock(NOW))
    assert back.cleansed
    assert found_in(back.home.root) == []
    build(back.home, ACCEPTS, FixedClock(NOW), as_of=NOW, advance=quietly)
    assert found_in(back.home.root) == []
    assert len(rows(back.home, "select distinct account_key from dim_account")) == 100
