"""Runs the transforms: staging and intermediate before the match, marts after it."""

from creatorgraph.transform.failures import TransformWarning
from creatorgraph.transform.progress import NodeDone, OnNode
from creatorgraph.transform.runner import TransformReport, run_after_match, run_before_match

__all__ = ["NodeDone", "OnNode", "TransformReport", "TransformWarning", "run_after_match", "run_before_match"]
