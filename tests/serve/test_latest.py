"""What is newer than the build: shown at once, and marked."""

from __future__ import annotations

from datetime import timedelta

import httpx2 as httpx
from sqlalchemy import insert

from creatorgraph.settings import Home
from creatorgraph.store.database import AppDatabase, naive_utc
from creatorgraph.store.tables import latest
from tests.serve.conftest import connected
from tests.serve.invented import AS_OF, Person


def answered(
    database: AppDatabase, key: str, *, hours: float = 1, visibility: str = "public", followers: int | None = 1200
) -> None:
    """An account that answered some hours after the build."""
    with database.write() as connection:
        connection.execute(
            insert(latest).values(
                account_key=key,
                visibility=visibility,
                platform="tiktok",
                native_id=key,
                handle=f"new.{key[:8]}",
                display_name="New",
                follower_count=followers,
                observed_at=naive_utc(AS_OF + timedelta(hours=hours)),
            )
        )


def live(client: httpx.Client) -> list[str]:
    """The keys that the first stretch shows as live."""
    return [one["account_key"] for one in client.get("/api/creators").json()["live"]]


def test_a_newly_tracked_account_is_shown_until_the_next_build(client: httpx.Client, app_database: AppDatabase) -> None:
    answered(app_database, "one")
    answered(app_database, "two", hours=2)
    answered(app_database, "in the build already", hours=-1)
    answered(app_database, "another organization's", visibility="org:acme")
    assert live(client) == ["two", "one"]
    assert all(one["source"] == "live" for one in client.get("/api/creators").json()["live"])
    page = client.get("/").text
    assert "Just tracked" in page and "new.one" in page and "another" not in page


def test_an_own_account_is_shown_to_its_organization(published: Home, app_database: AppDatabase) -> None:
    answered(app_database, "own", visibility="org:default")
    answered(app_database, "own", hours=2, followers=5)
    with connected(published) as client:
        assert live(client) == ["own"]


def test_a_newer_count_stands_beside_the_builds(
    client: httpx.Client, app_database: AppDatabase, persons: list[Person]
) -> None:
    person = persons[0]
    answered(app_database, person.keys[person.platforms[0]], followers=777)
    assert live(client) == []
    found = client.get(f"/api/creators/{person.creator_id}").json()["accounts"]
    newer = next(one["latest"] for one in found if one["latest"])
    assert (newer["follower_count"], newer["source"]) == (777, "live")
    assert "live" in client.get(f"/creators/{person.creator_id}").text


def test_an_answer_changes_the_tag(client: httpx.Client, app_database: AppDatabase) -> None:
    before = client.get("/api/creators").headers["etag"]
    answered(app_database, "one")
    assert client.get("/api/creators", headers={"If-None-Match": before}).status_code == 200


def test_before_the_first_build_the_accounts_that_answered_are_shown(home: Home, app_database: AppDatabase) -> None:
    answered(app_database, "one", hours=-500)
    with connected(home) as client:
        page = client.get("/").text
        assert "Nothing is published yet" in page and "new.one" in page
        assert client.get("/api/creators").json()["code"] == "nothing_published"
