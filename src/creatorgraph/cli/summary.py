"""What the demo prints at its end: what came, who was joined, how right that is, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from creatorgraph.cli.bands import BAND_WIDTH, band_picture, short_count
from creatorgraph.cli.context import output
from creatorgraph.collect.report import LaneReport
from creatorgraph.match.evaluate import Rate
from creatorgraph.publish import open_published
from creatorgraph.run.rehearsal import Rehearsal
from creatorgraph.store.tables import DEFAULT_ORGANIZATION

SHORT = {"tiktok": "TT", "instagram": "IG", "youtube": "YT", "x": "X"}
LEAST_WIDTH = {"on": 10, "sum": 5, "combined reach": 13}
TOP = """
select creator.display_name, creator.platforms, reach.naive_reach, reach.reach_low, reach.reach_mid, reach.reach_high
from creator_reach as reach join dim_creator as creator using (creator_id)
where reach.is_default_formula and creator.account_count > 1 and reach.reach_mid is not null
order by reach.reach_mid desc, creator.creator_id limit 8
"""


def print_summary(rehearsal: Rehearsal) -> None:
    """Print the demo's summary."""
    answers = sum(report.total for report in rehearsal.lanes)
    match = rehearsal.build.match
    whole = rehearsal.measured[0]
    new = f"{answers:,} answers" if answers else "No new answers (all of it was collected before)"
    lines = [
        f"{new} over {rehearsal.days} virtual days from {rehearsal.tracked} tracked accounts.",
        f"{match.accounts:,} accounts became {match.creators:,} creators, "
        f"{match.joined:,} of them on several platforms; {match.review:,} pairs wait for a person.",
        f"Judged by the sandbox's truth: precision {_rate(whole.precision)}, recall {_rate(whole.recall)}, "
        f"with review {_rate(whole.reviewed_recall)}.",
        f"Build {rehearsal.build.published.build_id} is published.",
    ]
    output.print(Panel("\n".join(lines), title="creatorgraph demo · sandbox data", expand=False))
    if rehearsal.lanes:
        output.print(_lanes(rehearsal.lanes))
    output.print(_top(rehearsal))
    output.print(_next(rehearsal), highlight=False)


def _rate(rate: Rate) -> str:
    low, high = rate.interval
    return "not measurable" if rate.share is None else f"{rate.share:.3f} (95 % {low:.3f}–{high:.3f}, n={rate.trials})"


def _lanes(reports: Sequence[LaneReport]) -> Table:
    """What each lane brought, and what that would have cost; the sandbox itself asks for nothing."""
    table = Table(title="Lanes (costs as the providers would have charged them)", title_justify="left")
    table.add_column("lane", no_wrap=True)
    for name in ("answers", "failed", "cost"):
        table.add_column(name, justify="right", no_wrap=True)
    for report in reports:
        table.add_row(report.lane, f"{report.total:,}", f"{report.errors:,}", _cost(report))
    return table


def _cost(report: LaneReport) -> str:
    if report.unit == "dollar":
        return f"${report.cost:,.2f}"
    return f"{report.cost:,.0f} {report.unit}{'' if report.cost == 1 else 's'}"


def _top(rehearsal: Rehearsal) -> Table:
    with open_published(rehearsal.home, DEFAULT_ORGANIZATION) as connection:
        rows = connection.execute(TOP).fetchall()
    table = Table(title="Widest combined reach (directional: a band, not a count)", title_justify="left")
    table.add_column("creator", no_wrap=True, max_width=18)
    for name in ("on", "sum", "combined reach"):
        table.add_column(name, no_wrap=True, min_width=LEAST_WIDTH[name])
    table.add_column("½ … sum", no_wrap=True, min_width=BAND_WIDTH + 1)
    for name, platforms, naive, low, mid, high in rows:
        on = " ".join(SHORT.get(platform, platform) for platform in platforms.split(","))
        band = f"{short_count(low)} – {short_count(high)}"
        table.add_row(escape(name or "?"), on, short_count(naive), band, band_picture(low, mid, high, naive))
    return table


def _next(rehearsal: Rehearsal) -> str:
    home = f"--home '{rehearsal.home.root}'"
    return (
        "What next:\n"
        f"  creatorgraph review list {home}\n"
        f"  creatorgraph sql 'select * from creator_reach' {home}\n"
        "  creatorgraph init    (your own data directory; README, first real use)"
    )
