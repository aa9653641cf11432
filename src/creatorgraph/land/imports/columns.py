"""Which column of a person's file is which: canonical names, other tools' names for them, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from creatorgraph.errors import ConfigurationError

ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "platform": ("network", "site", "service", "channel_type"),
    "handle": ("username", "user_name", "unique_id", "screen_name", "account", "account_name", "custom_url", "user"),
    "profile_url": ("url", "account_url", "channel_url", "profile_link", "profile"),
    "account_id": ("native_id", "user_id", "channel_id", "platform_id", "uid"),
    "display_name": ("name", "full_name", "nickname", "title", "channel_title"),
    "bio": ("biography", "description", "signature", "about"),
    "link": ("website", "bio_link", "external_url", "homepage", "web"),
    "followers": ("follower_count", "followers_count", "subscribers", "subscriber_count", "fans"),
    "following": ("following_count", "followings", "follows"),
    "posts": ("post_count", "media_count", "videos", "video_count", "tweet_count"),
    "likes": ("like_count", "heart_count", "hearts", "total_likes"),
    "views": ("view_count", "total_views"),
    "verified": ("is_verified",),
    "group": ("group_name", "creator"),
    "post_url": ("post", "post_link", "video_url", "permalink"),
    "creator_id": ("canonical_id",),
    "kind": ("label_kind", "label_type"),
    "label": ("value", "label_value"),
    "confidence": ("probability",),
    "asked": ("n", "n_asked", "respondents", "sample_size"),
    "also_follow": ("k", "yes", "k_yes", "said_yes", "follow_both"),
    "surveyed_by": ("who", "survey", "institute", "panel"),
    "date": ("snapshot_at", "snapshot_date", "date_utc", "day", "observed_at", "as_of", "followers_as_of", "timestamp"),
}
"""Canonical column -> what it may also be called. Case, spaces and hyphens do not matter."""

PERSONAL: Final = frozenset(
    {
        "email", "emails", "mail", "phone", "phones", "telephone", "tel", "mobile", "cell", "whatsapp", "fax",
        "address", "street", "postcode", "zip", "birthday", "birthdate", "birth", "dob", "ssn", "passport", "iban",
    }
)  # fmt: skip
"""Words in a column's name that tell of personal data, which creatorgraph does not take in."""


@dataclass(frozen=True, slots=True)
class Header:
    """A file's columns, understood: canonical name -> position; `width` columns in all, `unused` by name."""

    positions: Mapping[str, int]
    names: tuple[str, ...]
    unused: tuple[str, ...]

    @property
    def width(self) -> int:
        """How many cells a row must have."""
        return len(self.names)

    def written(self, canonical: str) -> str:
        """The file's own name of a canonical column, for a report; the canonical name where the file has none."""
        return self.names[self.positions[canonical]] if canonical in self.positions else canonical


def normal(name: str) -> str:
    """A column name without case, spaces, hyphens and dots."""
    return re.sub(r"[\s\-.]+", "_", name.strip().lower())


def personal_columns(names: Sequence[str]) -> list[str]:
    """Those columns whose names tell of personal data."""
    return [name for name in names if PERSONAL & set(normal(name).replace("e_mail", "email").split("_"))]


def understand(names: Sequence[str], wanted: Sequence[str], mapping: Mapping[str, str]) -> Header:
    """Find the wanted canonical columns among a file's.

    A mapping beats the canonical name, which beats an alias. Raises ConfigurationError for two columns of one
    meaning, for a column that is there twice, and for a mapping that names something unknown.
    """
    _check_mapping(names, wanted, mapping)
    places: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        places.setdefault(normal(name), []).append(position)
    positions: dict[str, int] = {}
    for canonical in wanted:
        found = _find(canonical, places, names, mapping)
        if found is not None:
            positions[canonical] = found
    used = set(positions.values())
    unused = tuple(name for position, name in enumerate(names) if position not in used)
    return Header(positions, tuple(names), unused)


def recognised(names: Sequence[str], wanted: Sequence[str], mapping: Mapping[str, str]) -> int:
    """How many of the names mean something: by this the delimiter of a file is told."""
    meant = {normal(name) for canonical in wanted for name in (canonical, *ALIASES.get(canonical, ()))}
    meant |= {normal(name) for name in mapping.values()}
    return sum(normal(name) in meant for name in names)


def _find(
    canonical: str, places: Mapping[str, list[int]], names: Sequence[str], mapping: Mapping[str, str]
) -> int | None:
    if canonical in mapping:
        found = places[normal(mapping[canonical])] if mapping[canonical] else []
    else:
        taken = {normal(name) for name in mapping.values()}
        found = places.get(canonical, []) if canonical not in taken else []
        if not found:
            others = (alias for alias in ALIASES.get(canonical, ()) if alias not in taken)
            found = [place for alias in others for place in places.get(alias, [])]
    if len(found) > 1:
        several = ", ".join(repr(names[place]) for place in found)
        raise ConfigurationError(
            f"More than one column could be the {canonical}: {several}.",
            kept="Nothing was imported.",
            todo=f"Say which with --map {canonical}=COLUMN (each name must be there once).",
        )
    return found[0] if found else None


def _check_mapping(names: Sequence[str], wanted: Sequence[str], mapping: Mapping[str, str]) -> None:
    present = {normal(name) for name in names}
    for canonical, column in mapping.items():
        if canonical not in wanted:
            raise ConfigurationError.unknown("column to map", canonical, wanted)
        if column and normal(column) not in present:
            raise ConfigurationError.unknown("column of the file", column, names)
