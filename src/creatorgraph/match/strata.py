"""Kinds of pairs in which a match does better or worse: by audience, by what the profiles say, by their handles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from creatorgraph.handles import handle_core, handle_key

TIERS: Final = ((1_000, "under 1k"), (10_000, "1k–10k"), (100_000, "10k–100k"), (1_000_000, "100k–1M"))
LARGEST: Final = "over 1M"
UNKNOWN: Final = "followers unknown"
Keys = tuple[str, str]
Label = Callable[[Keys], str]


@dataclass(frozen=True, slots=True)
class Looks:
    """What the strata look at in an account; unknown followers are None."""

    platform: str
    handle: str
    followers: int | None
    says_something: bool


def tier(followers: int | None) -> str:
    """The follower tier of an account, in words."""
    if followers is None:
        return UNKNOWN
    return next((name for edge, name in TIERS if followers < edge), LARGEST)


def strata(looks: Mapping[str, Looks]) -> dict[str, Label]:
    """Name of a stratification → what it calls a pair of account keys (tier by the smaller of two audiences)."""

    def by_tier(keys: Keys) -> str:
        counts = [looks[key].followers for key in keys]
        return tier(None if None in counts else min(count for count in counts if count is not None))

    def by_profile(keys: Keys) -> str:
        told = sum(looks[key].says_something for key in keys)
        return ("neither has bio or link", "one has bio or link", "both have bio or link")[told]

    def by_handle(keys: Keys) -> str:
        return compare_handles(*(looks[key].handle for key in keys))

    return {"followers": by_tier, "profile": by_profile, "handles": by_handle}


def compare_handles(a: str, b: str) -> str:
    """`equal` but for separators and case, `near` (one core, or one core in the other), `different`, or `unknown`."""
    key_a, key_b = handle_key(a), handle_key(b)
    if not key_a or not key_b:
        return "a handle is unknown"
    if key_a == key_b:
        return "equal handles"
    core_a, core_b = handle_core(a), handle_core(b)
    is_near = core_a == core_b or core_a in core_b or core_b in core_a
    return "near handles" if is_near and core_a and core_b else "different handles"
