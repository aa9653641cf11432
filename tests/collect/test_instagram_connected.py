"""A connected account and hashtags through the real lanes: stories, insights, thirty hashtags a week."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator

import pytest_asyncio
from creatorgraph_sandbox.server import Sandbox
from creatorgraph_sandbox.servers.instagram import Instagram
from creatorgraph_sandbox.world.generate import generate_world
from sqlalchemy import insert

from creatorgraph.providers.contract import Kind
from creatorgraph.settings import CollectSettings, LaneSettings, Settings
from creatorgraph.store.database import naive_utc
from creatorgraph.store.tables import organization
from creatorgraph.store.tracking import Watch
from creatorgraph.types import Completeness, Outcome
from tests.collect.conftest import START, Stage

LANES = """
[instagram]
access_token = "{0.value}"
ig_user_id = "{0.ig_user_id}"
["instagram@acme"]
access_token = "{1.value}"
ig_user_id = "{1.ig_user_id}"
"""


@pytest_asyncio.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(generate_world(creators=40))
    yield sandbox
    await sandbox.stop()


async def prepare(stage: Stage, sandbox: Sandbox) -> tuple[Instagram, Settings]:
    """Keys of the stand-in, an organization of its own, and settings that lead there."""
    server, bound = sandbox.providers["instagram"], await sandbox.start(0)
    assert isinstance(server, Instagram)
    stage.home.secrets.write_text(LANES.format(*server.tokens.values()), encoding="utf-8")
    with stage.database.write() as connection:
        values = {"organization_id": "acme", "name": "Acme", "created_at": naive_utc(START)}
        connection.execute(insert(organization).values(values))
    lane = LaneSettings(base_url=f"{bound.url}/instagram")
    return server, Settings(collect=CollectSettings(lanes={"instagram": lane, "instagram@acme": lane}))


async def test_a_connected_account_with_everything_that_it_alone_shows(stage: Stage, sandbox: Sandbox) -> None:
    server, settings = await prepare(stage, sandbox)
    account = list(server.tokens.values())[1].account
    assert account is not None
    stage.track(Watch(platform="instagram", handle=account.first_handle, authorised=True), organization="acme")
    [report] = await stage.live(settings, days=4)
    found = stage.envelopes()
    asked = Counter(one.endpoint for one in found)
    assert report.stopped is None
    assert {one.visibility for one in found} == {"org:acme"}
    assert set(asked) == {"own_account", "own_media", "own_stories", "media_insights", "account_insights"}
    breakdowns = {json.loads(one.request_param).get("breakdown") for one in found if one.endpoint == "account_insights"}
    assert breakdowns == {None, "country", "age", "gender", "city"}
    insights = [one for one in found if one.endpoint == "media_insights"]
    assert {one.outcome for one in insights} <= {Outcome.OK, Outcome.BAD_REQUEST, Outcome.GONE}
    assert sum(one.outcome is Outcome.OK for one in insights) > 10
    assert report.cost + report.maybe_cost == sandbox.ledgers["instagram"].charged


async def test_hashtags_stay_within_thirty_a_week_and_only_an_unknown_one_is_gone(
    stage: Stage, sandbox: Sandbox
) -> None:
    server, settings = await prepare(stage, sandbox)
    tags = list(server.hashtags.ids)[:33]
    stage.track(*(Watch(platform="instagram", handle=tag, kind=Kind.HASHTAG) for tag in ["nobodysaysthis", *tags]))
    [report] = await stage.live(settings, days=0.2)
    found = stage.envelopes()
    searched = Counter(one.outcome for one in found if one.endpoint == "hashtag_search")
    assert report.stopped is None
    assert sum(searched.values()) == 30
    assert searched[Outcome.GONE] <= 1
    pages = [one for one in found if one.endpoint == "hashtag_recent_media"]
    assert {one.outcome for one in pages} == {Outcome.OK}
    assert {one.completeness for one in pages} <= {Completeness.COMPLETE, Completeness.EMPTY}
    assert len({json.loads(one.request_param)["hashtag_id"] for one in pages}) == searched[Outcome.OK]


async def test_an_ended_token_stops_its_lane(stage: Stage, sandbox: Sandbox) -> None:
    server, settings = await prepare(stage, sandbox)
    sandbox.board.turn({"instagram_token_expired": "on"})
    stage.track(Watch(platform="instagram", handle="lumen"))
    [report] = await stage.live(settings, days=0.5)
    assert report.answers == {Outcome.AUTH: 1}
    assert "refuses the credentials" in str(report.stopped)
    assert not any(token in str(report) for token in server.tokens)


async def test_a_storys_insights_are_asked_in_its_own_words_and_only_while_it_stands(
    stage: Stage, sandbox: Sandbox
) -> None:
    server, settings = await prepare(stage, sandbox)
    account = list(server.tokens.values())[1].account
    assert account is not None
    stage.track(Watch(platform="instagram", handle=account.first_handle, authorised=True), organization="acme")
    [report] = await stage.live(settings, days=6)
    insights = [one for one in stage.envelopes() if one.endpoint == "media_insights"]
    of_stories = [one for one in insights if "navigation" in one.request_param]
    assert len(of_stories) > 3
    assert {one.outcome for one in insights} == {Outcome.OK}
    assert report.errors == 0
    readings = Counter(json.loads(one.request_param)["media_id"] for one in of_stories)
    assert max(readings.values()) <= 2
