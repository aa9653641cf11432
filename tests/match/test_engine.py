"""What joins two accounts, what asks a person, and what keeps them apart."""

from __future__ import annotations

import pytest

from creatorgraph.match.model import load_model
from creatorgraph.match.types import Pair
from creatorgraph.settings import MatchSettings
from tests.match.conftest import Matcher, Row

PUBLISHED = MatchSettings(policy="published")


def pair_of(matched: Matcher, rows: list[Row], settings: MatchSettings | None = None) -> Pair | None:
    """The pair of the first two rows, if it was worth keeping."""
    found = {(pair.account_key_a, pair.account_key_b): pair for pair in matched(rows, settings).pairs}
    return found.get((rows[0][0], rows[1][0]))


def status(matched: Matcher, rows: list[Row], settings: MatchSettings | None = None) -> str | None:
    pair = pair_of(matched, rows, settings)
    return None if pair is None else pair.status


MUTUAL: list[Row] = [
    ("a", "tiktok", "lena", "Lena", "IG: @breadqueen"),
    ("b", "instagram", "breadqueen", "L.", "TikTok: @lena"),
]


def test_a_mutual_bio_link_joins_whatever_the_handles(matched: Matcher) -> None:
    pair = pair_of(matched, MUTUAL)
    assert pair is not None
    assert (pair.status, pair.method, pair.mutual) == ("auto", "bio_link", True)
    assert pair.confidence > 0.99
    assert "bio_link_mutual" in pair.reasons


def test_a_one_way_link_joins_when_nothing_speaks_against_it(matched: Matcher) -> None:
    rows: list[Row] = [("a", "tiktok", "lena", "Lena", "IG: @breadqueen"), ("b", "instagram", "breadqueen", "Lena B")]
    assert status(matched, rows) == "auto"


def test_a_one_way_link_to_somebody_with_another_name_asks(matched: Matcher) -> None:
    rows: list[Row] = [
        ("a", "tiktok", "lena", "Lena Berg", "IG: @talentco"),
        ("b", "instagram", "talentco", "Talent Co"),
    ]
    assert status(matched, rows) == "review"


def test_the_published_points(matched: Matcher) -> None:
    rows: list[Row] = [
        ("a", "tiktok", "lena.bakes", "Lena", "", "linktr.ee/lena"),
        ("b", "x", "lena_bakes", "✨Lena✨", "", "https://linktr.ee/lena/"),
    ]
    pair = pair_of(matched, rows, PUBLISHED)
    assert pair is not None
    assert (pair.score, pair.status) == (100, "auto")
    assert {"same_bio_link", "same_handle", "same_name"} <= set(pair.reasons)


@pytest.mark.parametrize(
    ("other", "score", "verdict"),
    [
        (("b", "x", "breadqueen", "Berta", "", "linktr.ee/lena"), 60, "auto"),
        (("b", "x", "lena_bakes", "Berta"), 30, "review"),
        (("b", "x", "lena_bakes", "Lena"), 40, "review"),
        (("b", "x", "breadqueen", "Lena"), None, None),
    ],
)
def test_the_published_rule_as_written(matched: Matcher, other: Row, score: int | None, verdict: str | None) -> None:
    rows: list[Row] = [("a", "tiktok", "lena.bakes", "Lena", "", "linktr.ee/lena"), other]
    pair = pair_of(matched, rows, PUBLISHED)
    assert (pair and pair.score, pair and pair.status) == (score, verdict)


def test_an_equal_common_handle_is_flagged_not_merged(matched: Matcher) -> None:
    rows: list[Row] = [("a", "tiktok", "marie", "Marie"), ("b", "instagram", "marie", "Marie")]
    pair = pair_of(matched, rows)
    assert pair is not None
    assert pair.status == "review"
    assert pair.confidence < 0.9


def test_an_equal_handle_that_is_provably_rare_joins(matched: Matcher) -> None:
    rows: list[Row] = [("a", "tiktok", "lenabakesbread"), ("b", "instagram", "lena.bakes.bread")]
    assert status(matched, rows) == "auto"


def test_a_rare_handle_with_something_hung_on_it_asks(matched: Matcher) -> None:
    rows: list[Row] = [("a", "tiktok", "quokkamonsoonbakes"), ("b", "instagram", "quokkamonsoonbakes_")]
    assert status(matched, rows) == "review"


def test_a_rare_handle_under_another_name_asks(matched: Matcher) -> None:
    rows: list[Row] = [
        ("a", "tiktok", "lenabakesbread", "Lena Berg"),
        ("b", "instagram", "lenabakesbread", "Paul Novak"),
    ]
    assert status(matched, rows) == "review"


def test_the_root_of_a_hub_proves_nothing(matched: Matcher) -> None:
    rows: list[Row] = [
        ("a", "tiktok", "lena", "", "", "https://linktr.ee"),
        ("b", "x", "paul", "", "", "https://linktr.ee/"),
    ]
    assert pair_of(matched, rows) is None


def test_a_link_on_three_accounts_of_one_platform_proves_nothing(matched: Matcher) -> None:
    link = "https://talent.co"
    rows: list[Row] = [
        ("a", "tiktok", "lenaone", "", "", link),
        ("b", "instagram", "paulone", "", "", link),
        *((key, "tiktok", f"creator{key}", "", "", link) for key in "cde"),
    ]
    assert pair_of(matched, rows, PUBLISHED) is None
    assert matched(rows[:2], PUBLISHED).pairs[0].status == "auto"


def test_somebody_elses_address_joins_nobody(matched: Matcher) -> None:
    rows: list[Row] = [
        ("a", "tiktok", "lena", "Lena", "managed by IG: @talentco"),
        ("b", "instagram", "talentco", "Talent"),
    ]
    assert pair_of(matched, rows) is None


def test_a_fan_page_with_the_stars_link_is_kept_apart(matched: Matcher) -> None:
    star: Row = ("a", "instagram", "lenabakes", "Lena Berg", "", "linktr.ee/lena", "900000", "verified")
    fan: Row = ("b", "tiktok", "lenabakesfans", "Lena Berg", "fan page of @lenabakes", "linktr.ee/lena", "5000")
    assert status(matched, [star, fan]) in {None, "review"}
    result = matched([star, fan])
    assert result.clustering.cluster_of["a"] != result.clustering.cluster_of["b"]


def test_an_obscure_account_cannot_claim_a_prominent_one(matched: Matcher) -> None:
    star: Row = ("a", "instagram", "lenabakes", "Lena Berg", "", "linktr.ee/lena", "900000", "verified")
    copy: Row = ("b", "tiktok", "lena.bakes1", "Lena Berg", "IG: @lenabakes", "linktr.ee/lena", "40")
    assert status(matched, [star, copy]) == "review"
    named = (*star[:4], "TikTok: @lena.bakes1", *star[5:])
    assert status(matched, [named, copy]) == "auto"


def test_who_names_another_counterpart_is_not_joined_to_this_one(matched: Matcher) -> None:
    rows: list[Row] = [
        ("a", "tiktok", "lenabakesbread", "Lena", "IG: @lena.bakes.real"),
        ("b", "instagram", "lenabakesbread", "Lena"),
        ("c", "instagram", "lena.bakes.real", "Lena", "TikTok: @lenabakesbread"),
    ]
    cluster = matched(rows).clustering.cluster_of
    assert cluster["a"] == cluster["c"] != cluster["b"]


def test_two_equally_good_candidates_are_left_to_a_person(matched: Matcher) -> None:
    rows: list[Row] = [
        ("a", "tiktok", "lena", "Lena", "", "https://lenabakes.com"),
        ("b", "instagram", "lena.one", "Lena", "", "https://lenabakes.com"),
        ("c", "instagram", "lena.two", "Lena", "", "https://lenabakes.com"),
    ]
    result = matched(rows)
    assert len(set(result.clustering.cluster_of.values())) == 3
    assert {pair.status for pair in result.pairs} == {"review"}


def test_a_second_account_that_is_named_joins_its_platform(matched: Matcher) -> None:
    rows: list[Row] = [
        ("a", "tiktok", "lena", "Lena", "backup: @lena.two"),
        ("b", "tiktok", "lena.two", "Lena", "main: @lena"),
        ("c", "instagram", "lena", "Lena", "TikTok @lena"),
    ]
    assert len(set(matched(rows).clustering.cluster_of.values())) == 1


def test_a_channel_id_is_an_address(matched: Matcher) -> None:
    channel = "UCJrOtniJ0-NWz37R30urifQ"
    rows: list[Row] = [
        ("a", "tiktok", "lena", "Lena", f"youtube.com/channel/{channel}"),
        ("b", "youtube", channel, "Lena", "TikTok: @lena"),
    ]
    assert status(matched, rows) == "auto"


def test_nothing_in_nothing_out(matched: Matcher) -> None:
    result = matched([])
    assert result.pairs == []
    assert result.clustering.cluster_of == {}


def test_a_branch_with_the_front_door_of_the_house_asks(matched: Matcher) -> None:
    rows: list[Row] = [
        ("a", "tiktok", "velvetfoods", "Velvetfoods", "", "https://velvetfoods.com"),
        ("b", "instagram", "velvetfoodsuk", "Velvetfoods UK", "", "https://velvetfoods.com"),
    ]
    assert status(matched, rows) in {None, "review"}


def test_a_near_copy_that_is_not_named_back_asks(matched: Matcher) -> None:
    star: Row = ("a", "instagram", "lenabakesbread", "Lena Berg", "", "", "900000")
    copy: Row = ("b", "tiktok", "lenabakesbreads", "Lena Berg", "IG: @lenabakesbread", "", "20000")
    assert status(matched, [star, copy]) == "review"
    assert status(matched, [(*star[:4], "TikTok: @lenabakesbreads", *star[5:]), copy]) == "auto"


def test_a_second_account_that_only_the_lesser_one_names_asks(matched: Matcher) -> None:
    rows: list[Row] = [
        ("a", "instagram", "lenabakes", "Lena Berg", "", "", "900000"),
        ("b", "instagram", "lena.bakes.two", "Lena Berg", "main: @lenabakes", "", "900"),
    ]
    assert status(matched, rows) in {None, "review"}


def test_an_older_model_still_matches(matched: Matcher) -> None:
    assert load_model("fs-1").version == "fs-1"
    assert load_model().version == "fs-2"
