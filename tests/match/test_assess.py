"""A match judged by a truth file: figures, strata, queue, methods; and the strangers put beside labelled accounts."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from creatorgraph.errors import ConfigurationError
from creatorgraph.handles import handle_key
from creatorgraph.match.assess import assess, assessment_markdown
from creatorgraph.match.baselines import connected
from creatorgraph.match.decoys import DECOYS, with_decoys
from creatorgraph.settings import MatchSettings
from tests.match.conftest import Row, account_table

ROWS: list[Row] = [
    ("a", "tiktok", "lenabakesbread", "Lena", "IG: @breadqueen", "", "500"),
    ("b", "instagram", "breadqueen", "Lena", "TikTok: @lenabakesbread", "", "50000"),
    ("c", "x", "marie", "Marie", "", "https://marie.example.com", "100"),
    ("d", "instagram", "marie", "Marie", "", "", "100"),
]


def truth(folder: Path) -> Path:
    path = folder / "truth.csv"
    path.write_text(
        "platform,handle,owner\ntiktok,lenabakesbread,p1\ninstagram,breadqueen,p1\nx,marie,p2\ninstagram,marie,p3\n"
        "youtube,gone,p9\nvine,x,p1\n"
    )
    return path


def test_ours_by_platforms_and_kind(tmp_path: Path) -> None:
    found = assess(account_table(ROWS), truth(tmp_path), MatchSettings())
    assert (found.accounts, found.judged, found.unseen) == (4, 4, 1)
    assert (found.measured[0].precision.share, found.measured[0].recall.share) == (1.0, 1.0)
    assert [row.platforms for row in found.strata["handles"]] == ["all", "different handles", "equal handles"]
    assert (found.queue.trials, found.queue.hits, found.queue_per_account) == (1, 0, 0.25)
    assert [error.line for error in found.bad_rows] == [7]
    text = assessment_markdown(found)
    assert "| followers |" in text
    assert "Queue: 1 pairs, 0.250 for each" in text
    assert "Expected calibration error" in text


def test_handle_and_link_joins_namesakes(tmp_path: Path) -> None:
    found = assess(account_table(ROWS), truth(tmp_path), MatchSettings(), method="handle-and-link")
    assert (found.measured[0].precision.share, found.measured[0].recall.share) == (0.0, 0.0)
    assert found.reliability is None


def test_the_published_rule_asks_for_no_confidence(tmp_path: Path) -> None:
    found = assess(account_table(ROWS), truth(tmp_path), MatchSettings(), method="published")
    assert found.measured[0].recall.share == 1.0


def test_an_unknown_method_and_a_truth_about_others(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="handle-and-link"):
        assess(account_table(ROWS), truth(tmp_path), MatchSettings(), method="magic")
    with pytest.raises(ConfigurationError, match="None of the accounts"):
        assess(account_table([("z", "x", "other")]), truth(tmp_path), MatchSettings())


def test_components() -> None:
    assert connected("abcd", [("b", "c"), ("c", "a")]) == {"a": "a", "b": "a", "c": "a", "d": "d"}


SITE = "https://l.example"
LISTED = [
    dict(zip(("entity_id", "entity_name", "platform", "handle", "website"), row, strict=True))
    for row in (
        ("e1", "Lena Bakes", "instagram", "lenabakes", SITE),
        ("e1", "Lena Bakes", "x", "lena.bakes", SITE),
        ("e2", "Acme", "youtube", "UC1234567890123456789012", ""),
        ("e3", "Ikea", "tiktok", "ikea", ""),
    )
]


def test_every_account_gets_decoys_that_are_nobody_listed() -> None:
    pool = with_decoys(LISTED, LISTED)
    decoys = pool[len(LISTED) :]
    assert len(decoys) == DECOYS * len(LISTED)
    keys = [handle_key(row["handle"]) for row in decoys]
    assert len({row["entity_id"] for row in decoys}) == len(decoys)
    assert "lenabakes" not in keys
    assert [row["platform"] for row in decoys if handle_key(row["handle"]) == "ikea"] not in ([], ["tiktok"])
    assert any(row["website"].startswith(f"{SITE}/") for row in decoys)


def test_decoys_do_not_depend_on_the_order_of_the_list() -> None:
    shuffled = list(LISTED)
    random.Random(4).shuffle(shuffled)
    again, first = with_decoys(shuffled, shuffled), with_decoys(LISTED, LISTED)
    assert sorted(map(str, again)) == sorted(map(str, first))
