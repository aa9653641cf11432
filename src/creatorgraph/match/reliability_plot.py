"""The reliability plot: what was said against what was true, as one SVG that is legible on light and on dark pages."""

from __future__ import annotations

from typing import Final

from creatorgraph.match.reliability import Bin, Reliability

SIDE: Final = 360
LEFT: Final = 64
TOP: Final = 40
WIDTH: Final = LEFT + SIDE + 24
HEIGHT: Final = TOP + SIDE + 56
LARGEST_DOT: Final = 9.0
STYLE: Final = """
.page{fill:#fff}.text{font:12px sans-serif;fill:#222}.grid{stroke:#ddd}.ideal{stroke:#767676;stroke-dasharray:5 4}
.line{stroke:#0b63b5;fill:none;stroke-width:2}.dot{fill:#0b63b5}.reach{stroke:#0b63b5;stroke-width:1.5}
@media(prefers-color-scheme:dark){.page{fill:#15181c}.text{fill:#e8e8e8}.grid{stroke:#3a3f46}.ideal{stroke:#9aa0a6}
.line,.reach{stroke:#7cb7ff}.dot{fill:#7cb7ff}}
"""


def reliability_svg(found: Reliability) -> str:
    """A square from 0 to 1: a dot per bin (larger for more pairs) with its 95 % interval, and the diagonal."""
    error = found.expected_error
    title = "No pairs" if error is None else f"Expected calibration error {error:.3f}"
    most = max((one.true.trials for one in found.bins), default=1)
    points = " ".join(f"{_x(one.said):.1f},{_y(one.true.share or 0.0):.1f}" for one in found.bins)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" role="img" '
            f'aria-label="Reliability of match confidence. {title}.">',
            f"<style>{STYLE}</style>",
            f'<rect class="page" width="{WIDTH}" height="{HEIGHT}"/>',
            *_frame(title),
            f'<polyline class="line" points="{points}"/>',
            *(_dot(one, most) for one in found.bins),
            "</svg>\n",
        ]
    )


def _x(share: float) -> float:
    return LEFT + share * SIDE


def _y(share: float) -> float:
    return TOP + (1 - share) * SIDE


def _frame(title: str) -> list[str]:
    parts = [f'<text class="text" x="{LEFT}" y="24">{title}</text>']
    for step in range(6):
        share = step / 5
        parts += [
            f'<line class="grid" x1="{LEFT}" x2="{LEFT + SIDE}" y1="{_y(share):.1f}" y2="{_y(share):.1f}"/>',
            f'<line class="grid" x1="{_x(share):.1f}" x2="{_x(share):.1f}" y1="{TOP}" y2="{TOP + SIDE}"/>',
            f'<text class="text" x="{LEFT - 8}" y="{_y(share) + 4:.1f}" text-anchor="end">{share:.1f}</text>',
            f'<text class="text" x="{_x(share):.1f}" y="{TOP + SIDE + 18}" text-anchor="middle">{share:.1f}</text>',
        ]
    middle = TOP + SIDE / 2
    return [
        *parts,
        f'<line class="ideal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>',
        f'<text class="text" x="{LEFT + SIDE / 2}" y="{TOP + SIDE + 42}" text-anchor="middle">said (confidence)</text>',
        f'<text class="text" x="18" y="{middle}" text-anchor="middle" transform="rotate(-90 18 {middle})">true</text>',
    ]


def _dot(one: Bin, most: int) -> str:
    low, high = one.true.interval
    radius = max(3.0, LARGEST_DOT * (one.true.trials / most) ** 0.5)
    x, share = _x(one.said), one.true.share or 0.0
    return (
        f'<line class="reach" x1="{x:.1f}" x2="{x:.1f}" y1="{_y(low):.1f}" y2="{_y(high):.1f}"/>'
        f'<circle class="dot" cx="{x:.1f}" cy="{_y(share):.1f}" r="{radius:.1f}">'
        f"<title>{one.true.trials:,} pairs said {one.said:.2f}, true {share:.2f}</title></circle>"
    )
