"""What an import is told, and what it tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from creatorgraph.clock import Clock
from creatorgraph.errors import BadRowError
from creatorgraph.store.tables import DEFAULT_ORGANIZATION
from creatorgraph.types import PUBLIC, Platform, organization_visibility

Progress = Callable[[int, int], None]
"""Called now and then with the bytes read so far and the size of the file in bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How a person wants a file read.

    `platform` is meant where the file has no platform column; `columns` maps a canonical column to the file's own
    (an empty name leaves the canonical column out); `observed_at` says when account rows without a date were true
    (default: now); `private` keeps the rows inside `organization`; `encoding` overrules detection.
    """

    clock: Clock
    platform: Platform | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    observed_at: datetime | None = None
    private: bool = False
    organization: str = DEFAULT_ORGANIZATION
    encoding: str | None = None
    progress: Progress | None = None

    @property
    def visibility(self) -> str:
        """Who may see the imported rows."""
        return organization_visibility(self.organization) if self.private else PUBLIC


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file's rows: `kept` landed, `repeated` were there before, `bad` were left out.

    `erased` rows are about an account that was erased on request, and do not bring it back. `unused` names the
    columns that were not read.
    """

    kept: int
    repeated: int
    bad: tuple[BadRowError, ...] = ()
    erased: int = 0
    unused: tuple[str, ...] = ()
