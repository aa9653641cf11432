"""How many different people a set of creators reaches: a band, always directional; `group_reach` in Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import floor
from typing import Final


@dataclass(frozen=True, slots=True)
class Band:
    """A low, a middle and a high value: people, or a share from 0 to 1."""

    low: float
    mid: float
    high: float


@dataclass(frozen=True, slots=True)
class Audience:
    """One member of a set: its creator id, the people it reaches (whole numbers), and its followers simply added."""

    creator_id: str
    people: Band
    naive: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two members share, as a share of the smaller audience, and how that was come by."""

    of_smaller: Band
    method: str


@dataclass(frozen=True, slots=True)
class CombinedReach:
    """What a set reaches together. `low`, `mid` and `high` are people, `naive` all followers simply added.

    `pairs` counts the pairs of members by method; `is_directional` is always true: no part of it is a count.
    """

    members: tuple[Audience, ...]
    naive: int
    low: int
    mid: int
    high: int
    pairs: Mapping[str, int]
    is_directional: bool = True

    @property
    def method(self) -> str | None:
        """How the overlaps were come by, `mixed` where in several ways, None for one member."""
        return None if not self.pairs else next(iter(self.pairs)) if len(self.pairs) == 1 else "mixed"


Pairs = Mapping[frozenset[str], Overlap]
"""Two creator ids -> what they share."""

_EDGES: Final = (("low", "high"), ("mid", "mid"), ("high", "low"))
"""An edge of the reach, and the edge of the overlaps that makes it."""


def combined_reach(members: Sequence[Audience], overlaps: Pairs, otherwise: Overlap) -> CombinedReach:
    """The people whom the members reach together; `otherwise` holds for pairs that `overlaps` lacks.

    Creators are added from the largest down, each less what the larger ones already hold, overlaps taken as
    independent (for two: inclusion-exclusion). Nobody takes from smaller ones more people than it brought, hence
    reach never falls when a member joins, and lies between the largest member and the sum. Raises ValueError for an
    empty set and for a member that is there twice.
    """
    if not members or len({member.creator_id for member in members}) < len(members):
        raise ValueError("a set needs members, each of them once")
    ordered = sorted(members, key=lambda member: (-member.people.mid, member.creator_id))
    known = {frozenset(pair): overlaps.get(frozenset(pair), otherwise) for pair in _id_pairs(ordered)}
    low, mid, high = sorted(_united(ordered, known, reach, share) for reach, share in _EDGES)
    pairs = Counter(overlap.method for overlap in known.values())
    return CombinedReach(tuple(ordered), sum(member.naive for member in ordered), low, mid, high, dict(pairs))


def _id_pairs(members: Sequence[Audience]) -> Iterator[tuple[str, str]]:
    return combinations([member.creator_id for member in members], 2)


def _united(ordered: Sequence[Audience], overlaps: Pairs, reach: str, share: str) -> int:
    """Σ a_j - Σ_j min(taken_j, brought_j): see `group_reach`. What is lost is rounded down, people being whole."""
    sizes = [int(getattr(member.people, reach)) for member in ordered]
    taken, brought = [0] * len(ordered), list(sizes)
    for smaller, member in enumerate(ordered):
        free = 1.0
        for larger in range(smaller):
            of_smaller = overlaps[frozenset((member.creator_id, ordered[larger].creator_id))].of_smaller
            overlap = float(getattr(of_smaller, share))
            lost = floor(round(sizes[smaller] * free * overlap, 6))
            taken[larger] += lost
            brought[smaller] -= lost
            free *= 1 - overlap
    return sum(sizes) - sum(map(min, taken, brought))
