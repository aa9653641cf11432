"""Calls that are not worth their money: what they would say is known. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from creatorgraph.collect.work import Work
from creatorgraph.land.journal_rows import AccountState
from creatorgraph.providers.contract import Cadence, Kind
from creatorgraph.settings import CollectSettings

UNPAID: Final = "the budget of its organization is spent"
"""What is noted of work that nobody who waits for it can pay."""


@dataclass(frozen=True, slots=True)
class Needless:
    """Why a visit is left out this time, and until when; null: until its next due time."""

    why: str
    until: datetime | None = None


def needless(work: Work, known: AccountState | None, settings: CollectSettings, now: datetime) -> Needless | None:
    """Why nothing needs to be asked now, None where it does."""
    if known is None or work.target.kind not in (Kind.ACCOUNT, Kind.POST):
        return None
    if Cadence.PROFILE not in work.visit.cadences:
        gone = known.gone > 0
        return Needless("the profile is private or gone") if known.is_private or gone else None
    return _is_fresh(work, known, settings, now)


def is_outgrown(work: Work, now: datetime) -> bool:
    """True for a found post that has grown too old to be read, whether or not its account can be asked."""
    return work.state.parent is not None and work.rhythm.next_poll(work.state.born, now) is None


def is_ended(work: Work, now: datetime) -> bool:
    """True for a found post that is there for hours only, a story, and no longer."""
    return work.visit.lasts_hours is not None and is_outgrown(work, now)


def _is_fresh(work: Work, known: AccountState, settings: CollectSettings, now: datetime) -> Needless | None:
    """A profile that some other visit brought a short while ago is not asked for again."""
    alone = work.visit.cadences == (Cadence.PROFILE,)
    if not alone or known.profiled_at is None or known.gone > 0:
        return None
    kept = timedelta(hours=settings.profile_cache_hours)
    if now - known.profiled_at >= min(kept, work.rhythm.every * 0.9):
        return None
    return Needless("the profile was read a short while ago", known.profiled_at + work.rhythm.every)
