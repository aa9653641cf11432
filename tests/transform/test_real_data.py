"""Real answers of X and of TikTok's feed come out as the files say."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.transform.lakes import answer
from tests.transform.workshop import Workshop

pytestmark = [pytest.mark.xdist_group("dbt"), pytest.mark.shared_data]


def test_real_answers_are_counted_as_their_files_say(workshop: Workshop, shared_data: Path) -> None:
    """248 posts and 35 users of X; 164 sightings of 116 videos, with the very counts of the flattened file."""
    at = datetime(2021, 4, 9, 17, tzinfo=UTC)
    folder = shared_data / "x-v2-tweets"
    tweets = json.loads((folder / "tweets_2021.json").read_text(encoding="utf-8"))
    users = json.loads((folder / "users_2021.json").read_text(encoding="utf-8"))
    feeds = sorted((shared_data / "tiktok-feed-2024").glob("feed_*.json"))
    workshop.land(
        [
            answer("tweets", "tweets", at, {"data": tweets}, provider="x"),
            answer("users", "users", at, {"data": users}, provider="x"),
            *(answer(path.stem, "feed", seen(path), path.read_text("utf-8"), provider="tiktok_app") for path in feeds),
        ]
    )
    workshop.build()
    with (shared_data / "tiktok-feed-2024" / "posts.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    query = """
        select count(*), count(distinct post_key), sum(view_count), sum(save_count)
        from intermediate.int_post_observations where platform = '{}'
    """
    plays, collects = (sum(int(row[name]) for row in rows) for name in ("play_count", "collect_count"))
    assert workshop.rows(query.format("tiktok")) == [
        (len(rows), len({row["aweme_id"] for row in rows}), plays, collects)
    ]
    assert workshop.rows(query.format("x")) == [(len(tweets), len(tweets), None, None)]
    likes = "select sum(like_count) from marts_default.fct_post_engagement where platform = 'x'"
    assert workshop.rows(likes) == [(sum(tweet["public_metrics"]["like_count"] for tweet in tweets),)]
    accounts = "select count(*) from intermediate.int_match_accounts where platform = 'x'"
    assert workshop.rows(accounts) == [
        (len({user["id"] for user in users} | {tweet["author_id"] for tweet in tweets}),)
    ]


def seen(path: Path) -> datetime:
    """The instant in a file's name, UTC."""
    return datetime.strptime(path.stem.removeprefix("feed_"), "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC)
