"""Bands and counts as a terminal shows them."""

from __future__ import annotations

from typing import Final

BAND_WIDTH: Final = 16


def short_count(count: int) -> str:
    """A count as people say it: 4.27M, 318K."""
    if count >= 1_000_000:
        return f"{count / 1_000_000:.2f}M"
    return f"{count / 1_000:.0f}K" if count >= 10_000 else f"{count:,}"


def band_picture(low: int, mid: int, high: int, naive: int) -> str:
    """The band between half of the naive sum and the sum: ━ low to high, ● the middle, │ the sum."""
    cells = ["·"] * (BAND_WIDTH + 1)
    first, last = _cell(low, naive), _cell(high, naive)
    cells[first : last + 1] = "━" * (last + 1 - first)
    cells[BAND_WIDTH] = "│"
    cells[_cell(mid, naive)] = "●"
    return "".join(cells)


def _cell(value: int, naive: int) -> int:
    return max(0, round(BAND_WIDTH * (2 * value / max(naive, 1) - 1)))
