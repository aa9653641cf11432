"""The main job on real data, by the how-to's own commands; what comes out is counted in the files themselves."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.conftest import ROOT
from tests.journeys.test_real_data_page import check_write_up
from tests.land.imports.test_how_to import blocks, run_blocks

CHANNEL = re.compile(r"UC[\w-]{22}", re.ASCII)
NO_HANDLE = re.compile(r"[?,/=\s]")
PLATFORMS = ("instagram", "tiktok", "x", "youtube")


def names_an_account(row: dict[str, str]) -> bool:
    """Not a playlist, a video, or a channel id that was cut wrongly."""
    is_channel = "/channel/" in row["profile_url"]
    return not NO_HANDLE.search(row["handle"]) and (not is_channel or bool(CHANNEL.fullmatch(row["handle"])))


class Files:
    """The files, read without any of the code under test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tweets = self._json("x-v2-tweets/tweets_2021.json")
        self.users = self._json("x-v2-tweets/users_2021.json")
        self.feeds = {
            path: json.loads(path.read_text("utf-8")) for path in (folder / "tiktok-feed-2024").glob("feed_*")
        }

    def rows(self, name: str) -> Iterator[dict[str, str]]:
        """The rows of a table."""
        with (self.folder / name).open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)

    def identities(self) -> list[dict[str, str]]:
        """Rows of a known platform that name an account."""
        rows = self.rows("identities/identities.csv")
        return [row for row in rows if row["platform"] in PLATFORMS and names_an_account(row)]

    def discovered(self) -> Iterator[dict[str, str]]:
        """Counters of TikTok accounts."""
        for name in ("tiktok_users_daily", "tiktok_followers_hourly_12_accounts"):
            yield from self.rows(f"tiktok-discover-2022/{name}.csv")

    def hashtags(self) -> Iterator[dict[str, str]]:
        """What the discovery page told of hashtags."""
        yield from self.rows("tiktok-discover-2022/tiktok_hashtags_daily.csv")

    def channels(self) -> Iterator[tuple[str, str, int]]:
        """Channel, UTC time and subscribers."""
        for row in self.rows("youtube-tech-daily/youtube_daily_snapshots.csv"):
            yield row["channel_id"], f"{row['date_utc']}T00:00:00+00:00", int(row["subscribers"])
        for row in self.rows("youtube-music-subs/subscribers_daily.csv"):
            seen = datetime.fromisoformat(row["snapshot_at"]).astimezone(UTC)
            yield row["channel_id"], seen.isoformat(), int(row["subscribers"])

    def videos(self) -> Iterator[tuple[datetime, dict[str, Any]]]:
        """Videos of the feed with the time of their snapshot."""
        for path, feed in self.feeds.items():
            seen = datetime.strptime(path.stem, "feed_%Y-%m-%dT%H%M%SZ")
            for video in feed["aweme_list"]:
                yield seen, video

    def _json(self, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads((self.folder / name).read_text("utf-8"))
        return found


@pytest.mark.slow
def test_the_how_to_brings_in_what_the_files_hold(shared_data: Path, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "real-data.md").read_text("utf-8")
    printed = run_blocks("\n".join(blocks(page, "bash")), ROOT, WORK=str(tmp_path))
    files = Files(shared_data)
    build = tmp_path / "real data" / "published" / "current" / "default.duckdb"
    with duckdb.connect(str(build), read_only=True) as published:
        check_what_was_kept(files, printed)
        check_accounts(files, published)
        check_followers(files, published)
        check_posts(files, published)
        check_creators(published)
        check_write_up(published)
        check_status(printed, published)
    imports = re.findall(r"^creatorgraph import .*$", page, flags=re.MULTILINE)
    again = run_blocks(f"{imports[0]}\n{imports[-1]}", ROOT, **exported(tmp_path))
    assert re.findall(r"^(\d+) rows kept", again, flags=re.MULTILINE) == ["0", "0"]


def exported(work: Path) -> dict[str, str]:
    """The variables that the how-to exports."""
    return {"DATA": "../shared/data", "WORK": str(work), "CREATORGRAPH_HOME": str(work / "real data")}


def check_what_was_kept(files: Files, printed: str) -> None:
    """Kept, repeated and left out, file by file."""
    reports = re.findall(r"^(\d+) rows kept, (\d+) were there already, (\d+) left out", printed, flags=re.MULTILINE)
    kept = [tuple(map(int, report)) for report in reports]
    everybody = sum(1 for _ in files.rows("identities/identities.csv"))
    named = len(files.identities())
    assert kept[0] == (named, 0, everybody - named)
    history = {
        (row["unique_id"], row["user_id"], row["snapshot_at"], row["follower_count"], row["heart_count"])
        for row in files.discovered()
    }
    rows = sum(1 for _ in files.discovered())
    assert (kept[2][0] + kept[3][0], kept[2][1] + kept[3][1]) == (len(history), rows - len(history))
    assert kept[4][0] + kept[5][0] == sum(1 for _ in files.channels())
    assert kept[6] == (-(-len(files.users) // 100) + -(-len(files.tweets) // 100), 0, 0)
    assert kept[7] == (len(files.feeds), 0, 0)
    hashtags = [(row["id"], row["snapshot_at"], row["title"], row["view_count"]) for row in files.hashtags()]
    assert kept[8] == (len(set(hashtags)), len(hashtags) - len(set(hashtags)), 0)


def check_accounts(files: Files, published: duckdb.DuckDBPyConnection) -> None:
    """Accounts by platform, known by id or by handle alone."""
    ids: dict[str, set[str]] = defaultdict(set)
    named: dict[str, set[str]] = defaultdict(set)
    handles: dict[str, set[str]] = defaultdict(set)
    for row in files.identities():
        is_id = row["platform"] == "youtube" and CHANNEL.fullmatch(row["handle"])
        (ids if is_id else handles)[row["platform"]].add(row["handle"] if is_id else row["handle"].lower())
    for row in files.discovered():
        ids["tiktok"].add(row["user_id"])
        named["tiktok"].add(row["unique_id"].lower())
    for row in files.rows("youtube-tech-daily/channels_reference.csv"):
        ids["youtube"].add(row["channel_id"])
        named["youtube"].add(row["custom_url"].lower().removeprefix("@"))
    ids["youtube"] |= {channel for channel, _, _ in files.channels()}
    for user in files.users:
        ids["x"].add(user["id"])
        named["x"].add(user["username"].lower())
    for _, video in files.videos():
        ids["tiktok"].add(video["author"]["uid"])
        named["tiktok"].add(video["author"]["unique_id"].lower())
    expected = {platform: (len(ids[platform]), len(handles[platform] - named[platform])) for platform in PLATFORMS}
    found = published.execute(
        """
        select platform, count(*) filter (where not is_provisional), count(*) filter (where is_provisional)
        from dim_account
        where is_current
        group by platform
        """
    ).fetchall()
    assert {platform: (by_id, by_handle) for platform, by_id, by_handle in found} == expected


def check_followers(files: Files, published: duckdb.DuckDBPyConnection) -> None:
    """One snapshot for each account and UTC day, with the last count of that day."""
    seen: dict[tuple[str, str], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for row in files.discovered():
        moment = datetime.fromisoformat(row["snapshot_at"]).astimezone(UTC).isoformat()
        seen[row["user_id"], moment[:10]][moment].add(int(row["follower_count"]))
    for channel, moment, subscribers in files.channels():
        seen[channel, moment[:10]][moment].add(subscribers)
    found = published.execute(
        """
        select account.native_id, snapshot.snapshot_date::varchar, snapshot.follower_count
        from fct_follower_snapshot as snapshot
        join dim_account as account on account.account_key = snapshot.account_key and account.is_current
        where snapshot.follower_count is not null
        """
    ).fetchall()
    last = {place: moments[max(moments)] for place, moments in seen.items()}
    snapshots = {(native_id, day): count for native_id, day, count in found}
    assert len(snapshots) == len(found)
    assert snapshots.keys() == last.keys()
    assert [place for place, count in snapshots.items() if count not in last[place]] == []


def check_posts(files: Files, published: duckdb.DuckDBPyConnection) -> None:
    """Every post, and the counters that were last seen of it."""
    expected: dict[tuple[str, str], tuple[int | None, int | None]] = {
        ("x", tweet["id"]): (None, tweet["public_metrics"]["like_count"]) for tweet in files.tweets
    }
    for _, video in sorted(files.videos(), key=lambda one: one[0]):
        counts = video["statistics"]
        expected["tiktok", video["aweme_id"]] = (counts["play_count"], counts["digg_count"])
    found = published.execute(
        """
        select platform, native_post_id, view_count, like_count
        from fct_post_engagement
        qualify row_number() over (partition by post_key order by observed_at desc) = 1
        """
    ).fetchall()
    assert {(platform, post): (views, likes) for platform, post, views, likes in found} == expected


def check_creators(published: duckdb.DuckDBPyConnection) -> None:
    """Every account belongs to one creator, and joined ones to each other by evidence."""
    counts = published.execute(
        """
        select
            (select count(*) from dim_account where is_current),
            (select count(*) from bridge_creator_accounts),
            (select count(distinct account_key) from bridge_creator_accounts),
            (select sum(account_count) from dim_creator),
            (select count(*) from dim_creator where account_count > 1),
            (select count(*) from dim_creator where account_count > 1 and match_confidence is null)
        """
    ).fetchone()
    assert counts is not None
    accounts, rows, distinct, members, joined, unproven = counts
    assert accounts == rows == distinct == members
    assert joined > 1000 and unproven == 0


def check_status(printed: str, published: duckdb.DuckDBPyConnection) -> None:
    """What `status --json` says is what was published."""
    status = json.loads(printed[printed.index("{\n") : printed.rindex("\n}") + 2])
    row = published.execute(
        """
        select
            (select count(*) from bridge_creator_accounts),
            (select count(*) from dim_creator),
            (select count(distinct post_key) from fct_post_engagement)
        """
    ).fetchone()
    counts = status["counts"]
    assert (counts["accounts"], counts["creators"], counts["posts"]) == row


@pytest.mark.parametrize("page", ["real-data.md", "import-your-data.md"])
def test_the_how_to_names_no_place_of_its_own(page: str) -> None:
    text = (ROOT / "docs" / "how-to" / page).read_text("utf-8")
    assert not re.search(r"(?<![\w.])/(work|tmp|home|root|Users)/", text)
