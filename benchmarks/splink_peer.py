"""Splink on the labelled accounts: our normalised keys, our blocks, its own training, and two ways to make clusters."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from creatorgraph.match.baselines import connected
from creatorgraph.match.evidence import write_evidence
from creatorgraph.match.labelled import SHOWN, account_rows, method_row, read_pool
from creatorgraph.match.model import load_model

JOINED_FROM = 0.95
KEYS = """
select
    idx as unique_id, account_key, platform, nullif(handle_key, '') as handle_key,
    nullif(handle_core, '') as handle_core, link.value as link
from profile
left join (select idx, min(value) as value from link where kind = 'link' group by idx) as link using (idx)
order by idx
"""


@dataclass(frozen=True)
class Joined:
    """A pair that Splink joins."""

    account_key_a: str
    account_key_b: str
    status: str = "auto"


def splink_rows(labelled: Path) -> Iterable[str]:
    """Lines of the table of methods: connected components, and one to one, both from probability .95."""
    pool = read_pool(labelled)
    for shown, share in SHOWN.items():
        with duckdb.connect() as connection:
            connection.register("labelled", account_rows(pool.rows, share))
            write_evidence(connection, "labelled", load_model())
            keys = connection.execute(KEYS).to_arrow_table()
        predicted = predict(keys, with_links=share > 0)
        names = dict(zip(keys["unique_id"].to_pylist(), keys["account_key"].to_pylist(), strict=True))
        platforms = dict(zip(keys["account_key"].to_pylist(), keys["platform"].to_pylist(), strict=True))
        for method, pairs in (
            ("Splink, connected components", [(names[a], names[b]) for a, b, _, _, _ in predicted]),
            ("Splink, one to one", [(names[a], names[b]) for a, b in one_to_one(predicted)]),
        ):
            cluster_of = connected(platforms, pairs)
            joined = [Joined(min(keys), max(keys)) for keys in pairs]
            yield method_row(shown, method, pool.measure_pairs(platforms, joined, cluster_of)[0])


def predict(keys: Any, *, with_links: bool) -> list[tuple[int, int, float, str, str]]:
    """(account, account, probability, platform, platform) from .95, surest first."""
    from splink import Linker, SettingsCreator
    from splink.backends.duckdb import DuckDBAPI
    from splink.internals import comparison_library as cl

    logging.disable(logging.WARNING)
    connection = duckdb.connect()
    connection.register("arriving", keys)
    connection.execute("create table keys as from arriving")
    blocks = ["handle_core", "handle_key", *(["link"] if with_links else [])]
    comparisons = [
        cl.ExactMatch("handle_core").configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("handle_key", [0.97, 0.92]).configure(term_frequency_adjustments=True),
    ]
    if with_links:
        comparisons.append(cl.ExactMatch("link").configure(term_frequency_adjustments=True))
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[f"l.{key} = r.{key} and l.platform <> r.platform" for key in blocks],
        probability_two_random_records_match=1 / 50_000,
        additional_columns_to_retain=["platform"],
    )
    linker = Linker(DuckDBAPI(connection).register("keys"), settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=7)
    linker.training.estimate_parameters_using_expectation_maximisation("l.handle_core = r.handle_core")
    linker.training.estimate_parameters_using_expectation_maximisation("l.handle_key = r.handle_key")
    found = linker.inference.predict(threshold_match_probability=JOINED_FROM)
    return connection.execute(
        f"select unique_id_l, unique_id_r, match_probability, platform_l, platform_r from {found.physical_name} "
        "order by match_probability desc, unique_id_l, unique_id_r"
    ).fetchall()


def one_to_one(predicted: Iterable[tuple[int, int, float, str, str]]) -> Iterable[tuple[int, int]]:
    """Each account at most one counterpart on a platform, the surest first (greedy)."""
    taken: set[tuple[int, str]] = set()
    for a, b, _, platform_a, platform_b in predicted:
        if (a, platform_b) not in taken and (b, platform_a) not in taken:
            taken |= {(a, platform_b), (b, platform_a)}
            yield a, b
