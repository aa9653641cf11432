"""Numbers, dates and evidence in words, as the pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from creatorgraph.types import Platform

PLATFORMS: Final[Mapping[str, str]] = {
    Platform.TIKTOK: "TikTok",
    Platform.INSTAGRAM: "Instagram",
    Platform.X: "X",
    Platform.YOUTUBE: "YouTube",
}
PROVIDERS: Final[Mapping[str, str]] = {
    "tiklive": "TikLiveAPI",
    "instagram": "Instagram",
    "x": "X",
    "youtube": "YouTube",
    "tiktok_app": "TikTok app",
    "tiktok_display": "TikTok, by consent",
    "tiktok_business": "TikTok Business, by consent",
    "import": "your files",
}
METHODS: Final[Mapping[str, str]] = {
    "bio_link": "linked in the bio",
    "username": "same handle",
    "name": "same name",
    "model": "several weak signs",
    "manual": "decided by a person",
}
STATUSES: Final[Mapping[str, str]] = {
    "auto": "joined automatically",
    "review": "waits for review",
    "manual": "decided by a person",
    "rejected": "kept apart",
}
REASONS: Final[Mapping[str, str]] = {
    "bio_link_mutual": "their bios link to each other",
    "bio_link_one_way": "one bio links to the other account",
    "bio_link_loose": "one bio names the other account",
    "bio_link_shared": "one bio links to the other, as many others do",
    "co_named_address": "a third account names both as its own",
    "mention": "one mentions the other",
    "same_bio_link": "same link in the bio",
    "same_web_site": "same web site",
    "crowded_bio_link": "same link in the bio, which others have too",
    "same_mail_domain": "same e-mail domain",
    "link_names_handle": "the link of one is named like the other",
    "same_handle": "same handle",
    "same_handle_core": "same handle but for additions",
    "near_handle": "nearly the same handle",
    "longer_handle": "one handle holds the other",
    "rare_handle": "the handle is rare",
    "uncommon_handle": "the handle is uncommon",
    "rare_handle_core": "what the handles share is rare",
    "same_name": "same name",
    "shared_name_words": "the same words in their names",
    "half_name": "part of the name is the same",
    "name_is_handle": "the name of one is the handle of the other",
    "shared_bio_words": "the same rare words in their bios",
    "both_verified": "both are verified",
    "other_bio_link": "but: other links in their bios",
    "other_handle": "but: other handles",
    "other_name": "but: other names",
    "outshone": "but: one is far larger and does not name the other",
    "about_somebody": "but: one is about somebody, such as a fan page",
    "names_as_other": "but: one names the other as somebody else",
    "names_another": "but: one names another account as its own",
    "names_another_here": "but: one names another account that is known here",
    "name_and_handle": "full name and handle agree",
    "no_name_shown": "but: one shows no name",
    "imitated_pool": "but: here such handles are often imitations",
    "other_branch": "but: branches of a brand in different places",
    "second_unconfirmed": "but: a second account that the other does not name",
    "near_copy": "but: the handle is a near copy of a known account's",
    "nobody_points": "but: nobody here names another account",
}
FORMULAS: Final[Mapping[str, str]] = {
    "share_of_smaller": "overlap as a share of the smaller audience",
    "share_of_sum": "overlap as a share of the sum",
}
STEPS: Final = ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k"))
UNKNOWN: Final = "–"
THIN_SPACE: Final = "\u202f"
NO_BREAK: Final = "\u00a0"


def short_number(value: int | float | None) -> str:
    """A count in three digits at most: 1.24 M, 834 k, 57; a dash for unknown, which is not 0."""
    if value is None:
        return UNKNOWN
    for step, unit in STEPS:
        if abs(value) >= step * 0.9995:
            return f"{_three_digits(value / step)}{NO_BREAK}{unit}"
    return f"{value:.0f}"


def full_number(value: int | None) -> str:
    """A count with its digits in groups of three."""
    return UNKNOWN if value is None else f"{value:,}".replace(",", THIN_SPACE)


def percent(share: float | None) -> str:
    """A share as a percentage; what rounds to 100 without being whole stays below it."""
    if share is None:
        return UNKNOWN
    if 0.995 <= share < 1:
        return ">99" + NO_BREAK + "%"
    return f"{share * 100:.0f}{NO_BREAK}%"


def day(value: date | datetime | None) -> str:
    """A UTC day: 3 Nov 2026."""
    if value is None:
        return UNKNOWN
    found = value.astimezone(UTC) if isinstance(value, datetime) else value
    return f"{found.day}{NO_BREAK}{found:%b}{NO_BREAK}{found.year}"


def short_day(value: date) -> str:
    """A day without its year: 3 Nov."""
    return f"{value.day}{NO_BREAK}{value:%b}"


def moment(value: datetime | None) -> str:
    """An instant to the minute: 3 Nov 2026, 14:05 UTC."""
    return UNKNOWN if value is None else f"{day(value)}, {value.astimezone(UTC):%H:%M}{NO_BREAK}UTC"


def platform(name: str | None) -> str:
    """A platform as it calls itself."""
    return UNKNOWN if name is None else PLATFORMS.get(name, name)


def provider(name: str | None) -> str:
    """Who answered."""
    return UNKNOWN if name is None else PROVIDERS.get(name, name)


def method(name: str | None) -> str:
    """The strongest evidence in words."""
    return UNKNOWN if name is None else METHODS.get(name, name)


def status(name: str | None) -> str:
    """Who decided, in words."""
    return UNKNOWN if name is None else STATUSES.get(name, name)


def formula(name: str) -> str:
    """A reach formula in words."""
    return FORMULAS.get(name, name)


def reason(code: str) -> str:
    """A match reason in words; a reason of a newer model is shown by its own name."""
    return REASONS.get(code, code.replace("_", " "))


def _three_digits(value: float) -> str:
    digits = 2 if abs(value) < 9.995 else 1 if abs(value) < 99.95 else 0
    return f"{value:.{digits}f}"
