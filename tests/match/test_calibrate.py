"""The calibrator: shares that were counted, curves that never fall, and evidence that they have not seen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creatorgraph.match.calibrate import (
    NEUTRAL,
    Curve,
    Judged,
    fit_calibrator,
    odds_bits,
    read_calibrator,
    write_calibrator,
)
from creatorgraph.match.model import load_model


def judged(confidence: float, right: int, wrong: int, *reasons: str) -> list[Judged]:
    return [Judged(confidence, reasons, True)] * right + [Judged(confidence, reasons, False)] * wrong


OVERSURE = [
    *judged(0.5, 20, 80, "same_handle"),
    *judged(0.9, 50, 50, "same_handle"),
    *judged(0.99, 90, 10, "same_handle"),
    *judged(0.99, 30, 70, "same_bio_link"),
]


def test_it_gives_back_the_shares_that_were_counted() -> None:
    fitted = fit_calibrator(OVERSURE)
    assert [fitted.equal.share(said) for said in (0.5, 0.9, 0.99)] == pytest.approx([0.2, 0.5, 0.9], abs=0.01)
    assert fitted.rest.share(0.99) == pytest.approx(0.3, abs=0.01)


def test_the_same_pairs_in_any_order_give_the_same_calibrator_and_it_survives_freezing() -> None:
    fitted = fit_calibrator(OVERSURE)
    assert fit_calibrator(OVERSURE[::-1]) == fitted
    assert read_calibrator(write_calibrator(fitted)) == fitted


def test_a_dip_in_the_counts_is_levelled() -> None:
    pairs = [*judged(0.3, 40, 60), *judged(0.6, 20, 80), *judged(0.9, 80, 20)]
    shares = [block.share for block in fit_calibrator(pairs).rest.blocks]
    assert shares == pytest.approx([0.3, 0.8], abs=0.01)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=300),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_more_sure_is_never_worth_less(counted: list[tuple[float, bool]], said: tuple[float, float]) -> None:
    curve = fit_calibrator(Judged(confidence, (), right) for confidence, right in counted).rest
    low, high = sorted(said)
    assert 0 <= curve.share(low) <= curve.share(high) + 1e-9 <= 1 + 1e-9


def test_a_curve_turned_round() -> None:
    curve = fit_calibrator(OVERSURE).equal
    assert curve.least_confidence(0.95) == pytest.approx(0.95)
    lifted = fit_calibrator([*judged(0.1, 70, 30), *judged(0.4, 95, 5)]).rest
    assert lifted.share(lifted.least_confidence(0.9)) == pytest.approx(0.9, abs=1e-6)
    assert Curve().least_confidence(0.5) == 0.5


def test_what_was_never_seen_is_neither_lowered_for_nor_raised_against() -> None:
    fitted = fit_calibrator([*judged(0.2, 60, 40, "same_handle"), *judged(0.9999, 60, 40, "same_handle")])
    assert fitted.settle(0.9999, ["same_handle"], set()) < 0.7
    assert fitted.settle(0.9999, ["bio_link_one_way", "same_handle"], set()) == 0.9999
    assert fitted.settle(0.1, ["same_handle"], set()) > 0.4
    assert fitted.settle(0.1, ["same_handle", "other_name"], {"other_name"}) == 0.1


def test_a_neutral_one_changes_nothing() -> None:
    assert NEUTRAL.settle(0.1234, ["same_handle"], set()) == 0.1234


def test_an_equal_handle_is_never_worth_less_than_none() -> None:
    fitted = fit_calibrator([*judged(0.5, 5, 95, "same_handle"), *judged(0.5, 60, 40, "same_bio_link")])
    assert fitted.settle(0.5, ["same_handle"], set()) >= fitted.settle(0.5, [], set())


def test_bits_of_odds() -> None:
    assert odds_bits(0.5) == 0
    assert odds_bits(0.0) == pytest.approx(-odds_bits(1.0))


def test_levels_that_speak_against() -> None:
    levels = load_model().levels
    assert levels["other_name"].is_against
    assert not levels["same_name"].is_against
    assert not levels["rare_handle"].is_against
