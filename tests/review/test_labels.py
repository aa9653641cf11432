"""A person's word on niche and format, and whom it is about."""

from __future__ import annotations

import duckdb
import pytest

from creatorgraph.clock import FixedClock
from creatorgraph.errors import ConfigurationError
from creatorgraph.ids import post_key
from creatorgraph.review import Handwork, Labelled, find_labelled, labels_of, parse_labels, put_labels, undo_label
from creatorgraph.store.database import AppDatabase

KNOWN = {"niche": {"food", "beauty"}, "format": {"haul"}}
VIDEO = "7012345678901234567"


@pytest.fixture
def with_posts(published: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The published tables with a post of TikTok and one of Instagram."""
    published.execute("create table dim_post (post_key varchar, url varchar)")
    published.execute("insert into dim_post values (?, null)", [post_key("tiktok", VIDEO)])
    published.execute("insert into dim_post values ('reel', 'https://www.instagram.com/reel/XyZ_12/')")
    return published


@pytest.mark.parametrize(
    ("text", "account", "found"),
    [
        ("tiktok:lena", False, Labelled("creator", "c1")),
        ("c2", False, Labelled("creator", "c2")),
        ("instagram:breadqueen", True, Labelled("account", "b")),
        (f"https://www.tiktok.com/@lena/video/{VIDEO}", False, Labelled("post", post_key("tiktok", VIDEO))),
        ("https://www.instagram.com/p/XyZ_12/", False, Labelled("post", "reel")),
    ],
)
def test_a_creator_an_account_or_a_post(
    with_posts: duckdb.DuckDBPyConnection, app_database: AppDatabase, text: str, account: bool, found: Labelled
) -> None:
    assert find_labelled(with_posts, app_database, text, account=account) == found


@pytest.mark.parametrize("text", ["https://www.tiktok.com/@lena/video/7099999999999999999", "c9", "tiktok:nobody"])
def test_what_is_not_published_cannot_be_labelled(
    with_posts: duckdb.DuckDBPyConnection, app_database: AppDatabase, text: str
) -> None:
    with pytest.raises(ConfigurationError, match="No published"):
        find_labelled(with_posts, app_database, text)


def test_labels_are_of_known_names() -> None:
    assert parse_labels(["niche=Food", "format = haul"], KNOWN) == {"niche": "food", "format": "haul"}
    with pytest.raises(ConfigurationError, match="beauty, food"):
        parse_labels(["niche=fod"], KNOWN)
    for wrong in ("niche", "mood=food", "=food"):
        with pytest.raises(ConfigurationError, match="no label"):
            parse_labels([wrong], KNOWN)


def test_a_label_is_given_and_taken_back(app_database: AppDatabase, clock: FixedClock) -> None:
    about, work = Labelled("creator", "c1"), Handwork("ada", clock)
    (made,) = put_labels(app_database, about, {"niche": "food"}, work)
    assert labels_of(app_database, about, "default") == [made]
    undo_label(app_database, made.label_id, Handwork("bo", clock))
    assert labels_of(app_database, about, "default") == []


def test_a_label_of_nobody_is_refused(app_database: AppDatabase, clock: FixedClock) -> None:
    with pytest.raises(ConfigurationError, match="needs somebody"):
        put_labels(app_database, Labelled("creator", "c1"), {"niche": "food"}, Handwork(" ", clock))
