"""Small line and bar charts as SVG, legible on light and on dark pages, made of text alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import floor, log10

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 64, 150, 16, 34
MOST_POINTS = 150
COLOURS = ("#3b82c4", "#d9772b", "#3f9b5c", "#b65fb0", "#b8960c")
STYLE = (
    "text{font:12px sans-serif;fill:#333}.grid{stroke:#8885;stroke-width:1}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}}"
)
Series = Mapping[str, Sequence[tuple[float, float]]]


def line_chart(title: str, series: Series, ticks: Sequence[tuple[float, str]], unit: str = "") -> str:
    """Lines over numbers (days, say), each named at its end; `ticks` are places on the horizontal axis and texts."""
    points = [point for line in series.values() for point in line]
    most = _nice(max(y for _, y in points))
    first, last = min(x for x, _ in points), max(x for x, _ in points)

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            LEFT + (x - first) / (last - first or 1) * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - y / most * (HEIGHT - TOP - BOTTOM),
        )

    parts = [*_scale(most, unit), *(_below(place(x, 0)[0], text) for x, text in ticks)]
    ends = _spread([place(*line[-1])[1] for line in series.values()])
    for (name, line), colour, end in zip(series.items(), COLOURS, ends, strict=False):
        thinned = [*line[:: max(1, len(line) // MOST_POINTS)], line[-1]]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in thinned))
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{WIDTH - RIGHT + 8}" y="{end:.1f}" style="fill:{colour}">{escape(name)}</text>')
    return _page(title, parts)


def bar_chart(title: str, bars: Mapping[str, float], unit: str = "") -> str:
    """One bar for each name, with its number on top."""
    most = _nice(max(bars.values()))
    step = (WIDTH - LEFT - 24) / len(bars)
    parts = _scale(most, unit)
    for number, (name, value) in enumerate(bars.items()):
        x, high = LEFT + number * step + step * 0.15, value / most * (HEIGHT - TOP - BOTTOM)
        top = HEIGHT - BOTTOM - high
        parts.append(
            f'<rect x="{x:.1f}" y="{top:.1f}" width="{step * 0.7:.1f}" height="{high:.1f}" fill="{COLOURS[0]}"/>'
        )
        parts.append(f'<text x="{x + step * 0.35:.1f}" y="{top - 4:.1f}" text-anchor="middle">{value:g}</text>')
        parts.append(_below(x + step * 0.35, name))
    return _page(title, parts)


def _scale(most: float, unit: str) -> list[str]:
    parts = []
    for part in range(5):
        y = HEIGHT - BOTTOM - part / 4 * (HEIGHT - TOP - BOTTOM)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - 24}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{most * part / 4:g}{unit}</text>')
    return parts


def _nice(value: float) -> float:
    """The next round number above, so that a quarter of it is round too."""
    power = 10.0 ** floor(log10(value))
    return next(step * power for step in (1, 2, 4, 6, 8, 10, 12) if step * power >= value * 1.04)


def _below(x: float, text: str) -> str:
    return f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{escape(text)}</text>'


def _spread(ends: Sequence[float]) -> list[float]:
    """Heights of labels, moved apart where they would lie on each other."""
    placed = [0.0] * len(ends)
    floor = -14.0
    for number in sorted(range(len(ends)), key=lambda one: ends[one]):
        floor = max(ends[number] + 4, floor + 14)
        placed[number] = floor
    return placed


def _page(title: str, parts: Sequence[str]) -> str:
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title><style>{STYLE}</style>{''.join(parts)}</svg>\n"
    )
