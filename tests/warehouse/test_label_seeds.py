"""The tables of tiers, rules and figures that a person may edit."""

from __future__ import annotations

import pytest

from creatorgraph.errors import ConfigurationError
from creatorgraph.settings import Home
from creatorgraph.warehouse.label_seeds import known_labels
from creatorgraph.warehouse.seeds import check_seeds, install_seeds

TIERS = "tiers.csv"
RULES = "format_rules.csv"
FIGURES = "benchmark_figures.csv"


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (TIERS, "*,nano,1,1000,10000", "*,nano,1,1001,10000", "line 3, min_followers: the tiers of * must begin at 0"),
        (TIERS, "*,mega,5,1000000,,", "*,mega,5,1000000,2000000,", "line 7, below_followers: the highest tier of *"),
        (TIERS, "*,nano,1,1000,10000", "*,nano,1,1000,900", "line 3, below_followers: must be above min_followers"),
        (TIERS, "*,nano,1", "myspace,nano,1", "line 3, platform: 'myspace' is not one of"),
        (TIERS, "*,nano", "*,below_nano", "platform: '*, below_nano' occurs twice"),
        (RULES, "asmr,en,asmr,2", "asmr,en,asmr,9", "weight: '9' is not one of 1, 2"),
        (RULES, "asmr,en,asmr,2", "asmr,en,ASMR,2", "term: must be a word in lower case"),
        (FIGURES, "average,0.053,0.053", "average,5.3,5.3", "low: 5.3 is not between 0 and 1"),
        (FIGURES, "average,0.053,0.053", "average,0.053,0.01", "low: must not fall"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_used_is_named(home: Home, file: str, old: str, new: str, told: str) -> None:
    """By file, line and column."""
    install_seeds(home)
    path = home.seeds / file
    shipped = path.read_text(encoding="utf-8")
    assert old in shipped
    path.write_text(shipped.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        check_seeds(home)
    assert told in str(caught.value)


def test_a_platform_may_have_edges_of_its_own(home: Home) -> None:
    install_seeds(home)
    with (home.seeds / TIERS).open("a", encoding="utf-8") as file:
        file.write("youtube,small,0,0,5000,mine\nyoutube,large,1,5000,,mine\n")
    check_seeds(home)


def test_a_new_name_in_a_table_is_a_known_label(home: Home) -> None:
    install_seeds(home)
    assert {"beauty", "food", "tech"} <= known_labels(home)["niche"]
    assert {"tutorial", "review", "grwm", "unboxing", "haul", "vlog"} <= known_labels(home)["format"]
    with (home.seeds / RULES).open("a", encoding="utf-8") as file:
        file.write("lullaby,en,lullaby,2\n")
    assert "lullaby" in known_labels(home)["format"]


def test_every_list_has_words_of_five_languages(home: Home) -> None:
    """Whatever the label, somebody who posts in one of them can be understood."""
    install_seeds(home)
    for file in ("niche_rules.csv", RULES):
        lines = (home.seeds / file).read_text(encoding="utf-8").splitlines()[1:]
        spoken: dict[str, set[str]] = {}
        for line in lines:
            label, language, *_ = line.split(",")
            spoken.setdefault(label, set()).add(language)
        poor = {label for label, languages in spoken.items() if len(languages) < 5}
        assert poor <= {"asmr", "challenge"}, poor
