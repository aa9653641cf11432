"""The arithmetic of Fellegi and Sunter: how many bits an agreement is worth, and what bits make of a prior.

m is the probability that two accounts of one owner agree on a field, u that two strangers' accounts do. Weights are in
bits (log base 2), so that evidence adds up and a reader can follow the sum.
"""

from __future__ import annotations

from math import log2


def agreement_bits(m: float, u: float) -> float:
    """What an agreement is worth: log2(m / u). With a term's own frequency as u, rare agreements weigh more."""
    return log2(m / u)


def disagreement_bits(m: float, u: float) -> float:
    """What a disagreement is worth, usually below zero: log2((1 - m) / (1 - u))."""
    return log2((1 - m) / (1 - u))


def prior_bits(pool: float) -> float:
    """The log odds, before any evidence, that one candidate out of `pool` is the counterpart."""
    return -log2(pool)
