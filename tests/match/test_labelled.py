"""The protocol itself: halves that do not meet, decoys beside each account, sites shown on a fixed part."""

from __future__ import annotations

from pathlib import Path

import pytest

from creatorgraph.match.decoys import DECOYS
from creatorgraph.match.fit import in_development_half
from creatorgraph.match.labelled import (
    METHOD_HEAD,
    account_rows,
    development_pairs,
    held_out_reliability,
    read_pool,
    report_labelled,
)
from creatorgraph.match.model import load_model

WORDS = ("quokka", "marzipan", "obsidian", "pistachio", "juniper", "tangerine")


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """Thirty entities with two accounts each, and a row of another network."""
    lines = ["entity_id,entity_name,entity_type,platform,handle,website"]
    for number in range(30):
        handle = f"{WORDS[number % 6]}{WORDS[number // 6]}"
        rest = f"{handle},https://{handle}.example"
        lines += [f"e{number},{handle},brand,{platform},{rest}" for platform in ("instagram", "x")]
    lines.append("e0,q,brand,facebook,q,")
    path = tmp_path / "listed.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_halves_are_pools_of_their_own(listed: Path) -> None:
    test, development = read_pool(listed), read_pool(listed, development=True)
    assert len(test.counted) + len(development.counted) == 60
    assert not test.owner.keys() & development.counted
    assert {in_development_half(test.owner[key]) for key in test.counted} == {False}
    assert len(test.rows) == (DECOYS + 1) * len(test.counted)
    assert not any(owner.startswith("decoy") for owner in read_pool(listed, decoys=False).owner.values())


def test_sites_are_shown_on_a_fixed_part(listed: Path) -> None:
    rows = read_pool(listed, decoys=False).rows
    withheld, third, all_of_them = (account_rows(rows, share).column("link").null_count for share in (0, 1 / 3, 1))
    assert (withheld, all_of_them) == (len(rows), 0)
    assert 0 < third < len(rows)
    assert account_rows(rows, 1 / 3) == account_rows(rows, 1 / 3)
    assert account_rows(rows, 1.0).column("display_name").null_count == len(rows)


def test_the_report_has_a_row_a_method_and_says_how_reliable_it_is(listed: Path) -> None:
    text = report_labelled(listed)
    assert text.startswith(METHOD_HEAD[0])
    for method in ("published points", "exact handle + link", "ours (fs-"):
        assert text.count(f"| {method}") == 2
    assert text.count("Expected calibration error") == 2
    assert text == report_labelled(listed)


def test_pairs_for_fitting_come_from_the_development_half(listed: Path) -> None:
    pairs = list(development_pairs(listed, load_model()))
    assert pairs
    assert all(0 <= pair.confidence <= 1 for pair in pairs)
    assert held_out_reliability(listed, 0.0).expected_error is not None
