"""From score, confidence and reasons to a verdict: automatic, for review, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from creatorgraph.match.types import Method, Status
from creatorgraph.settings import MatchSettings

LINK_REASONS: Final = frozenset(
    {"bio_link_mutual", "bio_link_one_way", "co_named_address", "same_bio_link", "same_web_site", "crowded_bio_link"}
)
HANDLE_REASONS: Final = frozenset({"same_handle", "same_handle_core"})
NAME_REASONS: Final = frozenset({"same_name", "name_is_handle", "shared_name_words"})
AGAINST_REASONS: Final = frozenset({"about_somebody", "names_as_other", "names_another", "names_another_here"})

# What sends a pair to a person: always; where one names the other and is not named back; where only likeness joins.
DOUBTS: Final = frozenset({"outshone", "other_branch", "near_copy", "second_unconfirmed"})
CLAIM_DOUBTS: Final = frozenset({"other_name", "names_another", "names_another_here"})
HANDLE_DOUBTS: Final = frozenset({"no_name_shown", "nobody_points"})


def decide_method(reasons: Sequence[str]) -> Method:
    """The strongest kind of evidence among the reasons."""
    given = set(reasons)
    if given & LINK_REASONS or given & {"bio_link_loose", "bio_link_shared"}:
        return "bio_link"
    if given & HANDLE_REASONS:
        return "username"
    return "name" if given & NAME_REASONS else "model"


def decide_status(score: int, confidence: float, reasons: Sequence[str], settings: MatchSettings) -> Status:
    """Automatic or for review; pairs below both never reach this point.

    `calibrated`: a confidence of `auto_confidence`, and either a mutual bio link or a score of `auto_score` with a link
    or handle reason; never where an account that hardly anybody follows claims a prominent one, nor where an account is
    named one-sidedly but shows quite another name: its handle may have changed hands since. `published`: the sources'
    rule as written, which asks for no confidence.
    """
    given = set(reasons)
    supported = bool(given & (LINK_REASONS | HANDLE_REASONS))
    if settings.policy == "published":
        return "auto" if "bio_link_mutual" in given or (score >= settings.auto_score and supported) else "review"
    if confidence < settings.auto_confidence or _is_doubtful(given):
        return "review"
    return "auto" if "bio_link_mutual" in given or (score >= settings.auto_score and supported) else "review"


def _is_doubtful(given: set[str]) -> bool:
    """Whether something speaks against that no sum of bits may outweigh without a person."""
    if "bio_link_mutual" in given:
        return "outshone" in given
    if given & DOUBTS:
        return True
    if given & {"bio_link_one_way", "bio_link_loose"}:
        renamed = "longer_handle" in given and not given & NAME_REASONS
        return renamed or bool(given & CLAIM_DOUBTS)
    return "other_name" in given or (bool(given & HANDLE_DOUBTS) and not given & LINK_REASONS)
