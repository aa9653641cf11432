"""The sliding window counts on the caller's clock."""

from __future__ import annotations

from creatorgraph_sandbox.limits import MINUTE, SlidingWindow
from hypothesis import given, settings
from hypothesis import strategies as st


def test_a_window_slides() -> None:
    window = SlidingWindow(MINUTE)
    assert [window.admit("a", True, moment, 2) for moment in (0, 1, 2, 60.5, 60.6, 61.1)] == [
        True,
        True,
        False,
        True,
        False,
        True,
    ]


def test_keys_and_clocks_are_apart() -> None:
    window = SlidingWindow(MINUTE)
    assert window.admit("a", True, 0, 1) and window.admit("b", True, 0, 1) and window.admit("a", False, 0, 1)
    assert not window.admit("a", True, 0, 1)


def test_a_clock_set_back_starts_afresh() -> None:
    window = SlidingWindow(MINUTE)
    assert window.admit("a", True, 1_000_000, 1)
    assert not window.admit("a", True, 999_999, 1)
    assert window.admit("a", True, 500, 1)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(0, 600), max_size=80).map(sorted), st.integers(1, 10))
def test_never_more_than_the_limit_in_any_window(moments: list[float], limit: int) -> None:
    window = SlidingWindow(MINUTE)
    admitted = [moment for moment in moments if window.admit("a", True, moment, limit)]
    for moment in admitted:
        assert sum(moment - MINUTE < other <= moment for other in admitted) <= limit
