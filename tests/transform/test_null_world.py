"""A world in which nothing is planted yields no finding: no test warns, and hardly a post is called hot or cold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from creatorgraph_sandbox.world.accounts import Account
from creatorgraph_sandbox.world.generate import World, generate_world
from creatorgraph_sandbox.world.posts import Post

from creatorgraph.settings import Settings
from creatorgraph.store.snapshot import empty_snapshot
from creatorgraph.transform import runner
from creatorgraph.types import Envelope
from creatorgraph.warehouse.duckdb import hold_warehouse
from creatorgraph.warehouse.sources import load_sources
from tests.transform.lakes import answer, discovery, profile
from tests.transform.workshop import Workshop, by_handle

pytestmark = pytest.mark.xdist_group("dbt")

SEED: Final = 31
DAYS: Final = 28
POLL_HOURS: Final = 6
PAGE: Final = 8
PLATFORMS: Final = ("tiktok", "instagram")


def collected(world: World) -> Iterator[Envelope]:
    """Each account's profile once a day, and its newest posts every six hours."""
    for account in world.accounts:
        if account.platform in PLATFORMS:
            for poll in range(DAYS * 24 // POLL_HOURS):
                at = datetime.fromtimestamp(world.start, UTC) + timedelta(hours=poll * POLL_HOURS)
                yield from visit(world, account, at, with_profile=poll % (24 // POLL_HOURS) == 0)


def visit(world: World, account: Account, at: datetime, *, with_profile: bool) -> Iterator[Envelope]:
    """What one visit lands; Instagram tells both in one answer."""
    seconds = at.timestamp()
    newest = world.timeline_of(account).visible(seconds)[:PAGE]
    handle, followers = account.handle_at(seconds), account.growth.at(seconds)
    if account.platform == "instagram":
        media = [medium(post, seconds) for post in newest]
        yield renamed(discovery(at, account.native_id, handle, followers, media))
        return
    if with_profile:
        yield profile(at, account.native_id, handle, followers, nickname=handle)
    yield page(account, handle, newest, at)


def renamed(envelope: Envelope) -> Envelope:
    """Several visits an hour need ids that tell the minute too."""
    return replace(envelope, answer_id=f"{envelope.answer_id}-{envelope.observed_at:%H%M}-{envelope.observed_at:%m}")


def page(account: Account, handle: str, posts: list[Post], at: datetime) -> Envelope:
    """A page of TikTok posts with the counters of that instant."""
    videos = [video(account, handle, post, at.timestamp()) for post in posts]
    body = {"videos": videos, "cursor": "1", "hasMore": False}
    name = f"page-{account.native_id}-{at:%m%d%H}"
    return answer(name, "/user-posts/", at, body, subject_keys=(f"tiktok:id:{account.native_id}",))


def video(account: Account, handle: str, post: Post, seconds: float) -> dict[str, object]:
    """A TikTok post."""
    counts = post.counts_at(seconds)
    return {
        "video_id": f"75{account.index:05}{post.sequence:05}",
        "title": post.caption,
        "create_time": post.published,
        "duration": post.duration,
        "play_count": counts.views,
        "digg_count": counts.likes,
        "comment_count": counts.comments,
        "share_count": counts.shares,
        "collect_count": counts.saves,
        "author": {"id": account.native_id, "unique_id": handle},
    }


def medium(post: Post, seconds: float) -> dict[str, object]:
    """An Instagram post."""
    counts = post.counts_at(seconds)
    return {
        "id": f"179{post.published}{post.sequence:04}",
        "caption": post.caption,
        "media_type": "VIDEO" if post.kind == "video" else "IMAGE",
        "like_count": counts.likes,
        "comments_count": counts.comments,
        "view_count": counts.views if post.kind == "video" else None,
        "timestamp": datetime.fromtimestamp(post.published, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000"),
    }


def test_nothing_planted_nothing_found(workshop: Workshop) -> None:
    """Alerts come on at most one day in ten of those on which posts were judged: what the method allows."""
    world = generate_world(SEED, 14, null=True)
    workshop.land(collected(world))
    end = datetime.fromtimestamp(world.start, UTC) + timedelta(days=DAYS)
    with hold_warehouse(workshop.home) as warehouse:
        load_sources(warehouse, workshop.lake, empty_snapshot())
        before = runner.run_before_match(workshop.home, as_of=end)
        with warehouse.connection() as connection:
            by_handle(connection)
        after = runner.run_after_match(workshop.home, organization="default", as_of=end, settings=Settings())
    assert (*before.warnings, *after.warnings) == ()
    ((alerts, days, judged),) = workshop.rows("""
        select (select count(*) from marts_default.traction_alerts),
            (select count(distinct cast(alerted_at as date)) from marts_default.traction_alerts),
            (select count(distinct cast(known_at as date)) from marts_default.fct_post_traction where z is not null)
    """)
    assert judged > 14  # type: ignore[operator]
    assert days <= 0.1 * judged, alerts  # type: ignore[operator]
