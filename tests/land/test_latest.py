"""The latest table holds the newest profile per account and visibility."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from creatorgraph.ids import account_key
from creatorgraph.land.latest import LatestProfile, write_latest
from creatorgraph.store.database import AppDatabase, naive_utc
from creatorgraph.store.tables import latest
from tests.land.envelopes import NOON

PROFILE = LatestProfile(
    platform="tiktok",
    native_id="701",
    handle="lena",
    display_name="Lena",
    follower_count=None,
    observed_at=NOON,
    visibility="public",
)


def test_the_newest_wins_whatever_comes_last(app_database: AppDatabase) -> None:
    def at(days: int, followers: int, visibility: str = "public") -> LatestProfile:
        return LatestProfile(
            platform="tiktok",
            native_id="701",
            handle="lena",
            display_name="Lena",
            follower_count=followers,
            observed_at=NOON + timedelta(days=days),
            visibility=visibility,
        )

    with app_database.write() as connection:
        for profile in (PROFILE, at(2, 20), at(1, 10), at(0, 5, "org:acme")):
            write_latest(connection, profile)
        columns = [latest.c.account_key, latest.c.visibility, latest.c.follower_count, latest.c.observed_at]
        rows = connection.execute(select(*columns).order_by(latest.c.visibility)).all()
    key = account_key("tiktok", "701")
    assert [tuple(row) for row in rows] == [
        (key, "org:acme", 5, naive_utc(NOON)),
        (key, "public", 20, naive_utc(NOON + timedelta(days=2))),
    ]
