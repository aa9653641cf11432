"""One account with everything that its provider would say about it, as functions of the instant."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from random import Random
from typing import Final

from creatorgraph_sandbox.profile import GeneratorProfile
from creatorgraph_sandbox.world.curves import DAY, Growth
from creatorgraph_sandbox.world.handles import INSTAGRAM, PLATFORMS, TIKTOK, X
from creatorgraph_sandbox.world.people import BRAND, IMPOSTOR, PERSON, STRANGER, Person

X_EPOCH_MS: Final = 1_288_834_974_657
FOLLOWER_FACTOR: Final = dict(zip(PLATFORMS, (1.0, 0.6, 0.35, 0.45), strict=True))


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to an account during the window (epoch seconds; None where it does not happen).

    `created` is given only where an account appears late, as the taker of an old handle does.
    """

    created: float | None = None
    renamed: float | None = None
    new_handle: str = ""
    deleted: float | None = None
    private: float | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """An account on one platform. Instants are epoch seconds, UTC; `index` is its place in the world."""

    index: int
    platform: str
    native_id: str
    person: Person
    first_handle: str
    display_name: str
    bio: str
    link: str | None
    fate: Fate
    created: float
    growth: Growth
    following: int
    posts_per_week: float
    verified: bool
    professional: bool
    likes_hidden: bool
    pins: int

    def handle_at(self, instant: float) -> str:
        """The handle at an instant."""
        renamed = self.fate.renamed
        return self.fate.new_handle if renamed is not None and instant >= renamed else self.first_handle

    def exists_at(self, instant: float) -> bool:
        """True from the first day of the account until its deletion."""
        return self.created <= instant and (self.fate.deleted is None or instant < self.fate.deleted)

    def private_at(self, instant: float) -> bool:
        """True once the owner has hidden the account from strangers."""
        return self.fate.private is not None and instant >= self.fate.private

    def followers_at(self, instant: float) -> int:
        """The exact follower count at an instant."""
        return self.growth.at(instant)


@dataclass(frozen=True, slots=True)
class Showing:
    """What an account's profile shows about its owner."""

    display_name: str
    bio: str
    link: str | None


def draw_account(
    rng: Random,
    index: int,
    person: Person,
    platform: str,
    showing: Showing,
    fate: Fate,
    start: float,
    profile: GeneratorProfile,
) -> Account:
    """Draw the rest of an account whose owner, texts and fate are settled."""
    created = fate.created or start - rng.uniform(60, 800) * DAY
    crowd = person.kind in (IMPOSTOR, STRANGER)
    zero_media = (crowd and rng.random() < 0.3) or rng.random() < profile.zero_media
    return Account(
        index=index,
        platform=platform,
        native_id=native_id(platform, index, created),
        person=person,
        first_handle=person.handles[platform],
        display_name=showing.display_name,
        bio=showing.bio,
        link=showing.link,
        fate=fate,
        created=created,
        growth=_draw_growth(rng, person, platform, start, profile),
        following=int(10 ** rng.uniform(1.3, 3.2)),
        posts_per_week=0.0 if zero_media else rng.uniform(*profile.posts_per_week) * (0.3 if crowd else 1.0),
        verified=not crowd and rng.random() < profile.verified_share * person.exponent / 4.5,
        professional=platform != INSTAGRAM or person.kind == BRAND or rng.random() >= profile.personal_instagram,
        likes_hidden=platform == INSTAGRAM and rng.random() < profile.likes_hidden,
        pins=rng.randint(1, 3) if rng.random() < profile.pinned_share else 0,
    )


def _draw_growth(rng: Random, person: Person, platform: str, start: float, profile: GeneratorProfile) -> Growth:
    base = FOLLOWER_FACTOR[platform] * 10 ** (person.exponent + rng.gauss(0, 0.25))
    bursts: tuple[tuple[float, float], ...] = ()
    if person.kind == PERSON and rng.random() < 0.25:
        bursts = ((start + rng.uniform(5, profile.window_days - 5) * DAY, base * rng.uniform(0.02, 0.2)),)
    return Growth(base, start, rng.uniform(*profile.monthly_growth), bursts)


def native_id(platform: str, index: int, created: float) -> str:
    """An immutable id in the platform's own form, unique by the account's place in the world."""
    if platform == TIKTOK:
        return str((int(created) << 32) | (index << 11) | (index * 1_299_709 % 2_048))
    if platform == INSTAGRAM:
        return str(17_841_400_000_000_000 + index * 977_831 + 1)
    if platform == X:
        return str((int(created * 1000) - X_EPOCH_MS << 22) | index % (1 << 22))
    return "UC" + opaque("channel", index, 22)


def opaque(label: str, index: int, length: int) -> str:
    """A URL-safe token that depends on nothing but its label and number."""
    digest = hashlib.sha512(f"{label}:{index}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:length]
