"""Creators by API: lists, cursors, filters, detail, and refusals in one shape."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import httpx2 as httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from creatorgraph.settings import Home
from creatorgraph.store.database import AppDatabase, naive_utc
from creatorgraph.store.tables import identity_event
from tests.serve.conftest import BUILD, connected
from tests.serve.invented import AS_OF, Person, publish

KEEP_CLIENT = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)


def words(longest: int) -> st.SearchStrategy[str]:
    """Any text that can be sent."""
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=longest)


def walk(client: httpx.Client, **asked: Any) -> list[dict[str, Any]]:
    """Every creator of a list, stretch by stretch."""
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        answer = client.get("/api/creators", params={**asked, **({"cursor": cursor} if cursor else {})})
        assert answer.status_code == 200, answer.text
        found += answer.json()["data"]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return found


def refusal(client: httpx.Client, path: str, **asked: Any) -> dict[str, Any]:
    """The body of a refusal, after a look at its shape."""
    answer = client.get(path, params=asked)
    body: dict[str, Any] = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(body) == {"status", "code", "message", "request_id", "errors"}
    assert body["status"] == answer.status_code
    assert body["request_id"] == answer.headers["x-request-id"]
    return body


@pytest.mark.parametrize("sort", ["reach", "name"])
@pytest.mark.parametrize("limit", [3, 60, 1000])
def test_a_walk_sees_every_creator_once_and_in_order(
    client: httpx.Client, persons: list[Person], sort: str, limit: int
) -> None:
    found = walk(client, sort=sort, limit=limit)
    assert sorted(one["creator_id"] for one in found) == sorted(person.creator_id for person in persons)
    by = [one["reach"]["mid"] for one in found] if sort == "reach" else [one["display_name"].lower() for one in found]
    assert by == sorted(by, reverse=sort == "reach")


def test_a_creator_in_a_list_says_what_it_is(client: httpx.Client, persons: list[Person]) -> None:
    person = max(persons, key=lambda one: (len(one.platforms), one.number))
    found = {one["creator_id"]: one for one in walk(client)}[person.creator_id]
    assert found["display_name"] == person.name
    assert found["accounts"][0]["platform"] == person.platforms[0]
    assert {account["account_key"] for account in found["accounts"]} == set(person.keys.values())
    assert found["match"] == {"method": "bio_link", "confidence": person.confidence, "status": "auto"}
    assert found["reasons"] == ["same_bio_link", "same_handle", "rare_handle"]
    reach = found["reach"]
    assert reach["naive"] == sum(person.followers.values())
    assert reach["low"] <= reach["mid"] <= reach["high"] <= reach["naive"]
    assert reach["is_default"] and reach["is_directional"]


def test_filters_leave_what_they_say(client: httpx.Client, persons: list[Person]) -> None:
    def ids(**asked: Any) -> set[str]:
        return {one["creator_id"] for one in walk(client, **asked)}

    def expected(fits: Any) -> set[str]:
        return {person.creator_id for person in persons if fits(person)}

    assert ids(platform="x") == expected(lambda one: "x" in one.platforms)
    assert ids(min_confidence=0.95) == expected(lambda one: len(one.platforms) == 1 or one.confidence >= 0.95)
    assert ids(q="BAKES") == expected(lambda one: "bakes" in one.handle or "bakes" in one.name.lower())
    assert ids(q=f"@{persons[4].handle}") >= {persons[4].creator_id}
    assert ids(q="%") == set()
    assert ids(q="", platform="") == expected(lambda _: True)
    assert client.get("/api/creators?platform=x&limit=1").json()["total"] == len(ids(platform="x"))


def test_a_walk_stays_in_its_build_while_others_are_published(
    published: Home, client: httpx.Client, persons: list[Person]
) -> None:
    first = client.get("/api/creators?limit=25").json()
    publish(published, "c" * 16, persons[:5])
    second = client.get("/api/creators", params={"limit": 100, "cursor": first["next_cursor"]}).json()
    assert first["build"]["id"] == second["build"]["id"] == BUILD
    assert len(first["data"]) + len(second["data"]) == len(persons)
    assert client.get("/api/creators").json()["build"]["id"] == "c" * 16


def test_a_cursor_whose_build_is_gone_is_told_so(published: Home, client: httpx.Client, persons: list[Person]) -> None:
    cursor = client.get("/api/creators?limit=25").json()["next_cursor"]
    with connected(published) as fresh:
        publish(published, "c" * 16, persons[:5])
        for file in (published.published / "builds" / BUILD).iterdir():
            file.unlink()
        assert refusal(fresh, "/api/creators", cursor=cursor)["code"] == "cursor_expired"


REFUSED = [
    {"limit": 0},
    {"limit": 1001},
    {"limit": "many"},
    {"limit": ""},
    {"platform": "myspace"},
    {"min_confidence": 1.1},
    {"min_confidence": "nan"},
    {"sort": "followers"},
    {"q": "x" * 101},
    {"cursor": "abc"},
    {"cursor": "é"},
    {"colour": "blue"},
    {"limit": ["1", "2"]},
]


@pytest.mark.parametrize("asked", REFUSED)
def test_what_is_not_understood_is_refused(client: httpx.Client, asked: dict[str, Any]) -> None:
    body = refusal(client, "/api/creators", **asked)
    assert (body["status"], body["code"]) == (422, "invalid_parameter")
    assert body["errors"][0]["field"] == f"query.{next(iter(asked))}"


def test_a_cursor_of_another_question_is_refused(client: httpx.Client) -> None:
    cursor = client.get("/api/creators?limit=5").json()["next_cursor"]
    for asked in ({"sort": "name"}, {"platform": "x"}, {"q": "a"}, {"min_confidence": 0.5}):
        assert refusal(client, "/api/creators", cursor=cursor, **asked)["status"] == 422


@KEEP_CLIENT
@given(
    cursor=st.none() | words(60),
    limit=st.none() | st.integers(-5, 2000) | words(5),
    q=st.none() | words(120),
    min_confidence=st.none() | st.floats() | words(5),
    sort=st.sampled_from([None, "reach", "name", "x"]),
)
def test_no_question_fails(client: httpx.Client, **asked: Any) -> None:
    params = {name: str(value) for name, value in asked.items() if value is not None}
    for path in ("/api/creators", "/"):
        answer = client.get(path, params=params)
        assert answer.status_code in (200, 410, 422), answer.text


@KEEP_CLIENT
@given(words(80).filter(bool))
def test_no_id_fails(client: httpx.Client, creator_id: str) -> None:
    for prefix in ("/api/creators/", "/creators/"):
        answer = client.get(prefix + "".join(f"%{byte:02X}" for byte in creator_id.encode()))
        assert answer.status_code in (200, 307, 404, 422), answer.text


def test_a_creator_whole(client: httpx.Client, persons: list[Person]) -> None:
    person = next(one for one in persons if len(one.platforms) == 4)
    found = client.get(f"/api/creators/{person.creator_id}").json()
    assert [one["formula"] for one in found["reach"]] == ["share_of_smaller", "share_of_sum"]
    assert {account["account_key"] for account in found["accounts"]} == set(person.keys.values())
    first = found["accounts"][0]
    assert first["is_primary"] and first["bio"] == person.bio
    days = [point["day"] for point in first["followers"]]
    assert days == sorted(set(days))
    assert (days[0], days[-1]) == ("2026-08-04", "2026-11-01")
    assert len(days) == 90 - len(person.days_missing)
    assert first["follower_count"] == first["followers"][-1]["follower_count"]
    assert first["completeness"] == "complete"
    assert len(found["posts"]) == 12
    assert len({post["post_key"] for post in found["posts"]}) == 12
    published = [post["published_at"] for post in found["posts"]]
    assert published == sorted(published, reverse=True)
    assert found["pairs"][0]["match_reasons"] == ["same_bio_link", "same_handle"]


def test_an_unknown_creator_is_not_found(client: httpx.Client) -> None:
    assert refusal(client, "/api/creators/nobody")["code"] == "not_found"
    assert refusal(client, "/api/nothing")["code"] == "not_found"
    assert client.post("/api/creators").json()["code"] == "method_not_allowed"


def test_a_merged_id_leads_to_its_successor(
    client: httpx.Client, app_database: AppDatabase, persons: list[Person]
) -> None:
    chain = ["old", "older", "unpublished", persons[0].creator_id]
    with app_database.write() as connection:
        for old, new in pairwise(chain):
            connection.execute(
                insert(identity_event).values(
                    kind="merge", creator_id=old, other_id=new, happened_at=naive_utc(AS_OF), reason=""
                )
            )
    answer = client.get("/api/creators/old")
    assert (answer.status_code, answer.headers["location"]) == (308, f"/api/creators/{chain[-1]}")
    assert client.get("/creators/older").headers["location"] == f"/creators/{chain[-1]}"


def test_a_ring_of_merges_ends(client: httpx.Client, app_database: AppDatabase) -> None:
    with app_database.write() as connection:
        for old, new in (("a", "b"), ("b", "a")):
            connection.execute(
                insert(identity_event).values(
                    kind="merge", creator_id=old, other_id=new, happened_at=naive_utc(AS_OF), reason=""
                )
            )
    assert client.get("/api/creators/a").status_code == 404


def test_what_a_caller_has_is_not_sent_again(published: Home, client: httpx.Client, persons: list[Person]) -> None:
    for path in ("/api/creators", f"/api/creators/{persons[0].creator_id}"):
        etag = client.get(path).headers["etag"]
        assert BUILD in etag
        again = client.get(path, headers={"If-None-Match": f'"other", {etag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert client.get("/api/creators/nobody", headers={"If-None-Match": "*"}).status_code == 404
    publish(published, "c" * 16, persons)
    assert client.get("/api/creators", headers={"If-None-Match": etag}).status_code == 200


def test_outsiders_words_are_cut(home: Home, app_database: AppDatabase, persons: list[Person]) -> None:
    persons[0].bio = "b" * 10_000
    persons[0].caption = "line\nline \u202etxt.exe\x07" + "c" * 10_000
    publish(home, BUILD, persons[:2])
    with connected(home) as client:
        found = client.get(f"/api/creators/{persons[0].creator_id}").json()
    assert len(found["accounts"][0]["bio"]) == 500
    caption = found["posts"][0]["caption"]
    assert caption.startswith("line line txt.exe") and len(caption) == 280
