"""The tables of labels and benchmarks that a person may edit: tiers, rules, categories, published figures."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from creatorgraph.settings import Home
from creatorgraph.types import Platform
from creatorgraph.warehouse.seed_shape import Rows, Seed, anything, filled, number, one_of, optional, whole, word

EVERY_PLATFORM: Final = "*"
"""Stands for every platform that has no rows of its own."""


def _tiers_meet(rows: Rows) -> tuple[int, str, str] | None:
    """Tiers of one platform, by rank, cover every count from 0 on, each beginning where the one below it ends."""
    ordered = sorted(rows, key=lambda one: (one[1]["platform"], int(one[1]["tier_rank"])))
    for platform, tiers in groupby(ordered, key=lambda one: one[1]["platform"]):
        end = "0"
        for line, row in tiers:
            if end == "" or int(row["min_followers"]) != int(end):
                return (
                    line,
                    "min_followers",
                    f"the tiers of {platform} must begin at 0 and meet, in the order of tier_rank",
                )
            end = row["below_followers"]
            if end and int(end) <= int(row["min_followers"]):
                return line, "below_followers", "must be above min_followers"
        if end:
            return line, "below_followers", f"the highest tier of {platform} must be open (leave the cell empty)"
    return None


PLATFORMS: Final = (EVERY_PLATFORM, *Platform)

TIERS: Final = Seed(
    "tiers",
    {
        "platform": one_of(*PLATFORMS),
        "tier": word,
        "tier_rank": whole,
        "min_followers": whole,
        "below_followers": optional(whole),
        "note": anything,
    },
    key=("platform", "tier"),
    needed=("platform", frozenset({EVERY_PLATFORM})),
    together=_tiers_meet,
)


def _rules(name: str, kind: str) -> Seed:
    """A list of words, each with the label that it speaks for; 1 is a hint, 2 tells by itself."""
    columns = {kind: word, "language": one_of("en", "es", "pt", "de", "fr"), "term": word, "weight": one_of("1", "2")}
    return Seed(name, columns, key=(kind, "term"), needed=(kind, frozenset()))


NICHE_RULES: Final = _rules("niche_rules", "niche")
FORMAT_RULES: Final = _rules("format_rules", "format")
PLATFORM_CATEGORIES: Final = Seed(
    "platform_categories",
    {"platform": one_of(*Platform), "category": filled, "niche": word, "note": anything},
    key=("platform", "category"),
    needed=("niche", frozenset()),
)
LABEL_CONFIDENCE: Final = Seed(
    "label_confidence",
    {
        "subject": one_of("post", "account"),
        "kind": one_of("niche", "format"),
        "evidence": word,
        "confidence": optional(number("0", "1")),
        "measured_cases": whole,
        "measured_on": filled,
    },
    key=("subject", "kind", "evidence"),
    needed=("subject", frozenset()),
)

BENCHMARK_FIGURES: Final = Seed(
    "benchmark_figures",
    {
        "reference": word,
        "platform": one_of(*Platform),
        "tier": filled,
        "statistic": word,
        "low": number("0", "1"),
        "high": number("0", "1"),
        "year": optional(whole),
        "denominator": one_of("followers", "views", "impressions", "own definition", "unknown"),
        "denominator_note": anything,
        "source": filled,
        "source_url": anything,
        "note": anything,
    },
    key="reference",
    needed=("reference", frozenset()),
    ordered=("low", "high"),
)

LABEL_SEEDS: Final[tuple[Seed, ...]] = (
    TIERS,
    NICHE_RULES,
    FORMAT_RULES,
    PLATFORM_CATEGORIES,
    LABEL_CONFIDENCE,
    BENCHMARK_FIGURES,
)

NAMED_IN: Final = {"niche": (NICHE_RULES, PLATFORM_CATEGORIES), "format": (FORMAT_RULES,)}
"""Kind of label -> the tables whose rows name the labels of that kind."""


def known_labels(home: Home) -> dict[str, frozenset[str]]:
    """The labels of each kind that this data directory knows; whoever wants another one adds a row to a table."""
    return {kind: frozenset(_names(home, kind, seeds)) for kind, seeds in NAMED_IN.items()}


def _names(home: Home, kind: str, seeds: tuple[Seed, ...]) -> Iterator[str]:
    for seed in seeds:
        with (home.seeds / seed.file).open(newline="", encoding="utf-8-sig") as file:
            yield from (row[kind] for row in csv.DictReader(file))
