"""Measure the match on the labelled accounts beside the project, and write the tables into its page of the docs.

python benchmarks/report_matching.py               # every method, Splink among them (needs the group `bench`)
python benchmarks/report_matching.py --calibrate   # first fit the frozen calibrator on the development half
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import replace
from pathlib import Path

from splink_peer import splink_rows

from creatorgraph.match.calibrate import NEUTRAL, fit_calibrator, write_calibrator
from creatorgraph.match.labelled import METHOD_HEAD, development_pairs, report_labelled
from creatorgraph.match.model import CURRENT, load_model

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "explanation" / "matching.md"
CALIBRATORS = ROOT / "src" / "creatorgraph" / "match" / "models" / "calibrators"
LABELLED = ROOT.parent / "shared" / "data" / "identities" / "identities.csv"
BETWEEN = re.compile(r"(?<=<!-- measured: begin -->\n).*(?=<!-- measured: end -->)", re.S)


def calibrate() -> None:
    """Fit the calibrator of the current model and freeze it beside it."""
    model = replace(load_model(), calibrator=NEUTRAL)
    pairs = list(development_pairs(LABELLED, model))
    calibrator = write_calibrator(fit_calibrator(pairs))
    CALIBRATORS.mkdir(exist_ok=True)
    document = {"version": CURRENT, "pairs": len(pairs), **calibrator}
    (CALIBRATORS / f"{CURRENT}.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    load_model.cache_clear()
    print(f"Fitted the calibrator of {CURRENT} on {len(pairs):,} pairs of the development half.")


def main() -> None:
    if not LABELLED.exists():
        sys.exit(f"There are no labelled accounts at {LABELLED}.")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calibrate", action="store_true")
    if parser.parse_args().calibrate:
        calibrate()
    head = "\n".join(METHOD_HEAD) + "\n"
    report = report_labelled(LABELLED).replace(head, head + "".join(f"{row}\n" for row in splink_rows(LABELLED)))
    PAGE.write_text(BETWEEN.sub(lambda _: f"\n{report}\n", PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"Wrote {PAGE.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
