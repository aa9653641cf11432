"""What the match gives: pairs with reasons, and the word for how each was settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Method = Literal["bio_link", "username", "name", "model", "manual"]
Status = Literal["auto", "review", "manual", "rejected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two accounts, how sure the match is that they are one owner's, and why.

    `account_key_a` < `account_key_b`. `score` is 0–100 in the published points, `confidence` a probability, `reasons`
    the names of the model's levels, strongest first. `mutual` is true when each names the other.
    """

    account_key_a: str
    account_key_b: str
    platform_a: str
    platform_b: str
    score: int
    published_score: int
    confidence: float
    method: Method
    status: Status
    reasons: tuple[str, ...]
    mutual: bool
