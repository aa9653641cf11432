"""The shares from which a world is drawn; each number states where it comes from.

Sources: *identities* is the project's table of real, labelled accounts (10,207 entities); *contract* is the provider's
contract; *assumed* is our own choice, made once and not fitted to the matcher that is measured on the world.
A world of `count` entities plants `max(1, round(share * count))` of each rare case, so that a small demo has them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DEVELOPMENT_SEED: Final = 7
"""The seed that the demo and everyday development use."""

EVALUATION_SEEDS: Final = (90_001, 90_002, 90_003, 90_004, 90_005)
"""Seeds kept for measuring the match: never look at these worlds while changing it."""


@dataclass(frozen=True, slots=True)
class GeneratorProfile:
    """How often each thing happens in a generated world (shares 0-1 unless said)."""

    # Handles: equal after lower-casing and dropping punctuation.
    agree_tiktok_instagram: float = 0.48  # identities: 421 entities with both, 48.2 %
    agree_tiktok_x: float = 0.39  # identities: 432 entities, 39.1 %
    agree_x_instagram: float = 0.58  # identities: 5,865 entities, 57.8 %
    agree_all_three: float = 0.25  # identities: 100 of 401 entities with all three
    # YouTube takes over the handle of TikTok, Instagram or X; with the pairs above this gives the agreement found
    # in identities among YouTube rows with a handle: 26 % TikTok, 42 % Instagram, 33 % X (311 to 1,109 entities).
    youtube_follows: tuple[float, float, float] = (0.05, 0.37, 0.07)
    punctuation_differs: float = 0.07  # identities: share of the agreeing pairs that differ in punctuation, 8-9 %

    # People and platforms.
    brand_share: float = 0.20  # assumed
    platform_counts: tuple[float, ...] = (0.20, 0.30, 0.28, 0.22)  # assumed: one, two, three, four platforms
    platform_weights: tuple[float, ...] = (0.34, 0.33, 0.18, 0.15)  # assumed: TikTok, Instagram, X, YouTube
    namesake_share: float = 0.05  # assumed: creators who bear another creator's display name
    name_differs: float = 0.22  # assumed: accounts whose display name is a variant of the owner's
    other_spelling: float = 0.10  # assumed: a variant in another order or with an emoji

    # What an account says about its owner.
    link_hub: float = 0.34  # assumed; hubs are the commonest bio link of creators
    link_site: float = 0.18  # assumed (persons; brands nearly always show their own site)
    link_cross: float = 0.18  # assumed: the link is the owner's account on another platform
    link_agency: float = 0.07  # assumed: an address shared by the creators of one agency
    brand_site: float = 0.80  # assumed
    link_shown: tuple[float, ...] = (0.62, 0.80, 0.60, 0.60)  # assumed, by platform; TikTok gates links by size
    link_untidy: float = 0.25  # assumed: no scheme, www, upper case, tracking parameters
    agency_size: int = 4  # assumed: creators per agency link
    mention_share: float = 0.30  # assumed: bios naming the owner's handle elsewhere ("IG: @...")
    partner_mention_share: float = 0.06  # assumed: bios naming a brand on the same platform; proves nothing
    mail_share: float = 0.10  # assumed: bios with an e-mail address, which must never leave the marts
    empty_bio: float = 0.06  # assumed

    # Bystanders, in shares of the creators.
    impostor_share: float = 0.05  # assumed
    first_name_share: float = 0.05  # assumed: pairs of strangers who hold one first name on two platforms
    squatter_share: float = 0.05  # assumed: strangers who hold a creator's handle on another platform

    # What happens during the window, in shares of the accounts on the platforms that are served.
    rename_share: float = 0.05  # assumed
    takeover_share: float = 0.50  # assumed: of the renames, those whose old handle a stranger takes
    deletion_share: float = 0.02  # assumed
    private_share: float = 0.025  # assumed
    window_days: int = 90  # the demo's length

    # How accounts look.
    personal_instagram: float = 0.08  # contract (3): personal accounts are not answered; the share is assumed
    likes_hidden: float = 0.10  # contract (3): owners may hide likes; the share is assumed
    zero_media: float = 0.03  # assumed
    pinned_share: float = 0.35  # contract (5.2): pinned posts come first; the share is assumed
    verified_share: float = 0.12  # assumed
    null_title: float = 0.02  # contract (trap 10); the share is assumed
    null_counter: float = 0.01  # contract (trap 10); the share is assumed
    post_deletion: float = 0.015  # assumed
    posts_per_week: tuple[float, float] = (0.8, 5.5)  # assumed: 35 posts cover about two months
    follower_exponent: tuple[float, float] = (3.3, 6.2)  # assumed: 2 thousand to 1.6 million
    monthly_growth: tuple[float, float] = (0.0, 0.06)  # assumed
    view_half_life_days: tuple[float, float, float, float] = (1.4, 0.8, 0.2, 4.0)  # assumed, by platform


PROFILE: Final = GeneratorProfile()
