"""The tables that a person may edit."""

from __future__ import annotations

import pytest

from creatorgraph.errors import ConfigurationError
from creatorgraph.settings import Home
from creatorgraph.warehouse.seeds import SEEDS, check_seeds, install_seeds

PRIORS = "overlap_priors.csv"
CORRECTIONS = "overlap_corrections.csv"


def test_shipped_seeds_are_right_and_installing_twice_keeps_what_was_edited(home: Home) -> None:
    """A file that is there is a person's."""
    assert [path.name for path in install_seeds(home)] == [seed.file for seed in SEEDS]
    check_seeds(home)
    edited = home.seeds / CORRECTIONS
    edited.write_text("overlap_method,correction_factor,note\nprior,1.25,mine\n", encoding="utf-8-sig")
    assert install_seeds(home) == []
    assert "1.25" in edited.read_text(encoding="utf-8")
    check_seeds(home)


LIFESTYLE = "0.20,0.325,0.45,published range for lifestyle"
SAME = "identical_handle,evidence,identical_handle,20"


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (PRIORS, LIFESTYLE, "0.20,x,0.45,l", "line 2, overlap_mid: 'x' is not a number"),
        (PRIORS, LIFESTYLE, "0.20,NaN,0.45,l", "line 2, overlap_mid: 'NaN'"),
        (PRIORS, LIFESTYLE, "0.20,0.325,45,l", "line 2, overlap_high: 45 is not between 0"),
        (PRIORS, "0.15,0.20,0.25", "0.30,0.20,0.25", "line 4, overlap_low: must not fall"),
        (PRIORS, SAME, "identical_handle,feeling,identical_handle,20", "applies_to: 'feeling'"),
        (PRIORS, SAME, "identical_handle,evidence,identical_handle,-1", "priority: '-1'"),
        (PRIORS, SAME, "beauty,evidence,identical_handle,20", "prior_name: 'beauty' occurs twice"),
        (PRIORS, "evidence,other", "vertical,others", "applies_when: no row has 'other'"),
        (PRIORS, "beauty,vertical,beauty", "Beauty,vertical,beauty", "prior_name: must be a word in lower case"),
        (PRIORS, "priority,", "prio,", "line 1, priority: the column is missing"),
        (CORRECTIONS, "prior,1.00", "prior,0.9", "line 2, correction_factor: 0.9 is not between 1 and 10"),
        (CORRECTIONS, "prior,1.00", "guess,1.00", "line 2, overlap_method: 'guess' is not one of prior"),
    ],
)  # fmt: skip
def test_a_seed_that_cannot_be_used_is_named(home: Home, file: str, old: str, new: str, told: str) -> None:
    """By file, line and column."""
    install_seeds(home)
    path = home.seeds / file
    shipped = path.read_text(encoding="utf-8")
    assert old in shipped
    path.write_text(shipped.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        check_seeds(home)
    assert f"{path}" in str(caught.value)
    assert told in str(caught.value)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00broken", b'prior_name\n"never closed'])
def test_a_seed_that_is_no_csv_is_named(home: Home, content: bytes) -> None:
    """Whatever a spreadsheet made of it."""
    install_seeds(home)
    (home.seeds / PRIORS).write_bytes(content)
    with pytest.raises(ConfigurationError, match="overlap_priors"):
        check_seeds(home)


def test_a_missing_seed_is_named(home: Home) -> None:
    """With the command that brings it back."""
    install_seeds(home)
    (home.seeds / PRIORS).unlink()
    with pytest.raises(ConfigurationError, match="creatorgraph init"):
        check_seeds(home)
