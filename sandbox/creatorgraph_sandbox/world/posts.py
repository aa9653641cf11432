"""The posts of an account over its whole life, drawn once from the account's own seed and counted by closed curves."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from random import Random
from typing import Final

from creatorgraph_sandbox.profile import GeneratorProfile
from creatorgraph_sandbox.world.accounts import Account
from creatorgraph_sandbox.world.curves import DAY, reached
from creatorgraph_sandbox.world.handles import INSTAGRAM, PLATFORMS
from creatorgraph_sandbox.world.words import SOUNDS

HORIZON_DAYS: Final = 400
"""Posts exist up to so many days after the window opens; later instants see no new ones."""

MOST_PINS: Final = 3

VIEW_RATIO: Final = dict(zip(PLATFORMS, (0.35, 0.30, 0.15, 0.25), strict=True))


@dataclass(frozen=True, slots=True)
class Counts:
    """What a post has gathered, at an instant or in the end."""

    views: int
    likes: int
    comments: int
    shares: int
    saves: int
    downloads: int

    def scaled(self, share: float) -> Counts:
        """Each count times a share (0-1), cut to whole numbers: growing shares never give falling counts."""
        return Counts(
            int(self.views * share),
            int(self.likes * share),
            int(self.comments * share),
            int(self.shares * share),
            int(self.saves * share),
            int(self.downloads * share),
        )


@dataclass(frozen=True, slots=True)
class Post:
    """One post. `sequence` numbers an account's posts from 0; instants are whole epoch seconds, `half_life` seconds.

    `kind` is video, image or album; `caption` is None where the owner wrote nothing; `null_counter` marks posts of
    which the third-party provider reports two counters as null.
    """

    sequence: int
    published: int
    deleted: int | None
    half_life: float
    final: Counts
    kind: str
    duration: int
    caption: str | None
    sound: str
    null_counter: bool

    def counts_at(self, instant: float) -> Counts:
        """The counters at an instant: whole numbers that never fall."""
        return self.final.scaled(reached(instant - self.published, self.half_life))


class Timeline:
    """An account's posts in the order of publication, with what stands when.

    What an owner pins is older than `start`, the opening of the window (epoch seconds).
    """

    def __init__(self, posts: tuple[Post, ...], start: float) -> None:
        self.posts = posts
        self._published = [post.published for post in posts]
        self._likes = [(post.published, post.half_life, post.final.likes) for post in posts]
        old = [post for post in posts if post.published < start and post.deleted is None]
        self._best = sorted(old, key=lambda post: -post.final.views)[:MOST_PINS]

    def visible(self, instant: float) -> list[Post]:
        """Posts that stand at an instant, newest first."""
        last = bisect_right(self._published, instant)
        return [post for post in self.posts[:last][::-1] if post.deleted is None or instant < post.deleted]

    def pinned(self, instant: float, pins: int) -> list[Post]:
        """The posts that an owner with so many pins has pinned: old successes, best first."""
        return [post for post in self._best[:pins] if post.published <= instant]

    def likes(self, instant: float) -> int:
        """Likes received on everything ever published, deleted posts included, so that the total never falls."""
        last = bisect_right(self._published, instant)
        return sum(int(likes * reached(instant - at, half_life)) for at, half_life, likes in self._likes[:last])


def draw_timeline(seed: int, account: Account, start: float, profile: GeneratorProfile) -> Timeline:
    """Draw an account's whole timeline; it depends on the world's seed and the account's place alone."""
    rng = Random(f"{seed}:posts:{account.index}")
    posts: list[Post] = []
    if account.posts_per_week > 0:
        gap = 7 * DAY / account.posts_per_week
        at = account.created + rng.expovariate(1 / gap)
        while at < start + HORIZON_DAYS * DAY:
            posts.append(_draw_post(rng, len(posts), int(at), account, profile))
            at += 120 + rng.expovariate(1 / gap)
    return Timeline(tuple(posts), start)


def _draw_post(rng: Random, sequence: int, published: int, account: Account, profile: GeneratorProfile) -> Post:
    place = PLATFORMS.index(account.platform)
    kind = _draw_kind(rng, account.platform)
    deleted = published + int(rng.uniform(1, 60) * DAY) if rng.random() < profile.post_deletion else None
    return Post(
        sequence=sequence,
        published=published,
        deleted=deleted,
        half_life=profile.view_half_life_days[place] * DAY * math.exp(rng.gauss(0, 0.35)),
        final=_draw_final(rng, account, published),
        kind=kind,
        duration=int(rng.uniform(8, 120)) if kind == "video" else 0,
        caption=None if rng.random() < profile.null_title else draw_caption(rng, account),
        sound=rng.choice(SOUNDS),
        null_counter=rng.random() < profile.null_counter,
    )


def _draw_kind(rng: Random, platform: str) -> str:
    if platform != INSTAGRAM:
        return "video" if rng.random() < 0.94 else "album"
    return rng.choices(("video", "image", "album"), (0.5, 0.3, 0.2))[0]


def _draw_final(rng: Random, account: Account, published: int) -> Counts:
    audience = max(50.0, account.growth.at(published))
    views = audience * VIEW_RATIO[account.platform] * math.exp(rng.gauss(0, 0.9))
    likes = views * rng.uniform(0.03, 0.12)
    return Counts(
        views=int(views),
        likes=int(likes),
        comments=int(likes * rng.uniform(0.01, 0.06)),
        shares=int(likes * rng.uniform(0.02, 0.15)),
        saves=int(likes * rng.uniform(0.03, 0.20)),
        downloads=int(likes * rng.uniform(0.0, 0.02)),
    )


def draw_caption(rng: Random, account: Account) -> str:
    """A phrase in the owner's language about the niche, with hashtags, now and then naming another account."""
    niche = account.person.niche
    text = rng.choice(account.person.language.phrases).format(rng.choice(niche.subjects))
    if rng.random() < 0.06:
        text += f" with @{account.person.niche.handle_words[0]}friends"
    return " ".join([text, *rng.sample(niche.hashtags, rng.randint(1, 4))])
