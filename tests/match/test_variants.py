"""Which handles are made out of others."""

from __future__ import annotations

import random

import pytest

from creatorgraph.handles import handle_core
from creatorgraph.match.variants import CROWD, Variants, find_variants


def variants(wanted: set[str], *others: str) -> Variants:
    handles = [(key, handle_core(key)) for key in [*wanted, *others]]
    random.Random(3).shuffle(handles)
    return find_variants(handles, frozenset(wanted))


@pytest.mark.parametrize(
    "made", ["lenabakesreal", "reallenabakes", "lenabakes7", "lenabakees", "lenabak3s", "lenabakesthe", "lenabake"]
)
def test_what_is_near_a_handle_that_more_are_near_is_made_out_of_it(made: str) -> None:
    found = variants({"lenabakes", made}, "lenabakess", "lenebakes", "lenabakes1", "lenabakex")
    assert made in found.made
    assert "lenabakes" not in found.made
    assert made != "lenabakesthe" or "lenabakees" not in found.of["lenabakes"]


def test_a_handle_that_nobody_comes_near_is_its_own() -> None:
    assert variants({"lenabakes", "quokkamonsoon"}) == Variants(
        {"lenabakes": frozenset(), "quokkamonsoon": frozenset()}, frozenset()
    )


def test_a_core_that_a_crowd_has_is_nobodys() -> None:
    ends = ["real", "official", "vlogs", "music", "online", "channel", "videos", "youtube", "company", "world"]
    ends += ["global", "daily", "gaming"]
    crowd = [(f"marie{end}", "marie") for end in ends]
    assert len(crowd) > CROWD
    assert not any(find_variants(crowd, frozenset(key for key, _ in crowd)).of.values())
    assert any(find_variants(crowd[:-1], frozenset(key for key, _ in crowd[:-1])).of.values())
