"""Instagram in a lane: field tiers, nested paging, a name that changed hands, an organization's own grant."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import insert

from creatorgraph.clock import Clock
from creatorgraph.collect.transport import HttpAnswer, HttpRequest, Transport
from creatorgraph.settings import LaneSettings
from creatorgraph.store.database import naive_utc
from creatorgraph.store.tables import organization
from creatorgraph.store.tracking import Watch
from creatorgraph.types import Completeness, Outcome
from tests.collect.conftest import START, Stage

Respond = Callable[[HttpRequest], object]


class Wire:
    """A transport without a network: answers come from a function."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.sent: list[HttpRequest] = []

    async def send(self, request: HttpRequest) -> HttpAnswer:
        self.sent.append(request)
        body = self.respond(request)
        status = 400 if isinstance(body, dict) and "error" in body else 200
        return HttpAnswer(status, {}, body if isinstance(body, str) else json.dumps(body))

    async def close(self) -> None:
        return

    def make(self, _: Clock, __: LaneSettings) -> Transport:
        return self


def discovery(
    native_id: str, posts: int, after: str | None = None, page: int = 0, **members: object
) -> dict[str, object]:
    numbers = range(page * posts, (page + 1) * posts)
    items = [{"id": str(one), "timestamp": "2026-07-15T00:00:00+0000"} for one in numbers]
    media = {"data": items, "paging": {"cursors": {"after": after} if after else {}}}
    found = {"id": native_id, "username": "lumen", "followers_count": 5, "media_count": 60, "media": media}
    return {"business_discovery": {**found, **members}, "id": "1"}


async def test_nested_pages_follow_each_other_and_all_land(stage: Stage) -> None:
    def respond(request: HttpRequest) -> object:
        after = re.search(r"after\((\w+)\)", request.query["fields"])
        page = [None, "A", "B", None].index(after.group(1) if after else None)
        return discovery("9", 25, [None, "A", "B", None][page + 1], page)

    wire = Wire(respond)
    stage.track_handles(1, "instagram")
    await stage.live(stage.settings("https://graph.test"), days=0.5, transport=wire.make)
    params = [json.loads(one.request_param) for one in stage.envelopes()]
    assert sorted(param.get("media_after", "") for param in params) == ["", "A", "B"]
    assert {request.url for request in wire.sent} == {"https://graph.test/v25.0/17841400000000001"}
    assert wire.sent[0].headers == {"Authorization": "Bearer token-0815-secret"}


async def test_optional_fields_are_refused_once_for_the_whole_lane(stage: Stage) -> None:
    def respond(request: HttpRequest) -> object:
        if "follows_count" in request.query["fields"]:
            return {"error": {"code": 10, "message": "no permission"}}
        return discovery("9", 3)

    wire = Wire(respond)
    stage.track(*(Watch(platform="instagram", handle=name) for name in ("anna", "bert", "carl")))
    [report] = await stage.live(stage.settings("https://graph.test", concurrency=1), days=0.5, transport=wire.make)
    assert report.stopped is None
    assert report.answers == {Outcome.AUTH: 1, Outcome.OK: 3}
    tiers = [json.loads(one.request_param)["fields_tier"] for one in stage.envelopes()]
    assert sorted(tiers) == ["full", "public", "public", "public"]


async def test_a_permission_missing_altogether_stops_the_lane(stage: Stage) -> None:
    wire = Wire(lambda request: {"error": {"code": 10, "message": "no permission"}})
    stage.track_handles(5, "instagram")
    [report] = await stage.live(stage.settings("https://graph.test", concurrency=1), days=0.5, transport=wire.make)
    assert report.total == 2
    assert "refuses the credentials" in str(report.stopped)


async def test_a_name_that_changed_hands_is_gone_and_the_stranger_is_not_merged(stage: Stage) -> None:
    owner = "9"
    wire = Wire(lambda request: discovery(owner, 1, media_count=1))
    stage.track(Watch(platform="instagram", handle="lumen"))
    settings = stage.settings("https://graph.test")
    await stage.live(settings, days=0.5, transport=wire.make)
    owner = "666"
    await stage.live(settings, days=3, start=START + timedelta(days=1), transport=wire.make)
    found = sorted(stage.envelopes(), key=lambda one: one.observed_at)
    assert [one.outcome for one in found] == [Outcome.OK, Outcome.GONE, Outcome.GONE]
    assert found[1].completeness is Completeness.GONE
    assert set(found[1].subject_keys) == {"instagram:id:9", "instagram:handle:lumen", "instagram:id:666"}
    assert [row.native_id for row in stage.tracked()] == ["9"]


@pytest.fixture
def acme(stage: Stage) -> Stage:
    with stage.database.write() as connection:
        values = {"organization_id": "acme", "name": "Acme", "created_at": naive_utc(START)}
        connection.execute(insert(organization).values(values))
    stage.track(Watch(platform="instagram", handle="lumen", authorised=True), organization="acme")
    return stage


async def test_an_organizations_grant_is_its_own(acme: Stage) -> None:
    def respond(request: HttpRequest) -> object:
        if request.url.endswith(("/stories", "/insights")):
            return {"data": []}
        if not request.url.endswith("/media"):
            return {"id": "9", "username": "lumen", "followers_count": 5, "media_count": 1}
        link = "https://graph.test/v25.0/9/media?access_token=token-acme-secret"
        item = {"id": "1", "timestamp": "2026-07-01T00:00:00+0000"}
        return {"data": [item], "paging": {"cursors": {"after": "A"}, "next": link}}

    wire = Wire(respond)
    [report] = await acme.live(acme.settings("https://graph.test", posts_pages=1), days=0.5, transport=wire.make)
    envelopes = acme.envelopes()
    assert report.lane == "instagram@acme"
    assert set(report.answers) == {Outcome.OK}
    assert wire.sent[0].url == "https://graph.test/v25.0/17841400000000002"
    assert "https://graph.test/v25.0/9/media" in {request.url for request in wire.sent[1:]}
    assert {one.visibility for one in envelopes} == {"org:acme"}
    assert {one.lane for one in envelopes} == {"instagram@acme"}


async def test_no_secret_is_ever_written_down(acme: Stage) -> None:
    """A canary: the provider sends our token back in a link, and it is nowhere in lake, journal or app database."""
    answer = '{"id": "9", "username": "lumen", "followers_count": 5, "media_count": 1, "next": "?t=token-acme-secret"}'
    wire = Wire(lambda request: answer)
    await acme.live(acme.settings("https://graph.test"), days=0.5, transport=wire.make)
    assert next(one.payload for one in acme.envelopes()) == answer.replace("token-acme-secret", "REDACTED")
    written = [path for path in acme.home.root.rglob("*") if path.is_file() and path != acme.home.secrets]
    assert len(written) > 4
    assert not [path for path in written if b"token-acme-secret" in path.read_bytes()]
