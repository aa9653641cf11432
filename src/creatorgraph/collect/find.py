"""The posts that a list shows, as work of their own where their counters are not on that list for long. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from creatorgraph.collect.cadence import instant
from creatorgraph.collect.lanes import LaneSpec
from creatorgraph.collect.work import Work, followers_of, found_work
from creatorgraph.providers.contract import Kind, PostFact, Target, Verdict, Visit
from creatorgraph.settings import CollectSettings
from creatorgraph.types import Outcome


def follow_posts(
    work: Work, verdict: Verdict, spec: LaneSpec, settings: CollectSettings, now: datetime
) -> tuple[Work, ...]:
    """A work for each young post of an answer and each visit that is paid to posts.

    Posts without counters have been due since `work` was: a run that does all that is due reads them too.
    """
    if not work.visit.follows_posts or verdict.outcome is not Outcome.OK or work.target.native_id is None:
        return ()
    oldest = now - timedelta(days=settings.post_days)
    born = [(post, _born(post, now)) for post in verdict.posts]
    young = [replace(post, created=int(at.timestamp())) for post, at in born if at > oldest]
    visits = followers_of(spec, work.visit, settings)
    return tuple(_follow(visit, post, work, settings, now) for post in young for visit in visits)


def _follow(visit: Visit, post: PostFact, parent: Work, settings: CollectSettings, now: datetime) -> Work:
    target = Target(parent.target.platform, post.native_id, None, Kind.POST, parent.target.native_id)
    found = found_work(visit, target, parent, settings, post.created, parent.state.due_at)
    if not post.counted:
        return found
    due_at = found.rhythm.next_poll(post.created, now) or now
    return replace(found, state=replace(found.state, due_at=due_at, ready_at=due_at))


def _born(post: PostFact, now: datetime) -> datetime:
    """When a post was made; one that does not say, or not credibly, is born when first seen: it grows old too."""
    return instant(post.created, now) or now
