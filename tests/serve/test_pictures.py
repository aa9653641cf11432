"""Pictures and words: numbers turned into coordinates and sentences."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatorgraph.match.model import load_model
from creatorgraph.serve.creators.schemas import FollowerPoint, Reach
from creatorgraph.serve.web import wording
from creatorgraph.serve.web.addresses import post_address, profile_address, safe_link
from creatorgraph.serve.web.pictures import BAND_INSET, BAND_WIDTH, SPARK_HEIGHT, SPARK_WIDTH, band, spark

counts = st.integers(0, 10**12)


def reach(low: int | None, mid: int | None, high: int | None, naive: int | None, accounts: int = 2) -> Reach:
    """A band."""
    return Reach(
        formula="share_of_smaller", is_default=True, accounts_counted=accounts, naive=naive, low=low, mid=mid,
        high=high, accounts_below_confidence=0, reach_below_confidence=0, overlap_method="prior", is_directional=True,
        observed_through=None,
    )  # fmt: skip


@given(st.lists(counts, min_size=4, max_size=4).map(sorted))
def test_a_band_is_drawn_in_order_and_inside(values: list[int]) -> None:
    low, mid, high, naive = values
    drawn = band(reach(low, mid, high, naive))
    if naive == 0:
        assert drawn is None
        return
    assert drawn is not None
    assert BAND_INSET <= drawn.low <= drawn.mid <= drawn.high <= drawn.naive <= BAND_WIDTH - BAND_INSET
    assert drawn.width >= 2
    assert drawn.from_half == (2 * low >= naive)


@pytest.mark.parametrize("given_reach", [None, reach(1, 1, 1, 1, accounts=1), reach(None, None, None, None)])
def test_without_a_band_nothing_is_drawn(given_reach: Reach | None) -> None:
    assert band(given_reach) is None


def points(*known: tuple[int, int | None]) -> list[FollowerPoint]:
    """Days of August 2026 with their counts."""
    return [
        FollowerPoint(
            day=date(2026, 8, 1) + timedelta(days=day), follower_count=count, following_count=None, post_count=None,
            completeness="complete",
        )
        for day, count in known
    ]  # fmt: skip


series = st.dictionaries(st.integers(0, 89), st.none() | counts, max_size=60).map(lambda days: sorted(days.items()))


@given(series)
def test_a_line_stays_inside_its_picture(known: list[tuple[int, int | None]]) -> None:
    drawn = spark(points(*known))
    if drawn is None:
        assert sum(count is not None for _, count in known) < 2
        return
    placed = [tuple(map(float, pair.split(","))) for run in drawn.runs for pair in run.split()] + list(drawn.dots)
    assert all(0 <= x <= SPARK_WIDTH and 0 <= y <= SPARK_HEIGHT for x, y in placed)
    assert drawn.end in placed


def test_missing_days_are_left_open() -> None:
    drawn = spark(points((0, 5), (1, 6), (2, None), (20, 7), (40, 8), (41, 9)))
    assert drawn is not None
    assert (len(drawn.runs), len(drawn.dots)) == (2, 1)
    assert (drawn.first, drawn.last) == (5, 9)


NUMBERS = [
    (None, "–"), (0, "0"), (57, "57"), (999, "999"), (1000, "1.00 k"), (1204, "1.20 k"), (9_999, "10.0 k"),
    (834_000, "834 k"), (999_600, "1.00 M"), (41_500_000, "41.5 M"), (4_400_000_000, "4.40 B"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "words"), NUMBERS)
def test_short_numbers(value: int | None, words: str) -> None:
    assert wording.short_number(value).replace("\xa0", " ") == words


def test_a_near_certainty_is_no_certainty() -> None:
    assert [wording.percent(share).replace("\xa0", " ") for share in (None, 0.9, 0.994, 0.9999, 1)] == [
        "–", "90 %", "99 %", ">99 %", "100 %",
    ]  # fmt: skip


def test_days_are_utc_days() -> None:
    late = datetime(2026, 11, 3, 23, 30, tzinfo=UTC).astimezone()
    assert wording.day(late).replace("\xa0", " ") == "3 Nov 2026"
    assert wording.moment(late).replace("\xa0", " ") == "3 Nov 2026, 23:30 UTC"


LINKS = [
    ("https://lena.example/a?b=1", "https://lena.example/a?b=1"),
    ("lena.example", "https://lena.example"),
    ("javascript:alert(1)", None),
    ("javascript://lena.example/%0aalert(1)", None),
    ("https://user:pass@lena.example", None),
    ("https://[", None),
    ("not a link", None),
    (None, None),
]


@pytest.mark.parametrize(("text", "address"), LINKS)
def test_links_are_offered_only_where_they_are_safe(text: str | None, address: str | None) -> None:
    assert safe_link(text) == address


@given(st.text(max_size=60))
def test_any_text_is_a_safe_link_or_none(text: str) -> None:
    found = safe_link(text)
    assert found is None or found.lower().startswith(("http://", "https://"))


def test_addresses() -> None:
    assert profile_address("tiktok", "lena/../x") == "https://www.tiktok.com/@lena%2F..%2Fx"
    assert profile_address("youtube", None, "UCabc") == "https://www.youtube.com/channel/UCabc"
    assert profile_address("facebook", "lena") is None
    assert post_address("youtube", "abc", None) == "https://www.youtube.com/watch?v=abc"
    assert post_address("instagram", "178", "lena") is None


def test_every_reason_of_the_match_model_has_words() -> None:
    assert set(load_model().levels) <= set(wording.REASONS)
