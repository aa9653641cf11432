"""The match on real accounts whose owners are known: figures may rise, and must not fall unseen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from creatorgraph.match import fit
from creatorgraph.match.calibrate import NEUTRAL, fit_calibrator
from creatorgraph.match.evaluate import Measured
from creatorgraph.match.labelled import development_pairs, measure_labelled, report_labelled
from creatorgraph.match.model import CURRENT, load_model

pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def identities(shared_data: Path) -> Path:
    return shared_data / "identities" / "identities.csv"


def by_platforms(measured: list[Measured]) -> dict[str, Measured]:
    return {row.platforms: row for row in measured}


@pytest.mark.parametrize("website_share", [0.0, 1 / 3], ids=["website withheld", "website shown on a third"])
def test_precision_and_recall_on_the_test_half(identities: Path, website_share: float) -> None:
    found = by_platforms(measure_labelled(identities, website_share=website_share, decoys=False))
    assert found["all"].precision.interval[0] >= 0.99
    assert (found["instagram–x"].recall.share or 0) >= 0.40
    assert (found["instagram–tiktok"].recall.share or 0) >= 0.27
    assert (found["tiktok–x"].recall.share or 0) >= 0.27
    assert (found["all"].review_yield.share or 0) >= 0.9


def test_the_shipped_model_is_what_the_development_half_gives(identities: Path) -> None:
    document = fit.fit(fit.read_labelled(identities), CURRENT)
    model = load_model()
    assert document["settings"] == model.settings
    assert document["words"] == model.word_bits
    assert document["characters"] == model.characters.table
    assert document["levels"] == {
        level.name: {"field": level.field, "bits": level.bits, "points": level.points, "published": level.published}
        for level in model.levels.values()
    }


@pytest.mark.slow
def test_the_docs_say_what_is_measured(identities: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "explanation" / "matching.md").read_text(encoding="utf-8")
    said = set(page.splitlines())
    missing = [line for line in report_labelled(identities).splitlines() if line not in said]
    assert missing == [], "run benchmarks/report_matching.py"


@pytest.mark.slow
def test_the_shipped_calibrator_is_what_the_development_half_gives(identities: Path) -> None:
    model = load_model()
    fitted = fit_calibrator(development_pairs(identities, replace(model, calibrator=NEUTRAL)))
    assert fitted == model.calibrator


def test_no_entity_is_in_both_halves(identities: Path) -> None:
    rows = fit.read_labelled(identities)
    halves = {row["entity_id"]: fit.in_development_half(row["entity_id"]) for row in rows}
    assert 0.45 < sum(halves.values()) / len(halves) < 0.55
