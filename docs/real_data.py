"""Answers the questions of explanation/real-data.md twice and writes both answers and the plots into the page.

Once by the page's own queries over a built data directory (how-to/real-data.md makes one), once by counting in the
files with nothing of creatorgraph. The test of the page does the same and compares.

    CREATORGRAPH_HOME=… python docs/real_data.py ../shared/data
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import real_data_files as files
from plots import bar_chart, line_chart

from creatorgraph.cli.context import open_context
from creatorgraph.publish import open_published

FOLDER = Path(__file__).resolve().parent / "explanation"
PAGE = FOLDER / "real-data.md"
QUESTION = re.compile(r"```sql\n(.*?)```\n\n<!-- (\w+) -->\n(.*?)<!-- end -->", re.S)
Rows = list[tuple[Any, ...]]

COUNTED: dict[str, tuple[str, Callable[[Path], Rows]]] = {
    "growth": ("gained", files.growth),
    "steps": ("moved", files.steps),
    "hashtags": ("gained", files.hashtags),
    "channels": ("last_count", files.channels),
    "milestones": ("first_day", files.milestones),
    "hours": ("likes", files.hours),
    "feed": ("views_gained", files.feed),
}
"""Question -> the column whose number the page shows from the files too, and what counts all columns in the files."""


def main() -> None:
    """Ask, count, compare, write."""
    data = Path(sys.argv[1])
    text = PAGE.read_text("utf-8")
    with open_published(open_context(None).home, "default") as published:
        answers = {}
        for query, name, _ in QUESTION.findall(text):
            found = published.execute(query)
            answers[name] = ([column[0] for column in found.description], found.fetchall())
    for name, (columns, rows) in answers.items():
        counted = COUNTED[name][1](data)
        if rows != counted:
            sys.exit(f"{name}: the tables say {rows}, the files {counted}")
        text = with_answer(text, name, columns, rows, counted)
    PAGE.write_text(text, "utf-8")
    for name, svg in pictures(data).items():
        (FOLDER / "images" / f"{name}.svg").write_text(svg, "utf-8")


def with_answer(text: str, name: str, columns: list[str], rows: Rows, counted: Rows) -> str:
    """The page with one answer written anew."""
    between = re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- end -->)", re.S)
    return between.sub(lambda _: table(name, columns, rows, counted), text, count=1)


def table(name: str, columns: list[str], rows: Rows, counted: Rows) -> str:
    """A Markdown table of an answer, with what the files say in its last column."""
    told = COUNTED[name][0]
    place = columns.index(told)
    lines = [[*columns, f"{told}, in the files"], ["---"] * (len(columns) + 1)]
    lines += [[*map(shown, ours), shown(theirs[place])] for ours, theirs in zip(rows, counted, strict=True)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def shown(value: object) -> str:
    """A value as the page prints it."""
    return f"{value:,}" if isinstance(value, int) else str(value)


def pictures(data: Path) -> dict[str, str]:
    """The plots, drawn from the files."""
    return {
        "real-tiktok-followers": line_chart(
            "Followers of five TikTok accounts, 2022, in millions",
            {name: days(line) for name, line in files.lines_of_growth(data).items()},
            months([(2022, 4), (2022, 6), (2022, 8), (2022, 10)]),
            " M",
        ),
        "real-youtube-subscribers": line_chart(
            "Subscribers of five music channels, 2020 to 2026, in millions",
            {name: days(line) for name, line in files.lines_of_milestones(data).items()},
            months([(year, 1) for year in range(2021, 2027)]),
            " M",
        ),
        "real-youtube-growth": bar_chart(
            "Growth of French technology channels in 25 days by size, per cent",
            {str(row[0]): row[4] for row in files.channels(data)},
            " %",
        ),
        "real-x-hours": bar_chart(
            "Posts of 31 sports accounts by hour of publishing, UTC",
            {f"{row[0]:%d} Apr {row[1]:02} h": row[2] for row in files.hours(data)},
        ),
    }


def days(line: Iterable[tuple[str, int]]) -> list[tuple[float, float]]:
    """A series of ISO days and counts as numbers to plot, in millions."""
    return [(float(date.fromisoformat(day).toordinal()), count / 1e6) for day, count in line]


def months(wanted: Iterable[tuple[int, int]]) -> list[tuple[float, str]]:
    """Ticks at the first of months."""
    return [(float(date(*one, 1).toordinal()), f"{datetime(*one, 1):%b %Y}") for one in wanted]


if __name__ == "__main__":
    main()
