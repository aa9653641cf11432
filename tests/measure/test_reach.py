"""The reach of sets of creators."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creatorgraph.measure.reach import Audience, Band, Overlap, Pairs, combined_reach

NOTHING = Overlap(Band(0, 0, 0), "prior")


def audience(name: str, low: int, mid: int | None = None, high: int | None = None) -> Audience:
    """A creator; of one size unless told otherwise."""
    return Audience(name, Band(low, mid or low, high or mid or low), high or mid or low)


def shared(**pairs: float) -> Pairs:
    """Overlaps of creators named by one letter each: `ab=0.3`."""
    return {frozenset(pair): Overlap(Band(share, share, share), "sample") for pair, share in pairs.items()}


def test_two_creators_are_inclusion_and_exclusion() -> None:
    """500,000 and 300,000 of whom 30 % of the smaller are shared: 710,000."""
    found = combined_reach([audience("b", 300_000), audience("a", 500_000)], shared(ab=0.3), NOTHING)
    assert (found.low, found.mid, found.high, found.naive) == (710_000, 710_000, 710_000, 800_000)
    assert (found.method, dict(found.pairs), found.is_directional) == ("sample", {"sample": 1}, True)
    assert [member.creator_id for member in found.members] == ["a", "b"]


def test_a_band_takes_the_high_overlap_for_its_low_edge() -> None:
    """And each creator's own band with it."""
    overlap = {frozenset("ab"): Overlap(Band(0.1, 0.2, 0.5), "survey")}
    found = combined_reach([audience("a", 900, 1000, 1100), audience("b", 400, 500, 600)], overlap, NOTHING)
    assert (found.low, found.mid, found.high) == (900 + 400 - 200, 1000 + 500 - 100, 1100 + 600 - 60)
    assert found.method == "survey"


def test_three_creators_overlap_independently() -> None:
    """1,000 + 500 * .8 + 200 * .8 * .8, as accounts of one creator do; an untold pair has the other overlap."""
    otherwise = Overlap(Band(0.2, 0.2, 0.2), "prior")
    found = combined_reach([audience(*one) for one in (("c", 200), ("a", 1000), ("b", 500))], shared(ab=0.2), otherwise)
    assert found.mid == 1528
    assert (found.method, dict(found.pairs)) == ("mixed", {"sample": 1, "prior": 2})


def test_one_creator_is_its_own_reach() -> None:
    """Without any overlap there is no method."""
    found = combined_reach([audience("a", 5, 7, 9)], {}, NOTHING)
    assert (found.low, found.mid, found.high, found.method) == (5, 7, 9, None)


def test_nobody_takes_more_people_than_it_brought() -> None:
    """Estimates may contradict each other: three times 9 people apart do not fit into a hub of 10."""
    small = [audience(name, 9) for name in "bcd"]
    assert combined_reach(small, {}, NOTHING).mid == 27
    assert combined_reach([*small, audience("a", 10)], shared(ab=1.0, ac=1.0, ad=1.0), NOTHING).mid == 27


@pytest.mark.parametrize("members", [[], [audience("a", 1), audience("a", 2)]])
def test_a_set_that_is_none_is_refused(members: list[Audience]) -> None:
    """Nobody, or somebody twice."""
    with pytest.raises(ValueError, match="a set needs members"):
        combined_reach(members, {}, NOTHING)


@st.composite
def sets(draw: st.DrawFn) -> tuple[list[Audience], Pairs]:
    """Up to seven creators with any bands and any overlaps, consistent or not."""
    sizes = draw(st.lists(st.lists(st.integers(0, 10**7), min_size=3, max_size=3), min_size=1, max_size=7))
    members = []
    for place, size in enumerate(sizes):
        low, mid, high = sorted(size)
        members.append(Audience(str(place), Band(low, mid, high), high))
    pairs = {}
    for one, other in combinations([member.creator_id for member in members], 2):
        shares = sorted(draw(st.lists(st.floats(0, 1), min_size=3, max_size=3)))
        pairs[frozenset((one, other))] = Overlap(Band(*shares), "prior")
    return members, pairs


@given(sets())
@settings(max_examples=300, deadline=None)
def test_reach_lies_between_the_largest_member_and_the_sum_and_never_falls(drawn: tuple[list[Audience], Pairs]) -> None:
    """Whatever the overlaps say; and without a member it is no higher."""
    members, pairs = drawn
    found = combined_reach(members, pairs, NOTHING)
    assert found.low <= found.mid <= found.high
    for edge in ("low", "mid", "high"):
        assert getattr(found, edge) >= max(getattr(member.people, edge) for member in members)
        for left_out in members if len(members) > 1 else []:
            fewer = combined_reach([member for member in members if member is not left_out], pairs, NOTHING)
            assert getattr(fewer, edge) <= getattr(found, edge)
    assert found.high <= sum(int(member.people.high) for member in members)
