"""The `creatorgraph` command: one file per verb, one boundary for errors."""

from creatorgraph.cli.boundary import main

__all__ = ["main"]
