"""The arithmetic against worked examples."""

from __future__ import annotations

import pytest

from creatorgraph.match.weights import agreement_bits, disagreement_bits, prior_bits


def probability(bits: float) -> float:
    """What the match makes of log odds (in SQL: odds / (1 + odds))."""
    return float(2**bits / (1 + 2**bits))


@pytest.mark.parametrize(
    ("m", "u", "agree", "disagree"),
    [(0.6, 1e-6, 19.1946, -1.3219), (0.9, 1e-3, 9.8138, -3.3205), (0.95, 0.2, 2.2479, -4.0)],
)
def test_weights_of_handle_name_and_country(m: float, u: float, agree: float, disagree: float) -> None:
    assert agreement_bits(m, u) == pytest.approx(agree, abs=5e-5)
    assert disagreement_bits(m, u) == pytest.approx(disagree, abs=5e-5)


def test_one_in_fifty_thousand() -> None:
    assert prior_bits(50_000) == pytest.approx(-15.6096, abs=5e-5)


def test_name_and_country_are_not_enough_and_a_handle_decides() -> None:
    weak = prior_bits(50_000) + agreement_bits(0.9, 1e-3) + agreement_bits(0.95, 0.2)
    assert probability(weak) == pytest.approx(0.0788, abs=5e-4)
    assert probability(weak + agreement_bits(0.6, 1e-6)) == pytest.approx(0.999981, abs=1e-6)


def test_a_common_handle_loses_the_difference_of_its_frequency() -> None:
    rare, common = agreement_bits(0.6, 1e-6), agreement_bits(0.6, 1e-3)
    assert common - rare == pytest.approx(-9.966, abs=5e-4)
    total = prior_bits(50_000) + agreement_bits(0.9, 1e-3) + agreement_bits(0.95, 0.2) + common
    assert total == pytest.approx(5.6809, abs=1e-3)
    assert probability(total) == pytest.approx(0.98088, abs=1e-5)
