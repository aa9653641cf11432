"""Engagement: one registry for all rates, gains that add up, and windows between any two days."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from creatorgraph import ids
from creatorgraph.cli.sql import _answer
from creatorgraph.publish import BuildIdentity, publish, serving_file
from creatorgraph.warehouse.duckdb import hold_warehouse
from tests.transform.lakes import AS_OF, LENA, LENA_INSTAGRAM
from tests.transform.test_project import documented
from tests.transform.workshop import Snapshot, Workshop

pytestmark = pytest.mark.xdist_group("dbt")

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "ask-about-engagement.md"
YESTERDAY = AS_OF.date() - timedelta(days=1)
BETWEEN = {"accounts_between": "fct_account_window", "engagement_between": "fct_account_window_rates"}


def test_every_formula_of_the_registry_is_a_documented_column(six_days: Snapshot) -> None:
    """The registry is the one place: no column of a rate beside it, no formula without a column."""
    formulas = {str(name) for (name,) in six_days.rows("select formula from marts_default.engagement_formulas")}
    columns = {column["name"]: column for column in documented("models")["fct_post_engagement"]["columns"]}
    assert formulas <= set(columns)
    assert {name for name in columns if name.startswith("er_") or name.endswith("_rate")} <= formulas


def test_each_formula_is_made_of_columns_of_the_fact(six_days: Snapshot) -> None:
    """What the registry says of a formula, computed anew from its own words, is what its column holds."""
    query = (
        "select formula, numerator, denominator from marts_default.engagement_formulas where denominator is not null"
    )
    for formula, numerator, denominator in six_days.rows(query):
        told = f"case when {denominator} > 0 then ({numerator})::double / {denominator} end"
        if formula == "completion_rate":
            # told by the platform; whole views round it
            told = f"case when abs({told} - completion_rate) <= 0.5 / view_count then completion_rate end"
        wrong = f"select count(*) from marts_default.fct_post_engagement where {told} is distinct from {formula}"
        assert six_days.rows(wrong) == [(0,)], formula


@pytest.mark.parametrize("macro", BETWEEN)
@pytest.mark.parametrize("days", [7, 30, 90])
def test_a_window_between_two_days_is_the_builds_window(six_days: Snapshot, macro: str, days: int) -> None:
    """One text of SQL makes both."""
    asked = f"from marts_default.{macro}('{YESTERDAY - timedelta(days=days - 1)}', '{YESTERDAY}')"
    built = f"from marts_default.{BETWEEN[macro]} where window_days = {days}"
    for one, other in ((asked, built), (built, asked)):
        assert six_days.rows(f"select count(*) from (({one}) except all ({other}))") == [(0,)]
    assert six_days.rows(f"select count(*) from ({built})") != [(0,)]


def test_gains_of_windows_that_meet_add_up(six_days: Snapshot) -> None:
    """Cut anywhere, two windows gained what the whole gained, but for what nobody can date."""
    first = date(2026, 7, 28)
    gained = "select coalesce(sum(views_gained), 0) from marts_default.accounts_between('{}', '{}')"
    whole = six_days.rows(gained.format(first, YESTERDAY))[0][0]
    undated = """
        select coalesce(sum(views_gained), 0) from marts_default.fct_account_gains
        where gained_from < '{0}' and gained_on >= '{0}'
    """
    for days in range(1, (YESTERDAY - first).days + 1):
        cut = first + timedelta(days=days)
        parts = [
            gained.format(first, cut - timedelta(days=1)),
            gained.format(cut, YESTERDAY),
            f"{undated.format(cut)} and gained_from >= '{first}'",
        ]
        assert sum(_whole(six_days.rows(part)[0][0]) for part in parts) == _whole(whole), cut


def test_what_lena_gained_by_hand(six_days: Snapshot) -> None:
    """Her first TikTok post reads 111, 115 and 150 views, her second 50, 65 and 55: ten were taken back."""
    query = f"""
        select gained_on, gained_from = gained_on, posts_counted, views_gained from marts_default.fct_account_gains
        where account_key = '{ids.account_key("tiktok", LENA)}' order by gained_on
    """
    assert [(str(day), *rest) for day, *rest in six_days.rows(query)] == [
        ("2026-08-01", True, 2, 161),
        ("2026-08-02", True, 2, 19),
        ("2026-08-05", True, 2, 25),
    ]


def test_a_connected_accounts_reach_divides(six_days: Snapshot) -> None:
    """98 people were reached by a post with 12 likes; a post of Instagram tells no shares, hence no such rate."""
    query = """
        select platform, reach, like_count, completion_rate, meaningful_views from marts_default.fct_post_engagement
        where reach is not null order by platform
    """
    found = six_days.rows(query)
    assert [row[:2] for row in found] == [("instagram", 250), ("tiktok", 98)]
    assert float(str(found[1][3])) == pytest.approx(0.214)
    assert six_days.rows(f"""
        select audience, dimension, member, audience_share, is_latest from marts_default.fct_audience_demographics
        where account_key <> '{ids.account_key("instagram", LENA_INSTAGRAM)}'
    """) == [("followers", "country", "NO", 0.4, True)]


@pytest.fixture
def published(six_days: Snapshot, workshop: Workshop) -> str:
    """The serving file of that build."""
    six_days.restore(workshop)
    parts: dict[str, Any] = dict.fromkeys(("manifest_id", "app_snapshot_id", "ledger_id", "model_version"), "test")
    with hold_warehouse(workshop.home) as warehouse:
        publish(workshop.home, warehouse, BuildIdentity(as_of=AS_OF, **parts), ["default"])
    return str(serving_file(workshop.home, "default"))


def test_any_window_can_be_asked_of_the_published_file(published: str) -> None:
    """As `creatorgraph sql` does: one file, read only, nothing else in reach."""
    rates = "select formula, ratio_of_sums from engagement_between('2026-08-01', '2026-08-05') order by all"
    _, rows = _answer(published, rates)
    assert "er_views_likes_comments" in {formula for formula, _ in rows}
    days = "select distinct window_days, first_day from accounts_between(date '2026-08-01', date '2026-08-05')"
    assert _answer(published, days)[1] == [(5, date(2026, 8, 1))]


def test_the_questions_of_the_how_to_are_answered(published: str) -> None:
    """Each is legal on the published tables and takes at most one join."""
    questions = re.findall(r"```sql\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    assert len(questions) == 10
    for question in questions:
        assert question.count("join ") <= 1
        columns, _ = _answer(published, question)
        assert columns


def _whole(value: object) -> int:
    return int(str(value))
