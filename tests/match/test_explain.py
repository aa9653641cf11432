"""The whole answer about one pair: it adds up, names what stood against it, and says what would change it."""

from __future__ import annotations

import pytest

from creatorgraph.errors import ConfigurationError
from creatorgraph.match.explain import Explanation, explain_pair
from creatorgraph.match.explain_text import explanation_lines
from creatorgraph.match.model import load_model
from creatorgraph.settings import MatchSettings
from creatorgraph.store.decisions import Decision
from tests.conftest import NOON
from tests.match.conftest import Row, account_table

ROWS: list[Row] = [
    ("a", "tiktok", "lenabakesbread", "Lena Berg", "IG: @breadqueen", "", "5000"),
    ("b", "instagram", "breadqueen", "Lena Berg", "TikTok: @lenabakesbread", "", "7000"),
    ("c", "instagram", "lenabakesbread", "Lena Berg", "", "", "20"),
    ("d", "x", "paulruns", "Paul", "", "", "10"),
]


def explained(one: str, two: str, *decisions: Decision) -> Explanation:
    return explain_pair(account_table(ROWS), (one, two), MatchSettings(), load_model(), decisions=list(decisions))


def test_the_bits_add_up_and_the_pair_is_joined() -> None:
    found = explained("b", "a")
    assert found.bits == pytest.approx(found.prior_bits + sum(one.total for one in found.weights))
    assert found.found_by[0] == "attested"
    assert (found.status, found.same_creator, found.method) == ("auto", True, "bio_link")
    assert "bio_link_mutual" in {one.level for one in found.weights}
    assert all(condition.is_met for condition in found.rule.conditions)


def test_a_rival_for_the_same_place_is_named() -> None:
    found = explained("a", "c")
    assert [(rival.account_key, rival.counterpart_of) for rival in found.rivals] == [("b", "a")]
    assert found.shared < found.alone
    assert not found.same_creator


def test_rarity_is_told_apart_from_the_level() -> None:
    handle = next(one for one in explained("a", "c").weights if one.level == "same_handle")
    assert handle.rarity_bits > 10


def test_what_was_never_compared_is_compared_for_the_asking() -> None:
    found = explained("a", "d")
    assert found.found_by == ()
    assert found.status == "below"
    assert found.bits < found.prior_bits
    assert any("bio_link" in fork.text for fork in found.forks)


def test_what_a_person_decided_is_said() -> None:
    no = Decision(
        decision_id=1, scope="installation", organization_id="default", verdict="different", account_key_a="a",
        account_key_b="b", reviewer="ina", reason="", source="review", decided_at=NOON,
    )  # fmt: skip
    found = explained("a", "b", no)
    assert (found.status, found.decision) == ("rejected", "decided_different")
    assert any("a person decided: different" in line for line in explanation_lines(found, {}))


def test_the_picture_shows_every_step_of_the_sum() -> None:
    found = explained("a", "b")
    lines = list(explanation_lines(found, {"bio_link_mutual": "their bios link to each other"}))
    assert sum("█" in line or "░" in line for line in lines) == len(found.weights) + 2
    assert any("their bios link to each other" in line for line in lines)
    assert any(line.startswith("rule: joined by itself") for line in lines)


@pytest.mark.parametrize(
    ("one", "two", "message"), [("a", "nobody", "no account nobody"), ("a", "a", "one and the same")]
)
def test_accounts_that_cannot_be_compared(one: str, two: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        explained(one, two)


def test_the_published_rule_is_told_by_points_alone() -> None:
    settings = MatchSettings(policy="published")
    found = explain_pair(account_table(ROWS), ("a", "c"), settings, load_model())
    assert found.score == 40
    assert not any("confidence" in condition.text.split(":")[0] for condition in found.rule.conditions[:2])
