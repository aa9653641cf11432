"""Whether confidences hold: bins, expected error, and a plot that names its colours for dark pages too."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree

import pytest

from creatorgraph.match.evaluate import Rate
from creatorgraph.match.reliability import Reliability, reliability, reliability_markdown
from creatorgraph.match.reliability_plot import reliability_svg
from creatorgraph.match.strata import Looks, compare_handles, strata, tier


@dataclass(frozen=True)
class Said:
    """A pair with a confidence; the two accounts are numbered alike."""

    number: int
    confidence: float

    @property
    def account_key_a(self) -> str:
        return f"a{self.number}"

    @property
    def account_key_b(self) -> str:
        return f"b{self.number}"


def found() -> Reliability:
    owner = {f"{side}{number}": f"{number}{side * (number in (3, 4))}" for number in range(6) for side in "ab"}
    return reliability([Said(0, 0.97), Said(1, 0.97), Said(2, 0.55), Said(3, 0.55), Said(4, 0.05)], owner)


def test_bins_and_the_expected_error() -> None:
    assert [(one.low, one.said, one.true) for one in found().bins] == [
        (0.0, pytest.approx(0.05), Rate(0, 1)),
        (0.5, pytest.approx(0.55), Rate(1, 2)),
        (0.95, pytest.approx(0.97), Rate(2, 2)),
    ]
    assert found().expected_error == pytest.approx((0.05 + 0.05 * 2 + 0.03 * 2) / 5)
    assert found().sure == Rate(2, 2)
    assert "Expected calibration error 0.042" in reliability_markdown(found())


def test_nothing_to_judge() -> None:
    empty = reliability([], {})
    assert empty.expected_error is None
    assert "No pair" in reliability_markdown(empty)
    assert ElementTree.fromstring(reliability_svg(empty)) is not None


def test_the_plot_is_svg_for_light_and_dark_pages() -> None:
    text = reliability_svg(found())
    root = ElementTree.fromstring(text)
    assert len(root.findall("{*}circle")) == 3
    assert "prefers-color-scheme:dark" in text
    assert "Expected calibration error 0.042" in text


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [("Lena.Bakes", "lenabakes", "equal handles"), ("lenabakes", "lenabakesofficial", "near handles"),
     ("lenabakes", "paulruns", "different handles"), ("", "paulruns", "a handle is unknown")],
)  # fmt: skip
def test_kinds_of_handles(a: str, b: str, kind: str) -> None:
    assert compare_handles(a, b) == kind


def test_strata_of_a_pair() -> None:
    looks = {"a": Looks("tiktok", "lena", 999, True), "b": Looks("x", "lena", 2_000_000, False)}
    said = {name: label(("a", "b")) for name, label in strata(looks).items()}
    assert said == {"followers": "under 1k", "profile": "one has bio or link", "handles": "equal handles"}
    assert (tier(None), tier(1_000_000)) == ("followers unknown", "over 1M")
