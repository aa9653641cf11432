"""Measure the match on the labelled accounts beside the project, and write the tables into its page of the docs.

python benchmarks/report_matching.py
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from creatorgraph.match.labelled import report_labelled

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "explanation" / "matching.md"
LABELLED = ROOT.parent / "shared" / "data" / "identities" / "identities.csv"
BETWEEN = re.compile(r"(?<=<!-- measured: begin -->\n).*(?=<!-- measured: end -->)", re.S)


def main() -> None:
    if not LABELLED.exists():
        sys.exit(f"There are no labelled accounts at {LABELLED}.")
    tables = report_labelled(LABELLED)
    PAGE.write_text(BETWEEN.sub(lambda _: f"\n{tables}\n", PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"Wrote {PAGE.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
